"""Where ideas may come from, drawn: days of the next weeks, and posts that did well."""

from collections.abc import Mapping, Sequence

import streamlit as st

from cmlite.domain.ideas import Coming, Well
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name, safe_link
from cmlite.ui.text import t

_SHOWN = 8


def coming_days(found: Sequence[tuple[Coming, bool]]) -> Coming | None:
    """Holidays and occasions of the next weeks; gives back the one an idea is wanted of."""
    taken = None
    with st.container(border=True, height="stretch", key="ideas_coming"):
        st.markdown(f"**:material/celebration: {t('ideas.coming')}**")
        for one, used in found[: _limit("coming")]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"coming_{one.source_id}"):
                closed = f" :orange-badge[{t('ideas.closed')}]" if one.closed else ""
                st.markdown(f":gray[{text.day(one.day)}] {escaped(one.name)}{closed}", width="stretch")
                if _take(used, f"coming_take_{one.source_id}"):
                    taken = one
        _more(len(found), "coming")
    return taken


def did_well(found: Sequence[tuple[Well, bool]], facts: Mapping[str, Network]) -> Well | None:
    """Posts worth taking up again; gives back the one an idea is wanted of."""
    taken = None
    with st.container(border=True, height="stretch", key="ideas_well"):
        st.markdown(f"**:material/trending_up: {t('ideas.well')}**")
        if not found:
            st.caption(t("ideas.well_none"))
        for one, used in found[: _limit("well")]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"well_{one.post_id}"):
                link = safe_link(one.permalink)
                title = escaped(one.headline)
                st.markdown(
                    f"{f'[{title}]({link})' if link else title}  \n:gray[{well_words(one, facts)}]", width="stretch"
                )
                if _take(used, f"well_take_{one.post_id}"):
                    taken = one
        _more(len(found), "well")
    return taken


def well_words(one: Well, facts: Mapping[str, Network]) -> str:
    """What it reached, beside what is usual."""
    return t(
        "ideas.well_line",
        day=text.day(one.day, weekday=False),
        network=network_name(one.network, facts),
        value=one.interactions,
        usual=round(one.usual),
        n=one.n,
    )


def _take(used: bool, key: str) -> bool:
    if used:
        st.badge(t("ideas.there"), icon=":material/check:", color="green")
        return False
    return st.button(t("ideas.take"), key=key, type="tertiary", icon=":material/lightbulb:")


def _limit(part: str) -> int:
    return 100 if st.session_state.get(f"ideas_all_{part}") else _SHOWN


def _more(n: int, part: str) -> None:
    limit = _limit(part)
    if n > limit and st.button(t("ideas.more", n=n - limit), key=f"ideas_more_{part}", type="tertiary"):
        st.session_state[f"ideas_all_{part}"] = True
        st.rerun()
