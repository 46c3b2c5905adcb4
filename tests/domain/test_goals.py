"""The straight way from a start to a target, and the pace needed from today on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.goals import Progress, expected_on, pace_of
from cmlite.domain.strategy import MEASURES, Goal, Strategy
from cmlite.domain.strategy_versions import differences

TODAY = date(2026, 11, 24)


def progress(value, *, measure="reach", baseline=100.0, target=200.0, started=50, left=50, **more):
    goal = Goal(
        outcome=MEASURES[measure].outcome,
        measure=measure,
        baseline=baseline,
        target=target,
        by=TODAY + timedelta(days=left),
        since=None if started is None else TODAY - timedelta(days=started),
    )
    return Progress(goal=goal, value=value, series=(None, value), **more)


@pytest.mark.parametrize(
    ("value", "standing"), [(None, "unknown"), (200.0, "reached"), (150.0, "on_way"), (149.0, "behind")]
)
def test_half_the_time_expects_half_the_way(value, standing):
    pace = pace_of(progress(value), TODAY)
    assert (pace.standing, pace.expected) == (standing, 150.0)


def test_the_pace_is_what_is_missing_over_the_weeks_that_are_left():
    pace = pace_of(progress(130.0, left=70), TODAY)
    assert (pace.per_week, pace.weeks) == (7.0, 10.0)


def test_less_is_better_for_the_time_to_the_first_answer():
    waiting = {"measure": "response_minutes", "baseline": 120.0, "target": 60.0}
    assert pace_of(progress(100.0, **waiting), TODAY).standing == "behind"
    assert pace_of(progress(80.0, **waiting), TODAY).standing == "on_way"
    assert pace_of(progress(60.0, **waiting), TODAY).standing == "reached"


def test_a_missing_figure_is_not_taken_for_nothing():
    pace = pace_of(progress(None), TODAY)
    assert (pace.standing, pace.per_week) == ("unknown", None)


def test_a_goal_whose_day_is_over_needs_no_pace_any_more():
    pace = pace_of(progress(150.0, left=-1), TODAY)
    assert (pace.standing, pace.per_week) == ("over", None)


def test_in_its_last_days_a_goal_needs_what_is_left_and_no_more():
    assert pace_of(progress(150.0, left=1), TODAY).per_week == pace_of(progress(150.0, left=7), TODAY).per_week


@pytest.mark.parametrize("unknown", [{"baseline": None}, {"started": None}])
def test_without_a_start_only_the_way_that_is_left_is_told(unknown):
    pace = pace_of(progress(150.0, left=35, **unknown), TODAY)
    assert (pace.standing, pace.expected, pace.per_week) == ("no_start", None, 10.0)


@given(
    baseline=st.floats(0, 1e6),
    target=st.floats(0, 1e6),
    length=st.integers(1, 2000),
    day=st.integers(-500, 2500),
)
def test_the_plan_never_leaves_the_span_between_start_and_target(baseline, target, length, day):
    since = TODAY
    goal = Goal(
        outcome="visibility",
        measure="reach",
        baseline=baseline,
        target=target,
        since=since,
        by=since + timedelta(days=length),
    )
    expected = expected_on(goal, since + timedelta(days=day))
    low, high = sorted((baseline, target))
    assert low - 1e-6 * high <= expected <= high + 1e-6 * high


def test_the_last_known_day_looks_past_weeks_without_figures_but_not_past_a_zero():
    found = Progress(goal=progress(1.0).goal, series=(5.0, 0.0, None))
    assert found.last_known(TODAY) == TODAY - timedelta(days=7)
    assert Progress(goal=progress(1.0).goal, series=(None, None)).last_known(TODAY) is None


def test_where_a_start_comes_from_is_no_difference_between_versions():

    goal = progress(1.0).goal
    old, new = Strategy(goals=(goal.model_copy(update={"since": None}),)), Strategy(goals=(goal,))
    assert differences(old, new) == []
    changed = Strategy(goals=(goal.model_copy(update={"target": 300.0}),))
    assert [one.part for one in differences(old, changed)] == ["goals"]
