"""Focus mode: one conversation at a time by keyboard alone, with progress and a calm end."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from cmlite.domain.inbox import Conversation, Filters
from cmlite.domain.moderation import Plan
from cmlite.ui import keys
from cmlite.ui.classes import name_of
from cmlite.ui.document import begin_at_top
from cmlite.ui.inbox_desk import Wanted
from cmlite.ui.inbox_parts import snooze_times
from cmlite.ui.inbox_queue import reason_words
from cmlite.ui.text import t

_KEYED = "1234567890"
"""So many classes have a key."""


def is_on() -> bool:
    """Whether the page shows one conversation at a time."""
    return "focus" in st.query_params


def button() -> bool:
    """The way in."""
    return bool(st.button(t("inbox.focus"), key="focus_begin", icon=":material/center_focus_strong:", shortcut="F"))


def filters(me: str) -> Filters:
    """What the queue was narrowed to when it began."""
    kept: Filters | None = st.session_state.get("focus_filters")
    return kept or Filters(me=me)


def begin(ids: Sequence[str], narrowed: Filters) -> None:
    """Take what stands in the queue now, in its order."""
    st.session_state["focus"] = st.session_state["focus_left"] = list(ids)
    st.session_state["focus_filters"] = narrowed
    st.query_params["focus"] = "1"
    st.query_params.pop("conversation", None)
    st.rerun()


def current(ask: Callable[[], Sequence[str]], is_there: Callable[[str], bool]) -> str:
    """The conversation in view; `ask` gives the queue to whoever came by the address alone. '': all were seen.

    What was erased, merged into another one or belongs to another brand is passed by.
    """
    if "focus" not in st.session_state:
        st.session_state["focus"] = st.session_state["focus_left"] = list(ask())
    left = st.session_state["focus_left"]
    while left and not is_there(left[0]):
        left = st.session_state["focus_left"] = left[1:]
    return str(left[0]) if left else ""


def go_on(conversation_id: str) -> None:
    """In focus mode this one was seen and the next follows; outside of it nothing happens."""
    if is_on():
        left = st.session_state.get("focus_left", ())
        st.session_state["focus_left"] = [one for one in left if one != conversation_id]
        st.rerun()


def leave() -> None:
    """Back to the queue."""
    for name in ("focus", "focus_left", "focus_filters"):
        st.session_state.pop(name, None)
    st.query_params.pop("focus", None)
    st.rerun()


def head(conversation: Conversation, plan: Plan, *, now: datetime, zone: str) -> Wanted | None:
    """How far we are, tomorrow morning on one key, and the way back."""
    begin_at_top(conversation.conversation_id)
    wanted = None
    total, left = len(st.session_state["focus"]), len(st.session_state["focus_left"])
    with st.container(horizontal=True, vertical_alignment="center", key="focus_head"):
        place = min(total - left + 1, total)
        st.progress((total - left) / max(total, 1), t("inbox.focus_place", n=place, total=total), width="stretch")
        words, colour = reason_words(conversation, plan, now=now, zone=zone)
        st.badge(words, color=colour)  # type: ignore[arg-type]
        tomorrow = t("inbox.snooze_tomorrow")
        if st.button(tomorrow, key="focus_later", icon=":material/snooze:", shortcut="S", type="tertiary"):
            wanted = Wanted("snooze", until=snooze_times(now, zone)["tomorrow"])
        if st.button(t("inbox.focus_leave"), key="focus_leave", icon=":material/close:", type="tertiary", shortcut="Q"):
            leave()
    return wanted


def end(waiting: int) -> bool:
    """Everything was seen: say so calmly; gives whether to go on with what came meanwhile."""
    total = len(st.session_state.get("focus", ()))
    more = False
    with st.container(border=True, horizontal_alignment="center", key="focus_end"):
        st.space("small")
        st.header(f":material/self_improvement: {t('inbox.focus_done')}", anchor=False, text_alignment="center")
        words = t("inbox.focus_done_text", n=total) if total else t("inbox.focus_nothing")
        st.markdown(words, width=560, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center", key="focus_end_buttons"):
            if waiting:
                more = st.button(t("inbox.focus_more", n=waiting), key="focus_more", icon=":material/replay:")
            if st.button(t("inbox.focus_leave"), key="focus_back", type="primary", shortcut="Q"):
                leave()
        st.space("small")
    return more


def keys_of_page(plan: Plan, *, focused: bool) -> dict[str, str]:
    """Every key and what it does."""
    usual = {
        "J": t("inbox.next"),
        "A": t("keys.into_answer"),
        "Esc": t("keys.out_of_answer"),
        t("keys.send_key"): t("keys.send"),
        t("keys.send_done_key"): t("keys.send_done"),
        "D": t("inbox.finish"),
        "O": t("inbox.reopen"),
        t("keys.undo_key"): t("calendar.undo"),
        "?": t("keys.these"),
    }
    classes = {
        key: t("keys.class_is", name=name_of(one.class_id, plan))
        for key, one in zip(_KEYED, plan.classes, strict=False)
    }
    if focused:
        return {**usual, "S": t("inbox.snooze_tomorrow"), "Q": t("inbox.focus_leave"), **classes}
    return {**usual, "F": t("inbox.focus"), **classes}


def keys_button(plan: Plan) -> None:
    """The button behind the question mark, and what it shows."""
    keys.listen("keys_help", field="reply_")
    if st.button(t("keys.show"), key="keys_help", icon=":material/keyboard:", type="tertiary"):
        keys.show(keys_of_page(plan, focused=is_on()))
