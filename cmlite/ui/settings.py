"""Parts of the settings page: how late a post may still go out by itself."""

import streamlit as st

from cmlite.domain.publishing import LATE_MINUTES
from cmlite.ui.text import t


def late_form(minutes: int, *, key: str) -> int | None:
    """Minutes a post may be late; gives the new number when it was pressed."""
    with st.form(f"late_{key}", border=False):
        row = st.container(horizontal=True, vertical_alignment="bottom", key="late_row")
        wanted = row.number_input(
            t("settings.late_minutes"),
            min_value=LATE_MINUTES[0],
            max_value=LATE_MINUTES[-1],
            value=minutes,
            step=5,
            width=300,
            key=f"late_minutes_{key}",
        )
        pressed = row.form_submit_button(t("settings.late_save"), key=f"late_save_{key}")
    return int(wanted) if pressed else None
