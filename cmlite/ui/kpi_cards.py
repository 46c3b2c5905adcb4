"""Cards of key figures: a value, its change as far as it can be told, its definition behind the question mark."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from cmlite.domain.kpis import Card
from cmlite.ui import text
from cmlite.ui.cards import arrow, measured, signed
from cmlite.ui.text import t


def figure_cards(cards: Sequence[Card], *, zone: str, clock: str, is_narrowed: bool) -> None:
    """A wall of figures, each with its change and, behind the question mark, its definition and origin."""
    with st.grid(5, min_column_width=150, key="figure_cards"):
        for card in cards:
            _figure_card(card, _explained(card, zone, clock), is_narrowed)
    if any(card.verdict == "chance" for card in cards):
        st.caption(t("kpis.chance"))


def _figure_card(card: Card, explained: str, is_narrowed: bool) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=f"card_{card.name}"):
        st.metric(
            t(f"kpis.card.{card.name}"),
            measured(card.value, card.unit),
            help=explained,
            chart_data=[float("nan") if value is None else value for value in card.series] or None,
            chart_type="line" if card.name == "followers" else "bar",
            **card_change(card),
        )
        if card.value is None:
            st.caption(_missing(card, is_narrowed))
        elif card.change is not None:
            st.caption(t("kpis.before", before=measured(card.before, card.unit)))


def _missing(card: Card, is_narrowed: bool) -> str:
    """What it takes to know the figure."""
    if card.name == "engagement_rate" and card.n:
        return t("kpis.few_posts", n=card.n)
    return t("kpis.missing_here") if is_narrowed else t(f"kpis.missing.{card.name}")


def card_change(card: Card) -> dict[str, Any]:
    """Arguments of `st.metric` that say how the figure changed, and no more than is known."""
    if card.verdict == "none" or card.change is None:
        return {}
    plain = {"delta_color": "off", "delta_arrow": "off"}
    if card.verdict == "few":
        return plain | {"delta": t("kpis.few")}
    said = {"delta": signed_change(card)}
    if card.verdict == "chance":
        return plain | said | ({} if said["delta"].startswith("±") else {"delta": f"{said['delta']} ?"})
    if card.name in ("posts", "conversations") or said["delta"].startswith("±"):
        return plain | said
    return said | arrow(card.change, card.better)


def signed_change(card: Card) -> str:
    """The change with its sign: in percent for counts, in percentage points for rates, in time for durations."""
    change = card.change or 0.0
    if card.unit in ("rate", "minutes") or card.name in ("posts", "followers") or not card.before:
        return signed(change, card.unit, partial(_points, "kpis.points_short"))
    share = text.percent(abs(change) / card.before, digits=0)
    return f"{'±' if share == text.percent(0.0, digits=0) else '+' if change > 0 else '−'}{share}"


def _explained(card: Card, zone: str, clock: str) -> str:
    """What the figure means, what it rests on, how sure it is, where it comes from and how old it is."""
    key = f"kpis.means.{card.name}"
    lines = [t(f"{key}_{clock}" if card.name == "first_response" else key)]
    if card.basis and card.name != "posts":
        facts = {name: text.number(value) for name, value in card.more.items()}
        of_its_own = card.basis == "inbox" or card.name in ("followers", "engagement_rate")
        lines.append(t(f"kpis.rests.{card.name if of_its_own else card.basis}", n=card.n, of=card.of, **facts))
    if card.name == "first_response" and "most" in card.more:
        lines.append(_spread(card))
    if card.interval is not None and card.value is not None:
        low, high = (measured(end, card.unit) for end in card.interval)
        lines.append(t("kpis.interval", low=low, high=high))
    if card.change_interval is not None and card.change is not None:
        ends = [signed(end, card.unit, partial(_points, "kpis.points"), zero="") for end in card.change_interval]
        lines.append(t("kpis.change_interval", low=ends[0], high=ends[1], n=card.n, n_before=card.n_before))
    if card.basis and card.newest is not None:
        sources = ", ".join(t(f"kpis.source.{name}") for name in card.sources or ("inbox",))
        lines.append(t("kpis.fresh", source=sources, moment=text.moment(card.newest, zone, year=True)))
    return "\n\n".join(lines)


def _spread(card: Card) -> str:
    """How far the times to the first answer spread, as shares of the answered conversations."""
    shares = {
        name: text.percent(card.more[name] / card.n, digits=0) for name in ("within_15", "within_60", "within_day")
    }
    return t("kpis.spread", most=text.duration(card.more["most"]), n=card.n, **shares)


def _points(key: str, change: float) -> str:
    return t(key, value=text.number(change * 100, digits=1))
