"""When more comes in than usual: a test of the last hour and the last day against the same hours of earlier weeks.

Counted are voices: a person counts once an hour in each conversation, so that one long exchange is no storm. The usual
number is learnt from the same hours of the week (wall time) of up to eight weeks; a week that stands out is cut down to
what is credible, so that an earlier storm does not become the norm. How many voices there would be by chance is told by
a negative binomial distribution: with Poisson counts and a gamma prior it is the exact predictive distribution of the
next count (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6; the prior is one week at the brand's average), and its
variance is widened by how much more than Poisson the brand's own hours vary. An alarm needs all of it: at least the
number of the crisis plan, so many times the usual number as it says, and a chance below one in a hundred thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from math import exp, lgamma, log, log1p
from statistics import median
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.clocks import to_utc, to_wall

Kind = Literal["messages", "negative"]
KINDS: tuple[Kind, ...] = ("negative", "messages")
"""The graver one first."""
WEEK = 168
MOST_WEEKS, LEAST_WEEKS = 8, 4
"""Weeks that are compared with at most, and below which there is not enough history."""
WINDOWS = (1, 24)
"""Hours that are looked at together."""
DAY_FACTOR = 2
"""Over a day so many times the number of the crisis plan, which speaks of an hour."""
FEWEST = 4
"""Fewer voices than this are never an alarm, whatever the plan says."""
CHANCE = 1e-5
WORKER = "worker"
"""Who did it, where nobody pressed anything."""
QUIET = timedelta(hours=24)
"""So long after its last unusual hour an alarm is over; so long one that a person ended does not come back."""


class Limits(BaseModel):
    """What the crisis plan says: voices within an hour, and how many times the usual number."""

    model_config = ConfigDict(frozen=True)

    messages: int = 10
    negative: int = 5
    times_usual: float = 3.0

    def least(self, kind: Kind, hours: int) -> int:
        """Fewer voices than this are no alarm."""
        wanted = self.messages if kind == "messages" else self.negative
        return max(wanted * (DAY_FACTOR if hours > 1 else 1), FEWEST)


@dataclass(frozen=True, slots=True)
class Hours:
    """Voices by hour before an instant: `counts[kind][n]` are those from n+1 to n hours before `end` (naive UTC).

    `since`: from when on is known how much came in, None where nothing is. `read_in`: voices of the last hour that are
    known from files alone, which no network reported.
    """

    end: datetime
    zone: str
    since: datetime | None
    counts: Mapping[Kind, Mapping[int, int]]
    read_in: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        """Whole weeks of history before the last day."""
        if self.since is None:
            return 0
        return max(min(int((self.end - timedelta(days=1) - self.since) / timedelta(days=7)), MOST_WEEKS), 0)

    def shift(self, week: int) -> int:
        """How many hours ago the same wall time was so many weeks ago: a change of the clocks moves it by one."""
        return _shift(self.end, self.zone, week)

    def window(self, kind: Kind, hours: int, *, week: int = 0, ago: int = 0) -> int:
        """Voices of `hours` hours that ended `ago` hours before the end, so many weeks earlier."""
        known, first = self.counts.get(kind, {}), self.shift(week) + ago
        return sum(known.get(place, 0) for place in range(first, first + hours))

    def earlier(self, kind: Kind, hours: int, *, ago: int = 0) -> list[int]:
        """The same window of every earlier week."""
        return [self.window(kind, hours, week=week, ago=ago) for week in range(1, self.weeks + 1)]


@lru_cache(maxsize=256)
def _shift(end: datetime, zone: str, week: int) -> int:
    then, _ = to_utc(to_wall(end, zone) - timedelta(weeks=week), zone)
    return round((end - then).total_seconds() / 3600) if week else 0


class Spike(BaseModel):
    """More voices than usual. `usual` is the median of `weeks` weeks, None where there is not enough history."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    hours: int
    count: int
    usual: float | None = None
    weeks: int = 0
    chance: float | None = None
    least: int = 0


class Facts(BaseModel):
    """What an alarm says: the spike, what it consists of, the posts with most messages."""

    model_config = ConfigDict(frozen=True)

    spike: Spike
    messages: int = 0
    people: int = 0
    networks: dict[str, int] = Field(default_factory=dict)
    posts: tuple["Place", ...] = ()


class Place(BaseModel):
    """A post beneath which messages came in; `title` is its beginning."""

    model_config = ConfigDict(frozen=True)

    publication_id: str
    title: str
    network: str
    messages: int
    link: str = ""


class Piece(BaseModel):
    """One message as it was kept as evidence; `sha256` is that of its text."""

    model_config = ConfigDict(frozen=True)

    message_id: str
    conversation_id: str
    network: str
    direction: str
    handle: str
    text: str
    link: str
    sent_at: datetime
    kept_at: datetime
    sha256: str


class Deed(BaseModel):
    """Something that was done while an alarm was on: what (a code), by whom, with what words."""

    model_config = ConfigDict(frozen=True)

    kind: str
    happened_at: datetime
    actor: str
    words: str = ""
    undone_at: datetime | None = None


class Entry(BaseModel):
    """One row of the table `alert_entry`: a step of the crisis plan that was taken, or a note."""

    model_config = ConfigDict(frozen=True)

    entry_id: str
    kind: Literal["step", "note"]
    text: str
    happened_at: datetime
    undone_at: datetime | None = None
    actor: str


class Alert(BaseModel):
    """One row of the table `alert`. Times are naive UTC."""

    model_config = ConfigDict(frozen=True)

    alert_id: str
    brand_id: str
    kind: Kind
    state: Literal["open", "dismissed", "over"]
    started_at: datetime
    raised_at: datetime
    last_at: datetime
    facts: Facts
    reason: str = ""
    decided_at: datetime | None = None
    actor: str

    def keeps_quiet(self, spike: Spike, now: datetime) -> bool:
        """Whether a person lately ended it or said that it is no crisis, and it has not doubled since."""
        if self.state == "open" or self.actor == WORKER or self.decided_at is None or now - self.decided_at > QUIET:
            return False
        return spike.count < 2 * self.facts.spike.count or spike.hours != self.facts.spike.hours


def spike_of(hours: Hours, kind: Kind, limits: Limits) -> Spike | None:
    """The last hour or, if that was calm, the last day, where it is an alarm.

    Without enough history the day is left out: the plan speaks of an hour, and a busy brand would be alarmed daily.
    What files hold is left out then, too: reading one in brings much at once, and nothing says what would be usual.
    """
    for length in WINDOWS if hours.weeks >= LEAST_WEEKS else WINDOWS[:1]:
        is_young = hours.weeks < LEAST_WEEKS
        count, least = hours.window(kind, length), limits.least(kind, length)
        count -= hours.read_in.get(kind, 0) if is_young else 0
        if count < least:
            continue
        if is_young:
            return Spike(kind=kind, hours=length, count=count, weeks=hours.weeks, least=least)
        earlier = credible(hours.earlier(kind, length))
        usual = float(median(earlier))
        if count < limits.times_usual * usual:
            continue
        overall, spread = character(hours, kind, length)
        weight = len(earlier) + 1  # the average hour of the brand counts as one more week
        mean = (sum(earlier) + overall) / weight
        chance = at_least(count, mean, mean * (spread + 1 / weight))
        if chance < CHANCE:
            return Spike(
                kind=kind, hours=length, count=count, usual=usual, weeks=len(earlier), chance=chance, least=least
            )
    return None


def credible(counts: Sequence[int]) -> list[int]:
    """Counts of the same hours of several weeks, those that stand out cut down to twice the median and three more."""
    cap = int(2 * median(counts)) + 3
    return [min(count, cap) for count in counts]


def character(hours: Hours, kind: Kind, length: int) -> tuple[float, float]:
    """Mean of all windows of a week (never nothing), and how much more than Poisson they vary: 1 or more."""
    squares = total = 0.0
    slots = range(0, WEEK, length)
    for ago in slots:
        counts = credible(hours.earlier(kind, length, ago=ago))
        mean = sum(counts) / len(counts)
        total += mean
        squares += sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    overall = (total * hours.weeks + 0.5) / (len(slots) * hours.weeks)
    return overall, max(squares / total, 1.0) if total else 1.0


def at_least(count: int, mean: float, variance: float) -> float:
    """The chance of `count` or more under a negative binomial distribution; `variance` is larger than `mean`."""
    size = mean**2 / (variance - mean)
    share = size / (size + mean)
    below = sum(
        exp(lgamma(size + k) - lgamma(size) - lgamma(k + 1) + size * log(share) + k * log1p(-share))
        for k in range(count)
    )
    return max(1.0 - below, 0.0)
