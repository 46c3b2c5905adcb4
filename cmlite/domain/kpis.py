"""Key figures: the period and what it is compared with, how sure a number is, and what can be said of a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from cmlite.domain.intervals import Span

PERIODS = ("7", "28", "90", "free")
MIN_BASELINE = 8
"""Fewer comparable posts than this and a post is not compared with them."""

SUMS = ("reach", "views", "impressions", "interactions")
"""Figures of posts that are added up and compared with the period before."""

TARGET_KINDS = {"comment": "question", "message": "message", "review": "review", "mention": "question"}
"""Which answer time of the strategy (in business minutes) a kind of conversation has."""

NO_PILLAR = "none"
"""Stands for posts without a pillar in filters and breakdowns."""

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
    def is_narrowed(self) -> bool:
        """Whether anything is left out by it."""
        return bool(self.networks or self.channels or self.pillars or self.formats or self.text)

    @property
    def is_about_posts(self) -> bool:
        """Whether it asks for what only posts have, so that figures of whole channels cannot answer it."""
        return bool(self.pillars or self.formats)


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of a post beside what its like usually reaches."""

    name: str
    value: float
    usual: Baseline


@dataclass(frozen=True, slots=True)
class Detail:
    """Every value of one post with its origin, and the comparisons that can be made."""

    values: tuple[Mapping[str, Any], ...]
    comparisons: tuple[Comparison, ...]
    is_fresh: bool


def period_of(code: str, today: date, first: date | None = None, last: date | None = None) -> Period:
    """The days of a period code that ends today; `free` takes the two days given, in either order."""
    if code == "free" and first is not None and last is not None:
        return Period(first=min(first, last), last=max(first, last))
    days = int(code) if code in PERIODS and code != "free" else 28
    return Period(first=today - timedelta(days=days - 1), last=today)


def target_minutes(answer_minutes: Mapping[str, int]) -> dict[str, float]:
    """Business minutes until the first answer is due, by kind of conversation."""
    return {kind: float(answer_minutes[name]) for kind, name in TARGET_KINDS.items() if name in answer_minutes}
