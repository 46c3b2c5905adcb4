"""A few rounds of kill -9 and cut lines; all 300: `python -m tests.testnet.rounds --rounds 300`."""

import pytest

from tests.testnet.rounds import play


@pytest.mark.slow
@pytest.mark.parametrize("network", ["bluesky", "mastodon"])
def test_whatever_ends_the_app_nothing_is_there_twice_or_lost(network):
    result = play(6, network=network, seed=20261124)
    assert result.is_clean, result
    assert result.rounds == 6
