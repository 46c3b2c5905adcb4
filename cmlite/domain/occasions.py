"""The occasions of the year a small business can post about, and the days they fall on."""

import csv
import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from io import StringIO

from pydantic import BaseModel, ConfigDict, Field, field_validator

KINDS = ("season", "commerce", "food", "awareness", "craft", "culture", "sport", "local")
EVERYWHERE = "*"

_ORDINARY_YEAR = 2027
_DOW = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIXED = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
_EASTER = re.compile(r"easter(?P<days>[+-]\d{1,3})", re.ASCII)
_NTH = re.compile(
    r"(?P<after>after )?nth (?P<month>\d\d) (?P<k>[1-4]|-1) (?P<dow>mon|tue|wed|thu|fri|sat|sun)"
    r"(?(after) (?P<days>\d{1,3}))",
    re.ASCII,
)
_ADVENT = re.compile(r"advent (?P<k>[1-4])", re.ASCII)


class Occasion(BaseModel):
    """One row of `data/reference/occasions.csv`; public holidays are not in it, see `holidays`."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(min_length=1)
    rule: str
    """When it is, in the grammar of `days_of`."""
    name_de: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    kind: str
    """One of `KINDS`."""
    countries: tuple[str, ...] = Field(min_length=1)
    """Country codes, or only `*` for everywhere."""
    source_url: str = Field(pattern="^https?://")
    noted_on: date
    """The day the row was written; the source says where to look it up."""

    @field_validator("rule")
    @classmethod
    def _falls_in_every_year(cls, rule: str) -> str:
        days_of(rule, _ORDINARY_YEAR)
        return rule

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}")
        return kind

    def name(self, language: str) -> str:
        """The German name for `de`, else the English one."""
        return self.name_de if language == "de" else self.name_en

    def is_known_in(self, country: str) -> bool:
        """Whether people in this country (a code such as DE) know the occasion."""
        return EVERYWHERE in self.countries or country in self.countries


def read_occasions(text: str) -> list[Occasion]:
    """The rows of the CSV text, in its order.

    Raises ValueError for an unknown rule or kind and for a column that is missing or malformed: a fault of
    the file, never of the visitor.
    """
    rows = csv.DictReader(StringIO(text))
    return [Occasion.model_validate(row | {"countries": (row.get("countries") or "").split()}) for row in rows]


def between(occasions: Iterable[Occasion], first: date, last: date, country: str) -> list[tuple[date, Occasion]]:
    """What falls on the days from `first` to `last`, both included, in this country; by day, then by key."""
    years = range(first.year, last.year + 1)
    known = [one for one in occasions if one.is_known_in(country)]
    found = [(days_of(one.rule, year), one) for one in known for year in years]
    inside = [(day, one) for day, one in found if first <= day <= last]
    return sorted(inside, key=lambda hit: (hit[0], hit[1].key))


def days_of(rule: str, year: int) -> date:
    """The one day of `year` the rule means.

    Rules: `MM-DD` · `easter+N`, `easter-N` (days from Easter Sunday) · `nth MM K DOW` (K-th weekday of the
    month, 1 to 4, or -1 for the last) · `after nth MM K DOW N` (N days after such a day) · `advent K` (the
    four Sundays before 25 December). DOW is mon, tue … sun.

    Raises ValueError naming the rule when it is unknown or has no day in that year (such as `02-29`).
    """
    try:
        day = _day(rule, year)
    except ValueError as error:
        raise ValueError(f"the rule {rule!r} has no day in {year}") from error
    if day is None:
        raise ValueError(f"unknown rule {rule!r}")
    if day.year != year:
        raise ValueError(f"the rule {rule!r} leaves the year {year}")
    return day


def easter_sunday(year: int) -> date:
    """Western Easter: the Gregorian algorithm of Meeus, Jones and Butcher (Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _day(rule: str, year: int) -> date | None:
    """None for an unknown rule; ValueError for a day or month that does not exist."""
    if found := _FIXED.fullmatch(rule):
        return date(year, int(found["month"]), int(found["day"]))
    if found := _EASTER.fullmatch(rule):
        return easter_sunday(year) + timedelta(int(found["days"]))
    if found := _NTH.fullmatch(rule):
        nth = _nth_weekday(year, int(found["month"]), int(found["k"]), _DOW.index(found["dow"]))
        return nth + timedelta(int(found["days"] or 0))
    if found := _ADVENT.fullmatch(rule):
        christmas = date(year, 12, 25)
        return christmas - timedelta(christmas.isoweekday() + 7 * (4 - int(found["k"])))
    return None


def _nth_weekday(year: int, month: int, k: int, weekday: int) -> date:
    """The k-th (1 to 4) or last (-1) of a weekday (0 is Monday) in a month."""
    if k > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (k - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta((last.weekday() - weekday) % 7)
