"""Lists of feeds: what we write we read, and what is none is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.opml import LARGEST, read_opml, write_opml
from cmlite.errors import RuleError

NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=30).map(
    lambda text: " ".join("".join(one for one in text if one.isprintable()).split())
)


@given(st.dictionaries(st.integers(0, 99).map(lambda n: f"https://example.org/{n}?a=1&b=2"), NAMES, min_size=1))
def test_what_is_written_is_read_again(feeds):
    written = write_opml("Bäckerei <Sonne>", [(address, name, "") for address, name in feeds.items()])
    assert read_opml(written) == list(feeds.items())


def test_folders_and_other_spellings_of_other_programs():
    other = b"""<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="Zeitungen">
    <outline text="Eins" type="rss" xmlurl=" https://example.org/1 "/><outline text="nur ein Ordner"/>
    <outline text="Noch einmal" xmlUrl="https://example.org/1"/></outline></body></opml>"""
    assert read_opml(other) == [("https://example.org/1", "Eins")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Name;Adresse",
        b"<html><body/></html>",
        b"<opml><body/></opml>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><opml><outline xmlUrl="https://example.org"/></opml>',
        b"\xff\xfe<opml",
    ],
)
def test_what_is_no_list_is_refused(content):
    with pytest.raises(RuleError) as refused:
        read_opml(content)
    assert refused.value.key == "errors.feeds.not_a_list"


def test_a_huge_file_is_not_even_read():
    with pytest.raises(RuleError) as refused:
        read_opml(b" " * (LARGEST + 1))
    assert refused.value.key == "errors.feeds.list_too_large"
