"""The version of the strategy that follows from what a review decided."""

from collections.abc import Mapping, Sequence
from datetime import date

from cmlite.domain.review import Decision, GoalStand
from cmlite.domain.strategy import MEASURES, Goal, NetworkChoice, Pillar, Strategy

_Decided = Mapping[tuple[str, str], Decision]
"""Decisions by subject and name."""


def next_strategy(
    strategy: Strategy,
    decisions: Sequence[Decision],
    stands: Sequence[GoalStand],
    *,
    review_on: date | None,
    today: date,
) -> Strategy:
    """The strategy with what was decided; shares of pillars are brought to 100 again.

    A goal that was changed or is new begins at its present value, where that is known.
    """
    decided: _Decided = {(one.subject, one.name): one for one in decisions}
    stand_of = {stand.goal.measure: stand for stand in stands}
    goals = tuple(
        _goal_after(goal, decided.get(("goal", goal.measure)), stand_of.get(goal.measure), today)
        for goal in strategy.goals
        if not _is_stopped(decided, "goal", goal.measure)
    )
    return strategy.model_copy(
        update={
            "goals": (*goals, *_new_goals(goals, decisions, stand_of, today)),
            "networks": _networks_after(strategy.networks, decided),
            "pillars": _pillars_after(strategy.pillars, decided),
            "review_on": review_on,
        }
    )


def _new_goals(
    goals: Sequence[Goal], decisions: Sequence[Decision], stand_of: Mapping[str, GoalStand], today: date
) -> tuple[Goal, ...]:
    """Goals that were added; an outcome has one goal, so those for an outcome that kept its own are left out."""
    taken = {goal.outcome for goal in goals}
    return tuple(
        _begun(Goal(outcome=MEASURES[one.name].outcome, measure=one.name, target=one.value, by=one.by), stand_of, today)
        for one in decisions
        if one.verdict == "new"
        and one.value is not None
        and one.by is not None
        and MEASURES[one.name].outcome not in taken
    )


def _begun(goal: Goal, stand_of: Mapping[str, GoalStand], today: date) -> Goal:
    stand = stand_of.get(goal.measure)
    if stand is None or stand.value is None:
        return goal
    return goal.model_copy(update={"baseline": stand.value, "since": today, "source": stand.source})


def _is_stopped(decided: _Decided, subject: str, name: str) -> bool:
    found = decided.get((subject, name))
    return found is not None and found.verdict == "stop"


def _new_value(decided: _Decided, subject: str, name: str, before: float) -> float:
    found = decided.get((subject, name))
    return before if found is None or found.verdict != "change" or found.value is None else found.value


def _networks_after(networks: Sequence[NetworkChoice], decided: _Decided) -> tuple[NetworkChoice, ...]:
    return tuple(
        one.model_copy(update={"posts_per_week": _new_value(decided, "network", one.network, one.posts_per_week)})
        for one in networks
        if not _is_stopped(decided, "network", one.network)
    )


def _pillars_after(pillars: Sequence[Pillar], decided: _Decided) -> tuple[Pillar, ...]:
    kept = [one for one in pillars if not _is_stopped(decided, "pillar", one.pillar_id)]
    shares = to_hundred([int(_new_value(decided, "pillar", one.pillar_id, one.share)) for one in kept])
    return tuple(one.model_copy(update={"share": share}) for one, share in zip(kept, shares, strict=True))


def to_hundred(shares: Sequence[int]) -> list[int]:
    """Shares in the same proportions that add up to 100; what rounding leaves goes to the largest remainders."""
    total = sum(shares)
    if not shares or total == 100:
        return list(shares)
    exact = [share * 100 / total for share in shares] if total else [100 / len(shares)] * len(shares)
    whole = [int(share) for share in exact]
    order = sorted(range(len(shares)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


def _goal_after(goal: Goal, choice: Decision | None, stand: GoalStand | None, today: date) -> Goal:
    if choice is None or choice.verdict != "change":
        return goal
    changed = {"target": choice.value if choice.value is not None else goal.target, "by": choice.by or goal.by}
    return _begun(goal.model_copy(update=changed), {} if stand is None else {goal.measure: stand}, today)
