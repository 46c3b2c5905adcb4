"""Lists that are shown page by page: which page is in view, and the row of pages below."""

import streamlit as st


def in_view(key: str, narrowed_by: object = None, *, pages: int | None = None) -> int:
    """The page in view: the first one where the list is narrowed by something else than before, the last one where it
    has fewer `pages` now."""
    memory = f"{key}_narrowed_by"
    place = int(st.session_state.get(key, 1))
    if st.session_state.get(memory, narrowed_by) != narrowed_by:
        place = 1
    if pages is not None:
        place = min(place, max(pages, 1))
    st.session_state[memory] = narrowed_by
    if key in st.session_state and st.session_state[key] != place:
        st.session_state[key] = place
    return place


def below(key: str, pages: int) -> None:
    """The row of pages, where there are several; services show the last one to whoever asks for more."""
    if pages > 1:
        if int(st.session_state.get(key, 1)) > pages:
            st.session_state[key] = pages
        st.pagination(pages, key=key)
