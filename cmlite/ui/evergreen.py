"""Evergreen posts drawn: when each may be shown again, and posts worth marking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from cmlite.domain.evergreen import Evergreen
from cmlite.domain.ideas import Well
from cmlite.domain.networks import Network
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.ideas_sources import well_words
from cmlite.ui.text import t


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: repeat, open, mark or unmark a post."""

    name: str
    post_id: str


def list_of(
    found: Sequence[tuple[Evergreen, datetime | None]], strategy: Strategy, zone: str, now: datetime
) -> Act | None:
    """Evergreen posts; gives back what was pressed."""
    act = None
    for post, due in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"evergreen_{post.post_id}"):
            name = escaped(strategy.pillar_name(post.pillar_id))
            said = " · ".join(part for part in (name, _when(post, due, zone, now)) if part)
            st.markdown(f"**{escaped(post.headline)}**  \n:gray[{said}]", width="stretch")
            if (
                due is not None
                and due <= now
                and st.button(
                    t("evergreen.repeat"), key=f"evergreen_repeat_{post.post_id}", icon=":material/event_available:"
                )
            ):
                act = Act("repeat", post.post_id)
            if st.button(t("calendar.open"), key=f"evergreen_open_{post.post_id}", type="tertiary"):
                act = Act("open", post.post_id)
            if st.button(t("evergreen.unmark"), key=f"evergreen_unmark_{post.post_id}", type="tertiary"):
                act = Act("unmark", post.post_id)
    return act


def _when(post: Evergreen, due: datetime | None, zone: str, now: datetime) -> str:
    last = t("evergreen.last", moment=text.moment(post.last, zone, year=True)) if post.last else t("evergreen.never")
    if due is None:
        return f"{last} · {t('evergreen.no_channel')}"
    return f"{last} · {t('evergreen.due') if due <= now else t('evergreen.from', moment=text.moment(due, zone))}"


def candidates(found: Sequence[Well], facts: Mapping[str, Network]) -> Act | None:
    """Posts that did well and are not marked yet; gives back the one to mark."""
    act = None
    with st.expander(t("evergreen.candidates"), icon=":material/trending_up:", key="evergreen_candidates"):
        if not found:
            st.caption(t("ideas.well_none"))
        for one in found[:8]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"candidate_{one.post_id}"):
                st.markdown(f"{escaped(one.headline)}  \n:gray[{well_words(one, facts)}]", width="stretch")
                if st.button(t("evergreen.mark"), key=f"evergreen_mark_{one.post_id}", type="tertiary"):
                    act = Act("mark", one.post_id)
    return act
