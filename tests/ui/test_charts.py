"""Charts over time: marks of an axis can be told apart, and a legend shows what is drawn."""

from datetime import date, timedelta

import pandas as pd
import pytest

from cmlite.domain.kpis import period_of
from cmlite.domain.strategy import Strategy
from cmlite.ui import chart_axes, charts_time, filters, text
from cmlite.ui.kpis import Names

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


def _reach(*rows):
    """From (network, basis)."""
    columns = ["network", "basis", "channel_id", "day", "value"]
    return pd.DataFrame([[*row, row[0], FIRST, 5.0] for row in rows], columns=columns)


def _legends(frame):
    _, spec = charts_time.reach(frame, Names({}, [], Strategy()))
    drawn = [layer["encoding"] for layer in spec["layer"]]
    return {
        name: (one[name]["field"], one[name]["scale"]["domain"], one[name]["legend"]["symbolType"])
        for one in drawn
        for name in ("color", "strokeDash", "fill")
        if name in one
    }


def test_a_legend_shows_lines_for_lines_and_bars_for_bars():
    both = _legends(_reach(("facebook", "channel"), ("instagram", "posts")))
    assert both == {
        "color": ("network", ["facebook"], "stroke"),
        "strokeDash": ("network", ["facebook"], "stroke"),
        "fill": ("bars", ["instagram"], "square"),
    }
    assert set(_legends(_reach(("facebook", "channel")))) == {"color", "strokeDash"}
    assert set(_legends(_reach(("facebook", "posts")))) == {"fill"}


def test_a_period_that_begins_with_the_number_of_a_day_is_no_list():
    text.use_language("de")
    line = filters.period_line(period_of("free", date(2026, 11, 29), date(2026, 11, 1), date(2026, 11, 15)))
    assert line.startswith("1\\. Nov\\. 2026")
