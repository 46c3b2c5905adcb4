"""How sure a number is: intervals of sums, ratios, shares and medians, and of their changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from statistics import median

MIN_POSTS = 5
"""Fewer posts than this and a rate or a change is not told."""

Span = tuple[float, float]
"""Both ends of an interval that holds the true value in 95 of 100 cases."""

Z = 1.96
"""Half width of a 95 % interval in standard errors."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure added up over the posts that have it: how many, their sum, and the sum of their squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Posts with both a denominator x and a numerator y, by the sums that a ratio and its error need."""

    n: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0


def ratio(pairs: Pairs) -> float | None:
    """Sum of y over sum of x; None where nothing is known or x is nothing."""
    return pairs.y / pairs.x if pairs.n and pairs.x > 0 else None


def ratio_interval(pairs: Pairs) -> Span | None:
    """Interval of a ratio of sums, by the ratio estimator (Cochran, Sampling Techniques, 3rd ed., 6.3).

    The posts of the period stand for the posts one might have made: there is no correction for a finite number.
    """
    value, error = ratio(pairs), _ratio_error(pairs)
    if value is None or error is None:
        return None
    return max(value - Z * error, 0.0), value + Z * error


def ratio_change_interval(now: Pairs, before: Pairs) -> Span | None:
    """Interval of the difference of two independent ratios."""
    present, past = ratio(now), ratio(before)
    errors = _ratio_error(now), _ratio_error(before)
    if present is None or past is None or errors[0] is None or errors[1] is None:
        return None
    width = Z * sqrt(errors[0] ** 2 + errors[1] ** 2)
    return present - past - width, present - past + width


def sum_change_interval(now: Sum, before: Sum) -> Span | None:
    """Interval of the difference of two sums; None below the minimum of posts in one of them.

    Posts are taken as a compound Poisson process, whose sum has the sum of squares as estimated variance
    (Ross, Introduction to Probability Models, 5.4.2): it holds both how many posts there were and how much
    single posts differ.
    """
    if now.n < MIN_POSTS or before.n < MIN_POSTS:
        return None
    width = Z * sqrt(now.squares + before.squares)
    return now.total - before.total - width, now.total - before.total + width


def days_change_interval(now: Sum, before: Sum) -> Span | None:
    """Interval of the difference of two sums of daily values, from how much single days differ.

    Days are taken as independent of each other; None below the minimum of days in one of the periods.
    """
    if now.n < MIN_POSTS or before.n < MIN_POSTS:
        return None
    spread = sum(one.n * (one.squares - one.total**2 / one.n) / (one.n - 1) for one in (now, before))
    width = Z * sqrt(max(spread, 0.0))
    return now.total - before.total - width, now.total - before.total + width


def count_change_interval(now: int, before: int) -> Span | None:
    """Interval of the difference of two counts of independent events (Poisson)."""
    if now + before < MIN_POSTS:
        return None
    width = Z * sqrt(now + before)
    return now - before - width, now - before + width


def share_interval(hits: float, n: int) -> Span | None:
    """Interval of a share (Wilson 1927); None without cases."""
    if n <= 0:
        return None
    share = hits / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    width = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(middle - width, 0.0), min(middle + width, 1.0)


def share_change_interval(hits: int, n: int, hits_before: int, n_before: int) -> Span | None:
    """Interval of the difference of two shares (Newcombe 1998, method 10); None below the minimum of cases."""
    now, before = share_interval(hits, n), share_interval(hits_before, n_before)
    if now is None or before is None or min(n, n_before) < MIN_POSTS:
        return None
    share, past = hits / n, hits_before / n_before
    low = share - past - sqrt((share - now[0]) ** 2 + (before[1] - past) ** 2)
    high = share - past + sqrt((now[1] - share) ** 2 + (past - before[0]) ** 2)
    return low, high


def median_rank(n: int) -> int | None:
    """Rank r (1 is the smallest): the median lies between the r-th smallest and r-th largest of n values.

    Holds in at least 95 of 100 cases whatever the distribution (Conover, Practical Nonparametric Statistics,
    3.2, rounded to the safe side); None below eight values.
    """
    return max(floor((n - Z * sqrt(n)) / 2), 0) or None


def median_interval(values: Sequence[float]) -> tuple[float | None, Span | None]:
    """Median of the values and its interval by ranks; no median of nothing, no interval below eight values."""
    if not values:
        return None, None
    ordered = sorted(float(value) for value in values)
    rank = median_rank(len(ordered))
    span = None if rank is None else (ordered[rank - 1], ordered[-rank])
    return float(median(ordered)), span


def spread_change_interval(now: float, span: Span | None, before: float, span_before: Span | None) -> Span | None:
    """Interval of the difference of two estimates from their own intervals (squares of the half widths add up)."""
    if span is None or span_before is None:
        return None
    low = sqrt((now - span[0]) ** 2 + (span_before[1] - before) ** 2)
    high = sqrt((span[1] - now) ** 2 + (before - span_before[0]) ** 2)
    return now - before - low, now - before + high


def _ratio_error(pairs: Pairs) -> float | None:
    """Standard error of the ratio; None below the minimum of posts."""
    value = ratio(pairs)
    if value is None or pairs.n < MIN_POSTS:
        return None
    squared = max(pairs.yy - 2 * value * pairs.xy + value**2 * pairs.xx, 0.0) / (pairs.n - 1)
    return sqrt(squared / pairs.n) / (pairs.x / pairs.n)
