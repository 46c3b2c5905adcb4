"""Tidying up: what is open for long, or came too late, counts as done after its number was told; with a way back."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import streamlit as st

from cmlite.domain.bulk import Choice, Done
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.inbox import Filters
from cmlite.ui import frame, inbox_undo
from cmlite.ui.text import t

_USUAL = timedelta(days=30)


def box(count: Callable[[Choice], int], *, now: datetime, zone: str) -> Choice | None:
    """Choose a day; gives what was written before it and is still open, when the button was pressed."""
    with st.popover(t("inbox.tidy"), icon=":material/mop:", key="tidy", on_change="rerun") as opened:
        if not opened.open:
            return None
        st.markdown(t("inbox.tidy_text"))
        usual = to_wall(now, zone).date() - _USUAL
        day = st.date_input(t("inbox.tidy_day"), usual, key="tidy_day", format=t("units.day_format"))
        if not isinstance(day, date):
            return None
        old = Choice(filters=Filters(before=to_utc(datetime.combine(day, time()), zone)[0]))
        n = count(old)
        pressed = st.button(t("inbox.tidy_do", n=n), key="tidy_do", disabled=not n)
        return old if pressed else None


def offer(n: int) -> bool:
    """Where files brought conversations whose answers were past due: one button for all of them."""
    if not n:
        return False
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="old"):
        st.markdown(f":material/history: {t('inbox.old_text', n=n)}", width="stretch")
        return bool(st.button(t("inbox.old_do", n=n), key="old_do"))


def done(came: Done, *, here: bool = True) -> None:
    """Say how many, and offer to take it back; where this is not the inbox, there."""
    inbox_undo.keep(came, t("inbox.tidy_done", n=came.n))
    if here:
        st.rerun()
    frame.go_to("inbox")
