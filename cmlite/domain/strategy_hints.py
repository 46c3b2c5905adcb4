"""What is odd about a strategy, and what it still lacks."""

from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.strategy import MEASURES, STEPS, Address, Goal, Pillar, Strategy

_FORMAL = frozenset({"health", "services"})
"""Trades whose clients expect to be spoken to formally."""


class Hint(BaseModel):
    """Something worth a second look; `key` names a sentence, never a reproach."""

    model_config = ConfigDict(frozen=True)

    key: str
    values: dict[str, object] = Field(default_factory=dict)
    blocks: bool = False


def goal_hints(goal: Goal, today: date, *, is_known: bool = False) -> list[Hint]:
    """What is odd about a goal; `is_known`: the figures say where it stands today, only it was not taken over yet."""
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
        return hints if is_known else [*hints, Hint(key="strategy.hint.no_baseline")]
    wrong_way = goal.target <= goal.baseline if how.better == "up" else goal.target >= goal.baseline
    if wrong_way:
        hints.append(Hint(key="strategy.hint.wrong_way"))
    elif goal.baseline > 0 and not 0.2 <= goal.target / goal.baseline <= 5:
        hints.append(Hint(key="strategy.hint.ambitious", values={"factor": round(goal.target / goal.baseline, 1)}))
    return hints


def pillar_hints(pillars: tuple[Pillar, ...], nameless: tuple[int, ...] = ()) -> list[Hint]:
    """Shares must add up to 100; three to five pillars are what a small business keeps in mind.

    `nameless`: the numbers of those that have a share but no name, which count for nothing.
    """
    hints = [Hint(key="strategy.hint.nameless_pillar", values={"n": n}) for n in nameless]
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


def usual_address(trade: str) -> Address:
    """How businesses of this trade mostly speak to people in public, for a strategy that does not say it yet."""
    return "sie" if trade in _FORMAL else "ihr"


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
