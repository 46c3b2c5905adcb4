"""The parts of the page about single posts: the sortable table and a close look at one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.kpis import NO_PILLAR, Comparison, Detail
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.kpis import Names, metric_name
from cmlite.ui.take_home import at_place, wall_times
from cmlite.ui.text import t

COUNTS = ("reach", "views", "impressions", "interactions", "likes", "comments", "shares", "saves", "clicks")


def post_table(frame: Any, names: Names) -> int | None:
    """All posts, sortable by every column; returns the position of the row that was clicked, wherever in it."""
    known = [name for name in COUNTS if frame[name].notna().any()]
    rows = frame.assign(
        headline=[headline(title, words) for title, words in zip(frame["title"], frame["text"], strict=True)],
        network=names.column("network", frame["network"]),
        format=names.column("format", frame["format"]),
        pillar=names.column("pillar", frame["pillar_id"]),
        rate=(frame["rate"].astype("float64") * 100).round(1),
    )
    first = [name for name in ("reach", "views", "impressions", "interactions") if name in known]
    columns = ["headline", "wall", "network", "format", "pillar", *first, "rate", "trend"]
    columns += [name for name in known if name not in first]
    column = st.column_config
    event = st.dataframe(
        rows[[name for name in columns if name not in ("rate", "trend") or rows[name].notna().any()]],
        column_config={
            "headline": column.TextColumn(t("posts.column.post"), pinned=True, width="medium"),
            "wall": column.DatetimeColumn(
                t("posts.column.wall"), format=_moment_format(), help=t("posts.column.wall_help")
            ),
            "network": column.TextColumn(t("kpis.section.network")),
            "format": column.TextColumn(t("kpis.section.format")),
            "pillar": column.TextColumn(t("kpis.section.pillar")),
            **{name: column.NumberColumn(metric_name(name), format="localized") for name in known},
            "rate": column.NumberColumn(t("posts.column.rate"), format="localized", help=t("kpis.column_help.rate")),
            "trend": column.LineChartColumn(
                t("posts.column.trend"), y_min=0, width="small", help=t("posts.column.trend_help")
            ),
        },
        hide_index=True,
        height=420,
        key="posts_table",
        placeholder="–",
        on_select="rerun",
        selection_mode="single-cell",
        alt=t("posts.table_alt", n=len(rows)),
    )
    chosen = event.selection.cells
    return int(chosen[0][0]) if chosen and chosen[0][0] < len(frame) else None


def headline(title: str, words: str) -> str:
    """What a post is called in a list."""
    return title or " ".join(words.split())[:80] or t("posts.no_text")


def close_look(post: Any, found: Detail, names: Names, zone: str) -> None:
    """Text, link, comparison with the usual, and every value with its origin."""
    st.header(escaped(headline(post["title"], post["text"])), anchor=False)
    where = [names.of("network", post["network"]), post["channel"], names.of("format", post["format"])]
    when = text.day(post["wall"], year=True)
    if post["published_precision"] != "day":
        when = f"{when}, {text.clock(post['wall'])}"
    st.caption(" · ".join(filter(None, [*where, when])))
    words, numbers = st.columns([2, 3], gap="medium")
    with words:
        st.text(post["text"][:2000] or t("posts.no_text"))
        if post["permalink"].startswith("https://"):
            st.link_button(t("posts.open"), post["permalink"], icon=":material/open_in_new:")
    with numbers:
        if not found.values:
            st.caption(f":material/info: {t('posts.no_figures')}")
        for comparison in found.comparisons:
            st.markdown(_compared(comparison))
        if found.is_fresh and found.comparisons:
            st.caption(f":material/schedule: {t('posts.fresh')}")
        if found.comparisons:
            st.caption(t("posts.usual_help"))
    if found.values:
        with st.expander(t("posts.values"), icon=":material/source:", key="post_values"):
            st.table(_origins(found.values, zone), border="horizontal")


def choose_pillar(post: Any, names: Names) -> str | None:
    """A pillar chosen for the post; None while nothing was changed."""
    options = [NO_PILLAR, *(pillar.pillar_id for pillar in names.strategy.pillars)]
    if post["pillar_id"] not in options:
        options.append(post["pillar_id"])
    chosen = st.selectbox(
        t("posts.pillar"),
        options,
        index=options.index(post["pillar_id"]),
        format_func=lambda code: names.of("pillar", code),
        key=f"pillar_of_{post['publication_id']}_{post['pillar_id']}",
        help=t("posts.pillar_help"),
        width=320,
    )
    return chosen if chosen != post["pillar_id"] else None


def named_posts(frame: Any, names: Names, zone: str) -> Any:
    """The list to take home in the visitor's words; both times in the zone, which the headings name."""
    frame = frame.assign(
        network=names.column("network", frame["network"]),
        format=names.column("format", frame["format"]),
        pillar_id=names.column("pillar", frame["pillar_id"]),
        source_last=["" if code != code or code is None else t(f"kpis.source.{code}") for code in frame["source_last"]],
        fetched_at=wall_times(frame["fetched_at"], zone),
    )
    heading = {name: t(f"posts.csv.{name}") for name in frame.columns}
    heading |= {name: at_place(heading[name], zone) for name in ("wall", "fetched_at")}
    return frame.rename(columns=heading)


def _compared(comparison: Comparison) -> str:
    usual, shown = comparison.usual, text.number(comparison.value)
    line = f"**{metric_name(comparison.name)}: {shown}**"
    if usual.missing or usual.median is None:
        return f"{line} · :gray[{t('posts.too_few', n=usual.missing, known=usual.n)}]"
    colour = {"above": "green", "below": "orange", "within": "gray"}[usual.place(comparison.value) or "within"]
    place = t(f"posts.place.{usual.place(comparison.value)}")
    facts = {"median": text.number(usual.median), "low": text.number(usual.lower), "high": text.number(usual.upper)}
    return f"{line} :{colour}-badge[{place}]  \n:gray[{t('posts.usual', n=usual.n, **facts)}]"


def _origins(values: Sequence[Mapping[str, Any]], zone: str) -> dict[str, list[str]]:
    return {
        t("kpis.origin.metric"): [metric_name(value["metric"]) for value in values],
        t("posts.column.value"): [
            text.number(value["value"], digits=0 if value["value"] % 1 == 0 else 2) for value in values
        ],
        t("kpis.origin.source"): [t(f"kpis.source.{value['source']}") for value in values],
        t("kpis.origin.definition"): [value["definition"] or "–" for value in values],
        t("kpis.origin.newest"): [text.moment(value["fetched_at"], zone, year=True) for value in values],
    }


def _moment_format() -> str:
    return "DD.MM.YYYY HH:mm" if text.language() == "de" else "DD/MM/YYYY HH:mm"
