"""Every try to send, change or delete a post on one channel: when, which part, what the network said."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.connections import reason
from cmlite.ui.text import t

_SHOWN = 30


def tries_list(tries: Sequence[Mapping[str, Any]], *, key: str, zone: str) -> None:
    """Draw the tries (oldest first), closed until somebody wants to know."""
    if not tries:
        return
    several = any(one["part"] for one in tries)
    with st.expander(t("tries.title", n=len(tries)), icon=":material/history:", key=f"tries_{key}"):
        for one in tries[: -_SHOWN - 1 : -1]:
            what = t(f"tries.what.{one['subject']}")
            part = f" · {t('tries.part', n=one['part'] + 1)}" if several else ""
            came = t(f"tries.outcome.{one['outcome'] or 'open'}")
            st.markdown(f"{text.moment(one['started_at'], zone)} · {what}{part}: **{came}**")
            said = reason(one["reason"]) if one["outcome"] != "done" else ""
            if said:
                st.caption(escaped(said))
        if len(tries) > _SHOWN:
            st.caption(t("tries.older", n=len(tries) - _SHOWN))
