"""Suggestions, hints, what is missing, what changed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.strategy import (
    MEASURES,
    OUTCOMES,
    STEPS,
    Audience,
    Culture,
    Goal,
    NetworkChoice,
    Pillar,
    Strategy,
    aims_of,
    step_to_go_on,
    suggest_target,
)
from cmlite.domain.strategy_hints import goal_hints, hours_needed, open_steps, pillar_hints, usual_address
from cmlite.domain.strategy_versions import differences

TODAY = date(2026, 11, 24)


def goal(measure="reach", baseline=100.0, target=130.0, by=TODAY + timedelta(days=180)):
    return Goal(outcome=MEASURES[measure].outcome, measure=measure, baseline=baseline, target=target, by=by)


def full():
    return Strategy(
        culture=Culture(tone="Herzlich"),
        audiences=(Audience(name="Familien"),),
        goals=(goal(),),
        networks=(NetworkChoice(network="instagram", posts_per_week=3),),
        pillars=(Pillar(pillar_id="a", name="A", share=60), Pillar(pillar_id="b", name="B", share=40)),
        review_on=TODAY + timedelta(days=90),
    )


def keys(hints):
    return [hint.key for hint in hints]


def test_every_outcome_has_a_measure():
    assert {how.outcome for how in MEASURES.values()} == set(OUTCOMES)


def test_a_sensible_goal_gets_no_hint():
    assert goal_hints(goal(), TODAY) == []


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"by": TODAY}, "strategy.hint.date_past"),
        ({"by": TODAY + timedelta(days=10)}, "strategy.hint.date_close"),
        ({"baseline": None}, "strategy.hint.no_baseline"),
        ({"target": 90.0}, "strategy.hint.wrong_way"),
        ({"target": 900.0}, "strategy.hint.ambitious"),
        ({"measure": "engagement_rate", "baseline": 0.1, "target": 3.0}, "strategy.hint.rate"),
        ({"measure": "response_minutes", "baseline": 100.0, "target": 120.0}, "strategy.hint.wrong_way"),
        ({"measure": "rating", "baseline": 4.0, "target": 6.0}, "strategy.hint.stars"),
    ],
)
def test_an_odd_goal_gets_its_hint(wrong, key):
    assert key in keys(goal_hints(goal(**wrong), TODAY))


def test_a_goal_whose_figures_are_known_is_not_told_to_wait_for_the_first_import():
    assert keys(goal_hints(goal(baseline=None), TODAY, is_known=True)) == []


@given(st.sampled_from(sorted(MEASURES)), st.one_of(st.none(), st.floats(0.001, 1e6)))
def test_a_suggested_target_is_never_odd(measure, baseline):
    if MEASURES[measure].unit == "rate" and baseline is not None:
        baseline = min(baseline, 0.95)
    if MEASURES[measure].unit == "stars" and baseline is not None:
        baseline = 1 + baseline % 3.5
    found = keys(goal_hints(goal(measure, baseline, suggest_target(measure, baseline)), TODAY))
    assert "strategy.hint.rate" not in found
    assert "strategy.hint.stars" not in found
    assert "strategy.hint.ambitious" not in found or baseline < 1


def test_shares_must_add_up_to_a_hundred():
    one, two = Pillar(pillar_id="a", name="A", share=60), Pillar(pillar_id="b", name="B", share=50)
    assert keys(pillar_hints((one, two))) == ["strategy.hint.shares_over"]
    assert pillar_hints((one, two.model_copy(update={"share": 40}))) == []
    (nameless,) = pillar_hints((one, two.model_copy(update={"share": 40})), (5,))
    assert (nameless.values, nameless.blocks) == ({"n": 5}, False)


def test_a_strategy_names_what_is_missing():
    assert open_steps(full()) == []
    assert open_steps(full().model_copy(update={"pillars": (), "goals": ()})) == ["goals", "pillars"]


def test_hours_follow_the_planned_posts():
    assert hours_needed(full(), {"instagram": (3.0, 3.0)}) == pytest.approx(3.0)
    assert hours_needed(full(), {"instagram": (3.0, 6.0)}) == pytest.approx(1.5)


def test_aims_follow_goals_and_trade():
    assert aims_of(full(), "food", ["pictures"]) == {"local", "visual"}
    assert "business" in aims_of(full(), "services", [])
    assert "video_short" in aims_of(full(), "food", ["video"])


def test_two_equal_strategies_differ_in_nothing():
    assert differences(full(), full()) == []


def test_differences_name_what_changed_and_nothing_else():
    new = full().model_copy(
        update={
            "pillars": (Pillar(pillar_id="a", name="A", share=50), Pillar(pillar_id="c", name="C", share=50)),
            "hours_per_week": 6.0,
        }
    )
    assert [(one.part, one.name) for one in differences(full(), new)] == [
        ("pillars", "a"),
        ("pillars", "b"),
        ("pillars", "c"),
        ("hours_per_week", ""),
    ]


def test_practices_and_firms_speak_formally_until_they_say_otherwise():
    assert [usual_address(trade) for trade in ("health", "services", "food", "club")] == ["sie", "sie", "ihr", "ihr"]


@pytest.mark.parametrize(
    ("done", "is_draft", "opens"),
    [
        ((), False, "business"),
        (("business", "culture"), True, "audiences"),
        (STEPS, False, "business"),
        ((*(one for one in STEPS if one != "goals"), "goals"), True, "networks"),
        (STEPS, True, "review"),
    ],
)
def test_the_wizard_goes_on_where_it_was_left_also_when_all_was_answered_before(done, is_draft, opens):
    assert step_to_go_on(done, is_draft=is_draft) == opens
