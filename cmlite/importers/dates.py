"""Reads dates column by column, decides the order of day and month once, and turns clocks into UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Final

import pandas as pd

from cmlite.domain.clocks import FIRST_YEAR, LAST_YEAR
from cmlite.importers.numbers import is_missing
from cmlite.importers.zones import in_utc

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jän jänner", "feb february februar", "mar march mär märz mrz maerz",
            "apr april", "may mai", "jun june juni", "jul july juli", "aug august",
            "sep sept september", "oct october okt oktober", "nov november", "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME: Final = r"(?:,?[T ]+(?:um )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d+)?"
_HALF: Final = r"(?:\s*Uhr)?\s*(?P<half>[AaPp])?(?:\.?[Mm]\.?)?)?"
_ZONE: Final = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_ISO: Final = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})" + _TIME + _HALF + _ZONE)
_PAIR: Final = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[./-])(?P<other>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})" + _TIME + _HALF + _ZONE
)
_WORDS: Final = (
    re.compile(r"(?:[^\W\d_]+\.?,? )?(?P<name>[^\W\d_]{3,})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})" + _TIME + _HALF),
    re.compile(r"(?:[^\W\d_]+\.?,? )?(?P<day>\d{1,2})\.? (?P<name>[^\W\d_]{3,})\.? (?P<year>\d{4})" + _TIME + _HALF),
    re.compile(
        r"[A-Z][a-z]{2} (?P<name>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<hour>\d{2}):(?P<minute>\d{2})"
        r":(?P<second>\d{2}) (?P<zone>[+-]\d{4}) (?P<year>\d{4})"
    ),
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?(?:\.0+)?")
_MONTH_DAYS: Final = (
    re.compile(r"(?P<name>[^\W\d_]{3,})\.? (?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\.? (?P<name>[^\W\d_]{3,})\.?"),
)


@dataclass(slots=True)
class Dates:
    """Wall-clock times of a column (None where missing or unreadable), and how exact each is.

    `aware` marks times that named their own zone and are UTC already; `bad` are positions of unreadable
    cells; `undecided` holds the two readings (ISO) where day and month cannot be told apart.
    """

    values: list[datetime | None]
    precision: list[str]
    aware: list[bool]
    bad: list[int] = field(default_factory=list)
    undecided: tuple[str, str] | None = None

    @property
    def walls(self) -> list[bool]:
        """Which are times of day that named no zone."""
        return [p not in ("", "day") and not a for p, a in zip(self.precision, self.aware, strict=True)]


def read_dates(cells: Sequence[str], *, day_first: bool | None = None, usual: bool | None = None) -> Dates:
    """Dates of a whole column.

    `day_first` is the owner's answer, `usual` what the format is known for (True: day first). Order of
    evidence: a value above 12, the owner's answer, dots, the format, the order of the rows; else undecided.
    """
    size = len(cells)
    found = Dates([None] * size, [""] * size, [False] * size)
    filled = [index for index, cell in enumerate(cells) if not is_missing(cell)]
    if _numbers_only(found, cells, filled):
        return found
    pairs: dict[int, re.Match[str]] = {}
    for index in filled:
        cell = cells[index].strip()
        if pair := _PAIR.fullmatch(cell):
            pairs[index] = pair
        elif not _set(found, index, _ISO.fullmatch(cell) or _worded(cell)):
            found.bad.append(index)
    if pairs:
        _read_pairs(found, pairs, day_first, usual)
    return found


def _worded(cell: str) -> re.Match[str] | None:
    return next((match for pattern in _WORDS if (match := pattern.fullmatch(cell))), None)


def _numbers_only(found: Dates, cells: Sequence[str], filled: Sequence[int]) -> bool:
    """Spreadsheet serials or Unix times, only if the whole column consists of them."""
    texts = [cells[index].strip() for index in filled]
    if texts and all(_SERIAL.fullmatch(text) and 20_000 < float(text) < 80_000 for text in texts):
        for index, text in zip(filled, texts, strict=True):
            days = float(text)
            moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))
            found.values[index] = moment
            found.precision[index] = "day" if days.is_integer() else "minute"
        return True
    if texts and all(_EPOCH.fullmatch(text) for text in texts):
        for index, text in zip(filled, texts, strict=True):
            number = int(text.split(".")[0])
            seconds = number / 1000 if number > 10**11 else number
            found.values[index] = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
            found.precision[index], found.aware[index] = "second", True
        return True
    return False


def _set(found: Dates, index: int, match: re.Match[str] | None, day_first: bool | None = None) -> bool:
    moment = _moment(match, day_first) if match else None
    if match is None or moment is None:
        return False
    parts = match.groupdict()
    found.aware[index] = moment.tzinfo is not None
    found.values[index] = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    found.precision[index] = "second" if parts.get("second") else "minute" if parts.get("hour") else "day"
    return True


def _moment(match: re.Match[str], day_first: bool | None) -> datetime | None:
    parts = match.groupdict()
    if "sign" in parts:
        day, month = (parts["first"], parts["other"]) if day_first else (parts["other"], parts["first"])
    else:
        day = parts["day"]
        month = parts["month"] if "month" in parts else MONTHS.get(parts["name"].casefold(), 0)
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 70 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour = int(parts.get("hour") or 0)
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        moment = datetime(
            year, int(month), int(day), hour, int(parts.get("minute") or 0), int(parts.get("second") or 0)
        )
        zone = parts.get("zone") or ""
        return moment.replace(tzinfo=_offset(zone)) if zone else moment
    except ValueError:
        return None


def _offset(zone: str) -> timezone:
    if zone[0] not in "+-":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _read_pairs(found: Dates, pairs: dict[int, re.Match[str]], day_first: bool | None, usual: bool | None) -> None:
    order = _order(list(pairs.values()), day_first, usual)
    example = next((match for match in pairs.values() if match["first"] != match["other"]), None)
    if order is None and example is not None:
        readings = [_moment(example, choice) for choice in (True, False)]
        first, second = (reading.date().isoformat() if reading else "" for reading in readings)
        found.undecided = (first, second)
        return
    for index, match in pairs.items():
        if not _set(found, index, match, bool(order)):
            found.bad.append(index)


def _order(pairs: Sequence[re.Match[str]], day_first: bool | None, usual: bool | None) -> bool | None:
    firsts = any(int(match["first"]) > 12 for match in pairs)
    others = any(int(match["other"]) > 12 for match in pairs)
    if firsts != others:
        return firsts
    if day_first is not None:
        return day_first
    if firsts and others:
        return None
    if all(match["sign"] == "." for match in pairs):
        return True
    if usual is not None or all(match["first"] == match["other"] for match in pairs):
        return bool(usual)
    rising = [_monotone([_moment(match, choice) for match in pairs]) for choice in (True, False)]
    return rising[0] if rising[0] != rising[1] else None


def _monotone(moments: Sequence[datetime | None]) -> bool:
    known = [moment for moment in moments if moment]
    if len(set(known)) < 3:
        return False
    return all(a <= b for a, b in pairwise(known)) or all(a >= b for a, b in pairwise(known))


def to_utc(dates: Dates, zone: str) -> pd.Series:
    """Series of datetime64[us], naive UTC. Days without a time stay the day they are.

    A time in the gap of a clock change moves forward by the gap; in the overlap the first of the two is taken.
    """
    moments = pd.Series(pd.array(dates.values, dtype="datetime64[us]"))
    timed = pd.Series(dates.walls, dtype=bool) & moments.notna()
    if zone != "UTC" and timed.any():
        moments = moments.mask(timed, in_utc(moments[timed], zone).reindex(moments.index))
    return moments.astype("datetime64[us]")


def read_month_days(cells: Sequence[str], last_year: int | None, made_on: date | None) -> list[date] | None:
    """Days written without a year, such as `February 28`; None when month names or the year are unknown.

    Rows run in one direction and wrap at each new year; the last year is the owner's answer or follows from
    the day the file was made on.
    """
    found: list[tuple[int, int]] = []
    for cell in cells:
        match = next((m for pattern in _MONTH_DAYS if (m := pattern.fullmatch(cell.strip()))), None)
        month = MONTHS.get(match["name"].casefold()) if match else None
        if match is None or month is None:
            return None
        found.append((month, int(match["day"])))
    back = sum((later[0] * 31 + later[1] - first[0] * 31 - first[1]) % 372 > 186 for first, later in pairwise(found))
    descending = back * 2 > len(found) - 1
    if descending:
        found.reverse()
    year = last_year if last_year is not None else _last_year(found, made_on)
    if year is None:
        return None
    days: list[date] = []
    for place in range(len(found) - 1, -1, -1):
        if place + 1 < len(found) and found[place] > found[place + 1]:
            year -= 1
        day = _day(year, *found[place])
        if day is None:  # February 29 contradicts the year
            return None
        days.append(day)
    return days if descending else days[::-1]


def _last_year(found: Sequence[tuple[int, int]], made_on: date | None) -> int | None:
    if not found or made_on is None:
        return None
    tomorrow = made_on + timedelta(days=1)  # the account may be east of the clock that named the file
    return tomorrow.year if found[-1] <= (tomorrow.month, tomorrow.day) else tomorrow.year - 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
