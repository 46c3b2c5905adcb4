"""The quarterly review: begin, look, save each step, decide the next version; kept for reading afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_wall
from cmlite.domain.goals import Progress, pace_of
from cmlite.domain.ids import new_id
from cmlite.domain.kpis import Period
from cmlite.domain.review import (
    LOOK_BACK,
    Asked,
    Content,
    Decision,
    GoalStand,
    Group,
    Kept,
    Review,
    groups_of,
    kept_of,
)
from cmlite.domain.review_outcome import next_strategy
from cmlite.domain.strategy import MEASURES, Goal, Strategy, Version
from cmlite.domain.strategy_hints import goal_hints, open_steps
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import goals, strategy
from cmlite.store import brands
from cmlite.store import review as table
from cmlite.store import strategy as strategies
from cmlite.store.db import Store
from cmlite.store.rows import insert, update


@dataclass(frozen=True, slots=True)
class Look:
    """What a review looks at; the same shapes are frozen in it at the end."""

    progress: tuple[Progress, ...]
    goals: tuple[GoalStand, ...]
    groups: tuple[Group, ...]
    kept: tuple[Kept, ...]
    fresh: tuple[GoalStand, ...] = ()
    """Where the measures of new goals stand today."""


def is_due(content: Strategy, today: date) -> bool:
    """Whether the day of the next review has come."""
    return content.review_on is not None and content.review_on <= today


def under_way(store: Store, brand_id: str) -> Review | None:
    """The review that was begun and not finished."""
    return table.read_open(store, brand_id)


def records(store: Store, brand_id: str) -> list[Review]:
    """Finished reviews, newest first."""
    return table.read_closed(store, brand_id)


def begin(store: Store, brand: Brand, *, now: datetime, actor: str) -> Review:
    """Open a review of the version in force over the quarter up to today; an open one is simply gone on with.

    What the last review decided comes back as questions. Raises NotFoundError without a version in force.
    """
    today = to_wall(now, brand.zone).date()
    with store.write() as cursor:
        if (there := table.lock_open(cursor, brand.brand_id)) is not None:
            return there
        version = strategies.lock_state(cursor, brand.brand_id, "current")
        if version is None:
            raise NotFoundError("errors.review.no_strategy")
        last = next(iter(table.read_closed(store, brand.brand_id)), None)
        review = Review(
            review_id=new_id("review", now),
            brand_id=brand.brand_id,
            version=version.version,
            state="open",
            first_day=today - timedelta(days=LOOK_BACK - 1),
            last_day=today,
            content=Content(asked=_questions(last, brand.zone), review_on=today + timedelta(days=LOOK_BACK)),
            started_at=now,
            saved_at=now,
            actor=actor,
        )
        insert(cursor, "review", **review.model_dump() | {"content": review.content.model_dump_json()})
        brands.record(cursor, review.brand_id, "review", review.review_id, "", "open", now=now, actor=actor)
    return review


def look(store: Store, brand: Brand, version: Version, review: Review, *, now: datetime) -> Look:
    """Plan against actual, what worked, the cadence: what is known today about the period of the review."""
    today = to_wall(now, brand.zone).date()
    there = len(version.content.goals)
    added = _added(review.content.decisions, today)
    everything = version.content.model_copy(update={"goals": (*version.content.goals, *added)})
    progress = goals.progress(store, brand, everything, now=now)
    rows = table.read_published(store, brand.brand_id, brand.zone, Period(first=review.first_day, last=review.last_day))
    past = strategy.versions(store, brand.brand_id)  # oldest last: a pillar bears the name it had most recently
    names = {pillar.pillar_id: pillar.name for one in reversed(past) for pillar in one.content.pillars}
    return Look(
        progress=tuple(progress[:there]),
        goals=tuple(_stand(one, today) for one in progress[:there]),
        fresh=tuple(_stand(one, today) for one in progress[there:]),
        groups=groups_of(rows, names),
        kept=kept_of(rows, version.content, (review.last_day - review.first_day).days + 1),
    )


def present(store: Store, brand: Brand, content: Strategy, *, now: datetime) -> dict[str, Progress]:
    """Where the measures stand that no goal of the strategy has yet, by measure."""
    today = to_wall(now, brand.zone).date()
    there = {goal.measure for goal in content.goals}
    wanted = tuple(
        Goal(outcome=how.outcome, measure=name, target=how.start, by=today)
        for name, how in MEASURES.items()
        if name not in there
    )
    found = goals.progress(store, brand, content.model_copy(update={"goals": wanted}), now=now)
    return {one.goal.measure: one for one in found}


def kept(store: Store, brand: Brand, content: Strategy, *, days: int = 28, now: datetime) -> tuple[Kept, ...]:
    """Planned against published posts a week over the last days."""
    today = to_wall(now, brand.zone).date()
    period = Period(first=today - timedelta(days=days - 1), last=today)
    return kept_of(table.read_published(store, brand.brand_id, brand.zone, period), content, days)


def save_part(
    store: Store, brand_id: str, part: str, edit: Callable[[Content], Content], *, now: datetime, actor: str
) -> Content:
    """Save one step of the open review. Raises NotFoundError when there is none any more."""
    with store.write() as cursor:
        found = table.lock_open(cursor, brand_id)
        if found is None:
            raise NotFoundError("errors.review.gone")
        content = edit(found.content)
        content = content.model_copy(update={"done": tuple(dict.fromkeys([*content.done, part]))})
        update(
            cursor,
            "review",
            {"review_id": found.review_id},
            content=content.model_dump_json(),
            saved_at=now,
            actor=actor,
        )
    return content


def proposal(version: Version, review: Review, seen: Look, today: date) -> Strategy:
    """The next version as it would follow from what was decided so far."""
    return next_strategy(
        version.content,
        review.content.decisions,
        (*seen.goals, *seen.fresh),
        review_on=review.content.review_on,
        today=today,
    )


def finish(store: Store, brand: Brand, seen: Look, *, now: datetime, actor: str) -> Review:
    """Freeze what was looked at and put the next version in force, both or nothing.

    Raises RuleError where a reason is missing, a draft of the wizard is open, the version changed meanwhile, or the
    next version would not be complete.
    """
    today = to_wall(now, brand.zone).date()
    with store.write() as cursor:
        review = table.lock_open(cursor, brand.brand_id)
        version = strategies.lock_state(cursor, brand.brand_id, "current")
        if review is None or version is None:
            raise NotFoundError("errors.review.gone")
        if version.version != review.version:
            raise RuleError("errors.review.other_version", n=version.version)
        content = _next_version(review, version, seen, today)
        if strategies.lock_state(cursor, brand.brand_id, "draft") is not None:
            raise RuleError("errors.review.draft_open")
        decided = strategy.put_in_force(
            cursor, brand.brand_id, content, version, now=now, actor=actor, detail={"review": review.review_id}
        )
        frozen = review.content.model_copy(update={"goals": seen.goals, "groups": seen.groups, "kept": seen.kept})
        closed = {"state": "closed", "next_version": decided.version, "closed_at": now, "saved_at": now, "actor": actor}
        update(cursor, "review", {"review_id": review.review_id}, content=frozen.model_dump_json(), **closed)
        brands.record(cursor, review.brand_id, "review", review.review_id, "open", "closed", now=now, actor=actor)
    return review.model_copy(update=closed | {"content": frozen})


def drop(store: Store, brand_id: str, *, now: datetime, actor: str) -> None:
    """Give up the open review; the strategy stays as it is."""
    with store.write() as cursor:
        found = table.lock_open(cursor, brand_id)
        if found is None:
            raise NotFoundError("errors.review.gone")
        cursor.execute("delete from review where review_id = ?", [found.review_id])
        brands.record(cursor, found.brand_id, "review", found.review_id, "open", "dropped", now=now, actor=actor)


def _next_version(review: Review, version: Version, seen: Look, today: date) -> Strategy:
    unreasoned = next((one for one in review.content.decisions if one.lacks_reason), None)
    if unreasoned is not None:
        raise RuleError("errors.review.no_reason")
    if review.content.review_on is None or review.content.review_on <= today:
        raise RuleError("errors.review.day")
    content = proposal(version, review, seen, today)
    missing = [step for step in open_steps(content) if step != "review"]
    if missing:
        raise RuleError(f"errors.review.lacks_{missing[0]}")
    if any(hint.blocks for goal in content.goals for hint in goal_hints(goal, today)):
        raise RuleError("errors.review.goal")
    return content


def _added(decisions: Sequence[Decision], today: date) -> tuple[Goal, ...]:
    return tuple(
        Goal(outcome=MEASURES[one.name].outcome, measure=one.name, target=one.value or 0, by=one.by or today)
        for one in decisions
        if one.verdict == "new"
    )


def _questions(last: Review | None, zone: str) -> tuple[Asked, ...]:
    if last is None or last.closed_at is None:
        return ()
    decided_on = to_wall(last.closed_at, zone).date()
    return tuple(Asked(decision=one, decided_on=decided_on) for one in last.content.decisions if one.comes_back)


def _stand(progress: Progress, today: date) -> GoalStand:
    pace = pace_of(progress, today)
    return GoalStand(
        goal=progress.goal,
        value=progress.value,
        expected=pace.expected,
        standing=pace.standing,
        source=progress.source,
    )
