"""What can be done about a message on its network: the menu beside it, the question before it, what came of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.acts import UNDO, WITH_WORDS, Act, in_force
from cmlite.domain.inbox import Conversation, Message
from cmlite.ui import frame
from cmlite.ui.cards import escaped
from cmlite.ui.connections import reason
from cmlite.ui.text import t

MENUS = 40
"""So many of the newest messages have a menu: nobody moderates older ones here, and each menu costs time."""
_ICONS = {
    "like": "favorite",
    "unlike": "heart_minus",
    "hide": "visibility_off",
    "show": "visibility",
    "erase": "delete",
    "delete": "delete",
    "edit": "edit",
    "report": "flag",
    "ban": "person_remove",
    "block": "block",
}
_LOSES = {"erase", "delete", "report"}
"""These cannot be taken back."""


def foot(message: Message, words: str, names: Sequence[str]) -> str | None:
    """The line below a message, with its menu where something can be done; gives what was chosen."""
    if not names:
        st.caption(words)
        return None
    with st.container(horizontal=True, vertical_alignment="center", key=f"foot_{message.message_id}"):
        st.caption(words)
        chosen = st.menu_button(
            t("acts.more"),
            list(names),
            format_func=lambda one: f":material/{_ICONS.get(one, 'person_off')}: {t(f'acts.do_{one}')}",
            key=f"acts_{message.message_id}",
            type="tertiary",
            icon=":material/more_horiz:",
            help=t("acts.menu"),
        )
    return str(chosen) if chosen else None


def marks(message: Message, acts: Collection[Act]) -> None:
    """What was done about a message, and what the network refused last."""
    here = in_force(acts, message.message_id)
    said = [one.message_id for one in acts if one.outcome == "done" and one.act == "report"]
    words = [t("acts.is_hide")] if "hide" in here else []
    words += [t("acts.is_report")] if message.message_id in said else []
    if "like" in here:
        st.caption(f":material/favorite: {t('acts.is_like')}")
    if words:
        st.caption(f":material/shield: {' · '.join(words)}")
    own = [one for one in acts if one.message_id == message.message_id]
    if own and own[-1].outcome in {"refused", "unknown"}:
        outcome = t(f"acts.{own[-1].outcome}", act=t(f"acts.do_{own[-1].act}"))
        st.caption(f":material/error: {outcome} {escaped(reason(own[-1].reason))}")


def person_marks(acts: Collection[Act]) -> None:
    """What was done about the person."""
    done = sorted(in_force(acts, "") & {"mute", "block", "ban"})
    if done:
        st.caption(f":material/shield: {' · '.join(t(f'acts.is_{one}') for one in done)}")


def enter(message_id: str, act: str) -> None:
    """Open the question; it stays open until it is answered or closed."""
    st.session_state["inbox_act"] = (message_id, act)


def leave() -> None:
    """The question was closed."""
    st.session_state.pop("inbox_act", None)


def asked(messages: Sequence[Message]) -> tuple[Message, str] | None:
    """The message and the act the open question is about, while that message is in view."""
    message_id, act = st.session_state.get("inbox_act", ("", ""))
    return next(((one, act) for one in messages if one.message_id == message_id), None)


def ask(
    message: Message,
    act: str,
    conversation: Conversation,
    facts: Mapping[str, Any],
    do: Callable[[str, str, str], object],
) -> None:
    """Say in a dialog what an act means, and do it once it is wanted; `do` takes message id, act and words."""

    @st.dialog(t("acts.dialog"), on_dismiss=leave)
    def question() -> None:
        words = confirm(message, act, conversation, facts)
        if words is not None and frame.attempt(lambda: do(message.message_id, act, words), done=t(f"acts.done_{act}")):
            leave()
            st.rerun()

    question()


def confirm(message: Message, act: str, conversation: Conversation, facts: Mapping[str, Any]) -> str | None:
    """What happens then, and with whom; gives the words that go with it ('' where none do) once it is wanted."""
    network = facts[conversation.network].name if conversation.network in facts else conversation.network
    st.header(t(f"acts.do_{act}"), anchor=False)
    who = {"who": escaped(conversation.who), "network": network}
    st.markdown(t(f"acts.means_{act}", **who))
    st.caption(t("acts.final") if act in _LOSES else t("acts.undo") if act in UNDO else t("acts.at_once"))
    if act == "edit":
        words = st.text_area(t("acts.new_text"), message.text, key=f"act_words_{message.message_id}", max_chars=1000)
    else:
        with st.container(border=True, key="act_about"):
            st.text(message.text[:400])
        words = ""
        if act in WITH_WORDS:
            words = st.text_area(
                t("acts.report_words"),
                key=f"act_words_{message.message_id}",
                max_chars=1000,
                help=t("acts.report_help"),
            )
    with st.container(horizontal=True, key="act_buttons"):
        wanted = st.button(t(f"acts.do_{act}"), key="act_do", type="primary")
        if st.button(t("acts.cancel"), key="act_cancel"):
            leave()
            st.rerun()
    return (words or "") if wanted else None
