"""Marks in links: only in the business's own, only once, and nothing else of the text changes."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.connectors import CONNECTORS
from cmlite.domain.networks import read_networks
from cmlite.domain.tagging import Tagging, host_of, tagged, untagged
from tests.conftest import ROOT

NETWORKS = read_networks((ROOT / "data/reference/networks.toml").read_text(encoding="utf-8"))
SITE = "https://www.baeckerei-morgenrot.de"
words = st.text(
    st.sampled_from("aé 😀\n#@.,:/?&=()\"'-_%م0\u200d") | st.characters(exclude_categories=("Cs",)), max_size=30
)
paths = st.sampled_from(
    ["", "/", "/brot", "/brot?sorte=3", "/brot?", "/a#teil", "/?utm_source=brief", "/x?UTM_Medium=y"]
)
hosts = st.sampled_from(["baeckerei-morgenrot.de", "www.baeckerei-morgenrot.de", "shop.baeckerei-morgenrot.de"])
foreign = st.sampled_from(
    ["example.org", "baeckerei-morgenrot.de.example.org", "notbaeckerei-morgenrot.de", "baeckerei-morgenrot.com"]
)


def bare(text):
    """Without the signs that a mark needs before it."""
    return text.translate({ord(sign): None for sign in "/?&"})


def query(url):
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@pytest.mark.parametrize(
    ("link", "after"),
    [
        ("https://baeckerei-morgenrot.de", "https://baeckerei-morgenrot.de/?utm_source=facebook&utm_medium=social"),
        ("https://baeckerei-morgenrot.de/brot?a=1", "https://baeckerei-morgenrot.de/brot?a=1&utm_source=facebook&utm_medium=social"),
        ("https://baeckerei-morgenrot.de/brot#oben", "https://baeckerei-morgenrot.de/brot?utm_source=facebook&utm_medium=social#oben"),
        ("HTTPS://WWW.Baeckerei-Morgenrot.DE/Brot", "HTTPS://WWW.Baeckerei-Morgenrot.DE/Brot?utm_source=facebook&utm_medium=social"),
        ("https://baeckerei-morgenrot.de/?utm_campaign=brief", "https://baeckerei-morgenrot.de/?utm_campaign=brief"),
        ("baeckerei-morgenrot.de/brot", "baeckerei-morgenrot.de/brot"),
        ("https://example.org/?u=https://baeckerei-morgenrot.de", "https://example.org/?u=https://baeckerei-morgenrot.de"),
        ("https://baeckerei-morgenrot.de@example.org/", "https://baeckerei-morgenrot.de@example.org/"),
    ],
)  # fmt: skip
def test_only_a_link_of_the_own_website_without_marks_is_marked(link, after):
    assert tagged(f"Mehr: {link}.", SITE, "facebook") == f"Mehr: {after}."


def test_the_campaign_has_one_spelling_and_a_profile_is_its_network():
    marked = tagged("https://baeckerei-morgenrot.de/", SITE, "linkedin_profile", "Advents Brot 2026")
    assert query(marked) == {"utm_source": "linkedin", "utm_medium": "social", "utm_campaign": "advents-brot-2026"}
    assert tagged("https://baeckerei-morgenrot.de/", SITE, "x", "advent_26").endswith("&utm_campaign=advent_26")


@given(words, hosts, paths, words)
def test_every_other_letter_stays_and_marking_twice_changes_nothing(before, host, path, after):
    text = f"{before} https://{host}{path} {after}"
    marked = tagged(text, SITE, "mastodon", "Brot")
    assert tagged(marked, SITE, "x") == marked
    assert bare(untagged(marked)) == bare(untagged(text))
    assert marked.startswith(before) and marked.endswith(after)


@given(words, foreign, paths)
def test_a_foreign_link_is_never_touched(before, host, path):
    text = f"{before} https://{host}{path}"
    assert tagged(text, SITE, "facebook", "brot") == text


@given(st.text(max_size=200))
def test_without_a_website_nothing_happens_and_no_text_is_too_strange(text):
    assert tagged(text, "", "facebook") == text
    assert bare(untagged(tagged(text, SITE, "facebook"))) == bare(untagged(text))


@pytest.mark.parametrize(
    ("written", "host"),
    [("Www.Brot.de/x", "brot.de"), ("http://brot.de:80", "brot.de"), ("", ""), ("brot", ""), ("http://[", "")],
)
def test_a_website_is_known_however_it_was_written(written, host):
    assert host_of(written) == host


def test_a_very_long_text_takes_no_time():
    text = "https://baeckerei-morgenrot.de/a " * 3_000
    assert tagged(text, SITE, "facebook").count("utm_source=facebook") == 3_000


def test_where_links_cannot_be_clicked_they_stay_readable():
    text, marks = "https://baeckerei-morgenrot.de/a", Tagging(SITE, "brot")
    assert marks.said(text, NETWORKS["instagram"]) == text
    assert "utm_source=facebook" in marks.said(text, NETWORKS["facebook"])
    assert marks.said(text, None) == text


@pytest.mark.parametrize("network", CONNECTORS)
def test_links_can_be_clicked_wherever_cmlite_sends_by_itself(network):
    assert "links" in NETWORKS[network].shows.value
