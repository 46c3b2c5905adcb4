"""Business hours as arithmetic: how many minutes of them lie between two instants."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmlite.domain.brands import WEEKDAYS, BusinessHours
from cmlite.domain.clocks import to_utc

_DAY = 24 * 60.0


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """The business minutes of one UTC day.

    `base` is the number of business minutes from the first day of the list to 00:00 UTC of this one; the two
    spans are minutes after 00:00 UTC (a span of wall time that crosses midnight UTC is cut there).
    """

    day: date
    base: float
    start_1: float
    end_1: float
    start_2: float
    end_2: float

    def minutes_until(self, minute: float) -> float:
        """Business minutes from the first day of the list to this minute of this day."""
        return (
            self.base
            + min(max(minute - self.start_1, 0.0), self.end_1 - self.start_1)
            + min(max(minute - self.start_2, 0.0), self.end_2 - self.start_2)
        )


def business_days(
    first: date, last: date, hours: BusinessHours, zone: str, holidays: Collection[date] = ()
) -> list[BusinessDay]:
    """One row a UTC day from `first` to `last`; without any opening hours every minute counts."""
    spans: dict[date, list[tuple[float, float]]] = {}
    wall = first - timedelta(days=1)
    while wall <= last + timedelta(days=1):
        span = hours.days.get(WEEKDAYS[wall.weekday()])
        if span is not None and wall not in holidays:
            opens, _ = to_utc(datetime.combine(wall, span.opens), zone)
            closes, _ = to_utc(datetime.combine(wall, span.closes), zone)
            for day, start, end in _cut(opens, closes):
                spans.setdefault(day, []).append((start, end))
        wall += timedelta(days=1)
    rows = []
    base = 0.0
    day = first
    while day <= last:
        if hours.days:
            (start_1, end_1), (start_2, end_2), *_ = [*sorted(spans.get(day, [])), (0.0, 0.0), (0.0, 0.0)]
        else:
            start_1, end_1, start_2, end_2 = 0.0, _DAY, 0.0, 0.0
        rows.append(BusinessDay(day, base, start_1, end_1, start_2, end_2))
        base += (end_1 - start_1) + (end_2 - start_2)
        day += timedelta(days=1)
    return rows


def business_minutes_a_week(hours: BusinessHours) -> float:
    """Minutes somebody answers in a usual week; without any opening hours every minute counts."""
    if not hours.days:
        return 7 * _DAY
    spans = hours.days.values()
    return sum((span.closes.hour - span.opens.hour) * 60 + span.closes.minute - span.opens.minute for span in spans)


def business_minutes(days: Sequence[BusinessDay], start: datetime, end: datetime) -> float:
    """Business minutes between two naive UTC instants that lie within the days given."""
    return _position(days, end) - _position(days, start)


def _position(days: Sequence[BusinessDay], instant: datetime) -> float:
    row = days[(instant.date() - days[0].day).days]
    minute = instant.hour * 60 + instant.minute + instant.second / 60 + instant.microsecond / 60e6
    return row.minutes_until(minute)


def _cut(opens: datetime, closes: datetime) -> list[tuple[date, float, float]]:
    """A span in UTC, cut at midnight: (day, first minute, last minute)."""
    first = opens.hour * 60 + opens.minute
    last = closes.hour * 60 + closes.minute
    if opens.date() == closes.date():
        return [(opens.date(), float(first), float(last))]
    return [(opens.date(), float(first), _DAY), (closes.date(), 0.0, float(last))]
