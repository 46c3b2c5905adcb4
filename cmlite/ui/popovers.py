"""Popovers that close once something was done in them: each turn has popovers of its own."""

import streamlit as st


def turn() -> int:
    """Belongs into the key of a popover."""
    return int(st.session_state.get("popover_turn", 0))


def close() -> None:
    """Something was done: all of them are closed in the next run."""
    st.session_state["popover_turn"] = turn() + 1
