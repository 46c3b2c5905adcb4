"""Leads: people who want to buy or book, from the first interest to the sale, and what came of their sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cmlite.domain.campaigns import CURRENCIES
from cmlite.domain.intervals import MIN_POSTS, Span, share_interval
from cmlite.errors import RuleError

Stage = Literal["new", "contacted", "offer", "won", "lost"]
STAGES: tuple[Stage, ...] = ("new", "contacted", "offer", "won", "lost")
OPEN: tuple[Stage, ...] = ("new", "contacted", "offer")
"""Stages in which something is still to be done."""

_MOST = Decimal("9999999999.99")


class LeadDraft(BaseModel):
    """What a form about a lead holds. `value`: what it may bring, None if unknown; `reason`: why it was lost."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    interest: str = Field(default="", max_length=200)
    value: Decimal | None = None
    currency: str = "EUR"
    stage: Stage = "new"
    next_step: str = Field(default="", max_length=200)
    next_on: date | None = None
    reason: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def _makes_sense(self) -> "LeadDraft":
        if not self.interest:
            raise RuleError("errors.leads.interest")
        if self.value is not None and not (self.value.is_finite() and 0 <= self.value <= _MOST):
            raise RuleError("errors.leads.value")
        if self.currency not in CURRENCIES:
            raise RuleError("errors.leads.currency")
        if self.next_on is not None and not self.next_step:
            raise RuleError("errors.leads.next_step")
        return self


class Lead(LeadDraft):
    """One lead with who it is about and where it came from; times are naive UTC. What was erased has no interest."""

    lead_id: str
    person_id: str = ""
    conversation_id: str = ""
    publication_id: str = ""
    stage_at: datetime
    version: int
    created_at: datetime
    who: str = ""
    network: str = ""
    post: str = ""
    """The beginning of the post it came from."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Lead":
        return self

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.stage in OPEN


def next_stage(stage: Stage) -> Stage | None:
    """Where a lead usually goes from here; None at the end."""
    following: dict[Stage, Stage] = {"new": "contacted", "contacted": "offer", "offer": "won"}
    return following.get(stage)


@dataclass(frozen=True, slots=True)
class Source:
    """What came of the leads of one source. `reached`: how far they came, also those that were lost later."""

    source: str
    leads: int
    contacted: int
    offers: int
    won: int
    lost: int
    values: tuple[tuple[str, Decimal], ...] = ()
    """What the won ones brought, by currency."""

    @property
    def decided(self) -> int:
        """How many have ended, either way."""
        return self.won + self.lost

    @property
    def share(self) -> float | None:
        """Won among those that have ended; None where too few have for that to say anything."""
        return self.won / self.decided if self.decided >= MIN_POSTS else None

    @property
    def interval(self) -> Span | None:
        """Where the share lies in 95 of 100 cases; None where the share is not told."""
        return share_interval(self.won, self.decided) if self.share is not None else None

    @property
    def missing(self) -> int:
        """How many more have to end before the share is told."""
        return max(MIN_POSTS - self.decided, 0)


@dataclass(frozen=True, slots=True)
class Course:
    """One lead as the funnel sees it."""

    source: str
    stage: str
    reached: int
    """The furthest stage it ever had: 0 new, 1 contacted, 2 offer, 3 won."""
    value: Decimal | None
    currency: str


def funnel(courses: Iterable[Course]) -> list[Source]:
    """Leads by source, those with the most first."""
    groups: dict[str, list[Course]] = {}
    for one in courses:
        groups.setdefault(one.source, []).append(one)
    found = [_source(name, group) for name, group in groups.items()]
    return sorted(found, key=lambda one: (-one.leads, -one.won, one.source))


def _source(name: str, group: list[Course]) -> Source:
    values: dict[str, Decimal] = {}
    for one in group:
        if one.stage == "won" and one.value is not None:
            values[one.currency] = values.get(one.currency, Decimal(0)) + one.value
    return Source(
        source=name,
        leads=len(group),
        contacted=sum(one.reached >= 1 for one in group),
        offers=sum(one.reached >= 2 for one in group),
        won=sum(one.stage == "won" for one in group),
        lost=sum(one.stage == "lost" for one in group),
        values=tuple(sorted(values.items())),
    )
