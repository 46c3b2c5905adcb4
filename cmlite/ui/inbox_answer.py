"""The answer: write, copy and open, mark as sent or send. Every button has its key."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cmlite.domain.answering import AnswerBox
from cmlite.domain.inbox import PRIVATE, Conversation, Message
from cmlite.domain.opened import Opened
from cmlite.domain.replies import filled
from cmlite.ui import frame, popovers
from cmlite.ui.calm import is_sure, pause, show_findings
from cmlite.ui.copy_button import copy_button
from cmlite.ui.document import tell_while_typing
from cmlite.ui.inbox_presses import Act, other_acts, turn, unsettled
from cmlite.ui.inbox_ways import comes_back, in_private, look_card, show_to
from cmlite.ui.replies import insert_menu
from cmlite.ui.text import t


def what_to_do(
    shown: Opened, url: str, *, save: Callable[[str], object], clock: Callable[[], datetime], zone: str
) -> tuple[Act | None, DeltaGenerator]:
    """Everything below a thread that can be pressed; gives what was, and the place below the answer where to say what
    came of it."""
    conversation, draft = shown.conversation, shown.draft
    if shown.is_all_gone:
        st.info(t("inbox.nothing_left"), icon=":material/delete:")
        if draft:
            st.caption(t("inbox.your_draft"))
            st.text(draft)
    else:
        with st.container(key="answer_desk"):
            like = _like(shown.messages, shown.possible)
            answer(conversation, draft, url, can=shown.can, like=like, save=save, box=shown.box, clock=clock, zone=zone)
            tell_while_typing()
    below = st.container(key="answer_came")
    act = unsettled(shown.messages)
    act = other_acts(conversation, now=clock(), zone=zone) or act
    pressed_on, pressed = st.session_state.pop("inbox_pressed", ("", None))
    return pressed if pressed_on == conversation.conversation_id and pressed is not None else act, below


@st.fragment
def answer(
    conversation: Conversation,
    draft: str,
    url: str,
    *,
    can: frozenset[str],
    like: Act | None,
    save: Callable[[str], object],
    box: AnswerBox,
    clock: Callable[[], datetime],
    zone: str,
) -> None:
    """The reply field (kept as it is typed), what the calm check finds about it, and its buttons.

    `can` is what the signed-in channel may do, if it is. What is pressed waits in the session for the run of the page.
    """
    key = f"{conversation.conversation_id}_{turn()}"
    with frame.refusals():
        above = st.container(key=f"look_place_{key}")
        words = _field(conversation, draft, key, save)
        with above:
            look_card(box, words, zone, key=key)
        found = box.calm.findings(words)
        if (better := show_findings(found, words, key=key)) is not None:
            _put(key, better)
        wait = box.calm.wait.about(words) if box.calm.wait is not None else None
        act = Act("overrule") if wait is not None and pause(wait, key=key, clock=clock) else None
        waits = wait is not None and bool(wait.left(clock()))
        stopped = waits or ("reply" in can and any(one.level == "block" for one in found))
        if "reply" in can:
            act = _live_buttons(words, like, stopped=stopped) or act
        else:
            act = _buttons_by_hand(words, url, key, waits=waits) or act
        act = _other_ways(box, words, url, key, clock, zone, is_live="reply" in can, stopped=stopped) or act
        by_hand = act is not None and act.name in {"sent", "sent_done", "sent_later"}
        if act is not None and (not by_hand or is_sure(found, words, key=key)):
            st.session_state["inbox_pressed"] = (conversation.conversation_id, act)
            st.rerun()


def _other_ways(
    box: AnswerBox,
    words: str,
    url: str,
    key: str,
    clock: Callable[[], datetime],
    zone: str,
    *,
    is_live: bool,
    stopped: bool,
) -> Act | None:
    """A saved reply, sending it with a day to come back, showing it to somebody, answering in private."""
    with st.container(horizontal=True, key="answer_ways"):
        if (reply := insert_menu(box, key=key)) is not None:
            box.use_reply(reply.reply_id)
            popovers.close()
            _put(key, f"{words.rstrip()}\n\n{filled(reply.text, box.values)}".strip())
        if (until := comes_back(clock, zone, is_live=is_live, stopped=stopped, key=key)) is not None:
            return Act("send_later" if is_live else "sent_later", words, until)
        show_to(box, words, key=key)
        if way := in_private(box, words, url, key=key):
            return Act(way, words)
    return None


def _field(conversation: Conversation, draft: str, key: str, save: Callable[[str], object]) -> str:
    """The reply field; what was typed since the last look is saved."""
    is_private = conversation.kind == PRIVATE
    name = f"reply_{key}"
    if (put := st.session_state.pop(f"reply_put_{key}", None)) is not None:
        st.session_state[name] = put
    elif name not in st.session_state:
        st.session_state[name] = draft
    words = st.text_area(
        t("inbox.reply"),
        key=name,
        height=120,
        placeholder=t("inbox.reply_private", who=conversation.who) if is_private else t("inbox.reply_hint"),
        max_chars=20_000,
    )
    seen = st.session_state.setdefault(f"reply_seen_{key}", draft)
    if (words or "") != seen:  # it was typed here, not in another window
        st.session_state[f"reply_seen_{key}"] = words or ""
        save(words or "")
    return words or ""


def _put(key: str, words: str) -> NoReturn:
    """Other words into the field; they are saved as if they had been typed."""
    st.session_state[f"reply_put_{key}"] = words
    frame.run_again()


def _buttons_by_hand(words: str, url: str, key: str, *, waits: bool) -> Act | None:
    """Copy, open the network and say that it is sent; while a pause counts there is nothing to copy yet."""
    if not waits:
        copy_button(
            t("inbox.copy_open"),
            words,
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
            disabled=waits,
        ):
            return Act("sent", words)
        if st.button(t("inbox.sent_done"), key="answer_sent_done", shortcut="Ctrl+Shift+Enter", disabled=waits):
            return Act("sent_done", words)
    return None


def _like(messages: Sequence[Message], possible: Mapping[str, Collection[str]]) -> Act | None:
    """The sign of friendliness without words that the newest message may have, or may lose again."""
    there = [one.message_id for one in messages if one.direction == "in" and one.state == "received"]
    names = possible.get(there[-1], ()) if there else ()
    return next((Act(one, there[-1]) for one in ("like", "unlike") if one in names), None)


def _live_buttons(words: str, like: Act | None, *, stopped: bool) -> Act | None:
    """Send from here, or only say that it is liked."""
    with st.container(horizontal=True, key="answer_buttons"):
        if st.button(
            t("inbox.send"),
            key="answer_send",
            type="primary",
            shortcut="Ctrl+Enter",
            icon=":material/send:",
            disabled=stopped,
        ):
            return Act("send", words)
        if st.button(t("inbox.send_done"), key="answer_send_done", shortcut="Ctrl+Shift+Enter", disabled=stopped):
            return Act("send_done", words)
        if like is not None and st.button(t(f"acts.do_{like.name}"), key="answer_like", icon=":material/favorite:"):
            return like
    return None
