"""Whoever works beside us: who writes here in another window, whose words came first, who named us in a note."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import streamlit as st

from cmlite.errors import RuleError
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.inbox_presses import next_turn
from cmlite.ui.text import t

_ELSEWHERE = "errors.inbox.draft_elsewhere"
LOOK_SECONDS = 20
"""So often an open thread looks who else is there."""


def window() -> str:
    """The id of this window, as long as it is open."""
    return str(st.session_state.setdefault("window_id", uuid4().hex[:12]))


def drafts(conversation_id: str, draft: str, save: Callable[[str, str | None], object]) -> Callable[[str], None]:
    """How the answer field keeps its words: never over those somebody else wrote since this window read them.

    `save` takes the words and what this window knew. What it refuses is asked about: which of the two texts stays.
    """
    base = f"draft_base_{conversation_id}"
    if st.session_state.get("draft_of") != conversation_id:  # come from elsewhere: what is kept is what is shown
        st.session_state["draft_of"] = conversation_id
        st.session_state[base] = draft
    if (chosen := _two_drafts(conversation_id, draft)) is not None:
        save(chosen, None)
        forget()
        next_turn()
        st.rerun()

    def keep(words: str) -> None:
        try:
            save(words, st.session_state.get(base))
        except RuleError as error:
            if error.key != _ELSEWHERE:
                raise
            st.session_state["draft_conflict"] = (conversation_id, words)
            st.rerun()
        st.session_state[base] = words

    return keep


def _two_drafts(conversation_id: str, theirs: str) -> str | None:
    of, mine = st.session_state.get("draft_conflict", ("", ""))
    if of != conversation_id:
        return None
    with st.container(border=True, key="draft_conflict_box"):
        st.warning(t(_ELSEWHERE), icon=":material/edit_off:")
        st.caption(t("inbox.draft_theirs"))
        st.text(theirs or "–")
        st.caption(t("inbox.draft_mine"))
        st.text(mine or "–")
        with st.container(horizontal=True, key="draft_conflict_buttons"):
            take = st.button(t("inbox.draft_take"), key="draft_take", type="primary")
            keep = st.button(t("inbox.draft_keep"), key="draft_keep")
    return theirs if take else str(mine) if keep else None


def forget() -> None:
    """What is kept of the answer begins anew: it was sent, or given up."""
    st.session_state.pop("draft_of", None)
    st.session_state.pop("draft_conflict", None)


@st.fragment(run_every=LOOK_SECONDS)
def company(others: Callable[[], Sequence[dict[str, Any]]]) -> None:
    """One line while somebody else writes an answer here; looks again by itself."""
    if there := others():
        names = dict.fromkeys(escaped(text.who(one["actor"])) for one in there if one["actor"])
        words = t("inbox.writes_here", who=text.listed(list(names))) if names else t("inbox.writes_here_too")
        st.markdown(f":orange-badge[:material/edit: {words}]")


def named_here(notes: Sequence[dict[str, Any]], zone: str) -> bool:
    """The note that names whoever is at work in this thread; gives whether it was read."""
    if not notes:
        return False
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="named_here"):
        first = notes[0]
        who, when = escaped(text.who(first["actor"])), text.moment(first["happened_at"], zone)
        named = t("inbox.named_by", who=who, when=when)
        st.markdown(f":material/alternate_email: {named} {escaped(first['text'][:300])}", width="stretch")
        return bool(st.button(t("inbox.named_read"), key="named_read", icon=":material/done:"))
