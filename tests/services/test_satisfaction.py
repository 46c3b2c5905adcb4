"""Satisfaction: only resolved complaints are offered, nothing is sent, an honest mean of few answers."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.satisfaction import mean_of
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import conversations, inbox, satisfaction
from cmlite.store.rows import update
from tests.conftest import NOW
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def complaint(store, brand):
    made = hear(store, "b1", "1", ("in", 60, "Das Brot war hart"), ("out", 50, "Das tut uns leid"), handle="anna")
    hear(store, "b1", "2", ("in", 60, "Danke"), handle="bernd")
    with store.write() as cursor:
        update(cursor, "conversation", {"conversation_id": made}, class_id="complaint")
    return made


def test_only_resolved_complaints_are_offered(store, complaint):
    assert satisfaction.unasked(store, "b1", now=NOW) == []
    conversations.finish(store, "b1", complaint, **WHO)
    assert [one.who for one in satisfaction.unasked(store, "b1", now=NOW)] == ["anna"]
    assert satisfaction.unasked(store, "b1", now=NOW + timedelta(days=100)) == [], "nobody is asked months later"


def test_asking_lays_down_a_draft_and_sends_nothing(store, complaint):
    conversations.finish(store, "b1", complaint, **WHO)
    satisfaction.ask(store, "b1", complaint, "Zufrieden?", **WHO)
    shown = inbox.thread(store, "b1", complaint, now=NOW)
    assert shown.draft == "Zufrieden?"
    assert [one.state for one in shown.messages] == ["received", "sent"]
    assert satisfaction.unasked(store, "b1", now=NOW) == []
    with pytest.raises(RuleError):
        satisfaction.ask(store, "b1", complaint, "Noch einmal?", **WHO)


def test_nobody_is_asked_again_after_the_question_went_out(store, complaint):
    satisfaction.ask(store, "b1", complaint, "Zufrieden?", **WHO)
    conversations.save_draft(store, "b1", complaint, "", **WHO)  # as when it was sent: no draft is left
    with pytest.raises(RuleError) as refused:
        satisfaction.ask(store, "b1", complaint, "Noch einmal?", **WHO)
    assert refused.value.key == "errors.satisfaction.asked"


def test_a_draft_that_is_there_is_not_overwritten(store, complaint):
    conversations.save_draft(store, "b1", complaint, "Angefangen", **WHO)
    with pytest.raises(RuleError):
        satisfaction.ask(store, "b1", complaint, "Zufrieden?", **WHO)
    assert inbox.thread(store, "b1", complaint, now=NOW).draft == "Angefangen"


def test_an_answer_is_noted_corrected_and_dropped(store, complaint):
    asked = satisfaction.ask(store, "b1", complaint, "Zufrieden?", **WHO)
    satisfaction.note_score(store, "b1", asked, 2, **WHO)
    satisfaction.note_score(store, "b1", asked, 4, **WHO)
    assert [one.score for one in satisfaction.asked(store, "b1")] == [4]
    with pytest.raises(RuleError):
        satisfaction.note_score(store, "b1", asked, 6, **WHO)
    satisfaction.drop(store, "b1", asked, **WHO)
    assert satisfaction.asked(store, "b1") == []


def test_few_answers_have_no_mean_and_five_equal_ones_are_not_certain():
    assert (mean_of([5, 5, 5, 5], 9).value, mean_of([5, 5, 5, 5], 9).missing) == (None, 1)
    enough = mean_of([5] * 5, 9)
    assert (enough.value, enough.n, enough.asked) == (5.0, 5, 9)
    assert enough.low < 4
    assert enough.high == pytest.approx(5.0)


@given(st.lists(st.integers(1, 5), min_size=5, max_size=200))
def test_the_interval_lies_in_the_scale_and_holds_the_mean(scores):
    found = mean_of(scores, len(scores))
    assert 1.0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 5.0 + 1e-9


def test_nobody_notes_a_score_for_another_brand(store, complaint, other_brand):
    asked = satisfaction.ask(store, "b1", complaint, "Zufrieden?", **WHO)
    with pytest.raises(NotFoundError):
        satisfaction.note_score(store, "b2", asked, 5, **WHO)
