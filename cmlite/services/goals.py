"""How far the goals of the strategy have come: computed from figures and inbox, or typed in by the owner."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_wall
from cmlite.domain.goals import Progress
from cmlite.domain.holidays import closed_around
from cmlite.domain.hours import business_days
from cmlite.domain.intervals import MIN_POSTS
from cmlite.domain.kpis import target_minutes
from cmlite.domain.strategy import MEASURES, Goal, Strategy
from cmlite.errors import RuleError
from cmlite.store import brands
from cmlite.store import goals as table
from cmlite.store.db import Store
from cmlite.store.goals import LOOK_BACK, POINTS, STEP
from cmlite.store.kpis import Row

_SUMS = {"reach", "comments", "clicks"}
_ANSWERS = {"response_minutes", "in_target", "reviews"}
_PREFIX = "measure:"

Course = tuple[float | None, ...]


def progress(store: Store, brand: Brand, strategy: Strategy, *, now: datetime) -> list[Progress]:
    """Each goal of the strategy with its present value and twelve points a week apart, oldest first.

    Sums, rates and medians look back 28 days, returning people 13 weeks; only what the goals need is read.
    """
    today = to_wall(now, brand.zone).date()
    wanted = {goal.measure for goal in strategy.goals}
    courses = _computed(store, brand, strategy, wanted, today, now)
    typed = brands.read_settings(store, brand.brand_id) if any(not MEASURES[name].computed for name in wanted) else {}
    return [_progress_of(goal, courses, typed, today) for goal in strategy.goals]


def type_value(
    store: Store, brand_id: str, measure: str, value: float, *, day: date, now: datetime, actor: str
) -> None:
    """Note what the owner counted on a day; a second value of the same day replaces the first.

    Raises RuleError for a measure that is computed, and for a value that the measure cannot have.
    """
    how = MEASURES.get(measure)
    if how is None or how.computed:
        raise RuleError("kpis.error_measure")
    if value < 0 or (how.unit == "stars" and not 1 <= value <= 5):
        raise RuleError("kpis.error_value")
    with store.write() as cursor:
        known = _typed(brands.read_settings(store, brand_id), measure) | {day: float(value)}
        text = json.dumps([[one.isoformat(), known[one]] for one in sorted(known)])
        brands.save_setting(cursor, brand_id, f"{_PREFIX}{measure}", text, now=now, actor=actor)
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="measure",
            subject_id=measure,
            to_state="typed",
            now=now,
            actor=actor,
            detail={"day": day.isoformat(), "value": value},
        )


def typed_values(store: Store, brand_id: str, measure: str) -> list[tuple[date, float]]:
    """What the owner typed in for a measure, by day."""
    return sorted(_typed(brands.read_settings(store, brand_id), measure).items())


def _progress_of(
    goal: Goal, courses: Mapping[str, tuple[Course, str]], typed: Mapping[str, str], today: date
) -> Progress:
    if not MEASURES[goal.measure].computed:
        known = _typed(typed, goal.measure)
        ends = [today - timedelta(days=STEP * k) for k in range(POINTS)][::-1]
        series = tuple(next((known[day] for day in sorted(known, reverse=True) if day <= end), None) for end in ends)
        return Progress(goal=goal, value=series[-1], series=series, source="typed" if known else "")
    series, source = courses.get(goal.measure, ((None,) * POINTS, ""))
    return Progress(goal=goal, value=series[-1], series=series, source=source if series[-1] is not None else "")


def _computed(
    store: Store, brand: Brand, strategy: Strategy, wanted: set[str], today: date, now: datetime
) -> dict[str, tuple[Course, str]]:
    """Course and source of each computed measure among those wanted."""
    found: dict[str, tuple[Course, str]] = {}
    posts: list[Row] = []
    if wanted & (_SUMS | {"engagement_rate"}):
        posts = table.read_post_points(store, brand.brand_id, brand.zone, today)
        found |= {name: (_course(posts, _value(name)), "export") for name in _SUMS}
        found["engagement_rate"] = _course(posts, _rate), "export"
    lacking = {name for name in wanted & _SUMS if found[name][0][-1] is None}
    if lacking or "followers" in wanted:
        days = table.read_channel_points(store, brand.brand_id, today)
        found |= {name: (_course(days, _value(name)), "export") for name in {*lacking, "followers"}}
    if wanted & _ANSWERS:
        first, last = today - timedelta(days=STEP * POINTS + LOOK_BACK + 2), now.date() + timedelta(days=1)
        closed = closed_around(first, last, country=brand.country, subdivision=brand.subdivision)
        answers = table.read_inbox_points(
            store,
            brand.brand_id,
            brand.zone,
            today,
            hours=business_days(first, last, brand.business_hours, brand.zone, closed),
            targets=target_minutes(strategy.answer_minutes),
            now=now,
        )
        found["response_minutes"] = _course(answers, _value("response")), "inbox"
        found["in_target"] = (
            _course(answers, lambda row: row["hits"] / row["judged"] if row["judged"] else None),
            "inbox",
        )
        found["reviews"] = _course(answers, _value("reviews")), "inbox"
    if "returning_people" in wanted:
        people = table.read_people_points(store, brand.brand_id, brand.zone, today)
        found["returning_people"] = (
            _course(people, lambda row: row["returning_people"] / row["people"]),
            "inbox",
        )
    return found


def _course(rows: list[Row], value: Callable[[Row], float | None]) -> Course:
    """Points oldest first; None where the store has no row for one."""
    known = {row["k"]: value(row) for row in rows}
    return tuple(None if (one := known.get(k)) is None else float(one) for k in reversed(range(POINTS)))


def _value(name: str) -> Callable[[Row], float | None]:
    return lambda row: row[name]


def _rate(row: Row) -> float | None:
    return row["pair_y"] / row["pair_x"] if row["pair_n"] >= MIN_POSTS else None


def _typed(settings: Mapping[str, str], measure: str) -> dict[date, float]:
    return {
        date.fromisoformat(day): float(value) for day, value in json.loads(settings.get(f"{_PREFIX}{measure}", "[]"))
    }
