"""Each goal with its course: the straight way from start to target, what is known so far, the pace needed from now."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import streamlit as st

from cmlite.domain.goals import Progress, pace_of
from cmlite.domain.networks import Network
from cmlite.domain.review import Kept
from cmlite.domain.strategy import Strategy
from cmlite.domain.strategy_hints import cadence_hints, hours_needed
from cmlite.ui import text
from cmlite.ui.cards import measured
from cmlite.ui.chart_axes import at_midnight, day_axis, day_text, number_text, step_of
from cmlite.ui.charts import ACCENT, MUTED, finished, tips
from cmlite.ui.goal_pace import pace_line
from cmlite.ui.text import t

_HEIGHT = 190
_ICONS = {
    "unknown": "help",
    "reached": "flag",
    "over": "event_busy",
    "no_start": "help",
    "on_way": "trending_up",
    "behind": "schedule",
}


def goal_courses(goals: Sequence[Progress], today: date) -> None:
    """One card a goal; the keys of the cards count from 0."""
    with st.grid(2, min_column_width=320):
        for number, progress in enumerate(goals):
            with st.container(border=True, height="stretch", key=f"goal_{number}"):
                _card(progress, today, number)


def budget(strategy: Strategy, networks: Mapping[str, Network], kept: Sequence[Kept]) -> None:
    """Hours the planned posts need against the hours there are, and how many posts there really were."""
    efforts = {
        key: (float(one.hours_per_week.value), float(one.cadence_per_week.value)) for key, one in networks.items()
    }
    needed = hours_needed(strategy, efforts)
    fits = not cadence_hints(strategy, needed)
    words = t(
        "goals.budget",
        posts=text.amount(strategy.posts_per_week),
        needed=text.amount(needed),
        have=text.amount(strategy.hours_per_week),
    )
    total = sum(one.actual for one in kept)
    done = t("goals.kept", n=text.amount(total)) if total else t("goals.kept_unknown")
    verdict = t("goals.budget_fits" if fits else "goals.budget_over")
    st.markdown(f":material/{'schedule' if fits else 'warning'}: {words} {verdict} {done}")


def _card(progress: Progress, today: date, number: int) -> None:
    goal, unit = progress.goal, progress.unit
    st.markdown(f"**{t(f'measures.{goal.measure}')}**", help=t(f"measures_help.{goal.measure}"))
    st.markdown(f":material/{_ICONS[pace_of(progress, today).standing]}: {pace_line(progress, today)}")
    days, rows = _rows(progress, today)
    if rows:
        words = pace_line(progress, today)
        st.vega_lite_chart(
            rows,
            _spec(text.language(), unit, step_of(days)),
            key=f"goal_{number}_course",
            alt=t("goals.course_alt", measure=t(f"measures.{goal.measure}"), words=words),
        )
    notes = [t(f"goals.source.{progress.source}")] if progress.source else []
    if goal.baseline is not None:
        start = {"start": measured(goal.baseline, unit), "day": text.day(goal.since, weekday=False, year=True)}
        notes.append(t(f"goals.start.{goal.source or 'own'}", **start))
    if notes:
        st.caption(" ".join(notes))


def _rows(progress: Progress, today: date) -> tuple[list[date], list[dict[str, Any]]]:
    """Days and points of the plan and of what is known; a week without figures leaves a gap."""
    goal = progress.goal
    points: list[tuple[str, date, float | None]] = []
    if goal.baseline is not None and goal.since is not None and goal.since < goal.by:
        points += [("plan", goal.since, goal.baseline), ("plan", goal.by, goal.target)]
    known = list(zip(progress.days(today), progress.series, strict=True))
    first = next((place for place, (_, value) in enumerate(known) if value is not None), len(known))
    points += [("known", day, value) for day, value in known[first:]]
    rows = [
        {
            "line": line,
            "day": day,
            "value": value,
            "label": measured(value, progress.unit),
            "name": t(f"goals.line.{line}"),
        }
        for (line, _, value), day in zip(points, at_midnight([day for _, day, _ in points]), strict=True)
    ]
    return [day for _, day, _ in points], rows


@lru_cache(maxsize=24)
def _spec(language: str, unit: str, step: Any) -> dict[str, Any]:
    written = {
        "rate": number_text("datum.value * 100", 1) + " + ' %'",
        "minutes": f"{number_text('datum.value / 60', 1)} + '{t('units.hours', n='')}'",
    }.get(unit, number_text("datum.value", 1))
    base = (
        alt.Chart()
        .transform_calculate(when=day_text("toDate(datum.day)"))
        .encode(
            x=alt.X("day:T", axis=day_axis(step)),
            y=alt.Y("value:Q", axis=alt.Axis(title=None, labelExpr=written), scale=alt.Scale(zero=False)),
            tooltip=tips(when="kpis.tip.day", name="goals.tip.line", label="goals.tip.value"),
        )
    )
    plan = base.transform_filter("datum.line == 'plan'").mark_line(
        strokeDash=[5, 5], strokeWidth=2, color=MUTED, point=alt.OverlayMarkDef(size=45, color=MUTED, filled=True)
    )
    known = base.transform_filter("datum.line == 'known'").mark_line(
        strokeWidth=2.5, color=ACCENT, point=alt.OverlayMarkDef(size=25, color=ACCENT)
    )
    return finished(alt.layer(plan, known), _HEIGHT)
