"""What is pressed in the inbox: its acts, and those beside the answer: settle, done or reopen, snooze, note, next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from cmlite.domain.inbox import Conversation, Message
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.inbox_parts import snooze_times
from cmlite.ui.text import t

STAYS = {"note", "reopen", "like", "unlike", "unconfirmed", "arrived", "absent", "overrule"}
"""After these the conversation stays in view; after all others the next one follows."""

UNDONE = {"finish": "done", "snooze": "snooze"}
"""What takes the conversation out of view unanswered can be taken back; as acts of `services.desk`."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: send or sent with what follows (`answering.SENDS`, `BY_HAND`), overrule, like, unlike, arrived,
    absent, note, snooze, finish, reopen or next.

    send…: cmlite is to send it; sent…: the owner has sent it by hand; overrule ends the pause of a heated thread.
    arrived and absent speak of the answer `words` (a message id) whose arrival nobody knew of; like and unlike of the
    message `words`.
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
    """Done or reopen, snooze, note, next. A press counts for the conversation in view, never for the next."""
    act, key = None, conversation.conversation_id
    with st.container(horizontal=True, key="other_buttons"):
        if conversation.state == "done":
            if st.button(t("inbox.reopen"), key=f"act_reopen_{key}", icon=":material/undo:", shortcut="O"):
                act = Act("reopen")
        elif st.button(t("inbox.finish"), key=f"act_finish_{key}", icon=":material/check:", shortcut="D"):
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
    with st.popover(t("inbox.add_note"), icon=":material/sticky_note_2:", key=f"note_popover_{turn()}"):
        note = st.text_area(
            t("inbox.note_text"), key=f"note_{conversation.conversation_id}_{turn()}", help=t("inbox.note_help")
        )
        if st.button(t("inbox.note_save"), key="note_save"):
            act = Act("note", note or "")
    return act
