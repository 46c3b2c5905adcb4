"""Charts over time: reach, followers, answers in time, and the hours at which posts were met with interest."""

from functools import lru_cache
from typing import Any

import altair as alt

from cmlite.ui import text
from cmlite.ui.chart_axes import Step, at_midnight, day_axis, day_text, number_axis, number_text, percent_text, step_of
from cmlite.ui.charts import PALE, Colours, Drawn, colour_scale, colours_of, finished, tips
from cmlite.ui.kpis import Names
from cmlite.ui.text import t

HEIGHT = 260
FEW = 3
"""Fewer posts than this in an hour and its cell is pale."""

_DASHES = [[1, 0], [6, 3], [2, 3], [10, 3, 2, 3]]
"""Beside their colours: those of some networks are nearly the same blue."""


def reach(frame: Any, names: Names) -> Drawn | None:
    """Lines of daily figures with gaps where days are missing; posts of channels without them as bars."""
    return _by_network(frame, names, "kpis.card.reach", zero=True)


def followers(frame: Any, names: Names) -> Drawn | None:
    """Lines of the stock, or bars of the new followers a day where no stock is known."""
    is_new = bool((frame["basis"] == "new").any())
    return _by_network(frame, names, "kpis.axis.new_followers" if is_new else "kpis.card.followers", zero=is_new)


def answers(frame: Any) -> Drawn | None:
    """The share of first answers in time with its interval."""
    if frame.empty:
        return None
    return frame.assign(day=at_midnight(frame["day"])), _answers_spec(text.language(), step_of(frame["day"]))


def hours(frame: Any) -> Drawn | None:
    """Mean interactions of a post by weekday and hour of publishing."""
    if frame.empty:
        return None
    days = [text.weekday_name(number, short=True) for number in range(7)]
    return frame.assign(weekday=[days[number - 1] for number in frame["weekday"]]), _hours_spec(text.language())


def reach_words(frame: Any) -> dict[str, Any]:
    """Note and facts of the chart of reach: origins, missing days, the highest value."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return {"note": ""}
    daily, posts = frame[frame["basis"] == "channel"], frame[frame["basis"] == "posts"]
    notes = []
    if len(daily):
        notes.append(t("kpis.chart.reach.note_channel", n=int(daily["channel_id"].nunique())))
        notes += _gaps(daily)
    if len(posts):
        notes.append(t("kpis.chart.reach.note_posts", n=int(posts["n"].sum())))
    return {"note": " ".join(notes), "facts": _highest(known)}


def follower_words(frame: Any) -> dict[str, Any]:
    """Note and facts of the chart of followers."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return {"note": ""}
    note = t(f"kpis.chart.followers.note_{frame['basis'].iloc[0]}", n=int(known["channel_id"].nunique()))
    return {"note": " ".join([note, *_gaps(frame)]), "facts": _highest(known)}


def answer_words(frame: Any) -> dict[str, Any]:
    """Note and facts of the chart of answers: how many conversations were judged."""
    if frame.empty:
        return {"note": ""}
    judged, hits = int(frame["judged"].sum()), int(frame["hits"].sum())
    facts: dict[str, object] = {"share": text.percent(hits / judged, digits=0), "n": judged}
    return {"note": t("kpis.chart.answers.note", n=judged), "facts": facts}


def hour_words(frame: Any, untimed: int) -> dict[str, Any]:
    """Note and facts of the chart of hours: how many posts, and how many had no time of day."""
    if frame.empty:
        return {"note": ""}
    n = int(frame["n"].sum())
    notes = [t("kpis.chart.hours.note", n=n)]
    if untimed:
        notes.append(t("kpis.chart.hours.untimed", n=untimed))
    if (frame["n"] < FEW).any():
        notes.append(t("kpis.chart.hours.pale", minimum=FEW))
    return {"note": " ".join(notes), "facts": {"n": n}}


def _by_network(frame: Any, names: Names, title: str, *, zero: bool) -> Drawn | None:
    if not frame["value"].notna().any():
        return None
    origins = {code: t(f"kpis.basis.{code}") for code in frame["basis"].unique()}
    rows = frame.assign(
        day=at_midnight(frame["day"]),
        network=names.column("network", frame["network"]),
        channel=names.column("channel", frame["channel_id"]),
        origin=frame["basis"].map(origins),
        line=frame["basis"].isin(["channel", "stock"]),
        value=frame["value"].astype("float64"),
    )
    lines, bars = (colours_of(list(frame["network"][rows["line"] == kind]), names) for kind in (True, False))
    return rows, _by_network_spec(text.language(), title, lines, bars, step_of(frame["day"]), zero)


def _gaps(daily: Any) -> list[str]:
    missing = int(daily["value"].isna().sum())
    return [t("kpis.chart.gaps", n=missing)] if missing else []


def _highest(known: Any) -> dict[str, object]:
    row = known.loc[known["value"].astype("float64").idxmax()]
    return {"value": text.number(row["value"]), "day": text.day(row["day"], year=True)}


@lru_cache(maxsize=64)
def _by_network_spec(
    language: str, title: str, lines_of: Colours, bars_of: Colours, step: Step, zero: bool
) -> dict[str, Any]:
    """Lines by `color` and bars by `fill`: each has a legend of its own that shows what is drawn.

    Legends of the same column become one, whose bars would have no sign: bars take their names from a copy.
    """
    legend = alt.Legend(title=None, orient="bottom", symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.5)
    base = (
        alt.Chart()
        .transform_calculate(when=day_text("toDate(datum.day)"), label=number_text("datum.value"))
        .encode(
            x=alt.X("day:T", axis=day_axis(step)),
            y=alt.Y("value:Q", axis=number_axis(t(title)), scale=alt.Scale(zero=zero)),
            detail="channel_id:N",
            tooltip=tips(when="kpis.tip.day", channel="kpis.section.channel", label=title, origin="kpis.tip.source"),
        )
    )
    dashes = alt.Scale(domain=[name for name, _ in lines_of], range=[_DASHES[n % 4] for n in range(len(lines_of))])
    lines = (
        base.transform_filter("datum.line")
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=20), invalid="break-paths-show-path-domains")
        .encode(
            color=alt.Color("network:N", scale=colour_scale(lines_of), legend=legend),
            strokeDash=alt.StrokeDash("network:N", scale=dashes, legend=legend),
        )
    )
    bars = (
        base.transform_filter("!datum.line")
        .transform_calculate(bars="datum.network")
        .mark_bar(size=5, opacity=0.75)
        .encode(
            fill=alt.Fill(
                "bars:N",
                scale=colour_scale(bars_of),
                legend=alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeWidth=0),
            )
        )
    )
    return finished(alt.layer(*([lines] if lines_of else []), *([bars] if bars_of else [])), HEIGHT)


@lru_cache(maxsize=8)
def _answers_spec(language: str, step: Step) -> dict[str, Any]:
    share = f"{percent_text('datum.share')} + ' (' + datum.hits + '/' + datum.judged + ')'"
    base = (
        alt.Chart()
        .transform_calculate(
            when=day_text("toDate(datum.day)"),
            label=share,
            range=f"{percent_text('datum.low')} + ' – ' + {percent_text('datum.high')}",
        )
        .encode(
            x=alt.X("day:T", axis=day_axis(step)),
            tooltip=tips(
                when="kpis.tip.from",
                label="kpis.card.in_target",
                range="kpis.tip.interval",
                waiting="kpis.tip.waiting",
            ),
        )
    )
    scale = alt.Scale(domain=[0, 1])
    axis = number_axis(t("kpis.card.in_target"), percent=True)
    span = base.mark_bar(size=9, opacity=0.25, cornerRadius=5).encode(
        y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=60, filled=True)).encode(
        y=alt.Y("share:Q", scale=scale)
    )
    return finished(alt.layer(span, line), HEIGHT)


@lru_cache(maxsize=8)
def _hours_spec(language: str) -> dict[str, Any]:
    days = [text.weekday_name(number, short=True) for number in range(7)]
    every_third = alt.Axis(labelAngle=0, labelExpr="datum.value % 3 == 0 ? datum.label : ''")
    legend = alt.Legend(
        title=t("kpis.axis.interactions_per_post"), orient="bottom", labelExpr=number_text("datum.value", 1)
    )
    when = "datum.weekday + ' ' + datum.hour + '–' + (datum.hour + 1)"
    chart = (
        alt.Chart()
        .transform_calculate(
            when=when,
            label=number_text("datum.mean", 1),
            strength=f"datum.n >= {FEW} ? 1 : {PALE}",
        )
        .mark_rect(cornerRadius=3)
        .encode(
            x=alt.X("hour:O", title=t("kpis.axis.hour"), scale=alt.Scale(domain=list(range(24))), axis=every_third),
            y=alt.Y("weekday:N", title=None, scale=alt.Scale(domain=days), axis=alt.Axis(labelFlush=False)),
            color=alt.Color("mean:Q", legend=legend),
            opacity=alt.Opacity("strength:Q", scale=None, legend=None),
            tooltip=tips(when="kpis.axis.hour", label="kpis.axis.interactions_per_post", n="kpis.card.posts"),
        )
    )
    return finished(chart, HEIGHT + 40)
