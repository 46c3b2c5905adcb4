"""The marks of an axis of days can be told apart, however long the period is."""

from datetime import date, timedelta

import pytest

from cmlite.ui import chart_axes, text

FIRST = date(2025, 1, 14)


@pytest.mark.parametrize(
    ("days", "step"),
    [(7, "day"), (28, "week"), (90, "month"), (300, "month"), (365, "month of a year"), (3000, "year")],
)
def test_an_axis_names_the_year_as_soon_as_a_month_may_come_twice(days, step):
    assert chart_axes.step_of([FIRST, FIRST + timedelta(days=days - 1)]) == step


@pytest.mark.parametrize(("language", "month"), [("de", "Dez."), ("en", "Dec")])
def test_a_long_axis_speaks_the_language_of_the_page(language, month):
    text.use_language(language)
    long, longer = (chart_axes.day_axis(step).to_dict() for step in ("month of a year", "year"))
    assert f"'{month}'" in long["labelExpr"]
    assert long["labelExpr"].endswith("year(datum.value)")
    assert "month" not in longer["labelExpr"]
    text.use_language("de")
