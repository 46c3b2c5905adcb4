"""The dialog in which a secret address of the calendar is made, explained and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import streamlit as st

from cmlite.ui import frame, text
from cmlite.ui.text import t


class Feeds(Protocol):
    """What the dialog works with."""

    def feeds(self) -> Sequence[Mapping[str, Any]]: ...
    def new_feed(self) -> str: ...
    def revoke_feed(self, feed_id: str) -> None: ...


def button(made: Feeds, zone: str) -> None:
    """The way into the dialog; it stays open while something is done in it."""
    if st.button(t("calendar_feed.open"), key="calendar_feed_open", icon=":material/calendar_add_on:"):
        st.session_state["calendar_feed"] = ""
    if "calendar_feed" in st.session_state:
        st.dialog(t("calendar_feed.title"), width="medium", on_dismiss=_leave)(_dialog)(made, zone)


def _leave() -> None:
    st.session_state.pop("calendar_feed", None)


def _dialog(made: Feeds, zone: str) -> None:
    st.markdown(t("calendar_feed.lead"))
    if st.button(t("calendar_feed.create"), key="calendar_feed_create", type="primary", icon=":material/add_link:"):
        with frame.refusals():
            token = made.new_feed()
            st.session_state["calendar_feed"] = f"http://127.0.0.1:{st.get_option('server.port')}/calendar/{token}.ics"
    if address := st.session_state.get("calendar_feed"):
        st.markdown(t("calendar_feed.once"))
        st.code(address, language=None, wrap_lines=True)
    with st.expander(t("calendar_feed.how"), icon=":material/help:", key="calendar_feed_how"):
        st.markdown(t("calendar_feed.how_text"))
    found = made.feeds()
    if found:
        st.markdown(f"**{t('calendar_feed.held')}**")
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"calendar_feed_{one['feed_id']}"):
            st.markdown(t("calendar_feed.since", moment=text.moment(one["created_at"], zone, year=True)))
            if st.button(t("calendar_feed.revoke"), key=f"revoke_{one['feed_id']}", icon=":material/link_off:"):
                with frame.refusals():
                    made.revoke_feed(one["feed_id"])
                    st.session_state["calendar_feed"] = ""
                    st.rerun()
