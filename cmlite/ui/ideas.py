"""The board of ideas drawn: one line for a new idea, filters, columns of cards with their menu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from cmlite.domain.ideas import COLUMNS, SOURCES, Card
from cmlite.domain.networks import Network
from cmlite.domain.strategy import Strategy
from cmlite.ui import address, text
from cmlite.ui.cards import escaped, network_name, safe_link, state_badge
from cmlite.ui.text import t

SHOWN = 8
"""Cards of a column before somebody asks for the rest."""

_MENUS = {
    "idea": ("draft", "plan", "evergreen", "delete"),
    "draft": ("plan", "idea", "evergreen", "delete"),
    "planned": ("draft", "idea", "evergreen", "delete"),
    "published": ("again", "evergreen"),
}
_ICONS = {
    "occasion": "celebration",
    "holiday": "event_busy",
    "well": "trending_up",
    "evergreen": "park",
    "series": "event_repeat",
    "template": "article",
    "pillar": "category",
    "feed": "rss_feed",
}
_COLUMN_ICONS = {"idea": "lightbulb", "draft": "edit_note", "planned": "event", "published": "check_circle"}

Filter = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Networks, topics and sources to show; empty means all."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed at a card: open, draft, plan, idea, again, evergreen or delete."""

    name: str
    card: Card


def quick_add(strategy: Strategy) -> tuple[str, str] | None:
    """One line and Enter; gives back the line and its topic."""
    with st.form("idea_new", clear_on_submit=True, enter_to_submit=True):
        left, middle, right = st.columns([5, 2, 1.3], vertical_alignment="bottom")
        line = left.text_input(t("ideas.new"), key="idea_line", placeholder=t("ideas.new_hint"), max_chars=2000)
        pillar = middle.selectbox(
            t("calendar.pillar"),
            ["", *(pillar.pillar_id for pillar in strategy.pillars)],
            format_func=lambda one: strategy.pillar_name(one) or t("calendar.no_pillar"),
            key="idea_pillar",
        )
        pressed = right.form_submit_button(t("ideas.new_do"), type="primary", width="stretch", key="idea_add")
    return (line or "", str(pillar)) if pressed else None


def filters(strategy: Strategy, facts: Mapping[str, Network]) -> Filter:
    """Behind one button that says how many are set."""
    choices = {
        "network": (
            [choice.network for choice in strategy.networks] or list(facts),
            lambda one: network_name(one, facts),
        ),
        "pillar": ([pillar.pillar_id for pillar in strategy.pillars], strategy.pillar_name),
        "source": (SOURCES, lambda one: t(f"ideas.source.{one}")),
    }
    active = sum(bool(address.several_chosen(codes, key=f"ideas_{part}")) for part, (codes, _) in choices.items())
    label = t("calendar.filters_on", n=active) if active else t("calendar.filters")
    with st.popover(label, icon=":material/filter_list:", key="ideas_filters"):
        networks, pillars, sources = (
            address.choose_several(
                t(f"ideas.filter_{part}"), codes, key=f"ideas_{part}", words=words, placeholder=t("calendar.filter_all")
            )
            for part, (codes, words) in choices.items()
        )
    return networks, pillars, sources


def columns(
    cards: Mapping[str, Sequence[Card]], strategy: Strategy, facts: Mapping[str, Network], zone: str
) -> Act | None:
    """The board; gives back what was pressed."""
    act = None
    for column, place in zip(COLUMNS, st.columns(len(COLUMNS), gap="small"), strict=True):
        with place, st.container(key=f"ideas_column_{column}"):
            found = cards[column]
            st.header(f":material/{_COLUMN_ICONS[column]}: {t(f'ideas.column.{column}', n=len(found))}", anchor=False)
            if not found:
                st.caption(t(f"ideas.none.{column}"))
            limit = len(found) if st.session_state.get(f"ideas_all_{column}") else SHOWN
            for card in found[:limit]:
                act = _card(card, column, strategy, facts, zone) or act
            if len(found) > limit and st.button(
                t("ideas.more", n=len(found) - limit), key=f"ideas_more_{column}", type="tertiary"
            ):
                st.session_state[f"ideas_all_{column}"] = True
                st.rerun()
    return act


def _card(card: Card, column: str, strategy: Strategy, facts: Mapping[str, Network], zone: str) -> Act | None:
    entry = card.entry
    with st.container(border=True, gap="xsmall", key=f"idea_{entry.post_id}"):
        st.markdown(f"**{escaped(entry.headline)}**")
        if badges := _badges(card):  # not in the caption, which would pale them
            st.markdown(badges)
        if facts_line := _facts_line(card, strategy, facts, zone):
            st.caption(facts_line)
        if card.origin and (source := source_words(card)):
            st.caption(source)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"idea_row_{entry.post_id}"):
            opened = st.button(t("calendar.open"), key=f"idea_open_{entry.post_id}", type="tertiary")
            chosen = st.menu_button(
                t("ideas.menu"),
                [one for one in _MENUS[column] if one != "plan" or entry.targets],
                format_func=lambda one: t(
                    "ideas.act.not_evergreen" if one == "evergreen" and card.is_evergreen else f"ideas.act.{one}"
                ),
                key=f"idea_menu_{entry.post_id}",
                type="tertiary",
            )
    if opened:
        return Act("open", card)
    return Act(str(chosen), card) if chosen else None


def _badges(card: Card) -> str:
    """The state where it is not plain from the column, and whether it stays true."""
    plain = {"idea", "draft", "scheduled", "published"}
    return " ".join(
        [
            *([] if card.entry.state in plain else [state_badge(card.entry.state)]),
            *([f":green-badge[{t('ideas.evergreen')}]"] if card.is_evergreen else []),
        ]
    )


def _facts_line(card: Card, strategy: Strategy, facts: Mapping[str, Network], zone: str) -> str:
    """Day, topic, networks."""
    entry = card.entry
    place = entry.place(zone)
    parts = [
        f"{text.day(place[0])}{f', {text.clock(place[1])}' if place[1] else ''}" if place else "",
        escaped(strategy.pillar_name(entry.pillar_id)),
        ", ".join(network_name(one, facts) for one in entry.networks),
    ]
    return " · ".join(part for part in parts if part)


def source_words(card: Card) -> str:
    """Where it came from, as Markdown with its link; '' for an own note without one."""
    origin = card.origin
    if origin is None or (origin.kind == "note" and not origin.link):
        return ""
    link = safe_link(origin.link)
    name = t(f"ideas.source.{origin.kind}")
    words = escaped(origin.words if len(origin.words) <= 90 else origin.words[:89] + "…")
    said = f"{name}: {words}" if words else name
    if card.others:
        said = f"{said} · {t('ideas.others', n=card.others)}"
    icon = f":material/{_ICONS.get(origin.kind, 'link')}:"
    return f"{icon} {said} [{t('ideas.link')}]({link})" if link else f"{icon} {said}"
