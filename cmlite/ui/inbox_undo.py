"""What was done last in the inbox and how to take it back, in one line above the queue."""

from typing import NamedTuple

import streamlit as st

from cmlite.domain.bulk import Done
from cmlite.ui import frame
from cmlite.ui.inbox_parts import open_conversation
from cmlite.ui.text import t


class Undo(NamedTuple):
    """What is to be taken back, and by which id."""

    kind: str
    subject: str


def keep(done: Done, sentence: str) -> None:
    """Offer to take it back from the next run on; a later offer takes its place. What cannot be is only said."""
    if done.kind:
        st.session_state["inbox_undo"] = (done.kind, done.subject, sentence, done.opens)
    else:
        frame.say_later(sentence)


def bar() -> Undo | None:
    """The line; gives back what is wanted back."""
    kept: tuple[str, str, str, str] | None = st.session_state.get("inbox_undo")
    if kept is None:
        return None
    kind, subject, sentence, left = kept
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="inbox_undo_bar"):
        st.markdown(sentence)
        undo = st.button(t("calendar.undo"), key="inbox_undo_do", icon=":material/undo:", shortcut="Ctrl+Z")
        dismiss = st.button(t("calendar.dismiss"), key="inbox_undo_dismiss", type="tertiary")
    if undo or dismiss:
        del st.session_state["inbox_undo"]
        st.session_state["inbox_left"] = left
    if dismiss:
        st.rerun()
    return Undo(kind, subject) if undo else None


def done(opens: str) -> None:
    """It was taken back: say so, and look at what it leads to, or at what was left by it."""
    frame.say_later(t("inbox.undone"), icon=":material/undo:")
    left = st.session_state.pop("inbox_left", "")
    if left in st.session_state.get("focus", ()):  # in focus mode it is in view once more
        others = [one for one in st.session_state.get("focus_left", ()) if one != left]
        st.session_state["focus_left"] = [left, *others]
    open_conversation(opens or left or st.query_params.get("conversation"))
