"""Practice: comments that are really heated, answers that pass, progress per person and language, nothing sent."""

import pytest

from cmlite.domain.calm import Reply, check
from cmlite.domain.calm.heat import heat_of
from cmlite.domain.moderation import CLASSES, Plan
from cmlite.domain.practice import Progress, next_after
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import practice
from cmlite.store import reference
from cmlite.store.only_reading import OnlyReading
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
LANGUAGES = ("de", "en")
EXERCISES = practice.exercises()


def test_there_are_more_than_twenty_in_each_language_and_most_are_heated():
    assert len(EXERCISES) >= 20
    assert len({one.id for one in EXERCISES}) == len(EXERCISES)
    assert {one.class_id for one in EXERCISES} <= set(CLASSES)
    for language in LANGUAGES:
        heated = [heat_of(one.said(language).text, reference.calm_words(), language).score for one in EXERCISES]
        assert sum(1 for score in heated if score) >= 0.8 * len(EXERCISES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_the_good_answer_passes_every_check(exercise, language):
    reply = Reply(exercise.said(language).answer, is_public=exercise.kind != "message", language=language)
    found = check(reply, exercise.thread(language), Plan(), reference.calm_words())
    assert [one.rule for one in found] == []


def test_progress_is_kept_for_each_person_and_language_and_the_last_try_counts(store, brand):
    first = EXERCISES[0]
    assert practice.check_answer(store, brand, first.id, "de", "DAS IST LÄCHERLICH!!!", **WHO)
    seen = practice.progress(store, "b1", "de", actor="owner")
    assert (seen.answered, seen.calm) == ({first.id}, set())
    good = first.en.answer
    assert practice.check_answer(store, brand, first.id, "en", good, **WHO) == ()
    assert practice.progress(store, "b1", "en", actor="owner").calm == {first.id}
    assert practice.progress(store, "b1", "de", actor="anna").answered == set()
    assert practice.last_text(store, "b1", first.id, "en", actor="owner") == good


def test_what_comes_next_is_what_was_not_answered_calmly_yet(store, brand):
    second = EXERCISES[1].id
    practice.check_answer(store, brand, EXERCISES[0].id, "de", "Nein!!!", **WHO)
    seen = practice.progress(store, "b1", "de", actor="owner")
    assert next_after(EXERCISES, "", seen) == second
    assert next_after(EXERCISES, EXERCISES[-1].id, seen) == second
    everything = Progress(frozenset(one.id for one in EXERCISES), frozenset(one.id for one in EXERCISES[1:]))
    assert next_after(EXERCISES, second, everything) == EXERCISES[0].id


def test_nothing_is_written_but_the_try_itself(store, brand):
    before = store.counts()
    practice.check_answer(store, brand, EXERCISES[0].id, "de", "Guten Tag", **WHO)
    changed = {name for name, n in store.counts().items() if n != before.get(name, 0)}
    assert changed == {"practice_try"}


def test_who_may_only_look_gets_feedback_and_leaves_no_trace(store, brand):
    assert practice.check_answer(OnlyReading(store), brand, EXERCISES[0].id, "de", "Nein!!!", **WHO)
    assert practice.progress(store, "b1", "de", actor="owner").answered == set()


def test_an_empty_answer_and_an_unknown_comment_get_a_sentence(store, brand):
    with pytest.raises(RuleError):
        practice.check_answer(store, brand, EXERCISES[0].id, "de", "  ", **WHO)
    with pytest.raises(NotFoundError):
        practice.check_answer(store, brand, "nothing", "de", "Hallo", **WHO)
