"""What a connector says it can do becomes a checklist."""

from datetime import date

import pytest

from cmlite.connectors import CONNECTORS
from cmlite.connectors.base import CAN, Proof
from cmlite.services.networks import abilities


class Half:
    network = "half"
    can = frozenset({"publish", "reply"})
    proof = Proof(("server", "contract"), "2026-11-24")


def test_every_ability_stands_in_the_list_also_those_that_are_missing():
    found = abilities({"half": Half}, "half")
    assert [name for name, _ in found.can] == list(CAN)
    assert {name for name, able in found.can if able} == {"publish", "reply"}
    assert (found.against, found.checked_on) == (("server", "contract"), date(2026, 11, 24))


def test_a_network_without_a_connector_has_no_checklist():
    assert abilities({}, "tiktok") is None


def test_a_date_nobody_can_read_is_no_date():
    undated = type("Undated", (Half,), {"proof": Proof(("server",), "lately")})
    assert abilities({"half": undated}, "half").checked_on is None


@pytest.mark.parametrize("network", CONNECTORS)
def test_every_connector_claims_only_what_is_known_and_says_what_it_was_tested_against(network):
    assert CONNECTORS[network].can <= set(CAN)
    found = abilities(CONNECTORS, network)
    assert found.against and found.checked_on
