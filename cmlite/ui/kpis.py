"""What the pages about figures share: the row of filters, the words for codes, the tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.kpis import NO_PILLAR, PERIODS, Period, Selection, period_of
from cmlite.domain.networks import Network
from cmlite.domain.posts import FORMATS
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.cards import network_name
from cmlite.ui.text import t

FREE = ":material/date_range:"
"""How a free range is shown and written in the address: the same in every language."""


@dataclass(frozen=True, slots=True)
class Names:
    """Words for the codes of a breakdown."""

    networks: Mapping[str, Network]
    channels: Sequence[Channel]
    strategy: Strategy

    def of(self, section: str, code: str) -> str:
        """The word for a network, channel, pillar or format."""
        if section == "network":
            return network_name(code, self.networks)
        if section == "channel":
            return next((one.name or one.handle for one in self.channels if one.channel_id == code), code)
        if section == "pillar":
            return t("kpis.no_pillar") if code == NO_PILLAR else self.strategy.pillar_name(code) or code
        return t(f"formats.{code}") if text.has(f"formats.{code}") else code

    def column(self, section: str, codes: Any) -> Any:
        """The words for a column of a frame, each looked up once."""
        return codes.map({code: self.of(section, code) for code in codes.unique()})

    def options(self, section: str) -> list[str]:
        """The codes a visitor may choose from."""
        if section == "channel":
            return [one.channel_id for one in self.channels]
        if section == "pillar":
            return [*(pillar.pillar_id for pillar in self.strategy.pillars), NO_PILLAR]
        if section == "network":
            return list(dict.fromkeys(one.network for one in self.channels))
        return list(FORMATS)

    def colour(self, network: str) -> str:
        """The colour of a network in charts."""
        return self.networks[network].colour if network in self.networks else "#7A7A7A"


def choose_period(today: date) -> Period:
    """7, 28, 90 days or a free range; the address bar carries the choice."""
    code = st.segmented_control(
        t("kpis.period"),
        PERIODS,
        default="28",
        required=True,
        format_func=lambda code: FREE if code == "free" else code,
        key="period",
        help=t("kpis.period_help"),
        bind="query-params",
    )
    if code != "free":
        return period_of(str(code), today)
    chosen = st.date_input(
        t("kpis.range"),
        (today - timedelta(days=27), today),
        max_value=today,
        format="DD.MM.YYYY" if text.language() == "de" else "DD/MM/YYYY",
        key="between",
        bind="query-params",
        width=260,
    )
    days = list(chosen) if isinstance(chosen, tuple) else [chosen]
    return period_of("free", today, *days) if len(days) == 2 else period_of("28", today)


def choose_filters(names: Names) -> Selection:
    """Networks, channels, pillars and formats behind one button that says how many are set."""
    active = sum(
        bool(st.session_state.get(_key(section), st.query_params.get_all(f"only_{section}"))) for section in _FILTERS
    )
    label = t("kpis.filters_set", n=active) if active else t("kpis.filters")
    with st.popover(label, icon=":material/filter_alt:", key="figures_filters"):
        chosen = {field: _choose_codes(section, names) for section, field in _FILTERS.items()}
        replies = st.toggle(t("kpis.replies"), key="with_replies", help=t("kpis.replies_help"), bind="query-params")
    return Selection.model_validate(chosen | {"replies": bool(replies)})


def _choose_codes(section: str, names: Names) -> tuple[str, ...]:
    """Several choices that stand in the address as codes, so that a link survives another language.

    A bound widget would write the words it shows.
    """
    options, key = names.options(section), f"only_{section}"
    given = [code for code in st.query_params.get_all(key) if code in options]
    picked = st.multiselect(
        t(f"kpis.section.{section}"),
        options,
        default=given,
        format_func=partial(names.of, section),
        key=_key(section),
        placeholder=t("kpis.all"),
    )
    if picked != given:
        st.query_params[key] = picked
    return tuple(picked)


def _key(section: str) -> str:
    return f"only_{section}_{text.language()}"


_FILTERS = {"network": "networks", "channel": "channels", "pillar": "pillars", "format": "formats"}


def period_line(period: Period) -> str:
    """The days shown and the days they are compared with."""
    days = [
        text.day(day, weekday=False, year=True)
        for day in (period.first, period.last, period.before.first, period.before.last)
    ]
    return t("kpis.compared", first=days[0], last=days[1], before_first=days[2], before_last=days[3])


def breakdown_table(frame: Any, names: Names) -> None:
    """The figures by network, channel, pillar or format, sortable; an empty cell is unknown."""
    section = st.segmented_control(
        t("kpis.by"),
        list(_FILTERS),
        default="network",
        required=True,
        format_func=lambda code: t(f"kpis.section.{code}"),
        key="breakdown_by",
    )
    rows = frame[frame["section"] == section]
    rows = rows.assign(
        name=[names.of(str(section), code) for code in rows["name"]],
        **{
            column: (rows[column].astype("float64") * 100).round(1)
            for column in ("rate", "share", "planned", "in_target")
        },
        response=rows["response"].astype("float64").round(),
    )
    known = [name for name in _TABLE if rows[name].notna().any()]
    columns = [name for name in known if name != "rate_n" or "rate" in known]
    number = st.column_config.NumberColumn
    st.dataframe(
        rows[["name", *columns]],
        column_config={"name": st.column_config.TextColumn(t(f"kpis.section.{section}"), pinned=True)}
        | {
            name: number(t(f"kpis.column.{name}"), format="localized", help=t(f"kpis.column_help.{name}"))
            for name in columns
        },
        hide_index=True,
        key="breakdown_table",
        placeholder="–",
        alt=t("kpis.table_alt", section=t(f"kpis.section.{section}")),
    )


_TABLE = (
    "posts", "share", "planned", "reach", "views", "impressions", "interactions", "median", "rate", "rate_n",
    "followers", "conversations", "response", "in_target",
)  # fmt: skip


def named_summary(frame: Any, names: Names) -> Any:
    """The summary in the visitor's words; an empty cell stays empty."""
    words: dict[str, Callable[[Any], str]] = {
        "measure": lambda code: t(f"kpis.card.{code}"),
        "unit": lambda code: t(f"kpis.unit.{code}"),
        "source": lambda codes: ", ".join(t(f"kpis.source.{code}") for code in codes.split(", ")) if codes else "",
    }
    frame = frame.assign(
        name=[
            names.of(section, code) if code else ""
            for section, code in zip(frame["section"], frame["name"], strict=True)
        ],
        section=[t(f"kpis.section.{code}") for code in frame["section"]],
        **{column: [word(code) for code in frame[column]] for column, word in words.items()},
    )
    return frame.rename(columns={column: t(f"kpis.csv.{column}") for column in frame.columns})


def source_table(frame: Any, zone: str) -> None:
    """Every metric of the period with its source, its definition and its age."""
    if frame.empty:
        st.caption(t("kpis.no_sources"))
        return
    rows = frame.assign(
        level=[t(f"kpis.source.{'posts' if code == 'post' else 'channel'}") for code in frame["level"]],
        metric=[metric_name(code) for code in frame["metric"]],
        source=[t(f"kpis.source.{code}") for code in frame["source"]],
        **{name: [text.moment(instant, zone, year=True) for instant in frame[name]] for name in ("oldest", "newest")},
    )
    st.dataframe(
        rows.rename(columns={column: t(f"kpis.origin.{column}") for column in rows.columns}),
        hide_index=True,
        key="source_table",
        alt=t("kpis.sources"),
    )


def metric_name(code: str) -> str:
    """The word for a metric of a post or channel."""
    return t(f"kpis.metric.{code}") if text.has(f"kpis.metric.{code}") else code
