"""The answer: write, copy and open, mark as sent; note, snooze, done, next. Every button has its key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from cmlite.domain.inbox import PRIVATE, Conversation, Message
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.copy_button import copy_button
from cmlite.ui.inbox_parts import snooze_times
from cmlite.ui.text import t

STAYS = {"note", "reopen", "like", "unconfirmed", "arrived", "absent"}
"""After these the conversation stays in view; after all others the next one follows."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: send, send_done, sent, sent_done, like, arrived, absent, note, snooze, finish, reopen or next.

    send: cmlite is to send it; sent: the owner has sent it by hand. arrived and absent speak of the answer `words`
    (a message id) whose arrival nobody knew of.
    """

    name: str
    words: str = ""
    until: datetime | None = None


def turn() -> int:
    """Counts what was done; fields of the next turn begin empty."""
    return int(st.session_state.get("inbox_turn", 0))


def next_turn() -> None:
    """Called after something was done."""
    st.session_state["inbox_turn"] = turn() + 1


def what_to_do(
    conversation: Conversation,
    messages: Sequence[Message],
    draft: str,
    url: str,
    *,
    can: frozenset[str],
    save: Callable[[str], object],
    now: datetime,
    zone: str,
) -> Act | None:
    """Everything below a thread that can be pressed; gives what was."""
    act = answer(conversation, draft, url, can=can, save=save)
    act = unsettled(messages) or act
    return other_acts(conversation, now=now, zone=zone) or act


def answer(
    conversation: Conversation, draft: str, url: str, *, can: frozenset[str], save: Callable[[str], object]
) -> Act | None:
    """The reply field (kept as it is typed) and its buttons; `can` is what the signed-in channel may do, if it is."""
    key = f"{conversation.conversation_id}_{turn()}"
    is_private = conversation.kind == PRIVATE
    words = st.text_area(
        t("inbox.reply"),
        draft,
        key=f"reply_{key}",
        height=120,
        placeholder=t("inbox.reply_private", who=conversation.who) if is_private else t("inbox.reply_hint"),
        max_chars=20_000,
    )
    seen = st.session_state.setdefault(f"reply_seen_{key}", draft)
    if (words or "") != seen:  # it was typed here, not in another window
        st.session_state[f"reply_seen_{key}"] = words or ""
        save(words or "")
    if "reply" in can:
        return _live_buttons(words or "", can)
    copy_button(
        t("inbox.copy_open"),
        words or "",
        url,
        copied=t("inbox.copied"),
        failed=t("inbox.copy_failed"),
        key=f"copy_{key}",
    )
    with st.container(horizontal=True, key="answer_buttons"):
        if st.button(
            t("inbox.sent"),
            key="answer_sent",
            type="primary",
            shortcut="Ctrl+Enter",
            help=t("inbox.sent_help"),
        ):
            return Act("sent", words or "")
        if st.button(t("inbox.sent_done"), key="answer_sent_done", shortcut="Ctrl+Shift+Enter"):
            return Act("sent_done", words or "")
    return None


def _live_buttons(words: str, can: frozenset[str]) -> Act | None:
    """Send from here; and a sign of friendliness without words."""
    with st.container(horizontal=True, key="answer_buttons"):
        if st.button(t("inbox.send"), key="answer_send", type="primary", shortcut="Ctrl+Enter", icon=":material/send:"):
            return Act("send", words)
        if st.button(t("inbox.send_done"), key="answer_send_done", shortcut="Ctrl+Shift+Enter"):
            return Act("send_done", words)
        if "like" in can and st.button(t("inbox.like"), key="answer_like", icon=":material/favorite:"):
            return Act("like")
    return None


def unsettled(messages: Sequence[Message]) -> Act | None:
    """Answers of which nobody knows whether they arrived: the owner looks and says."""
    act = None
    for message in messages:
        if message.state == "unconfirmed":
            with st.container(border=True, key=f"unsettled_{message.message_id}"):
                st.markdown(f":material/help: {t('inbox.unconfirmed')}")
                st.caption(escaped(message.text[:200]))
                with st.container(horizontal=True, key=f"unsettled_buttons_{message.message_id}"):
                    if st.button(t("inbox.arrived"), key=f"arrived_{message.message_id}"):
                        act = Act("arrived", message.message_id)
                    if st.button(t("inbox.absent"), key=f"absent_{message.message_id}"):
                        act = Act("absent", message.message_id)
    return act


def other_acts(conversation: Conversation, *, now: datetime, zone: str) -> Act | None:
    """Done or reopen, snooze, note, next."""
    act = None
    with st.container(horizontal=True, key="other_buttons"):
        if conversation.state == "done":
            if st.button(t("inbox.reopen"), key="act_reopen", icon=":material/undo:", shortcut="O"):
                act = Act("reopen")
        elif st.button(t("inbox.finish"), key="act_finish", icon=":material/check:", shortcut="D"):
            act = Act("finish")
        times = snooze_times(now, zone)
        chosen = st.menu_button(
            t("inbox.snooze"),
            list(times),
            format_func=lambda one: f"{t(f'inbox.snooze_{one}')} ({text.moment(times[one], zone)})",
            key="act_snooze",
            icon=":material/snooze:",
        )
        if chosen:
            act = Act("snooze", until=times[str(chosen)])
        if st.button(t("inbox.next"), key="act_next", icon=":material/arrow_forward:", shortcut="J"):
            act = Act("next")
    with st.popover(t("inbox.add_note"), icon=":material/sticky_note_2:", key="note_popover"):
        note = st.text_area(
            t("inbox.note_text"), key=f"note_{conversation.conversation_id}_{turn()}", help=t("inbox.note_help")
        )
        if st.button(t("inbox.note_save"), key="note_save"):
            act = Act("note", note or "")
    return act
