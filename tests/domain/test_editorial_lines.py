"""Lists typed as lines of text are read back as they were, and what cannot be read is named."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.editorial import Swap, Tags
from cmlite.domain.editorial_lines import (
    lines_of,
    read_slots,
    read_swaps,
    read_tags,
    written_slots,
    written_swaps,
    written_tags,
)
from cmlite.domain.slots import Slot
from cmlite.errors import RuleError


def test_lines_are_kept_once_without_blanks():
    assert lines_of(" eins \n\nzwei\neins\n") == ("eins", "zwei")


@pytest.mark.parametrize("sign", ["=", "→", "->", ":"])
def test_a_word_to_avoid_is_read_with_what_is_better(sign):
    assert read_swaps(f"billig {sign} den Preis nennen\nlecker") == (
        Swap(word="billig", instead="den Preis nennen"),
        Swap(word="lecker"),
    )


def test_a_word_that_is_a_text_is_refused():
    with pytest.raises(RuleError, match=r"errors\.editorial\.word"):
        read_swaps("a" * 81)


def test_groups_of_hashtags_keep_their_occasion():
    before = (Tags(name="Advent", tags=("Plätzchen",), occasion="Advent"),)
    assert read_tags("Advent: #Plätzchen, #Kerzen\n#Brot #Laib", before) == (
        Tags(name="Advent", tags=("Plätzchen", "Kerzen"), occasion="Advent"),
        Tags(name="#Brot", tags=("Brot", "Laib")),
    )


@pytest.mark.parametrize("wrong", ["Haus: #frisch-gebacken", "#a.b", "#" + "a" * 101])
def test_what_is_no_hashtag_is_refused(wrong):
    with pytest.raises(RuleError, match=r"errors\.editorial\.tag"):
        read_tags(wrong, ())


@pytest.mark.parametrize("line", ["Di 09:00", "di. 9.00", "Dienstag 9 Uhr", "Tue 09:00", "tuesday, 9"])
def test_a_time_is_read_in_both_languages(line):
    assert read_slots(line) == (Slot(weekday=1, at=time(9)),)


@pytest.mark.parametrize("line", ["Di", "09:00", "Xy 09:00", "Di 25:00", "Di 09:75", "Di neun"])
def test_what_is_no_time_is_refused(line):
    with pytest.raises(RuleError, match=r"errors\.editorial\.slot"):
        read_slots(line)


@given(
    days=st.lists(st.integers(0, 6), unique=True, max_size=7),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    language=st.sampled_from(["de", "en", "fr"]),
)
def test_times_are_read_back_as_they_were_written(days, at, language):
    slots = tuple(Slot(weekday=day, at=at) for day in sorted(days))
    assert read_slots(written_slots(slots, language)) == slots


WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(WORD, WORD | st.just("")), unique_by=lambda pair: pair[0].casefold(), max_size=8))
def test_swaps_and_groups_are_read_back_as_they_were_written(pairs):
    swaps = tuple(Swap(word=word, instead=instead) for word, instead in pairs)
    assert read_swaps(written_swaps(swaps)) == swaps
    groups = tuple(
        Tags(name=word, tags=(word, instead) if instead not in {"", word} else (word,)) for word, instead in pairs
    )
    assert read_tags(written_tags(groups), groups) == groups
