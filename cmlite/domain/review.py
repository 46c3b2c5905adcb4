"""The quarterly review: what was looked at, what was decided and why, and the version that follows from it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.goals import Standing
from cmlite.domain.intervals import median_interval
from cmlite.domain.strategy import Goal, Strategy

PARTS = ("asked", "goals", "worked", "cadence", "decisions", "finish")
"""The steps, in their order; the first one only where an earlier review decided something."""

LOOK_BACK = 91
"""Days a review looks back: a quarter."""

GROUP_MINIMUM = 8
"""Fewer posts than this and nothing is said of a pillar or format (a median has no interval then)."""

Verdict = Literal["keep", "change", "stop", "new"]
"""What is there is kept, changed or stopped; a goal may also be new."""
Worked = Literal["", "yes", "partly", "no", "unknown"]


class Decision(BaseModel):
    """What was decided about one goal, pillar or network, and why; a new goal is named by its measure.

    `label` is the name of a pillar as it was then; `value` the new target, share (percent) or posts a week.
    """

    model_config = ConfigDict(frozen=True)

    subject: Literal["goal", "pillar", "network"]
    name: str
    label: str = ""
    verdict: Verdict = "keep"
    reason: str = Field(default="", max_length=600)
    value: float | None = None
    by: date | None = None

    @property
    def lacks_reason(self) -> bool:
        """What is changed or stopped needs one: the next review asks whether it was right."""
        return self.verdict != "keep" and not self.reason.strip()

    @property
    def comes_back(self) -> bool:
        """Whether the next review asks about it."""
        return self.verdict != "keep" or bool(self.reason.strip())


class Asked(BaseModel):
    """A decision of the review before: did it work?"""

    model_config = ConfigDict(frozen=True)

    decision: Decision
    decided_on: date
    worked: Worked = ""
    note: str = Field(default="", max_length=600)


class GoalStand(BaseModel):
    """A goal as it stood at the review: value of the day (None: unknown) against what the plan expected."""

    model_config = ConfigDict(frozen=True)

    goal: Goal
    value: float | None = None
    expected: float | None = None
    standing: Standing = "unknown"
    source: str = ""


class Group(BaseModel):
    """Posts of one pillar or format: median interactions with its interval (None: too few posts to tell)."""

    model_config = ConfigDict(frozen=True)

    section: Literal["pillar", "format"]
    name: str
    label: str = ""
    n: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    usual: float | None = None
    """Median of all posts of the period."""

    @property
    def missing(self) -> int:
        """How many more posts it takes before something can be said."""
        return max(GROUP_MINIMUM - self.n, 0)

    @property
    def verdict(self) -> Literal["few", "above", "below", "same"]:
        """Whether the interval lies beside the median of all posts, or holds it."""
        if self.low is None or self.high is None or self.usual is None:
            return "few"
        return "above" if self.low > self.usual else "below" if self.high < self.usual else "same"


class Kept(BaseModel):
    """Planned against published posts a week on one network, over whole weeks of the period."""

    model_config = ConfigDict(frozen=True)

    network: str
    planned: float
    actual: float
    n: int


class Content(BaseModel):
    """Everything a review holds; what was looked at is frozen in it when it is finished."""

    asked: tuple[Asked, ...] = ()
    goals: tuple[GoalStand, ...] = ()
    groups: tuple[Group, ...] = ()
    kept: tuple[Kept, ...] = ()
    notes: dict[str, str] = Field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    review_on: date | None = None
    done: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The steps of this review."""
        return PARTS if self.asked else PARTS[1:]

    def decision(self, subject: str, name: str) -> Decision | None:
        """What was decided about one thing."""
        return next((one for one in self.decisions if (one.subject, one.name) == (subject, name)), None)


class Review(BaseModel):
    """One row of the table `review` with its content; `version` is the one looked at, `next_version` what followed."""

    model_config = ConfigDict(frozen=True)

    review_id: str
    brand_id: str
    version: int
    state: str
    first_day: date
    last_day: date
    content: Content
    next_version: int | None = None
    started_at: datetime
    saved_at: datetime
    closed_at: datetime | None = None
    actor: str


def groups_of(rows: Sequence[Mapping[str, Any]], pillar_names: Mapping[str, str]) -> tuple[Group, ...]:
    """Medians by pillar and by format, the largest groups first; posts without figures are left out."""
    known = [row for row in rows if row["interactions"] is not None]
    usual = median_interval([row["interactions"] for row in known])[0]
    found: list[Group] = []
    sections: tuple[tuple[Literal["pillar", "format"], str], ...] = (("pillar", "pillar_id"), ("format", "format"))
    for section, column in sections:
        values: dict[str, list[float]] = {}
        for row in known:
            values.setdefault(row[column], []).append(float(row["interactions"]))
        for name, those in sorted(values.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            median, span = median_interval(those)
            low, high = span or (None, None)
            label = pillar_names.get(name, "") if section == "pillar" else ""
            found.append(
                Group(
                    section=section,
                    name=name,
                    label=label,
                    n=len(those),
                    median=median,
                    low=low,
                    high=high,
                    usual=usual,
                )
            )
    return tuple(found)


def kept_of(rows: Sequence[Mapping[str, Any]], strategy: Strategy, days: int) -> tuple[Kept, ...]:
    """Posts a week on each network of the strategy, and on those that were used without standing in it."""
    counts: dict[str, int] = {choice.network: 0 for choice in strategy.networks}
    for row in rows:
        counts[row["network"]] = counts.get(row["network"], 0) + 1
    planned = {choice.network: choice.posts_per_week for choice in strategy.networks}
    weeks = max(days / 7, 1)
    return tuple(
        Kept(network=network, planned=planned.get(network, 0.0), actual=round(n / weeks, 1), n=n)
        for network, n in counts.items()
    )
