"""Saved searches: one click looks for them, a name keeps what is looked for now."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from cmlite.domain.bulk import Done
from cmlite.domain.inbox import Filters
from cmlite.domain.queue import SavedSearch
from cmlite.ui import inbox_filters, inbox_undo
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


class Wanted(NamedTuple):
    """What was pressed: delete a search by its id, rename it (id, blank, name), or save what is looked for under a
    name."""

    what: str
    value: str


def box(searches: Sequence[SavedSearch], filters: Filters) -> Wanted | None:
    """The searches behind one button, and a field to keep the present one."""
    wanted = None
    now = filters.model_copy(update={"me": ""})
    with st.popover(t("inbox.searches"), icon=":material/bookmark:", key="inbox_searches"):
        if not searches:
            st.caption(t("inbox.searches_none"))
        for one in searches:
            with st.container(horizontal=True, vertical_alignment="center", key=f"search_{one.search_id}"):
                shown = one.filters == now
                if st.button(
                    escaped(one.name),
                    key=f"search_open_{one.search_id}",
                    type="primary" if shown else "tertiary",
                    icon=":material/bookmark:",
                    width="stretch",
                ):
                    inbox_filters.wish(one.filters)
                    st.rerun()
                if st.button(
                    t("inbox.search_delete"),
                    key=f"search_delete_{one.search_id}",
                    type="tertiary",
                    icon=":material/delete:",
                ):
                    wanted = Wanted("delete", one.search_id)
        turn = st.session_state.setdefault("inbox_search_turn", 0)
        name = st.text_input(
            t("inbox.search_name"),
            key=f"search_name_{turn}",
            max_chars=60,
            placeholder=t("inbox.search_hint"),
        )
        if st.button(t("inbox.search_save"), key="search_save", icon=":material/bookmark_add:"):
            wanted = Wanted("save", name or "")
        in_view = next((one for one in searches if one.filters == now), None)
        if in_view is not None and st.button(
            t("inbox.search_rename", name=escaped(in_view.name)), key="search_rename", icon=":material/edit:"
        ):
            wanted = Wanted("rename", f"{in_view.search_id} {name or ''}")
    return wanted


def done(what: str, came: Done) -> None:
    """Say that it is saved, or offer to bring back what was deleted; the field for a name begins empty again."""
    inbox_undo.keep(came, t(f"inbox.search_done_{what}"))
    st.session_state["inbox_search_turn"] = st.session_state.get("inbox_search_turn", 0) + 1
    st.rerun()
