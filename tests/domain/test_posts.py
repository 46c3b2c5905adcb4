"""What was typed about a post and not saved: only what differs, and nothing that is not worth it."""

from datetime import datetime

import pytest

from cmlite.domain.post_panel import Fields, Unsaved
from cmlite.domain.posts import short_heading

SAVED = Fields(title="Brot", text="Frisch", channel_ids=("a", "b"), stage="planned", wall=datetime(2026, 11, 25, 9))


def test_only_what_differs_is_kept():
    typed = SAVED.model_copy(update={"text": "Frisch aus dem Ofen"}).beside(SAVED)
    assert typed == Unsaved(text="Frisch aus dem Ofen")
    assert typed.upon(SAVED).text == "Frisch aus dem Ofen"


def test_what_was_changed_elsewhere_meanwhile_stays_where_nothing_was_typed():
    typed = SAVED.model_copy(update={"text": "Frisch aus dem Ofen"}).beside(SAVED)
    moved = SAVED.model_copy(update={"wall": datetime(2026, 11, 30, 9)})
    assert typed.upon(moved) == moved.model_copy(update={"text": "Frisch aus dem Ofen"})


def test_a_field_that_was_emptied_is_a_change():
    typed = SAVED.model_copy(update={"title": "", "channel_ids": ()}).beside(SAVED)
    assert (typed.upon(SAVED).title, typed.upon(SAVED).channel_ids) == ("", ())
    assert typed.is_worth_keeping(is_new=False)


@pytest.mark.parametrize(
    ("typed", "is_new", "worth"),
    [
        (Unsaved(), True, False),
        (Unsaved(version=3), False, False),
        (Unsaved(wall=datetime(2026, 11, 25, 9)), True, False),
        (Unsaved(wall=datetime(2026, 11, 25, 9)), False, True),
        (Unsaved(text=" \n"), True, False),
        (Unsaved(text="Tulpen"), True, True),
        (Unsaved(title="Tulpen"), True, True),
    ],
)
def test_a_new_post_is_kept_for_its_words(typed, is_new, worth):
    assert typed.is_worth_keeping(is_new=is_new) is worth


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("Brot", "Heute gibt es Brot", "Brot"),
        ("", "Kurz\nund so", "Kurz und …"),
        ("", "so\nund so", "so und so"),
        ("", "eins zwei", "eins zwei"),
        ("", "eins zwei drei", "eins zwei …"),
        ("", "eins zweizwei", "eins …"),
        ("", "Donaudampfschiff", "Donaudamp …"),
    ],
)
def test_a_long_beginning_ends_at_a_word_and_says_that_there_is_more(title, text, shown):
    assert short_heading(title, text, 9) == shown
