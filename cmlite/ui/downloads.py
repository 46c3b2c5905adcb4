"""Downloads that are made only when somebody clicks."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from cmlite.ui import text
from cmlite.ui.text import t

Style = Literal["de", "en"]
"""How CSV is written: for German spreadsheets, or for all others."""


def csv_download(make: Callable[[Style], bytes], file_name: str, *, key: str, holds: str = "export.help") -> None:
    """A button that opens the two kinds of CSV; `make` is called with 'de' or 'en' at the click.

    `holds` is the text that says what is in it.
    """
    with st.popover(t("export.button"), icon=":material/download:", key=f"{key}_popover"):
        st.caption(t(holds))
        for style in ("de", "en"):
            st.download_button(
                t(f"export.{style}"),
                data=text.as_now(partial(make, style)),
                file_name=file_name,
                mime="text/csv",
                key=f"{key}_{style}",
                on_click="ignore",
                icon=":material/table_view:",
                width="stretch",
            )
