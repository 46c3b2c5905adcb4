"""Ways in and out of the calendar: many posts from a file, files for spreadsheets, calendars and other tools."""

from functools import partial
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.plans import LAYOUTS
from cmlite.ui import frame, text
from cmlite.ui.calendar_feed import Feeds, button
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t


class _Files(Feeds, Protocol):
    def csv(self, style: Any) -> bytes: ...
    def ics(self) -> bytes: ...
    def plan(self, layout: str) -> bytes: ...
    def name(self, ending: str) -> str: ...


def files(made: _Files, zone: str) -> None:
    """What is filtered as CSV and as a calendar file; what is still to come for other tools; the way to read a file."""
    with st.container(horizontal=True, key="calendar_downloads"):
        if st.button(t("plans.title"), key="calendar_plans", icon=":material/playlist_add:"):
            frame.go_to("plans")
        csv_download(made.csv, made.name("csv"), key="calendar_csv")
        st.download_button(
            t("calendar.ics"),
            data=text.as_now(made.ics),
            file_name=made.name("ics"),
            mime="text/calendar",
            key="calendar_ics",
            on_click="ignore",
            icon=":material/event:",
            help=t("calendar.ics_help"),
        )
        button(made, zone)
        with st.popover(t("calendar.for_tools"), icon=":material/move_up:", key="calendar_for_tools"):
            st.caption(t("calendar.for_tools_help"))
            for layout in LAYOUTS[1:]:
                st.download_button(
                    t(f"plans.layout.{layout}"),
                    data=text.as_now(partial(made.plan, layout)),
                    file_name=made.name(f"{layout}.zip"),
                    mime="application/zip",
                    key=f"calendar_for_{layout}",
                    on_click="ignore",
                    width="stretch",
                )
