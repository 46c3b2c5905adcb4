"""Every sentence, number and date a visitor reads goes through here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import ParamSpec, TypeVar

import streamlit as st
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from cmlite.domain.clocks import to_wall
from cmlite.errors import CmliteError, NetworkError, PlanRefused
from cmlite.ui.escaping import escaped
from cmlite.ui.locale_files import sentences

LANGUAGES = ("de", "en")
_LOCALES = {"de": "de_DE", "en": "en_GB"}
_MISSING = "–"
_kept: ContextVar[tuple[str, Mapping[str, str]] | None] = ContextVar("kept", default=None)
"""Language and names where a function runs outside of every session, see `as_now`."""
Given = ParamSpec("Given")
Made = TypeVar("Made")


def use_language(language: str) -> None:
    """Set the language of this visitor's session; anything unknown becomes German."""
    known = language if language in LANGUAGES else "de"
    if (kept := _kept.get()) is not None:
        _kept.set((known, kept[1]))
    else:
        st.session_state["language"] = known


def language() -> str:
    """The language of this visitor's session: 'de' or 'en'."""
    if (kept := _kept.get()) is not None:
        return kept[0]
    return str(st.session_state.get("language", "de"))


def as_now(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The same function, speaking as this visitor does now.

    What a download button makes at the click runs outside of the session, which would be German and know no names.
    """
    seen = language(), dict(_names())

    def speak(*args: Given.args, **named: Given.kwargs) -> Made:
        before = _kept.set(seen)
        try:
            return make(*args, **named)
        finally:
            _kept.reset(before)

    return speak


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in another language for a moment: a document of which there is one in each."""
    before = language()
    use_language(code)
    try:
        yield
    finally:
        use_language(before)


def t(key: str, **values: object) -> str:
    """The sentence of a key in the visitor's language, its placeholders filled.

    A key with the forms `one` and `other` takes the form that fits the number `n`. Numbers among the
    values are written the way the language writes them.
    """
    entry = sentences(language()).get(key)
    if entry is None and f"{key}.other" in sentences(language()):
        count = values.get("n", 0)
        form = Locale.parse(_LOCALES[language()]).plural_form(count if isinstance(count, int | float) else 0)
        entry = sentences(language()).get(f"{key}.{form}") or sentences(language())[f"{key}.other"]
    if entry is None:
        return key
    shown = {name: _shown(value) for name, value in values.items()}
    return entry.format_map(_Lenient(shown))


def has(key: str) -> bool:
    """Whether a text exists for this key."""
    return key in sentences(language()) or f"{key}.other" in sentences(language())


def use_names(names: Mapping[str, str]) -> None:
    """Set the names of the people of the brand in view, by id."""
    st.session_state["names_of_people"] = dict(names)


def who(actor: str) -> str:
    """Whoever did something, as the end of "by …": a person's name, you, cmlite, the network."""
    names = _names()
    if actor in names:
        return str(names[actor])
    return t(f"actors.{actor}") if has(f"actors.{actor}") else t("actors.somebody")


def _names() -> Mapping[str, str]:
    if (kept := _kept.get()) is not None:
        return kept[1]
    return dict(st.session_state.get("names_of_people", {}))


def says(error: CmliteError, *, plain: bool = False) -> str:
    """The sentence of an error, with what a network itself said about it, or the rule that is broken.

    As Markdown, in which the words of files, networks and people are escaped; `plain` for a table or a file.
    """
    shown = str if plain else escaped
    values = {name: shown(value) if isinstance(value, str) else value for name, value in error.values.items()}
    if isinstance(error, PlanRefused):
        values |= {part: t(f"checks.{error.values['rule']}.{part}", **values) for part in ("reason", "remedy")}
    sentence = t(error.key if has(error.key) else "errors.unknown", **values)
    said = error.said if isinstance(error, NetworkError) else ""
    return f"{sentence} {t('connections.said', said=shown(said))}" if said else sentence


def number(value: float | None, *, digits: int = 0) -> str:
    """12.345 in German, 12,345 in English; a dash where nothing is known."""
    if value is None or value != value:
        return _MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(round(float(value), digits), format=pattern, locale=_LOCALES[language()]))


def amount(value: float) -> str:
    """A count or hours of people: 4 and 2,5, never 4,0."""
    return number(value, digits=0 if round(value, 1) == int(round(value, 1)) else 1)


def money(value: float | Decimal | None, currency: str) -> str:
    """1.250,00 € in German, €1,250.00 in English; a dash where nothing is known."""
    if value is None:
        return _MISSING
    return str(format_currency(value, currency, locale=_LOCALES[language()]))


def listed(words: Sequence[str]) -> str:
    """Instagram, Facebook und YouTube in German, "and" in English."""
    return str(format_list(words, locale=_LOCALES[language()]))


def percent(value: float | None, *, digits: int = 1) -> str:
    """A fraction as a percentage: 0.0532 becomes 5,3 % in German, 5.3% in English; a dash where nothing is known."""
    if value is None or value != value:
        return _MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + ("\N{NO-BREAK SPACE}%" if language() == "de" else "%")
    return str(format_percent(value, format=pattern, locale=_LOCALES[language()]))


def duration(minutes: float | None) -> str:
    """A span of time in the largest unit that fits: 41 min, 3,5 h, 2 days."""
    if minutes is None or minutes != minutes:
        return _MISSING
    if minutes < 90:
        return t("units.minutes", n=round(minutes))
    if minutes < 36 * 60:
        hours = round(minutes / 60, 1)
        return t("units.hours", n=amount(hours))
    return t("units.days", n=round(minutes / 1440))


def answer_time(minutes: float | None) -> str:
    """A span of opening hours: never in days, since nobody is there for 24 hours a day."""
    is_long = minutes is not None and minutes >= 36 * 60
    return t("units.hours", n=amount(round(minutes / 60, 1))) if is_long and minutes else duration(minutes)


def day(value: date | datetime | None, *, weekday: bool = True, year: bool = False) -> str:
    """Mo., 23. Nov. in German, Mon 23 Nov in English."""
    if value is None:
        return _MISSING
    on = value.date() if isinstance(value, datetime) else value
    return _skeleton(("E" if weekday else "") + ("yMMMd" if year else "MMMd"), on, language())


def days(first: date, last: date, *, weekday: bool = False) -> str:
    """A period as its first and last day, with the year: 1. Nov. 2026 – 7. Nov. 2026; one day alone stands once."""
    if first == last:
        return day(last, weekday=weekday, year=True)
    return f"{day(first, weekday=weekday, year=True)} – {day(last, weekday=weekday, year=True)}"


def long_day(value: date) -> str:
    """Montag, 23. November 2026."""
    return str(format_date(value, format="full", locale=_LOCALES[language()]))


def month(value: date) -> str:
    """November 2026."""
    return _skeleton("yMMMM", value, language())


def clock(value: time | datetime) -> str:
    """08:30, in both languages on the 24-hour clock."""
    return f"{value:%H:%M}"


def moment(instant: datetime | None, zone: str, *, year: bool = False) -> str:
    """A naive UTC instant in the brand's zone: Mo., 23. Nov., 08:30."""
    if instant is None or instant != instant:
        return _MISSING
    wall = to_wall(instant, zone)
    return f"{day(wall, year=year)}, {clock(wall)}"


def weekday_name(number_of_day: int, *, short: bool = False) -> str:
    """Name of a weekday, 0 is Monday."""
    names = Locale.parse(_LOCALES[language()]).days["stand-alone"]["abbreviated" if short else "wide"]
    return str(names[number_of_day])


def language_name(code: str) -> str:
    """Name of a language: Deutsch, Türkisch."""
    name = str(Locale.parse(_LOCALES[language()]).languages.get(code, code))
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=4096)
def _skeleton(skeleton: str, value: date, code: str) -> str:
    """Babel looks for the pattern anew every time, which takes two milliseconds."""
    return str(format_skeleton(skeleton, value, locale=_LOCALES[code]))


class _Lenient(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return number(value, digits=0 if value == int(value) else 1)
    if isinstance(value, date):
        return day(value, year=True)
    return str(value)
