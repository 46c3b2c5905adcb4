"""Key figures: the period and what it is compared with, how sure a number is, and what can be said of a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import floor, sqrt
from typing import Literal

from pydantic import BaseModel, ConfigDict

PERIODS = ("7", "28", "90", "free")
MIN_POSTS = 5
"""Fewer posts than this and a rate or a change is not told."""

MIN_BASELINE = 8
"""Fewer comparable posts than this and a post is not compared with them."""

SUMS = ("reach", "views", "impressions", "interactions")
"""Figures of posts that are added up and compared with the period before."""

TARGET_KINDS = {"comment": "question", "message": "message", "review": "review", "mention": "question"}
"""Which answer time of the strategy (in business minutes) a kind of conversation has."""

NO_PILLAR = "none"
"""Stands for posts without a pillar in filters and breakdowns."""

Span = tuple[float, float]
"""Both ends of an interval that holds the true value in 95 of 100 cases."""

Z = 1.96
Verdict = Literal["none", "few", "chance", "exact", "change"]


class Period(BaseModel):
    """Wall days of the brand from `first` to `last`, both included."""

    model_config = ConfigDict(frozen=True)

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The same number of days, ending the day before this one begins."""
        return Period(first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    @property
    def iso(self) -> str:
        """As an ISO 8601 interval of days."""
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def all_days(self) -> list[date]:
        """Every day of the period."""
        return [self.first + timedelta(days=n) for n in range(self.days)]


class Selection(BaseModel):
    """What the figures are narrowed to; empty means all. `replies` also counts replies and shared posts."""

    model_config = ConfigDict(frozen=True)

    networks: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    replies: bool = False
    text: str = ""

    @property
    def is_about_posts(self) -> bool:
        """Whether it asks for what only posts have, so that figures of whole channels cannot answer it."""
        return bool(self.pillars or self.formats)


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


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the period. `unit` is count, rate or minutes; times are naive UTC.

    `n` of `of` posts or conversations have the figure. `interval` is that of the value, `change_interval` that
    of value minus `before`. `basis` says what it was made from: posts, channel (daily figures), inbox or ''.
    """

    name: str
    unit: str
    value: float | None = None
    n: int = 0
    of: int = 0
    before: float | None = None
    n_before: int = 0
    interval: Span | None = None
    change_interval: Span | None = None
    series: tuple[float | None, ...] = ()
    basis: str = ""
    sources: tuple[str, ...] = ()
    newest: datetime | None = None
    better: Literal["up", "down"] = "up"
    is_exact: bool = False
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def change(self) -> float | None:
        """Value minus the value of the period before; None where one of them is unknown."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def verdict(self) -> Verdict:
        """What may be said of the change: nothing, too few, within chance, a plain count, or a real change."""
        if self.change is None:
            return "none"
        if self.is_exact:
            return "exact"
        if self.change_interval is None:
            return "few"
        low, high = self.change_interval
        return "chance" if low <= 0 <= high else "change"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What comparable posts usually reach: how many there are, and their quartiles (None below the minimum)."""

    n: int
    lower: float | None = None
    median: float | None = None
    upper: float | None = None

    @property
    def missing(self) -> int:
        """How many more posts are needed before a comparison means something."""
        return max(MIN_BASELINE - self.n, 0)

    def place(self, value: float) -> Literal["below", "within", "above"] | None:
        """Where a value lies against the middle half of the others; None while there are too few."""
        if self.missing or self.lower is None or self.upper is None:
            return None
        return "below" if value < self.lower else "above" if value > self.upper else "within"


def period_of(code: str, today: date, first: date | None = None, last: date | None = None) -> Period:
    """The days of a period code that ends today; `free` takes the two days given, in either order."""
    if code == "free" and first is not None and last is not None:
        return Period(first=min(first, last), last=max(first, last))
    days = int(code) if code in PERIODS and code != "free" else 28
    return Period(first=today - timedelta(days=days - 1), last=today)


def target_minutes(answer_minutes: Mapping[str, int]) -> dict[str, float]:
    """Business minutes until the first answer is due, by kind of conversation."""
    return {kind: float(answer_minutes[name]) for kind, name in TARGET_KINDS.items() if name in answer_minutes}


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


def share_interval(hits: int, n: int) -> Span | None:
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
