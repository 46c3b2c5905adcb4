"""Tidying up: what has been open for long counts as done, after its number was told; it can be taken back."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import streamlit as st

from cmlite.domain.bulk import Choice, Done
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.inbox import Filters
from cmlite.ui import inbox_undo
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


def done(came: Done) -> None:
    """Say how many, and offer to take it back."""
    inbox_undo.keep(came, t("inbox.tidy_done", n=came.n))
    st.rerun()
