"""The strategy as data: what the wizard fills in and what its versions hold."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

OUTCOMES = ("visibility", "community", "leads", "retention", "reputation", "service")
STEPS = (
    "business",
    "culture",
    "audiences",
    "goals",
    "networks",
    "pillars",
    "cadence",
    "answers",
    "review",
)
AGE_GROUPS = ("14-29", "30-49", "50-69", "70+")
MEDIA = ("writing", "pictures", "video")
MESSAGE_KINDS = ("question", "complaint", "praise", "review", "message")
ANSWER_MINUTES = {"question": 240, "complaint": 60, "praise": 1440, "review": 1440, "message": 240}
"""Suggested time to the first answer, in business minutes."""

_AIMS: dict[str, set[str]] = {
    "visibility": {"local", "visual"},
    "community": {"visual"},
    "leads": {"local", "search"},
    "retention": {"local"},
    "reputation": {"reviews"},
    "service": {"local"},
}
"""What a network should be good at for each outcome."""

Address = Literal["du", "ihr", "sie"]


class Measure(BaseModel):
    """How an outcome is measured: `unit` count, rate, minutes or stars; `better` says which way is good.

    `computed` measures come from imported figures and the inbox; the others the owner types in.
    """

    model_config = ConfigDict(frozen=True)

    outcome: str
    unit: Literal["count", "rate", "minutes", "stars"]
    better: Literal["up", "down"] = "up"
    growth: float
    """Sensible change in half a year as a factor of the baseline."""
    start: float
    """Suggested target when no baseline is known."""
    computed: bool = True


MEASURES: dict[str, Measure] = {
    "reach": Measure(outcome="visibility", unit="count", growth=1.3, start=5000),
    "followers": Measure(outcome="visibility", unit="count", growth=1.15, start=500),
    "engagement_rate": Measure(outcome="community", unit="rate", growth=1.2, start=0.03),
    "comments": Measure(outcome="community", unit="count", growth=1.3, start=30),
    "clicks": Measure(outcome="leads", unit="count", growth=1.3, start=50),
    "enquiries": Measure(outcome="leads", unit="count", growth=1.25, start=10, computed=False),
    "returning_people": Measure(outcome="retention", unit="rate", growth=1.2, start=0.2),
    "regulars": Measure(outcome="retention", unit="count", growth=1.2, start=20, computed=False),
    "rating": Measure(outcome="reputation", unit="stars", growth=1.03, start=4.5, computed=False),
    "reviews": Measure(outcome="reputation", unit="count", growth=1.3, start=5),
    "response_minutes": Measure(outcome="service", unit="minutes", better="down", growth=0.7, start=120),
    "in_target": Measure(outcome="service", unit="rate", growth=1.1, start=0.9),
}


class Culture(BaseModel):
    """How the business speaks."""

    tone: str = ""
    address: Address = "ihr"
    values: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class Audience(BaseModel):
    """One group of people the business wants to reach."""

    name: str
    wants: str = ""
    age_groups: tuple[str, ...] = ()


class Goal(BaseModel):
    """One goal: measure, where we are (None when unknown), where we want to be, by when."""

    outcome: str
    measure: str
    baseline: float | None = None
    target: float
    by: date
    since: date | None = None
    """Day of the baseline; where none was noted, the day the version was adopted."""
    source: str = ""
    """Where the baseline comes from: export, inbox, typed; '' for the owner's own estimate."""

    def is_same(self, other: object) -> bool:
        """Whether it asks for the same; where its start comes from does not matter."""
        return isinstance(other, Goal) and self._asked == other._asked

    @property
    def _asked(self) -> dict[str, object]:
        return self.model_dump(exclude={"since", "source"})


class NetworkChoice(BaseModel):
    """A network of the strategy with the reason it was taken and the planned posts a week."""

    network: str
    reason: str = ""
    posts_per_week: float = 2.0


class Pillar(BaseModel):
    """A topic the business keeps coming back to; `share` in percent of the posts."""

    pillar_id: str
    name: str
    about: str = ""
    share: int = Field(default=0, ge=0, le=100)


class Strategy(BaseModel):
    """The whole content of one version; every part may still be empty in a draft."""

    culture: Culture = Field(default_factory=Culture)
    audiences: tuple[Audience, ...] = ()
    goals: tuple[Goal, ...] = ()
    networks: tuple[NetworkChoice, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    media: tuple[str, ...] = ("pictures",)
    hours_per_week: float = Field(default=4.0, ge=0, le=80)
    answer_minutes: dict[str, int] = Field(default_factory=lambda: dict(ANSWER_MINUTES))
    review_on: date | None = None
    done: tuple[str, ...] = ()
    """Steps of the wizard that were saved, the one saved last at the end."""

    def pillar_name(self, pillar_id: str) -> str:
        """Name of a pillar, '' when the strategy does not have it."""
        return next((pillar.name for pillar in self.pillars if pillar.pillar_id == pillar_id), "")

    def begun(self, day: date) -> "Strategy":
        """The same with a start for every goal that has none."""
        goals = tuple(goal if goal.since else goal.model_copy(update={"since": day}) for goal in self.goals)
        return self.model_copy(update={"goals": goals})

    @property
    def posts_per_week(self) -> float:
        """Planned posts a week over all networks."""
        return sum(choice.posts_per_week for choice in self.networks)


class Version(BaseModel):
    """One row of the table `strategy` with its content."""

    model_config = ConfigDict(frozen=True)

    strategy_id: str
    brand_id: str
    version: int
    state: str
    content: Strategy
    saved_at: datetime
    decided_at: datetime | None = None
    actor: str


def suggest_target(measure: str, baseline: float | None) -> float:
    """A target for half a year from now: the baseline times a sensible growth, or a usual start."""
    how = MEASURES[measure]
    if baseline is None or baseline <= 0:
        return how.start
    wanted = baseline * how.growth
    if how.unit == "rate":
        return min(round(wanted, 3), 1.0)
    if how.unit == "stars":
        return min(round(wanted, 1), 5.0)
    return float(round(wanted))


def step_to_go_on(done: Sequence[str], *, is_draft: bool) -> str:
    """Where the wizard opens: at the first step that was never saved, else behind the one saved last in a draft."""
    open_one = next((one for one in STEPS if one not in done), None)
    if open_one is not None:
        return open_one
    return STEPS[min(STEPS.index(done[-1]) + 1, len(STEPS) - 1)] if is_draft else STEPS[0]


def aims_of(strategy: Strategy, trade: str, media: Sequence[str]) -> set[str]:
    """What the networks should be good at, from goals, trade and what the owner can make."""
    aims = set().union(*(_AIMS.get(goal.outcome, set()) for goal in strategy.goals)) or {"local"}
    if trade == "services":
        aims = (aims - {"local"}) | {"business"}
    groups = {group for audience in strategy.audiences for group in audience.age_groups}
    if groups == {"14-29"}:
        aims.add("young")
    if "video" in media:
        aims.add("video_short")
    return aims
