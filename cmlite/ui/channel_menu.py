"""What can be done with one channel, and the form of a channel published by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.networks import Network
from cmlite.ui.text import t


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: sign_in, sync, pause, resume, disconnect, rename, close or reopen, with what was typed."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)


def menu(
    place: Any,
    channel: Channel,
    connection: Connection | None,
    *,
    connectable: bool,
    planned: Callable[[], int],
    now: datetime,
) -> Act | None:
    """The menu of a channel; `planned` counts what is still to come on it, asked only where it is shown.

    What the channel cannot do without stands beside the menu, not in it.
    """
    key = channel.channel_id
    if channel.state == "closed":
        pressed = place.button(t("channels.reopen"), key=f"reopen_{key}", width="stretch")
        return Act("reopen") if pressed else None
    if connection is not None and connection.standing(now) in {"sign_in", "expiring"}:
        kind = "primary" if connection.state == "sign_in" else "secondary"
        if place.button(t("connections.sign_in_again"), key=f"sign_in_now_{key}", type=kind, width="stretch"):
            return Act("sign_in")
    with place.popover(t("channels.menu"), key=f"menu_{key}", width="stretch"):
        n = planned()
        return _live(channel, connection, connectable, n) or _rename(channel) or _close(channel, n)


def _live(channel: Channel, connection: Connection | None, connectable: bool, planned: int) -> Act | None:
    key = channel.channel_id
    if connection is None:
        if connectable and st.button(t("connections.log_in"), key=f"sign_in_{key}", icon=":material/login:"):
            return Act("sign_in")
        return None
    with st.container(horizontal=True, key=f"live_{key}"):
        # Who is not asked at all, for want of a sign-in or by the owner's wish, is not asked at once either.
        if connection.state == "connected" and st.button(
            t("connections.sync"), key=f"sync_{key}", icon=":material/sync:"
        ):
            return Act("sync")
        if connection.state == "paused":
            if st.button(t("connections.resume"), key=f"resume_{key}", icon=":material/play_arrow:"):
                return Act("resume")
        elif st.button(t("connections.pause"), key=f"pause_{key}", icon=":material/pause:"):
            return Act("pause")
        if st.button(t("connections.sign_in_again"), key=f"sign_in_{key}", icon=":material/login:"):
            return Act("sign_in")
    with st.expander(t("connections.disconnect"), icon=":material/logout:", key=f"disconnect_{key}"):
        st.markdown(t("connections.disconnect_help"))
        st.markdown(t("connections.disconnect_count", n=planned))
        if st.button(t("connections.disconnect_do"), key=f"disconnect_do_{key}"):
            return Act("disconnect")
    return None


def _rename(channel: Channel) -> Act | None:
    key = channel.channel_id
    with st.expander(t("channels.rename"), icon=":material/edit:", key=f"rename_{key}"):
        handle = st.text_input(t("channels.handle"), channel.handle, key=f"handle_{key}")
        name = st.text_input(t("channels.name"), channel.name, key=f"name_{key}")
        if st.button(t("channels.save"), key=f"save_{key}"):
            return Act("rename", {"handle": handle or "", "name": name or ""})
    return None


def _close(channel: Channel, planned: int) -> Act | None:
    key = channel.channel_id
    with st.expander(t("channels.close"), icon=":material/block:", key=f"close_{key}"):
        st.markdown(t("channels.close_help"))
        st.markdown(t("channels.close_count", n=planned))
        if st.button(t("channels.close_do"), key=f"close_do_{key}"):
            return Act("close")
    return None


def choose_network(facts: Mapping[str, Network]) -> str:
    """Which network a new channel is on."""
    return str(
        st.selectbox(
            t("channels.network"), list(facts), format_func=lambda key: facts[key].name, key="channel_new_network"
        )
    )


def choose_way(ways: Sequence[str]) -> str:
    """Signed in or by hand; not asked where there is one way only."""
    if len(ways) == 1:
        st.caption(t("channels.assisted"))
        return ways[0]
    way = st.segmented_control(
        t("connections.way"),
        ways,
        default=ways[0],
        required=True,
        format_func=lambda way: t(f"connections.way_{way}"),
        key="channel_new_way",
    )
    st.caption(t(f"connections.way_{way}_text"))
    return str(way)


def by_hand_form() -> dict[str, str] | None:
    """Name of an account the owner publishes with by hand; gives what was typed when it was sent."""
    with st.form("channel_new", border=False):
        handle = st.text_input(
            t("channels.handle"),
            key="channel_new_handle",
            help=t("channels.handle_help"),
            placeholder=t("channels.handle_hint"),
        )
        name = st.text_input(t("channels.name"), key="channel_new_name", help=t("channels.name_help"))
        if st.form_submit_button(t("channels.add"), key="channel_add", type="primary"):
            return {"handle": handle or "", "name": name or ""}
    return None
