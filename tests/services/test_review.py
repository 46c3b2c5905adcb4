"""A review from its beginning to the next version, and what comes back at the one after it."""

from datetime import date, timedelta

import pytest

from cmlite.domain.review import Decision
from cmlite.domain.strategy import Audience, Culture, Goal, NetworkChoice, Pillar
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import review, strategy
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
TODAY = NOW.date()
LATER = {"now": NOW + timedelta(days=91), "actor": "owner"}


@pytest.fixture
def version(store, brand):
    """Version 1 with one goal, two pillars and two networks; due today."""
    content = {
        "culture": Culture(tone="Herzlich"),
        "audiences": (Audience(name="Familien"),),
        "goals": (Goal(outcome="visibility", measure="reach", baseline=100, target=130, by=date(2027, 5, 1)),),
        "networks": (NetworkChoice(network="instagram"), NetworkChoice(network="facebook")),
        "pillars": (Pillar(pillar_id="a", name="A", share=60), Pillar(pillar_id="b", name="B", share=40)),
        "review_on": TODAY,
    }
    strategy.save_step(store, "b1", "review", lambda base: base.model_copy(update=content), **WHO)
    return strategy.decide(store, "b1", **WHO)


def decide(store, *decisions, **who):
    edit = {"decisions": decisions}
    review.save_part(store, "b1", "decisions", lambda base: base.model_copy(update=edit), **(who or WHO))


def finish(store, brand, **who):
    who = who or WHO
    version = strategy.current(store, "b1")
    seen = review.look(store, brand, version, review.under_way(store, "b1"), now=who["now"])
    return review.finish(store, brand, seen, **who)


STOP_B = Decision(subject="pillar", name="b", label="B", verdict="stop", reason="Kommt nicht an")


def test_a_review_is_saved_at_every_step_and_can_be_left(store, brand, version):
    begun = review.begin(store, brand, **WHO)
    review.save_part(
        store, "b1", "goals", lambda base: base.model_copy(update={"notes": {"goals": "Sommerloch"}}), **WHO
    )
    again = review.begin(store, brand, **LATER)
    assert (again.review_id, again.content.notes, again.content.done) == (
        begun.review_id,
        {"goals": "Sommerloch"},
        ("goals",),
    )
    assert (again.last_day - again.first_day).days == 90


def test_what_was_decided_becomes_the_next_version_and_stands_in_the_record(store, brand, version):
    review.begin(store, brand, **WHO)
    decide(store, STOP_B)
    closed = finish(store, brand)
    now_in_force = strategy.current(store, "b1")
    assert (now_in_force.version, [one.share for one in now_in_force.content.pillars]) == (2, [100])
    assert now_in_force.content.review_on == TODAY + timedelta(days=91)
    assert strategy.draft(store, "b1") is None
    assert review.under_way(store, "b1") is None
    kept = review.records(store, "b1")
    assert [(one.review_id, one.version, one.next_version) for one in kept] == [(closed.review_id, 1, 2)]
    assert [stand.standing for stand in kept[0].content.goals] == ["unknown"]
    assert [(one.network, one.planned, one.actual) for one in kept[0].content.kept] == [
        ("instagram", 2, 0),
        ("facebook", 2, 0),
    ]


def test_the_next_review_asks_whether_it_worked(store, brand, version):
    review.begin(store, brand, **WHO)
    decide(store, STOP_B, Decision(subject="goal", name="reach"))
    finish(store, brand)
    asked = review.begin(store, brand, **LATER).content.asked
    assert [(one.decision, one.decided_on, one.worked) for one in asked] == [(STOP_B, TODAY, "")]


@pytest.mark.parametrize(
    ("decisions", "key"),
    [
        ([STOP_B.model_copy(update={"reason": " "})], "errors.review.no_reason"),
        ([STOP_B, STOP_B.model_copy(update={"name": "a"})], "errors.review.lacks_pillars"),
        ([Decision(subject="goal", name="reach", verdict="stop", reason="x")], "errors.review.lacks_goals"),
        (
            [Decision(subject="goal", name="reach", verdict="change", reason="x", value=1, by=TODAY)],
            "errors.review.goal",
        ),
    ],
)
def test_an_impossible_next_version_is_refused_and_nothing_changes(store, brand, version, decisions, key):
    review.begin(store, brand, **WHO)
    decide(store, *decisions)
    with pytest.raises(RuleError) as refused:
        finish(store, brand)
    assert refused.value.key == key
    assert review.under_way(store, "b1") is not None
    assert [one.version for one in strategy.versions(store, "b1")] == [1]


def test_an_open_draft_of_the_wizard_is_not_overwritten(store, brand, version):
    review.begin(store, brand, **WHO)
    strategy.save_step(
        store, "b1", "culture", lambda base: base.model_copy(update={"culture": Culture(tone="Neu")}), **WHO
    )
    with pytest.raises(RuleError) as refused:
        finish(store, brand)
    assert refused.value.key == "errors.review.draft_open"
    strategy.decide(store, "b1", **WHO)
    with pytest.raises(RuleError) as refused:
        finish(store, brand)
    assert refused.value.key == "errors.review.other_version"


def test_a_dropped_review_leaves_no_trace_in_the_strategy(store, brand, version):
    review.begin(store, brand, **WHO)
    review.drop(store, "b1", **WHO)
    assert review.under_way(store, "b1") is None
    with pytest.raises(NotFoundError):
        review.save_part(store, "b1", "goals", lambda base: base, **WHO)


def test_without_a_strategy_there_is_nothing_to_review(store, brand):
    with pytest.raises(NotFoundError):
        review.begin(store, brand, **WHO)


def test_it_is_due_on_its_day_and_not_before(version):
    assert review.is_due(version.content, TODAY)
    assert not review.is_due(version.content, TODAY - timedelta(days=1))


def test_a_new_goal_stands_in_the_next_version_and_is_asked_about_at_the_review_after_it(store, brand, version):
    fresh = Decision(
        subject="goal", name="comments", verdict="new", reason="Mehr Gespräch", value=40, by=TODAY + timedelta(days=180)
    )
    review.begin(store, brand, **WHO)
    decide(store, fresh)
    closed = finish(store, brand)
    goals = strategy.current(store, "b1").content.goals
    assert [(one.measure, one.target) for one in goals] == [("reach", 130), ("comments", 40)]
    assert [stand.goal.measure for stand in closed.content.goals] == ["reach"]  # what is new had nothing to reach
    assert [one.decision for one in review.begin(store, brand, **LATER).content.asked] == [fresh]


def test_a_new_goal_needs_a_reason_and_a_day_ahead(store, brand, version):
    review.begin(store, brand, **WHO)
    for reason, by, key in (
        ("", TODAY + timedelta(days=180), "errors.review.no_reason"),
        ("x", TODAY, "errors.review.goal"),
    ):
        decide(store, Decision(subject="goal", name="comments", verdict="new", reason=reason, value=40, by=by))
        with pytest.raises(RuleError) as refused:
            finish(store, brand)
        assert refused.value.key == key


def test_the_measures_without_a_goal_are_known_with_their_value_of_today(store, brand, version):
    found = review.present(store, brand, version.content, now=NOW)
    assert "reach" not in found
    assert {"followers", "comments", "enquiries"} <= found.keys()
