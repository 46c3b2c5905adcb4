"""Differences between two versions in words: nothing is lost, and no text keeps anybody waiting."""

import time

from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.versions import Run, differences

texts = st.text(st.sampled_from("ab cd\n\t😀مü."), max_size=80)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_the_runs(before, after):
    runs = differences(before, after)
    assert "".join(run.words for run in runs if run.kind != "new") == before
    assert "".join(run.words for run in runs if run.kind != "gone") == after


def test_a_changed_word_is_told_apart_from_those_around_it():
    assert differences("Frisches Brot ab acht", "Frisches Brot ab neun") == [
        Run("same", "Frisches Brot ab "),
        Run("gone", "acht"),
        Run("new", "neun"),
    ]


def test_very_long_texts_are_compared_in_a_moment():
    words = " ".join(f"wort{n % 700}" for n in range(2_400))
    lines = "\n".join(f"Zeile {n % 900}" for n in range(9_000))
    began = time.process_time()
    for text in (words, lines, "a " * 50_000, "x" * 100_000):
        assert differences(text, text.replace("7", "9") + "!")
    assert time.process_time() - began < 5
