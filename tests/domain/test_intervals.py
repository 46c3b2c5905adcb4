"""Intervals against published examples, exact probabilities and simulation."""

import random
from math import comb, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.intervals import (
    MIN_POSTS,
    Pairs,
    Sum,
    count_change_interval,
    days_change_interval,
    median_rank,
    ratio,
    ratio_change_interval,
    ratio_interval,
    share_change_interval,
    share_interval,
    spread_change_interval,
    sum_change_interval,
)

POINTS = st.lists(st.tuples(st.floats(1, 1e5), st.floats(0, 1e4)), min_size=MIN_POSTS, max_size=40)


def pairs(points: list[tuple[float, float]]) -> Pairs:
    return Pairs(
        n=len(points),
        x=sum(x for x, _ in points),
        y=sum(y for _, y in points),
        xx=sum(x * x for x, _ in points),
        yy=sum(y * y for _, y in points),
        xy=sum(x * y for x, y in points),
    )


def total(values: list[float]) -> Sum:
    return Sum(len(values), sum(values), sum(value * value for value in values))


@given(POINTS)
def test_a_ratio_lies_inside_its_interval_and_never_below_zero(points: list[tuple[float, float]]) -> None:
    span = ratio_interval(pairs(points))
    value = ratio(pairs(points))
    assert span is not None and value is not None
    assert 0 <= span[0] <= value <= span[1]


def test_the_interval_of_a_ratio_is_that_of_the_ratio_estimator() -> None:
    points = [(100.0, 4.0), (200.0, 9.0), (150.0, 5.0), (400.0, 22.0), (250.0, 10.0), (300.0, 13.0)]
    value = 63 / 1400
    residuals = sum((y - value * x) ** 2 for x, y in points) / 5
    error = sqrt(residuals / 6) / (1400 / 6)
    assert ratio_interval(pairs(points)) == pytest.approx((value - 1.96 * error, value + 1.96 * error))


def test_the_interval_of_a_ratio_holds_the_true_rate_in_about_95_of_100_cases() -> None:
    chance = random.Random(7)
    held = 0
    for _ in range(400):
        points = []
        for _ in range(30):
            x = chance.lognormvariate(6, 0.5)
            points.append((x, x * max(chance.gauss(0.04, 0.01), 0)))
        span = ratio_interval(pairs(points))
        held += span is not None and span[0] <= 0.04 <= span[1]
    assert 0.90 <= held / 400 <= 0.99


def test_below_the_minimum_of_posts_a_ratio_has_no_interval_and_no_comparison() -> None:
    few, many = pairs([(100.0, 4.0)] * (MIN_POSTS - 1)), pairs([(100.0, 4.0)] * MIN_POSTS)
    assert ratio_interval(few) is None
    assert ratio_change_interval(few, many) is None and ratio_change_interval(many, few) is None


def test_a_rate_over_nothing_is_unknown_and_not_zero() -> None:
    assert ratio(Pairs()) is None
    assert ratio(pairs([(0.0, 0.0)] * 9)) is None


@given(POINTS)
def test_a_ratio_that_did_not_change_is_within_chance(points: list[tuple[float, float]]) -> None:
    span = ratio_change_interval(pairs(points), pairs(points))
    assert span is not None and span[0] <= 0 <= span[1]


def test_sums_of_few_posts_are_not_compared() -> None:
    assert sum_change_interval(total([10.0] * 4), total([10.0] * 50)) is None
    assert days_change_interval(total([10.0] * 50), total([10.0] * 4)) is None


def test_one_outlier_is_no_change_but_many_good_posts_are() -> None:
    usual = [100.0, 120.0, 80.0, 90.0, 110.0, 100.0]
    outlier = sum_change_interval(total([*usual[:-1], 900.0]), total(usual))
    steady = sum_change_interval(total([300.0] * 40), total([100.0] * 40))
    assert outlier is not None and outlier[0] < 0 < outlier[1]
    assert steady is not None and steady[0] > 0


def test_daily_figures_that_hardly_vary_show_a_small_change() -> None:
    span = days_change_interval(total([101.0, 102.0, 103.0] * 9), total([100.0, 101.0, 99.0] * 9))
    assert span is not None and span[0] > 0


def test_counts_are_compared_as_independent_events() -> None:
    assert count_change_interval(60, 40) == pytest.approx((20 - 19.6, 20 + 19.6))
    assert count_change_interval(2, 2) is None


def test_the_interval_of_a_share_is_the_published_one() -> None:
    assert share_interval(15, 20) == pytest.approx((0.5313, 0.8881), abs=5e-4)
    assert share_interval(0, 10) == pytest.approx((0.0, 0.2775), abs=5e-4)
    assert share_interval(0, 0) is None


def test_the_interval_of_a_difference_of_shares_is_the_published_one() -> None:
    """Newcombe 1998, table II, example (a), method 10."""
    assert share_change_interval(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-4)
    assert share_change_interval(4, 4, 40, 80) is None


@pytest.mark.parametrize("n", [*range(8, 200), 500, 1000])
def test_the_ranks_around_a_median_hold_it_in_95_of_100_cases(n: int) -> None:
    rank = median_rank(n)
    assert rank is not None and rank <= n - rank + 1
    if n <= 200:
        outside = 2 * sum(comb(n, k) for k in range(rank)) / 2**n
    else:
        outside = 2 * NormalDist(n / 2, sqrt(n) / 2).cdf(rank - 0.5)
    assert outside <= 0.0502


@pytest.mark.parametrize("n", range(8))
def test_few_values_have_no_interval_of_the_median(n: int) -> None:
    assert median_rank(n) is None


def test_two_medians_without_an_interval_are_not_compared() -> None:
    assert spread_change_interval(10, None, 20, (15, 25)) is None
    assert spread_change_interval(10, (8, 13), 20, (16, 24)) == pytest.approx((-10 - sqrt(20), -5))
