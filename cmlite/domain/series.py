"""Posts that come again until an end: on which days, with which of their texts, and what is odd about a day."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.drafts import Finding
from cmlite.domain.slots import APART
from cmlite.errors import RuleError

EVERY = ("week", "month", "weekday", "year")
MOST = 60
"""Posts one series may make: they are all made at once, so that nothing grows by itself."""
YEARS = 5
"""How far ahead a series may reach."""
TEXTS = 12
"""Texts that take turns."""


class Plan(BaseModel):
    """What the owner approves. It ends on `last`, or after `count` posts.

    `every` week: on `weekdays`; month: on `day` (a month that is shorter takes its last day); weekday: the `nth`
    (1 to 4, -1 for the last) `weekdays[0]` of a month; year: the day of `first` (29 February becomes the 28th).
    `interval` 2 means every other week, month or year.
    """

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    title: str = Field(default="", max_length=200)
    texts: tuple[str, ...] = Field(default=(), max_length=TEXTS)
    pillar_id: str = ""
    format: str = ""
    channel_ids: tuple[str, ...] = ()
    stage: Literal["draft", "planned"] = "draft"
    every: Literal["week", "month", "weekday", "year"] = "week"
    interval: int = Field(default=1, ge=1, le=12)
    weekdays: tuple[int, ...] = ()
    day: int = Field(default=1, ge=1, le=31)
    nth: int = Field(default=1, ge=-1, le=4)
    first: date
    at: time = time(9)
    last: date | None = None
    count: int | None = None
    without: tuple[date, ...] = ()
    """Days the owner took out."""
    turn: int = 0
    """How many texts of the list earlier posts have used up, where a series goes on."""

    @field_validator("texts")
    @classmethod
    def _different(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Each text once, without empty ones."""
        found: dict[str, str] = {}
        for words in texts:
            if words.split():
                found.setdefault(" ".join(words.casefold().split()), words)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One post a series would make: wall time, instant (naive UTC), whether the clock change moved it, its text.

    `holiday` names the public holiday of that day; `taken`: a post stands there already on one of the channels.
    """

    day: date
    wall: datetime
    instant: datetime
    moved: bool
    text: str = ""
    number: int = 0
    """Which of the texts it is, 1 for the first, 0 where there is none."""
    holiday: str = ""
    taken: bool = False
    crowd: Finding | None = None
    """With it a network would get more posts within 24 hours than it takes."""


def days(plan: Plan) -> list[date]:
    """The days of a series, those taken out among them. Raises RuleError where it has no end or too many days."""
    if (plan.last is None) == (plan.count is None):
        raise RuleError("errors.series.no_end")
    limit = plan.first + timedelta(days=366 * YEARS)
    end = plan.last if plan.last is not None else limit
    if end > limit:
        raise RuleError("errors.series.too_far", years=YEARS)
    if plan.count is not None and not 1 <= plan.count <= MOST:
        raise RuleError("errors.series.too_many", most=MOST)
    if plan.every in {"week", "weekday"} and not plan.weekdays:
        raise RuleError("errors.series.no_weekday")
    found: list[date] = []
    for day in takewhile(lambda one: one <= end, _endless(plan)):
        if plan.count is not None and len(found) == plan.count:
            break
        if len(found) == MOST:
            raise RuleError("errors.series.too_many", most=MOST)
        found.append(day)
    return found


def occurrences(
    plan: Plan,
    *,
    now: datetime,
    zone: str,
    taken: Collection[datetime] = (),
    holidays: Mapping[date, str] | None = None,
) -> list[Occurrence]:
    """What a series would make from now on, in time; a day that has passed is left out, never caught up on.

    Texts take turns over the days that were not taken out, so that none of them comes twice in a row.
    """
    found = []
    turn = plan.turn
    for day in days(plan):
        instant, moved = to_utc(datetime.combine(day, plan.at), zone)
        if instant <= now:
            continue
        words, number = "", 0
        if plan.texts and day not in plan.without:
            number = turn % len(plan.texts)
            words, number, turn = plan.texts[number], number + 1, turn + 1
        found.append(
            Occurrence(
                day=day,
                wall=to_wall(instant, zone) if moved else datetime.combine(day, plan.at),
                instant=instant,
                moved=moved,
                text=words,
                number=number,
                holiday=(holidays or {}).get(day, ""),
                taken=any(abs(other - instant) < APART for other in taken),
            )
        )
    return found


def approved(plan: Plan, found: Sequence[Occurrence]) -> list[Occurrence]:
    """Those the owner left in. Raises RuleError where none is left, or one text would come again and again."""
    left = [one for one in found if one.day not in plan.without]
    if not left:
        raise RuleError("errors.series.nothing_left")
    if not (plan.title or plan.texts):
        raise RuleError("errors.posts.empty")
    if not plan.texts and plan.stage == "planned":
        raise RuleError("errors.series.text_missing")
    if len(plan.texts) == 1 and (len(left) > 1 or plan.turn):
        raise RuleError("errors.series.one_text")
    if plan.stage == "planned" and not plan.channel_ids:
        raise RuleError("errors.posts.channel_missing")
    return left


def next_year(plan: Plan, last: date) -> date:
    """The day on which a yearly series goes on: its day of the year, though the last post was moved a little."""
    near = [_in_month(plan, last.year + years, plan.first.month) for years in (-1, 0, 1)]
    before = min(near, key=lambda day: abs(day - last))
    return _in_month(plan, before.year + plan.interval, plan.first.month)


def _endless(plan: Plan) -> Iterator[date]:
    """The days of a rule without its end."""
    if plan.every == "week":
        monday = plan.first - timedelta(days=plan.first.weekday())
        while True:
            yield from (
                day for one in sorted(set(plan.weekdays)) if (day := monday + timedelta(days=one)) >= plan.first
            )
            monday += timedelta(weeks=plan.interval)
    year, month = plan.first.year, plan.first.month
    step = plan.interval * (12 if plan.every == "year" else 1)
    while True:
        if (day := _in_month(plan, year, month)) >= plan.first:
            yield day
        year, month = divmod(year * 12 + month - 1 + step, 12)
        month += 1


def _in_month(plan: Plan, year: int, month: int) -> date:
    length = monthrange(year, month)[1]
    if plan.every != "weekday":
        return date(year, month, min(plan.first.day if plan.every == "year" else plan.day, length))
    weekday = plan.weekdays[0]
    if plan.nth > 0:
        return date(year, month, 1 + (weekday - date(year, month, 1).weekday()) % 7 + 7 * (plan.nth - 1))
    last = date(year, month, length)
    return last - timedelta(days=(last.weekday() - weekday) % 7)
