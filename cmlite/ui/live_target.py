"""One channel of a post that cmlite publishes itself: what happened, and what the owner can decide."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.connections import Told
from cmlite.domain.post_panel import Choice
from cmlite.domain.posts import Target
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.connections import reason
from cmlite.ui.corrections import corrections
from cmlite.ui.text import t
from cmlite.ui.tries import tries_list


def live_target(target: Target, told: Told, *, network: str, profile: str, zone: str) -> Choice | None:
    """What is known of a publication on a signed-in channel and the decisions it allows; gives back the one taken.

    `told` is what networks said, `network` the name of this one, `profile` where the owner can look, '' if unknown.
    """
    tries = told.tries(target.publication_id)
    if target.state != "published":
        undecided = any(match["publication_id"] == target.publication_id for match in told.matches)
        sends = [one for one in tries if one["subject"] == "publication"]
        choice = _state(target, sends, profile, zone, undecided=undecided)
    else:
        choice = corrections(
            target,
            tries,
            can=told.live[target.channel_id].can,
            parts=lambda: told.parts(target.publication_id),
            network=network,
        )
    tries_list(tries, key=target.publication_id, zone=zone)
    return choice


def _state(
    target: Target, tries: Sequence[Mapping[str, Any]], profile: str, zone: str, *, undecided: bool
) -> Choice | None:
    """Where it stands, and what can be decided before it is out."""
    key = target.publication_id
    if target.state != "draft":
        waits = undecided and target.state == "scheduled"
        st.markdown(t("sending.same_waits" if waits else f"sending.{target.state}"))
    failed = [one for one in tries if one["outcome"] in {"refused", "unknown", "wait", "sign_in"}]
    if failed and target.state in {"failed", "unconfirmed", "missed", "scheduled"}:
        st.caption(f"{text.moment(failed[-1]['started_at'], zone)}: {escaped(reason(failed[-1]['reason']))}")
    out = sum(1 for one in tries if one["outcome"] == "done")
    if out and target.state not in {"publishing", "removed"}:
        st.caption(t("sending.parts_out", n=out))
    if target.state == "unconfirmed":
        return _look(target, profile)
    with st.container(horizontal=True, key=f"live_buttons_{key}"):
        if target.state in {"missed", "failed"} and st.button(
            t(f"sending.again_{target.state}"), key=f"send_{key}", type="primary", icon=":material/send:"
        ):
            return Choice(action="send_now", publication_id=key)
        if target.state in {"scheduled", "missed", "failed"} and st.button(t("calendar.drop"), key=f"drop_{key}"):
            return Choice(action="cancel", publication_id=key)
    return None


def _look(target: Target, profile: str) -> Choice | None:
    """Nobody knows whether it arrived: the owner looks and says what there is."""
    key = target.publication_id
    if profile:
        st.link_button(t("sending.look"), profile, key=f"look_{key}", icon=":material/open_in_new:")
    link = st.text_input(
        t("calendar.link"), key=f"permalink_{key}", placeholder="https://", help=t("sending.link_help")
    )
    with st.container(horizontal=True, key=f"live_buttons_{key}"):
        if st.button(t("sending.is_there"), key=f"there_{key}", type="primary"):
            return Choice(action="published", publication_id=key, link=link or "")
        if st.button(t("sending.is_not_there"), key=f"absent_{key}"):
            return Choice(action="send_now", publication_id=key)
        if st.button(t("calendar.drop"), key=f"drop_{key}"):
            return Choice(action="cancel", publication_id=key)
    return None
