"""A long text in the parts of a thread: nothing lost, every part fits, no emoji cut, quick also for a giant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.counting import measure
from cmlite.domain.networks import read_networks
from cmlite.domain.threads import split
from tests.conftest import ROOT

NETWORKS = read_networks((ROOT / "data/reference/networks.toml").read_text(encoding="utf-8"))
FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
PIECES = ["Wort", "a", " ", "\n", "\n\n", ". ", "! ", "https://example.org/abc", "@hans.example.org", FAMILY, "x" * 90]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join), st.integers(40, 90))
def test_every_part_fits_and_nothing_of_the_text_is_lost(text, most):
    parts = split(text, lambda words: len(words) <= most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_part_ends_at_a_paragraph_a_sentence_or_a_word_and_never_within_an_emoji():
    def fits(words: str) -> bool:
        return len(words) <= 12

    assert split("Eins zwei.\n\nDrei vier.", fits) == ["Eins zwei.", "Drei vier."]
    assert split("Eins zwei. Drei vier.", fits) == ["Eins zwei.", "Drei vier."]
    assert split("Eins zwei drei vier", fits) == ["Eins zwei", "drei vier"]
    assert split(FAMILY * 5, fits) == [FAMILY * 2, FAMILY * 2, FAMILY]


@pytest.mark.parametrize(
    "piece", ["Unser Brot ist frisch. ", "https://example.org/a @hans #brot ", "ein\nzwei\n", "a\u200b\u200d"]
)
def test_the_work_grows_with_the_parts_and_not_with_what_stands_behind_them(piece):
    asked = 0

    def fits(words: str) -> bool:
        nonlocal asked
        asked += len(words)
        return measure(words, NETWORKS["bluesky"]).fits

    text = piece * (30_000 // len(piece))
    parts = split(text, fits)
    assert len(parts) > 20
    assert asked < 40 * len(text), "a part asks about itself, not about the rest of the text"
