"""The parts of the pages about figures: the row of filters, the cards, the words for codes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from cmlite.domain.kpis import NO_PILLAR, PERIODS, Card, Period, Selection, period_of
from cmlite.domain.networks import Network
from cmlite.domain.posts import FORMATS
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.cards import measured, network_name
from cmlite.ui.text import t

FREE = ":material/date_range:"
"""How a free range is shown and written in the address: the same in every language."""


@dataclass(frozen=True, slots=True)
class Names:
    """Words for the codes of a breakdown."""

    networks: Mapping[str, Network]
    channels: Mapping[str, str]
    strategy: Strategy

    def of(self, section: str, code: str) -> str:
        """The word for a network, channel, pillar or format."""
        if section == "network":
            return network_name(code, self.networks)
        if section == "channel":
            return self.channels.get(code, code)
        if section == "pillar":
            return t("kpis.no_pillar") if code == NO_PILLAR else self.strategy.pillar_name(code) or code
        return t(f"formats.{code}") if text.has(f"formats.{code}") else code

    def column(self, section: str, codes: Any) -> Any:
        """The words for a column of a frame, each looked up once."""
        return codes.map({code: self.of(section, code) for code in codes.unique()})

    def options(self, section: str) -> list[str]:
        """The codes a visitor may choose from."""
        if section == "channel":
            return list(self.channels)
        if section == "pillar":
            return [*(pillar.pillar_id for pillar in self.strategy.pillars), NO_PILLAR]
        return list(self.networks) if section == "network" else list(FORMATS)

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
    chosen: dict[str, tuple[str, ...]] = {}
    active = sum(bool(st.session_state.get(f"only_{section}")) for section in _FILTERS)
    label = t("kpis.filters_set", n=active) if active else t("kpis.filters")
    with st.popover(label, icon=":material/filter_alt:", key="figures_filters"):
        for section, field in _FILTERS.items():
            picked = st.multiselect(
                t(f"kpis.section.{section}"),
                names.options(section),
                format_func=lambda code, section=section: names.of(section, code),
                key=f"only_{section}",
                placeholder=t("kpis.all"),
                bind="query-params",
            )
            chosen[field] = tuple(picked)
        replies = st.toggle(t("kpis.replies"), key="with_replies", help=t("kpis.replies_help"), bind="query-params")
    return Selection(**chosen, replies=bool(replies))  # type: ignore[arg-type]


_FILTERS = {"network": "networks", "channel": "channels", "pillar": "pillars", "format": "formats"}


def period_line(period: Period) -> str:
    """The days shown and the days they are compared with."""
    days = [
        text.day(day, weekday=False, year=True)
        for day in (period.first, period.last, period.before.first, period.before.last)
    ]
    return t("kpis.compared", first=days[0], last=days[1], before_first=days[2], before_last=days[3])


def figure_cards(cards: Sequence[Card], *, zone: str, clock: str) -> None:
    """A wall of figures, each with its change and, behind the question mark, its definition and origin."""
    with st.grid(5, min_column_width=150, key="figure_cards"):
        for card in cards:
            _figure_card(card, _explained(card, zone, clock))
    if any(card.verdict == "chance" for card in cards):
        st.caption(t("kpis.chance"))


def _figure_card(card: Card, explained: str) -> None:
    label = t(f"kpis.card.{card.name}")
    if card.value is None:
        is_few = card.name == "engagement_rate" and card.n
        with st.container(border=True, height="stretch", gap="xsmall", key=f"card_{card.name}"):
            st.metric(label, measured(None, card.unit), help=explained)
            st.caption(t("kpis.few_posts", n=card.n) if is_few else t(f"kpis.missing.{card.name}"))
        return
    st.metric(
        label,
        measured(card.value, card.unit),
        border=True,
        height="stretch",
        help=explained,
        chart_data=[float("nan") if value is None else value for value in card.series] or None,
        chart_type="line" if card.name == "followers" else "bar",
        **_change(card),
    )


def _change(card: Card) -> dict[str, Any]:
    """Arguments of `st.metric` that say how the figure changed, and no more than is known."""
    if card.verdict == "none" or card.change is None:
        return {}
    plain = {"delta_color": "off", "delta_arrow": "off"}
    if card.verdict == "few":
        return plain | {"delta": t("kpis.few")}
    said = {
        "delta": signed_change(card),
        "delta_description": t("kpis.before", before=measured(card.before, card.unit)),
    }
    if card.verdict == "chance":
        return plain | said | ({"delta": f"{said['delta']} ?"} if card.change else {})
    if card.name in ("posts", "conversations") or not card.change:
        return plain | said
    colour = "normal" if card.better == "up" else "inverse"
    return said | {"delta_color": colour, "delta_arrow": "up" if card.change > 0 else "down"}


def signed_change(card: Card) -> str:
    """The change with its sign: in percent for counts, in percentage points for rates, in time for durations."""
    change = card.change or 0.0
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    if card.unit == "rate":
        return f"{sign}{t('kpis.points_short', value=text.number(abs(change) * 100, digits=1))}"
    if card.unit == "minutes" or card.name in ("posts", "followers") or not card.before:
        return f"{sign}{measured(abs(change), card.unit)}"
    return f"{sign}{text.percent(abs(change) / card.before, digits=0)}"


def _explained(card: Card, zone: str, clock: str) -> str:
    """What the figure means, what it rests on, how sure it is, where it comes from and how old it is."""
    key = f"kpis.means.{card.name}"
    lines = [t(f"{key}_{clock}" if card.name == "first_response" else key)]
    if card.basis and card.name != "posts":
        facts = {name: text.number(value) for name, value in card.more.items()}
        of_its_own = card.basis == "inbox" or card.name in ("followers", "engagement_rate")
        lines.append(t(f"kpis.rests.{card.name if of_its_own else card.basis}", n=card.n, of=card.of, **facts))
    if card.interval is not None and card.value is not None:
        low, high = (measured(end, card.unit) for end in card.interval)
        lines.append(t("kpis.interval", low=low, high=high))
    if card.change_interval is not None and card.change is not None:
        ends = [_signed(end, card.unit) for end in card.change_interval]
        lines.append(t("kpis.change_interval", low=ends[0], high=ends[1], n=card.n, n_before=card.n_before))
    if card.basis and card.newest is not None:
        sources = ", ".join(t(f"kpis.source.{name}") for name in card.sources or ("inbox",))
        lines.append(t("kpis.fresh", source=sources, moment=text.moment(card.newest, zone, year=True)))
    return "\n\n".join(lines)


def _signed(value: float, unit: str) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if unit == "rate":
        return f"{sign}{t('kpis.points', value=text.number(abs(value) * 100, digits=1))}"
    return f"{sign}{measured(abs(value), unit)}"


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
