"""Where the occasions in the calendar come from: each with its source."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import streamlit as st

from cmlite.domain.occasions import Occasion
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def sources(found: Sequence[tuple[date, Occasion]]) -> None:
    """The occasions in view, folded: day, name, and the source that says when it is."""
    if not found:
        return
    with st.expander(t("calendar.occasions", n=len(found)), icon=":material/celebration:", key="calendar_occasions"):
        st.caption(
            t("calendar.occasions_help", day=text.day(max(one.noted_on for _, one in found), weekday=False, year=True))
        )
        st.markdown("\n".join(f"- {text.day(when)}: {_line(one)}" for when, one in found))


def _line(one: Occasion) -> str:
    name, host = one.name(text.language()), (urlsplit(one.source_url).hostname or "").removeprefix("www.")
    return f"{escaped(name)} · [{t('calendar.occasions_source', name=escaped(host))}]({one.source_url})"
