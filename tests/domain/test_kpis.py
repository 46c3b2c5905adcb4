"""Periods, selections, and what may be said of a change."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.kpis import MIN_BASELINE, Baseline, Card, Period, Selection, period_of, target_minutes

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("code", ["7", "28", "90"])
def test_a_period_ends_today_and_has_as_many_days_as_its_code_says(code: str) -> None:
    period = period_of(code, TODAY)
    assert (period.last, period.days) == (TODAY, int(code))


def test_an_unknown_code_or_half_a_range_means_28_days() -> None:
    assert period_of("400", TODAY) == period_of("free", TODAY, TODAY) == period_of("28", TODAY)


def test_a_free_range_is_taken_in_either_order() -> None:
    earlier = TODAY - timedelta(days=9)
    assert period_of("free", TODAY, TODAY, earlier) == Period(first=earlier, last=TODAY)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_the_period_before_is_as_long_and_touches_without_overlapping(first: date, days: int) -> None:
    period = Period(first=first, last=first + timedelta(days=days))
    assert period.before.days == period.days == len(period.all_days())
    assert period.before.last + timedelta(days=1) == period.first


def test_only_pillars_and_formats_make_a_selection_one_about_posts() -> None:
    assert Selection(pillars=("craft",)).is_about_posts
    assert not Selection(networks=("facebook",), channels=("c",), replies=True).is_about_posts


def test_targets_are_taken_from_the_strategy_by_kind_of_conversation() -> None:
    assert target_minutes({"question": 60, "review": 1440}) == {"comment": 60, "mention": 60, "review": 1440}


def card(value: float | None, before: float | None, span: tuple[float, float] | None, *, exact: bool = False) -> Card:
    return Card("reach", "count", value=value, before=before, change_interval=span, is_exact=exact)


def test_a_change_is_told_only_as_far_as_it_is_known() -> None:
    assert card(10, None, None).verdict == card(None, 10, (1, 2)).verdict == "none"
    assert card(10, 5, None).verdict == "few"
    assert card(10, 5, (-1, 11)).verdict == "chance"
    assert card(10, 5, (2, 8)).verdict == "change"
    assert card(10, 5, None, exact=True).verdict == "exact"


def test_a_post_is_compared_only_with_enough_of_its_like() -> None:
    few = Baseline(MIN_BASELINE - 3)
    enough = Baseline(MIN_BASELINE, 10, 20, 30)
    assert (few.missing, few.place(20)) == (3, None)
    assert [enough.place(value) for value in (9.0, 10.0, 30.0, 31.0)] == ["below", "within", "within", "above"]
