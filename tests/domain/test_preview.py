"""What stands open in a feed, which link gets a card, what becomes a thread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.networks import read_networks
from cmlite.domain.preview import card_of, crop_of, folded, parts_of
from tests.conftest import ROOT

NETWORKS = read_networks((ROOT / "data/reference/networks.toml").read_text(encoding="utf-8"))


@given(st.sampled_from(sorted(NETWORKS)), st.text(max_size=400))
def test_nothing_of_a_text_is_lost_at_the_fold(network, text):
    found = folded(text, NETWORKS[network])
    assert "".join((found.shown + found.hidden).split()) == "".join(text.split())


def test_a_feed_hides_what_is_beyond_its_characters_or_its_lines():
    instagram = NETWORKS["instagram"]
    found = folded("wort " * 40, instagram)
    assert (len(found.shown) <= 125, found.shown.endswith("wort"), found.hidden.startswith("wort")) == (True,) * 3
    assert folded("a\nb\nc\nd", instagram).hidden == "d"
    assert folded("kurz", instagram).hidden == ""
    assert folded("wort " * 90, NETWORKS["mastodon"]).hidden == "", "nothing is on record"


def test_an_emoji_is_never_cut_in_two():
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    found = folded(family * 200, NETWORKS["instagram"])
    assert found.shown == family * 125


@pytest.mark.parametrize(
    ("network", "text", "host"),
    [
        ("facebook", "Mehr: https://www.Example.org/a und https://zweite.de", "example.org"),
        ("facebook", "example.org", ""),
        ("instagram", "https://example.org", ""),
        ("bluesky", "https://example.org", ""),
    ],
)
def test_the_first_link_gets_a_card_where_the_network_makes_one(network, text, host):
    assert card_of(text, NETWORKS[network]) == host


@pytest.mark.parametrize(
    ("network", "size", "ratio"),
    [
        ("instagram", (1000, 2000), 0.8),
        ("instagram", (2000, 1000), 1.91),
        ("instagram", (1000, 1000), None),
        ("mastodon", (1000, 4000), None),
        ("instagram", (0, 0), None),
    ],
)
def test_a_feed_cuts_only_what_is_beyond_its_shapes(network, size, ratio):
    width, height = size
    assert crop_of(width, height, NETWORKS[network]) == ratio


def test_a_text_becomes_several_posts_only_where_that_was_agreed():
    text = "Erster Satz. Zweiter Satz."
    assert parts_of(text, lambda words: len(words) < 15, as_thread=True) == ["Erster Satz.", "Zweiter Satz."]
    assert parts_of(text, lambda words: len(words) < 15, as_thread=False) == [text]


def test_a_text_of_100_000_characters_is_folded_in_a_moment():
    for network in NETWORKS.values():
        assert len(folded("lang " * 20_000, network).hidden) < 800
