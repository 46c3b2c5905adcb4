"""What a review makes of posts and decisions."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.intervals import median_interval
from cmlite.domain.review import Decision, GoalStand, groups_of, kept_of
from cmlite.domain.review_outcome import next_strategy, to_hundred
from cmlite.domain.strategy import Goal, NetworkChoice, Pillar, Strategy

TODAY = date(2026, 11, 24)
REACH = Goal(outcome="visibility", measure="reach", baseline=100, target=200, by=TODAY + timedelta(days=90))
STRATEGY = Strategy(
    goals=(REACH,),
    networks=(NetworkChoice(network="instagram", posts_per_week=3), NetworkChoice(network="facebook")),
    pillars=(
        Pillar(pillar_id="a", name="Handwerk", share=50),
        Pillar(pillar_id="b", name="Team", share=30),
        Pillar(pillar_id="c", name="Angebote", share=20),
    ),
)

NAMES = {"a": "Handwerk"}


def rows(pillar, values, network="instagram"):
    return [{"pillar_id": pillar, "format": "photo", "network": network, "interactions": value} for value in values]


def after(*decisions, stands=()):
    return next_strategy(STRATEGY, decisions, stands, review_on=TODAY + timedelta(days=91), today=TODAY)


def test_eight_posts_are_told_and_seven_are_not():
    found = {one.name: one for one in groups_of(rows("a", range(8)) + rows("b", range(7)), NAMES)}
    assert (found["a"].low, found["a"].high, found["a"].missing) == (0, 7, 0)
    assert (found["b"].verdict, found["b"].missing, found["b"].median) == ("few", 1, 3)


def test_a_pillar_stands_out_only_when_its_whole_interval_lies_beside_the_usual():
    found = {one.name: one for one in groups_of(rows("a", [100] * 10) + rows("b", [10] * 30), NAMES)}
    assert (found["a"].verdict, found["b"].verdict) == ("above", "same")


def test_posts_without_figures_are_left_out_and_counted_as_published():
    posts = rows("a", [None] * 20 + [5] * 8)
    assert groups_of(posts, NAMES)[0].n == 8
    assert [(one.network, one.planned, one.actual, one.n) for one in kept_of(posts, STRATEGY, 28)] == [
        ("instagram", 3, 7.0, 28),
        ("facebook", 2, 0.0, 0),
    ]


def test_a_network_outside_the_strategy_is_shown_with_nothing_planned():
    assert kept_of(rows("a", [1], network="tiktok"), STRATEGY, 7)[-1].planned == 0


def test_without_decisions_only_the_day_of_the_next_review_changes():
    assert after() == STRATEGY.model_copy(update={"review_on": TODAY + timedelta(days=91)})


def test_a_stopped_pillar_leaves_its_share_to_the_others_in_proportion():
    found = after(Decision(subject="pillar", name="c", verdict="stop", reason="x"))
    assert [(one.pillar_id, one.share) for one in found.pillars] == [("a", 63), ("b", 37)]


def test_a_changed_goal_begins_anew_at_its_present_value():
    later = TODAY + timedelta(days=180)
    change = Decision(subject="goal", name="reach", verdict="change", reason="x", value=300, by=later)
    goal = after(change, stands=[GoalStand(goal=REACH, value=150, source="export")]).goals[0]
    assert (goal.baseline, goal.since, goal.source, goal.target, goal.by) == (150, TODAY, "export", 300, later)
    unknown = after(change, stands=[GoalStand(goal=REACH)]).goals[0]
    assert (unknown.baseline, unknown.target) == (100, 300)


def test_networks_are_changed_and_stopped():
    found = after(
        Decision(subject="network", name="instagram", verdict="change", reason="x", value=1.5),
        Decision(subject="network", name="facebook", verdict="stop", reason="x"),
    )
    assert [(one.network, one.posts_per_week) for one in found.networks] == [("instagram", 1.5)]


@pytest.mark.parametrize(
    ("verdict", "reason", "lacks", "comes_back"),
    [
        ("keep", "", False, False),
        ("keep", "läuft", False, True),
        ("stop", " ", True, True),
        ("change", "x", False, True),
    ],
)
def test_what_changes_needs_a_reason_and_comes_back(verdict, reason, lacks, comes_back):
    found = Decision(subject="goal", name="reach", verdict=verdict, reason=reason)
    assert (found.lacks_reason, found.comes_back) == (lacks, comes_back)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_shares_always_add_up_to_a_hundred_and_keep_their_order(shares):
    found = to_hundred(shares)
    assert sum(found) == 100
    assert min(found) >= 0
    ranked = sorted(range(len(shares)), key=shares.__getitem__)
    assert all(found[low] <= found[high] + 1 for low, high in itertools.pairwise(ranked))


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_the_interval_of_a_median_holds_it(values):
    middle, span = median_interval(values)
    assert (middle is None) == (not values)
    assert (span is None) == (len(values) < 8)
    assert span is None or span[0] <= middle <= span[1]


def new_goal(measure, value=50, days=120):
    by = TODAY + timedelta(days=days)
    return Decision(subject="goal", name=measure, verdict="new", reason="x", value=value, by=by)


def test_a_new_goal_begins_at_the_value_of_today_where_that_is_known():
    comments = new_goal("comments")
    stand = GoalStand(
        goal=Goal(outcome="community", measure="comments", target=50, by=comments.by), value=12, source="e"
    )
    goals = after(comments, new_goal("enquiries"), stands=[stand]).goals
    assert [(one.outcome, one.measure, one.baseline, one.since, one.target, one.by) for one in goals] == [
        ("visibility", "reach", 100, None, 200, REACH.by),
        ("community", "comments", 12, TODAY, 50, comments.by),
        ("leads", "enquiries", None, None, 50, comments.by),
    ]


def test_an_outcome_has_one_goal_the_new_one_only_where_the_other_was_stopped():
    assert [one.measure for one in after(new_goal("followers")).goals] == ["reach"]
    stop = Decision(subject="goal", name="reach", verdict="stop", reason="x")
    assert [one.measure for one in after(stop, new_goal("followers")).goals] == ["followers"]
