"""The parts of the inbox: the queue, a thread, the answer, the person's history."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from cmlite.domain.acts import Act
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.inbox import PRIVATE, Conversation, Message
from cmlite.domain.networks import Network
from cmlite.ui import inbox_acts, people, text
from cmlite.ui.cards import escaped, network_name, safe_link
from cmlite.ui.text import t

_THREAD_HEIGHT = 430


def open_conversation(conversation_id: str | None) -> None:
    """Run the page again with this one in view and in the address."""
    if conversation_id:
        st.query_params["conversation"] = conversation_id
    else:
        st.query_params.pop("conversation", None)
    st.session_state["inbox_openings"] = st.session_state.get("inbox_openings", 0) + 1
    st.rerun()


def first_in_view(rows: Sequence[Conversation]) -> str:
    """What is shown to whoever chose nothing: the first of the queue, and that one as long as it stands in it. What
    comes in meanwhile does not slip beneath a key that is about to be pressed."""
    ids = [row.conversation_id for row in rows]
    kept = str(st.session_state.get("inbox_first", ""))
    st.session_state["inbox_first"] = kept if kept in ids else next(iter(ids), "")
    return str(st.session_state["inbox_first"])


def place() -> str:
    """Stands for what was opened last; '' for who has opened nothing yet."""
    opened = st.query_params.get("conversation", "")
    return f"{opened} {st.session_state.get('inbox_openings', 0)}" if opened else ""


def thread_head(
    conversation: Conversation,
    subject: Mapping[str, Any] | None,
    channel: str,
    facts: Mapping[str, Network],
    zone: str,
    *,
    is_heard: bool,
) -> None:
    """Who, where, and the post it belongs to.

    `is_heard`: the network itself said whether it is private; a file that was imported may only have left that open.
    """
    st.header(escaped(conversation.who or t("inbox.unknown")), anchor=False)
    line = " · ".join(
        part
        for part in (
            network_name(conversation.network, facts),
            escaped(channel),
            t(f"inbox.kind_{conversation.kind}"),
            t(f"inbox.is_{conversation.state}"),
        )
        if part
    )
    private = f"  \n:material/lock: {t('inbox.private')}" if is_heard and conversation.kind == PRIVATE else ""
    st.caption(f"{line}{private}")
    people.entry(conversation)
    if subject:
        words = subject["title"] or " ".join(str(subject["text"]).split())[:90]
        link = (
            f" [:material/open_in_new:]({safe_link(subject['permalink'])})" if safe_link(subject["permalink"]) else ""
        )
        st.markdown(f":gray[{t('inbox.about')}] {escaped(words)}{link}")
    if conversation.state == "snoozed" and conversation.snoozed_until:
        st.caption(t("inbox.until", moment=text.moment(conversation.snoozed_until, zone)))


def thread(
    messages: Sequence[Message], zone: str, possible: Mapping[str, Sequence[str]], acts: Sequence[Act]
) -> tuple[str, str] | None:
    """The messages in a scrolling box, newest at the bottom; texts of people are never taken as markup.

    `possible`: what may be done about a message on its network, by its id; gives message id and act when chosen.
    """
    wanted = None
    newest = {one.message_id for one in messages[-inbox_acts.MENUS :]}
    with st.container(height=_THREAD_HEIGHT, border=True, key="thread", autoscroll=True):
        for message in messages:
            ours = message.direction == "out"
            avatar = (
                ":material/sticky_note_2:"
                if message.direction == "note"
                else ":material/storefront:"
                if ours
                else ":material/person:"
            )
            who = t("inbox.note") if message.direction == "note" else t("inbox.we") if ours else message.who
            with st.chat_message(who or "person", avatar=avatar):
                if message.state == "deleted":
                    st.caption(t("inbox.deleted"))
                else:
                    st.text(message.text)
                on_its_way = f" · {t(f'inbox.{message.state}')}" if message.state in {"sending", "unconfirmed"} else ""
                foot = f"{escaped(who)} · {text.moment(message.sent_at, zone, year=True)}{on_its_way}"
                names = possible.get(message.message_id, ()) if message.message_id in newest else ()
                if act := inbox_acts.foot(message, foot, names):
                    wanted = (message.message_id, act)
                inbox_acts.marks(message, acts)
    return wanted


def start_url(conversation: Conversation, facts: Mapping[str, Network]) -> str:
    """Where the network opens, for a conversation without a post; '' where nobody knows."""
    return facts[conversation.network].start_url if conversation.network in facts else ""


def response_line(clock_minutes: float | None, business: float | None) -> None:
    """First-response time of this conversation on both clocks."""
    if clock_minutes is not None:
        st.caption(t("inbox.response", clock=text.duration(clock_minutes), business=text.duration(business)))


def history(rows: Sequence[Mapping[str, Any]], zone: str) -> str | None:
    """Earlier conversations of the person; gives back the one that was opened."""
    opened = None
    with st.expander(t("inbox.history", n=len(rows)), icon=":material/history:", key="person_history"):
        if not rows:
            st.caption(t("inbox.history_none"))
        for row in rows:
            state = t(f"inbox.is_{row['state']}")
            with st.container(horizontal=True, vertical_alignment="center", key=f"history_{row['conversation_id']}"):
                when = text.moment(row["last_message_at"], zone, year=True)
                st.markdown(f"{when} :gray[{state}] {escaped(row['excerpt'] or '')}")
                if st.button(t("inbox.open"), key=f"history_open_{row['conversation_id']}", type="tertiary"):
                    opened = str(row["conversation_id"])
    return opened


def snooze_times(now: datetime, zone: str) -> dict[str, datetime]:
    """The usual times to look again, as naive UTC: in three hours, tomorrow at nine, and Monday if that is later."""
    wall = to_wall(now, zone)
    tomorrow = (wall + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    monday = (wall + timedelta(days=7 - wall.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
    times = {"hours": now + timedelta(hours=3), "tomorrow": to_utc(tomorrow, zone)[0]}
    return times if monday == tomorrow else times | {"monday": to_utc(monday, zone)[0]}
