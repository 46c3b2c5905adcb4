"""Charts that answer a question: the frame around each, axes in the visitor's language, comparisons of groups.

A chart is a small frame and an Altair specification. Building a specification takes far longer than drawing it, so
each is kept by what it depends on: the language and the colours of the networks, never the data.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import streamlit as st

from cmlite.domain.intervals import MIN_POSTS
from cmlite.ui import text
from cmlite.ui.chart_axes import number_axis
from cmlite.ui.kpis import Names
from cmlite.ui.text import t

Drawn = tuple[Any, dict[str, Any]]
"""A frame and the specification that draws it."""

Colours = tuple[tuple[str, str], ...]
"""Names of networks with their colours."""

ACCENT, MUTED = "#C8553D", "#808887"
PALE = 0.35


def answer(word: str, drawn: Drawn | None, *, note: str, facts: dict[str, object] | None = None) -> None:
    """A question with the chart that answers it, or with what is missing; `note` says source and n."""
    with st.container(border=True, height="stretch", key=f"chart_{word}_card"):
        st.header(t(f"kpis.chart.{word}.question"), anchor=False)
        if drawn is None:
            st.caption(f":material/info: {t(f'kpis.chart.{word}.empty')}")
            return
        rows, spec = drawn
        st.vega_lite_chart(rows, spec, key=f"chart_{word}", alt=t(f"kpis.chart.{word}.alt", **(facts or {})))
        st.caption(note)


def interactions_by_network(breakdown: Any, names: Names) -> Drawn | None:
    """Bars of interactions; a stroke marks the period before where something is known of it."""
    rows = _known(breakdown, "network", "interactions")
    if rows.empty:
        return None
    codes = list(rows["name"])
    rows = rows.assign(
        network=[names.of("network", code) for code in codes],
        label=[
            t("kpis.bar", value=text.number(value), n=int(n))
            for value, n in zip(rows["interactions"], rows["interactions_n"], strict=True)
        ],
        past=[text.number(value) for value in rows["interactions_before"]],
        end=rows[["interactions", "interactions_before"]].astype("float64").max(axis=1),
    )
    rows = rows.assign(room=rows["end"].max() * 1.35)
    columns = ["network", "interactions", "interactions_before", "label", "past", "end", "room"]
    return rows[columns], _network_spec(text.language(), colours_of(codes, names), len(rows))


def middle_half(breakdown: Any, section: str, names: Names) -> Drawn | None:
    """Median interactions of a post with the middle half of the posts, for each pillar or format."""
    rows = _known(breakdown, section, "median")
    if rows.empty:
        return None
    rows = rows.assign(
        group=_groups(rows, section, "interactions_n", names),
        strength=[1.0 if n >= MIN_POSTS else PALE for n in rows["interactions_n"]],
        middle=[text.number(value, digits=1 if value % 1 else 0) for value in rows["median"]],
        spread=[
            f"{text.number(low)}–{text.number(high)}" for low, high in zip(rows["lower"], rows["upper"], strict=True)
        ],
    )
    columns = ["group", "lower", "median", "upper", "strength", "middle", "spread"]
    return rows[columns], _middle_half_spec(text.language(), section, len(rows))


def planned_mix(breakdown: Any, names: Names) -> Drawn | None:
    """The share of each pillar among the posts beside its planned share."""
    rows = breakdown[(breakdown["section"] == "pillar") & (breakdown["posts"] > 0)]
    if rows.empty or rows["planned"].isna().all():
        return None
    label = [text.percent(value, digits=0) for value in rows["share"]]
    rows = rows.assign(
        group=[
            t("kpis.group_share", name=names.of("pillar", code), share=share, n=int(n))
            for code, share, n in zip(rows["name"], label, rows["posts"], strict=True)
        ],
        label=label,
        plan=[text.percent(value, digits=0) for value in rows["planned"]],
    )
    return rows[["group", "share", "planned", "label", "plan"]], _mix_spec(text.language(), len(rows))


def network_words(breakdown: Any, names: Names) -> dict[str, Any]:
    """Note and facts of the chart of networks: how many posts, and which network leads."""
    rows = _known(breakdown, "network", "interactions")
    if rows.empty:
        return {"note": ""}
    n, of = int(rows["interactions_n"].sum()), int(rows["posts"].sum())
    best = rows.iloc[0]
    facts = {"best": names.of("network", best["name"]), "value": text.number(best["interactions"])}
    return {"note": t("kpis.chart.networks.note", n=n, of=of), "facts": facts}


def group_words(breakdown: Any, section: str, names: Names) -> dict[str, Any]:
    """Note and facts of a chart of medians; only groups with enough posts can lead."""
    rows = _known(breakdown, section, "median")
    if rows.empty:
        return {"note": ""}
    n = int(rows["interactions_n"].sum())
    told = rows[rows["interactions_n"] >= MIN_POSTS]
    best = names.of(section, told.iloc[0]["name"]) if len(told) else t("kpis.few")
    notes = [t("kpis.chart.groups_note", n=n)]
    if len(told) < len(rows):
        notes.append(t("kpis.chart.groups_pale", minimum=MIN_POSTS))
    return {"note": " ".join(notes), "facts": {"best": best, "n": n}}


def colours_of(networks: Sequence[str], names: Names) -> Colours:
    """Each network once, by its name, with its own colour."""
    return tuple((names.of("network", code), names.colour(code)) for code in dict.fromkeys(networks))


def colour_scale(colours: Colours) -> Any:
    """A scale that gives each network its own colour."""
    return alt.Scale(domain=[name for name, _ in colours], range=[colour for _, colour in colours])


def tips(**columns: str) -> list[Any]:
    """Lines of a tooltip: columns that hold finished texts, and the key of what they are called."""
    return [alt.Tooltip(f"{column}:N", title=t(key)) for column, key in columns.items()]


def finished(chart: Any, height: int) -> dict[str, Any]:
    """The specification of a chart as plain data."""
    return dict(chart.properties(height=height).to_dict())


def _known(breakdown: Any, section: str, order: str) -> Any:
    """The rows of a section with known interactions, the largest first."""
    rows = breakdown[(breakdown["section"] == section) & (breakdown["interactions_n"] > 0)]
    return rows.sort_values(order, ascending=False)


def _groups(rows: Any, section: str, n: str, names: Names) -> list[str]:
    return [
        t("kpis.group", name=names.of(section, code), n=int(count))
        for code, count in zip(rows["name"], rows[n], strict=True)
    ]


def _rows_of(column: str) -> Any:
    return alt.Y(f"{column}:N", title=None, sort=None, axis=alt.Axis(labelLimit=190))


def _height(rows: int) -> int:
    return max(rows * 42, 90) + 30


# The language is a parameter of the specifications because the texts in them depend on it.


@lru_cache(maxsize=64)
def _network_spec(language: str, colours: Colours, rows: int) -> dict[str, Any]:
    base = alt.Chart().encode(
        y=_rows_of("network"),
        tooltip=tips(network="kpis.section.network", label="kpis.card.interactions", past="kpis.tip.before"),
    )
    bars = base.mark_bar(cornerRadiusEnd=4).encode(
        x=alt.X("interactions:Q", axis=number_axis()),
        color=alt.Color("network:N", scale=colour_scale(colours), legend=None),
    )
    before = base.mark_tick(thickness=3, size=26, color=ACCENT).encode(x="interactions_before:Q")
    words = base.mark_text(align="left", dx=6, color=MUTED).encode(x="end:Q", text="label:N")
    room = base.mark_point(opacity=0).encode(x="room:Q")  # keeps the words of the longest bar inside
    return finished(alt.layer(bars, before, words, room), _height(rows))


@lru_cache(maxsize=64)
def _middle_half_spec(language: str, section: str, rows: int) -> dict[str, Any]:
    base = alt.Chart().encode(
        y=_rows_of("group"),
        opacity=alt.Opacity("strength:Q", scale=None, legend=None),
        tooltip=tips(group=f"kpis.section.{section}", middle="kpis.tip.median", spread="kpis.tip.middle_half"),
    )
    axis = number_axis(t("kpis.axis.interactions_per_post"))
    span = base.mark_bar(size=9, cornerRadius=5).encode(x=alt.X("lower:Q", axis=axis), x2="upper:Q")
    dot = base.mark_point(filled=True, size=120, color=ACCENT, opacity=1).encode(x="median:Q")
    words = base.mark_text(dy=-14, fontWeight="bold", color=MUTED).encode(
        x="median:Q", text="middle:N", opacity=alt.value(1)
    )
    return finished(alt.layer(span, dot, words), _height(rows))


@lru_cache(maxsize=64)
def _mix_spec(language: str, rows: int) -> dict[str, Any]:
    base = alt.Chart().encode(
        y=_rows_of("group"),
        tooltip=tips(group="kpis.section.pillar", label="kpis.column.share", plan="kpis.column.planned"),
    )
    bars = base.mark_bar(cornerRadiusEnd=4).encode(x=alt.X("share:Q", axis=number_axis(percent=True)))
    plan = base.mark_tick(thickness=3, size=26, color=ACCENT).encode(x="planned:Q")
    return finished(alt.layer(bars, plan), _height(rows))
