"""Public and school holidays of the owner's country and state."""

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import holidays as calendar


def _read_only_the_country_asked_for() -> None:
    """`holidays` loads all 250 countries with the first one: a tenth of a second and as many megabytes at every start.

    The package of its countries is put in place without its list of imports; each country is found in it as before.
    """
    package = ModuleType("holidays.countries")
    package.__path__ = [str(Path(calendar.__file__).with_name("countries"))]
    sys.modules.setdefault(package.__name__, package)


_read_only_the_country_asked_for()

SUBDIVISIONS: dict[str, tuple[str, ...]] = {
    "DE": ("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"),
    "AT": ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
    "CH": (
        *("AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE"),
        *("NW", "OW", "SG", "SH", "SO", "SZ", "TG", "TI", "UR", "VD", "VS", "ZG", "ZH"),
    ),
}
"""Codes of federal states and cantons as the package `holidays` writes them."""

_LANGUAGE = {"de": "de", "en": "en_US"}
_WITH_SCHOOL = {"DE", "AT"}  # the package knows no Swiss school holidays


@dataclass(frozen=True, slots=True)
class Holiday:
    """A run of days with one name; a public holiday is one day long. `last` is included."""

    first: date
    last: date
    name: str
    kind: str
    """'public' or 'school'."""


def holidays_between(
    first: date, last: date, *, country: str, subdivision: str, language: str, school: bool = True
) -> list[Holiday]:
    """Holidays that touch the days from `first` to `last`, public ones before school ones."""
    years = tuple(range(first.year - 1, last.year + 2))
    found = [Holiday(day, day, name, "public") for day, name in _days(country, subdivision, years, language, "public")]
    if school and country in _WITH_SCHOOL and subdivision:
        found.extend(_runs(_days(country, subdivision, years, language, "school")))
    touching = {one for one in found if one.first <= last and one.last >= first}
    return sorted(touching, key=lambda one: (one.kind, one.first, one.name))


def public_days(first: date, last: date, *, country: str, subdivision: str) -> frozenset[date]:
    """The days from `first` to `last` on which shops of this state are closed by law."""
    found = holidays_between(first, last, country=country, subdivision=subdivision, language="de", school=False)
    return frozenset(one.first for one in found)


def closed_around(first: date, last: date, *, country: str, subdivision: str) -> frozenset[date]:
    """The days on which the owner's shop is closed by law while it is `first` to `last` in UTC.

    The owner's own day may be the one before or after that of UTC.
    """
    day = timedelta(days=1)
    return public_days(first - day, last + day, country=country, subdivision=subdivision)


@lru_cache(maxsize=64)
def _days(
    country: str, subdivision: str, years: tuple[int, ...], language: str, kind: str
) -> tuple[tuple[date, str], ...]:
    days = calendar.country_holidays(
        country,
        subdiv=subdivision if subdivision in SUBDIVISIONS.get(country, ()) else None,
        years=years,
        categories=(kind,),
        language=_LANGUAGE.get(language, "de"),
    )
    return tuple(sorted(days.items()))


def _runs(days: tuple[tuple[date, str], ...]) -> list[Holiday]:
    """School holidays come one row a day: days that follow each other under one name become one run."""
    runs: list[list[tuple[date, str]]] = [list(days[:1])] if days else []
    for (before, name_before), (day, name) in pairwise(days):
        if name == name_before and day - before <= timedelta(days=1):
            runs[-1].append((day, name))
        else:
            runs.append([(day, name)])
    return [Holiday(run[0][0], run[-1][0], run[0][1], "school") for run in runs]
