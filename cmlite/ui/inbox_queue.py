"""The queue: one card a conversation with the reason why it stands there, in groups, with boxes to choose."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

import streamlit as st

from cmlite.domain.deadlines import Reason, by_hand_until, reason
from cmlite.domain.inbox import ORDERS, Conversation
from cmlite.domain.moderation import Plan, tags_of
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.classes import name_of, tag_badge, why
from cmlite.ui.text import t

_COLOURS = {
    "overdue": "red",
    "closed": "red",
    "closing": "orange",
    "priority": "orange",
    "urgent": "orange",
    "waits": "green",
    "old": "gray",
}
_ICONS = {
    "overdue": "alarm",
    "closed": "lock_clock",
    "closing": "lock_clock",
    "priority": "priority_high",
    "urgent": "bolt",
}
_SOON_MINUTES = 120
_BY_THE_CLOCK = 12 * 60
"""A deadline within so many minutes is said as a time left, a later one as a day and time."""


def reason_words(conversation: Conversation, plan: Plan, *, now: datetime, zone: str) -> tuple[str, str]:
    """Why a conversation stands where it does, and the colour it is said in."""
    said = reason(conversation, now)
    if said.kind == "state":
        return t(f"inbox.is_{conversation.state}"), "gray"
    name = name_of(conversation.class_id, plan) if conversation.class_id else ""
    words = t(f"inbox.why_{said.kind}", when=_when(said, now, zone))
    if said.kind in {"priority", "urgent"} and conversation.due_at:
        words = f"{words} · {t('inbox.why_due', when=_when(Reason('due', conversation.due_at), now, zone))}"
    colour = _COLOURS.get(said.kind) or ("orange" if _minutes(said, now) <= _SOON_MINUTES else "green")
    return f"{words}: {escaped(name)}" if name else words, colour


def queue(
    rows: Sequence[Conversation],
    selected: str,
    facts: Mapping[str, Network],
    plan: Plan,
    *,
    now: datetime,
    zone: str,
    choosing: bool,
    order: str,
) -> str | None:
    """The cards, under headings where they are ordered by urgency; gives back the one that was opened."""
    if not rows:
        st.info(t("inbox.none_filtered"), icon=":material/done_all:")
    opened = None
    for heading, cards in groupby(rows, lambda row: _group(row, now) if order == ORDERS[0] else ""):
        if heading:
            st.caption(t(f"inbox.group_{heading}"))
        for row in cards:
            if _card(row, row.conversation_id == selected, facts, plan, now=now, zone=zone, choosing=choosing):
                opened = row.conversation_id
    return opened


def window_line(conversation: Conversation, facts: Mapping[str, Network], *, now: datetime, zone: str) -> None:
    """Until when the network takes an answer, where it has such a limit and somebody waits."""
    closes = conversation.closes_at
    if closes is None or conversation.waiting_since is None or conversation.state == "done":
        return
    by_hand = by_hand_until(conversation, facts)
    if closes > now:
        st.caption(f":material/lock_clock: {t('inbox.window_open', until=text.moment(closes, zone))}")
    elif by_hand is not None and by_hand > now:
        until = text.moment(by_hand, zone)
        st.warning(t("inbox.window_closed", when=text.moment(closes, zone), until=until), icon=":material/lock_clock:")
    else:
        st.caption(f":material/lock_clock: {t('inbox.window_over', when=text.moment(closes, zone))}")


def _card(
    row: Conversation,
    is_open: bool,
    facts: Mapping[str, Network],
    plan: Plan,
    *,
    now: datetime,
    zone: str,
    choosing: bool,
) -> bool:
    with st.container(border=True, gap="xsmall", key=f"queue_{row.conversation_id}"):
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            key=f"head_{row.conversation_id}",
        ):
            with st.container(
                horizontal=True, vertical_alignment="center", width="content", key=f"who_{row.conversation_id}"
            ):
                name = escaped(row.who) or t("inbox.unknown")
                if choosing:
                    key = f"choose_{row.conversation_id}"
                    st.checkbox(t("inbox.choose", who=name), key=key, label_visibility="collapsed")
                opened = st.button(
                    name,
                    key=f"pick_{row.conversation_id}",
                    type="primary" if is_open else "tertiary",
                    icon=":material/person:",
                )
            words, colour = reason_words(row, plan, now=now, zone=zone)
            icon = _ICONS.get(reason(row, now).kind)
            st.badge(
                words,
                color=colour,  # type: ignore[arg-type]
                icon=f":material/{icon}:" if icon else None,
                help=_why(row, now),
            )
        parts = [network_name(row.network, facts), t(f"inbox.kind_{row.kind}"), escaped(_short(row.excerpt))]
        st.caption(" · ".join(part for part in parts if part))
        if marks := _marks(row):
            st.markdown(marks)
    return opened


def _marks(row: Conversation) -> str:
    """Who takes care, and the tags, as badges."""
    who = [f":gray-badge[:material/account_circle: {escaped(text.who(row.assignee))}]"] if row.assignee else []
    return " ".join([*who, *map(tag_badge, tags_of(row.tags))])


def _why(row: Conversation, now: datetime) -> str | None:
    """Behind the reason: how long somebody waits, and why it is of this class."""
    if row.waiting_since is None or row.state != "open":
        return None
    waits = t("inbox.waits_since", time=text.duration((now - row.waiting_since).total_seconds() / 60))
    return f"{waits} · {why(row.class_from, row.class_why, {})}" if row.class_id else waits


def _group(row: Conversation, now: datetime) -> str:
    """The heading a card stands under."""
    kind = reason(row, now).kind
    if kind == "old":
        return "old"
    if row.priority > 0 and kind != "state":
        return "priority"
    if kind in {"overdue", "closed"}:
        return "overdue"
    if kind == "urgent":
        return "urgent"
    ripe = min((at for at in (row.due_at, row.closes_at) if at), default=None)
    if kind == "state" or ripe is None:
        return "rest"
    return "today" if (ripe - now).total_seconds() < 24 * 3600 else "later"


def _when(said: Reason, now: datetime, zone: str) -> str:
    minutes = _minutes(said, now)
    if said.kind != "due":
        return text.duration(abs(minutes))
    return text.moment(said.at, zone) if minutes > _BY_THE_CLOCK else t("inbox.within", time=text.duration(minutes))


def _minutes(said: Reason, now: datetime) -> float:
    return (said.at - now).total_seconds() / 60 if said.at else 0.0


def _short(words: str) -> str:
    """The beginning of a message, cut between words."""
    flat = " ".join(words.split())
    return flat if len(flat) <= 90 else flat[:90].rsplit(" ", 1)[0] + " …"
