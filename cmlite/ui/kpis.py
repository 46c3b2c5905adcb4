"""What the pages about figures share: the words for codes, the tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.kpis import NO_PILLAR
from cmlite.domain.networks import Network
from cmlite.domain.posts import FORMATS
from cmlite.domain.strategy import Strategy
from cmlite.ui import address, text
from cmlite.ui.cards import network_name
from cmlite.ui.text import t

SECTIONS = ("network", "channel", "pillar", "format")
"""What figures are broken down by."""


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


def breakdown_table(frame: Any, names: Names) -> None:
    """The figures by network, channel, pillar or format, sortable; an empty cell is unknown."""
    section = address.choose_one(
        st.segmented_control,
        t("kpis.by"),
        SECTIONS,
        key="breakdown_by",
        default="network",
        words=lambda code: t(f"kpis.section.{code}"),
        required=True,
    )
    rows = frame[frame["section"] == section]
    rows = rows.assign(
        name=[names.of(section, code) for code in rows["name"]],
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
