"""A goal as a card: where it stands, how it went, how far the target is."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.goals import Progress
from cmlite.domain.strategy import MEASURES
from cmlite.ui import text
from cmlite.ui.cards import arrow, measured, signed
from cmlite.ui.sparkline import sparkline
from cmlite.ui.text import t


def goal_cards(goals: Sequence[Progress], standing: Callable[[Progress], str]) -> None:
    """Value, change against the baseline, how far the target is; `standing` says in a few words what it needs."""
    with st.grid(3, min_column_width=230):
        for number, goal in enumerate(goals):
            _goal_card(goal, number, standing(goal))


def _goal_card(goal: Progress, number: int, standing: str) -> None:
    measure = goal.goal.measure
    change: dict[str, Any] = {}
    if goal.value is not None and goal.goal.baseline is not None:
        change = goal_change(goal.value - goal.goal.baseline, goal.unit, MEASURES[measure].better)
    target = measured(goal.goal.target, goal.unit)
    how = t(f"measures_help.{measure}")
    with st.container(border=True, height="stretch", key=f"goal_{number}"):
        st.metric(
            t(f"measures.{measure}"),
            measured(goal.value, goal.unit),
            **change,
            help=t("today.goal_help", how=how, target=target, by=goal.goal.by),
        )
        known = [point for point in goal.series if point is not None]
        if len(known) > 2:
            first, last = measured(known[0], goal.unit), measured(known[-1], goal.unit)
            weeks = len(goal.series) - 1
            sparkline(goal.series, alt=t("today.course", n=weeks, first=first, last=last), key=f"course_{number}")
        if goal.share is not None:
            share = text.percent(goal.share, digits=0)
            st.progress(goal.share, text=t("today.way", share=share, target=target))
        else:
            st.caption(t("today.target", target=target, by=goal.goal.by))
        st.caption(standing)


def goal_change(change: float, unit: str, better: str) -> dict[str, Any]:
    """Arguments of `st.metric` for a change since the start; one that rounds to nothing has no arrow and no colour."""
    said = {"delta": signed(change, unit, _in_points), "delta_description": t("today.against_start")}
    if said["delta"] == signed(0.0, unit, _in_points):
        return said | {"delta_color": "off", "delta_arrow": "off"}
    return said | arrow(change, better)


def _in_points(value: float) -> str:
    return t("kpis.points_short", value=text.number(value * 100, digits=1))
