"""Axes of charts in the visitor's language: numbers, percentages and days, as far apart as the period asks for."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import altair as alt
from babel import Locale

from cmlite.ui import text

Step = Literal["day", "week", "month", "month of a year", "year"]
"""How far apart the marks of an axis of days are; the last two name the year."""


def number_axis(title: str | None = None, *, percent: bool = False) -> Any:
    """An axis of counts or shares, written as the language writes them."""
    labels = percent_text("datum.value") if percent else number_text("datum.value")
    return alt.Axis(title=title, labelExpr=labels, tickMinStep=0.1 if percent else 1)


def day_axis(step: Step) -> Any:
    """An axis of days (3. Nov. in German, 3 Nov in English); past a year of months (Nov. 2025), then of years."""
    year = "' ' + year(datum.value)"
    longer = {"year": year, "month of a year": f"{_month_text('datum.value')} + {year}"}
    words = longer.get(step, day_text("datum.value"))
    every: Any = step.split()[0]
    return alt.Axis(title=None, labelExpr=words, tickCount=every, grid=False, labelOverlap=True)


def step_of(days: Sequence[date]) -> Step:
    """How far apart the marks of an axis of days are; where a month would come twice, they name its year."""
    span = (max(days) - min(days)).days
    limits: tuple[tuple[int, Step], ...] = ((9, "day"), (70, "week"), (330, "month"), (1100, "month of a year"))
    return next((step for limit, step in limits if span <= limit), "year")


def number_text(value: str, digits: int = 0) -> str:
    """A Vega expression that writes a number as the language does, 12.345,6 or 12,345.6, without ending zeros."""
    written = f"format({value}, ',.{digits}~f')"
    if text.language() == "de":
        written = f"replace(replace(replace({written}, /,/g, '_'), '.', ','), /_/g, '.')"
    return written


def percent_text(value: str) -> str:
    """A Vega expression that writes a share as whole percent."""
    sign = "\N{NO-BREAK SPACE}%" if text.language() == "de" else "%"
    return f"format({value} * 100, '.0f') + '{sign}'"


def day_text(value: str) -> str:
    """A Vega expression that writes a day without its year."""
    return f"date({value}) + '{'. ' if text.language() == 'de' else ' '}' + {_month_text(value)}"


def _month_text(value: str) -> str:
    months = Locale.parse("de_DE" if text.language() == "de" else "en_GB").months["format"]["abbreviated"]
    names = [months[number] for number in range(1, 13)]
    return f"{names!r}[month({value})]"


def at_midnight(days: Sequence[date]) -> list[str]:
    """Days as local times, so that no zone of a browser moves them to the day before."""
    return [f"{day.isoformat()}T00:00:00" for day in days]
