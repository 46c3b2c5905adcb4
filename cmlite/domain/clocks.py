"""Wall time and UTC: what happens in the weeks in which the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Before any social network, and after any plan. Outside stand the empty dates of programs (year 1) and endless ones
(9999), which no clock of a place can turn into its own."""


def to_utc(wall: datetime, zone: str) -> tuple[datetime, bool]:
    """The UTC instant (naive) of a wall time, and whether that time had to be moved.

    In the gap of a clock change (02:30 on the last Sunday in March) the time moves forward by the gap;
    in the overlap (02:30 on the last Sunday in October) the first of the two is taken.
    """
    aware = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = aware.astimezone(UTC)
    moved = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall
    return instant.replace(tzinfo=None), moved


def repeated_hours(first: datetime, last: datetime, zone: str) -> list[tuple[datetime, timedelta]]:
    """When clocks were put back between two naive UTC instants, and by how much: each with the instant (naive UTC) at
    which that much of wall time begins anew."""
    place, found, day = ZoneInfo(zone), [], timedelta(days=1)
    before = first - day
    while before <= last:
        after = before + day
        back = _offset(before, place) - _offset(after, place)
        if back > timedelta(0):
            low, high = before, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (low, middle) if _offset(middle, place) == _offset(after, place) else (middle, high)
            found.append((high.replace(microsecond=0), back))
        before = after
    return found


def _offset(instant: datetime, place: ZoneInfo) -> timedelta:
    return instant.replace(tzinfo=UTC).astimezone(place).utcoffset() or timedelta(0)


def to_wall(instant: datetime, zone: str) -> datetime:
    """The wall time (naive) of a naive UTC instant."""
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def on_own_day(instant: datetime, zone: str) -> datetime:
    """For something of which only the day is kept: the instant (naive UTC), moved where UTC has another day than the
    owner to the nearest end of the owner's."""
    own = to_wall(instant, zone)
    if own.date() == instant.date():
        return instant
    midnight = own.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight > instant else midnight + timedelta(hours=23, minutes=59)


def to_hour(instant: datetime) -> datetime:
    """The beginning of its hour, where an hour more or less does not matter: the same question for so long."""
    return instant.replace(minute=0, second=0, microsecond=0)


def to_minute(instant: datetime) -> datetime:
    """The beginning of its minute: what pages ask by it may be remembered so long, and nothing is due by the second."""
    return instant.replace(second=0, microsecond=0)


def day_bounds(first: datetime, days: int, zone: str) -> tuple[datetime, datetime]:
    """UTC start of the wall day `first` falls on, and of the day `days` later (a day may have 23 or 25 hours)."""
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return to_utc(midnight, zone)[0], to_utc(midnight + timedelta(days=days), zone)[0]
