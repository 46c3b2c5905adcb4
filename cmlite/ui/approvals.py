"""The queue of approval: a post as it would go out, the decision, what was decided before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import streamlit as st

from cmlite.domain.approvals import Decided, Waiting, is_at_once
from cmlite.domain.media import Media
from cmlite.domain.networks import Network
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.send_options import in_words
from cmlite.ui.team import step_line
from cmlite.ui.text import t


def waiting_card(
    waiting: Waiting,
    zone: str,
    networks: Mapping[str, Network],
    strategy: Strategy,
    handles: Mapping[str, str],
    *,
    pictures: Sequence[Media],
    small: Callable[[Media], Path | None],
    may_approve: bool,
    now: datetime,
) -> tuple[str, str, bool]:
    """One post; gives back `approve`, `return` or `open`, the comment, and whether it is picked."""
    entry, key = waiting.entry, waiting.entry.post_id
    with st.container(border=True, key=f"approval_{key}"):
        head, pick = st.columns([5, 1], vertical_alignment="center")
        where = [f"{network_name(one.network, networks)} {handles.get(one.channel_id, '')}" for one in entry.targets]
        facts = [text.moment(entry.at, zone, year=True), *where, strategy.pillar_name(entry.pillar_id)]
        line = escaped(" · ".join(fact.strip() for fact in facts if fact.strip()))
        head.markdown(f"**{escaped(entry.headline)}**  \n:gray[{line}]")
        picked = may_approve and pick.checkbox(t("approvals.pick"), key=f"approval_pick_{key}")
        if is_at_once(entry.at, waiting.asked.decided_at if waiting.asked else None):
            st.info(t("approvals.at_once"), icon=":material/send:")
        elif entry.at is not None and entry.at <= now:
            st.warning(t("approvals.past"), icon=":material/event_busy:")
        _words(waiting, networks)
        _pictures(key, pictures, small)
        if waiting.asked:
            moment = text.moment(waiting.asked.decided_at, zone)
            st.caption(step_line("asked", waiting.asked.actor, moment, entry.version))
        return *_buttons(key, may_approve), bool(picked)


def _words(waiting: Waiting, networks: Mapping[str, Network]) -> None:
    entry = waiting.entry
    if entry.text:
        st.text(entry.text)
    for target in entry.targets:
        if own := entry.own_text(target):
            st.caption(t("approvals.own_text", network=network_name(target.network, networks)))
            st.text(own)
        if target.comment:
            st.caption(t("composer.comment_on", network=network_name(target.network, networks)))
            st.text(target.comment)
        if chosen := in_words(target.options):
            st.caption(escaped(f"{network_name(target.network, networks)}: {chosen}"))


def _pictures(key: str, pictures: Sequence[Media], small: Callable[[Media], Path | None]) -> None:
    """What goes out with the words: nobody approves a picture unseen."""
    if pictures:
        with st.container(horizontal=True, key=f"approval_pictures_{key}"):
            for one in pictures:
                if path := small(one):
                    st.image(path, width=160, alt=one.alt or one.name or t(f"library.kind.{one.kind}"))
        alts = "; ".join(one.alt or t("approvals.no_alt") for one in pictures)
        st.caption(f":material/image: {escaped(t('approvals.media', n=len(pictures), alts=alts))}")


def _buttons(key: str, may_approve: bool) -> tuple[str, str]:
    with st.container(horizontal=True, key=f"approval_buttons_{key}"):
        if may_approve:
            if st.button(t("approvals.approve"), key=f"approve_{key}", icon=":material/check:"):
                return "approve", ""
            with st.popover(t("approvals.give_back"), icon=":material/reply:"):
                comment = st.text_area(t("approvals.comment"), key=f"approval_comment_{key}", max_chars=2000)
                if st.button(t("approvals.give_back_do"), key=f"return_{key}", type="primary"):
                    return "return", comment or ""
        if st.button(t("approvals.open"), key=f"approval_open_{key}", type="tertiary"):
            return "open", ""
    return "", ""


def bulk_bar(n: int) -> tuple[str, str]:
    """Decide about all posts that are picked; gives back `approve` or `return` and the comment."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="approvals_bulk"):
        st.markdown(t("approvals.picked", n=n), width="stretch")
        if st.button(t("approvals.approve_all"), key="approve_picked", type="primary", disabled=not n):
            return "approve", ""
        with st.popover(t("approvals.give_back"), icon=":material/reply:", disabled=not n):
            comment = st.text_area(t("approvals.comment"), key="approvals_comment_all", max_chars=2000)
            if st.button(t("approvals.give_back_do"), key="return_picked", type="primary"):
                return "return", comment or ""
    return "", ""


def returned_list(returned: Sequence[Decided], zone: str) -> str:
    """Posts that were given back, with the comment; gives back the one to open."""
    st.header(t("approvals.returned"), anchor=False)
    for one in returned:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"returned_{one.post_id}"):
            said = step_line("returned", one.actor, text.moment(one.decided_at, zone), one.version)
            words = f"**{escaped(one.headline)}**  \n{escaped(one.comment)}  \n:gray[{said}]"
            st.markdown(words, width="stretch")
            if st.button(t("approvals.rework"), key=f"rework_{one.post_id}"):
                return one.post_id
    return ""


def history(decided: Sequence[Decided], zone: str) -> None:
    """Who decided what about which version, newest first."""
    if not decided:
        return
    with st.expander(t("approvals.history"), icon=":material/history:", key="approvals_history"):
        for one in decided:
            said = step_line(one.decision, one.actor, text.moment(one.decided_at, zone, year=True), one.version)
            comment = f"  \n{escaped(one.comment)}" if one.comment else ""
            st.markdown(f"**{escaped(one.headline)}**  \n:gray[{said}]{comment}")
