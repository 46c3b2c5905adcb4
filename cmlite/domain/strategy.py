"""The strategy as data: what the wizard fills in, what its versions hold, what is odd about it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
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
    """Steps of the wizard that were saved."""

    def pillar_name(self, pillar_id: str) -> str:
        """Name of a pillar, '' when the strategy does not have it."""
        return next((pillar.name for pillar in self.pillars if pillar.pillar_id == pillar_id), "")

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


class Hint(BaseModel):
    """Something worth a second look; `key` names a sentence, never a reproach."""

    model_config = ConfigDict(frozen=True)

    key: str
    values: dict[str, object] = Field(default_factory=dict)
    blocks: bool = False


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


def goal_hints(goal: Goal, today: date) -> list[Hint]:
    """What is odd about a goal."""
    how = MEASURES[goal.measure]
    hints = []
    if goal.by <= today:
        hints.append(Hint(key="strategy.hint.date_past", values={"by": goal.by}, blocks=True))
    elif goal.by < today + timedelta(weeks=4):
        hints.append(Hint(key="strategy.hint.date_close", values={"by": goal.by}))
    if how.unit == "rate" and not 0 <= goal.target <= 1:
        hints.append(Hint(key="strategy.hint.rate", blocks=True))
    if how.unit == "stars" and not 1 <= goal.target <= 5:
        hints.append(Hint(key="strategy.hint.stars", blocks=True))
    if goal.baseline is None:
        hints.append(Hint(key="strategy.hint.no_baseline"))
        return hints
    wrong_way = goal.target <= goal.baseline if how.better == "up" else goal.target >= goal.baseline
    if wrong_way:
        hints.append(Hint(key="strategy.hint.wrong_way"))
    elif goal.baseline > 0 and not 0.2 <= goal.target / goal.baseline <= 5:
        hints.append(Hint(key="strategy.hint.ambitious", values={"factor": round(goal.target / goal.baseline, 1)}))
    return hints


def pillar_hints(pillars: tuple[Pillar, ...]) -> list[Hint]:
    """Shares must add up to 100; three to five pillars are what a small business keeps in mind."""
    hints = []
    total = sum(pillar.share for pillar in pillars)
    if pillars and total != 100:
        key = "strategy.hint.shares_over" if total > 100 else "strategy.hint.shares_under"
        hints.append(Hint(key=key, values={"total": total, "rest": abs(100 - total)}, blocks=True))
    if len(pillars) > 6:
        hints.append(Hint(key="strategy.hint.many_pillars", values={"n": len(pillars)}))
    names = [pillar.name.casefold().strip() for pillar in pillars]
    if len(set(names)) != len(names):
        hints.append(Hint(key="strategy.hint.same_pillars", blocks=True))
    return hints


def cadence_hints(strategy: Strategy, hours_needed: float) -> list[Hint]:
    """Whether the planned posts fit into the hours of a week."""
    if hours_needed > strategy.hours_per_week * 1.05:
        return [
            Hint(
                key="strategy.hint.hours",
                values={"needed": round(hours_needed, 1), "have": strategy.hours_per_week},
            )
        ]
    return []


def hours_needed(strategy: Strategy, efforts: Mapping[str, tuple[float, float]]) -> float:
    """Hours a week the planned posts take; `efforts` gives (hours, posts) of a usual week by network."""
    total = 0.0
    for choice in strategy.networks:
        hours, posts = efforts.get(choice.network, (1.0, 2.0))
        total += hours * choice.posts_per_week / posts if posts else 0.0
    return total


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


def open_steps(strategy: Strategy) -> list[str]:
    """Steps that still lack what a strategy needs before it can become a version."""
    missing = {
        "culture": not strategy.culture.tone,
        "audiences": not strategy.audiences,
        "goals": not strategy.goals,
        "networks": not strategy.networks,
        "pillars": not strategy.pillars or any(hint.blocks for hint in pillar_hints(strategy.pillars)),
        "review": strategy.review_on is None,
    }
    return [step for step in STEPS if missing.get(step)]


class Difference(BaseModel):
    """One thing that changed between two versions: which part, before and after as short plain values."""

    model_config = ConfigDict(frozen=True)

    part: str
    name: str = ""
    before: object = None
    after: object = None


def differences(old: Strategy, new: Strategy) -> list[Difference]:
    """What changed from one version to the next, part by part; empty when nothing did."""
    found = [
        Difference(part=f"culture.{field}", before=before, after=after)
        for field in Culture.model_fields
        if (before := getattr(old.culture, field)) != (after := getattr(new.culture, field))
    ]
    for part, key in (
        ("audiences", "name"),
        ("goals", "measure"),
        ("networks", "network"),
        ("pillars", "pillar_id"),
    ):
        before_by = {getattr(one, key): one for one in getattr(old, part)}
        after_by = {getattr(one, key): one for one in getattr(new, part)}
        for name in dict.fromkeys([*before_by, *after_by]):
            if before_by.get(name) != after_by.get(name):
                found.append(Difference(part=part, name=name, before=before_by.get(name), after=after_by.get(name)))
    for kind in MESSAGE_KINDS:
        if old.answer_minutes.get(kind) != new.answer_minutes.get(kind):
            found.append(
                Difference(
                    part="answers",
                    name=kind,
                    before=old.answer_minutes.get(kind),
                    after=new.answer_minutes.get(kind),
                )
            )
    for field in ("hours_per_week", "media", "review_on"):
        if getattr(old, field) != getattr(new, field):
            found.append(Difference(part=field, before=getattr(old, field), after=getattr(new, field)))
    return found
