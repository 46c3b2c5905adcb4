"""Preferred times of a channel: weekday and wall time, which of them come next, and which of those are free."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.clocks import to_utc, to_wall
from cmlite.errors import RuleError

APART = timedelta(minutes=30)
"""Posts closer than this on one channel share a slot."""

HORIZON = timedelta(weeks=8)
"""How far ahead a free slot is looked for."""

MOST = 42
"""Slots a channel may have: six a day."""

EVERGREEN_DAYS = 60
"""Days between two appearances of the same evergreen post on one channel, unless the owner set another number."""

_MORNING, _EVENING = time(9), time(17)
_SPREAD = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5)}


class Slot(BaseModel):
    """One preferred time a week; `weekday` 0 is Monday, `at` the brand's wall time."""

    model_config = ConfigDict(frozen=True)

    weekday: int = Field(ge=0, le=6)
    at: time

    @property
    def code(self) -> str:
        """Like `1 09:00`, for choices."""
        return f"{self.weekday} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What counts for one channel: its slots, whether the owner chose them, and the distance of evergreen posts."""

    slots: tuple[Slot, ...]
    is_own: bool = False
    evergreen_days: int = EVERGREEN_DAYS


@dataclass(frozen=True, slots=True)
class Moment:
    """One coming slot: wall time, instant (naive UTC), and whether a clock change moved it."""

    wall: datetime
    instant: datetime
    moved: bool = False


def in_order(slots: Collection[Slot]) -> tuple[Slot, ...]:
    """Slots by weekday and time, each once. Raises RuleError where there are too many or two stand too close."""
    found = sorted(set(slots), key=lambda one: (one.weekday, one.at))
    if len(found) > MOST:
        raise RuleError("errors.rhythm.too_many_slots", most=MOST)
    week = [datetime(2024, 1, 1 + one.weekday, one.at.hour, one.at.minute) for one in found]
    around = [*week, week[0] + timedelta(days=7)] if week else []
    if any(later - earlier < APART for earlier, later in pairwise(around)):
        raise RuleError("errors.rhythm.slots_too_close", minutes=int(APART.total_seconds() // 60))
    return tuple(found)


def proposed(posts_per_week: float) -> tuple[Slot, ...]:
    """As many slots as the strategy wants posts a week, spread over the days; mornings first, then early evenings."""
    wanted = min(round(posts_per_week) or (1 if posts_per_week > 0 else 0), 14)
    mornings = min(wanted, 7)
    days = _SPREAD.get(mornings, tuple(range(mornings)))
    evenings = _SPREAD.get(wanted - 7, tuple(range(7))) if wanted > 7 else ()
    return in_order(
        [*(Slot(weekday=day, at=_MORNING) for day in days), *(Slot(weekday=d, at=_EVENING) for d in evenings)]
    )


def coming(slots: Sequence[Slot], after: datetime, until: datetime, zone: str) -> Iterator[Moment]:
    """The slots after one instant and before another (naive UTC), in time.

    A time that a clock change leaves out moves forward; where it then meets another slot there is one of them.
    """
    day = to_wall(after, zone).date()
    last = to_wall(until, zone).date()
    seen = after
    while day <= last:
        found = []
        for slot in slots:
            if slot.weekday == day.weekday():
                instant, moved = to_utc(datetime.combine(day, slot.at), zone)
                found.append(Moment(to_wall(instant, zone), instant, moved))
        for moment in sorted(found, key=lambda one: one.instant):
            if seen < moment.instant < until:
                seen = moment.instant
                yield moment
        day += timedelta(days=1)


def is_free(instant: datetime, taken: Collection[datetime]) -> bool:
    """Whether no post stands so close to an instant that it fills the slot."""
    return all(abs(other - instant) >= APART for other in taken)


def next_free(
    slots: Mapping[str, Sequence[Slot]], taken: Mapping[str, Collection[datetime]], *, after: datetime, zone: str
) -> Moment | None:
    """The next slot at which no chosen channel has a post; None within the horizon.

    `slots` holds the chosen channels. A slot they all share comes before one that only some of them have.
    """
    everywhere = [set(one) for one in slots.values() if one]
    if not everywhere:
        return None
    busy = {instant for channel_id in slots for instant in taken.get(channel_id, ())}
    shared = set.intersection(*everywhere) if len(everywhere) == len(slots) else set()
    for wanted in (shared, set.union(*everywhere)):
        for moment in coming(sorted(wanted, key=lambda one: one.code), after, after + HORIZON, zone):
            if is_free(moment.instant, busy):
                return moment
    return None


@dataclass(frozen=True, slots=True)
class Gap:
    """A slot without a post, and the channels it is free on."""

    moment: Moment
    channel_ids: tuple[str, ...]


def gaps(
    slots: Mapping[str, Sequence[Slot]],
    taken: Mapping[str, Collection[datetime]],
    *,
    after: datetime,
    until: datetime,
    zone: str,
) -> list[Gap]:
    """Free slots after one instant and before another, in time; channels with the same slot are one gap."""
    found: dict[datetime, tuple[Moment, list[str]]] = {}
    for channel_id, own in slots.items():
        for moment in coming(own, after, until, zone):
            if is_free(moment.instant, taken.get(channel_id, ())):
                found.setdefault(moment.instant, (moment, []))[1].append(channel_id)
    return [Gap(moment, tuple(channel_ids)) for _, (moment, channel_ids) in sorted(found.items())]
