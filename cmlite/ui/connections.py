"""Parts of the channels page: how a channel stands, the sign-in form, the place of the sign-ins."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.channels import Account, Channel
from cmlite.domain.clocks import to_wall
from cmlite.domain.connections import Connection
from cmlite.domain.networks import Network
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

_COLOURS = {
    "connected": "green",
    "expiring": "orange",
    "waiting": "orange",
    "unreachable": "orange",
    "sign_in": "red",
    "paused": "gray",
}

ASKED = "sign_in_asked"
"""In the session: the network's own sign-in page that is open, with what its code needs."""

_KEEPS_FAILING = 3
"""So many times in a row a job failed before the owner reads of it."""


class Field(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def secret(self) -> bool: ...
    @property
    def default(self) -> str: ...


def standing_badge(channel: Channel, connection: Connection | None, *, zone: str, now: datetime) -> str:
    """How a channel stands, as Markdown."""
    if channel.state == "closed":
        return f":gray-badge[{t('channels.closed')}]"
    if connection is None:
        return f":blue-badge[{t('channels.by_hand')}]"
    standing: str = connection.standing(now)
    n = 0
    if standing == "expiring" and connection.expires_at is not None:
        n = (to_wall(connection.expires_at, zone).date() - to_wall(now, zone).date()).days
        if connection.expires_at <= now or n == 0:
            standing = "expired" if connection.expires_at <= now else "expires_today"
    words = t(
        f"connections.{standing}",
        n=n,
        until=text.moment(connection.paused_until, zone),
        since=text.moment(connection.failing_since, zone),
    )
    return f":{_COLOURS[connection.standing(now)]}-badge[{words}]"


def reason(kept: Mapping[str, Any]) -> str:
    """A kept error as a sentence; what the network itself said is quoted."""
    key = str(kept.get("key", ""))
    if not key:
        return ""
    sentence = t(key, **kept.get("values", {})) if text.has(key) else t("errors.unknown")
    said = str(kept.get("said", ""))
    return f"{sentence} {t('connections.said', said=said)}" if said else sentence


def status_line(jobs: Sequence[Mapping[str, Any]], zone: str, *, goes_on: bool = True) -> str:
    """When a channel was asked last and, where it is asked on, will be asked next."""
    heard = [job["last_at"] for job in jobs if job["last_at"]]
    due = [job["due_at"] for job in jobs if job["last_at"] or job["failures"]]  # what is never asked is left out
    if not heard:
        is_asked = goes_on and not any(job["failures"] for job in jobs)
        return t("connections.first_time" if is_asked else "connections.not_yet")
    if not goes_on:
        return t("connections.status_last", last=text.moment(max(heard), zone))
    return t("connections.status", last=text.moment(max(heard), zone), next=text.moment(min(due), zone))


def how_it_stands(
    place: Any, network: str, connection: Connection, jobs: Sequence[Mapping[str, Any]], *, zone: str, now: datetime
) -> None:
    """When the network was asked last, and what is wrong if something is: in all, and which job keeps failing."""
    own = [job for job in jobs if job["channel_id"] == connection.channel_id]
    place.caption(status_line(own, zone, goes_on=connection.state == "connected"))
    if failing := [t(f"connections.failing.{job['job']}") for job in own if job["failures"] >= _KEEPS_FAILING]:
        place.markdown(f":material/sync_problem: {' '.join(failing)}")
    standing = connection.standing(now)
    if standing in {"sign_in", "unreachable", "waiting"} and connection.reason:
        place.markdown(f":material/info: {escaped(reason(connection.reason))}")
    elif standing == "connected" and connection.failing_since is not None:
        since = t("connections.stumbles", since=text.moment(connection.failing_since, zone))
        place.caption(f":material/sync_problem: {since} {escaped(reason(connection.reason))}")
    if connection.last_ok_at is not None:
        with place:
            no_messages(network, connection.can)


def sign_in_form(network: str, fields: Sequence[Field], *, key: str) -> dict[str, str] | None:
    """The fields of a sign-in, each with where to find it; gives the values when "check" was pressed."""
    with st.form(f"sign_in_{key}", border=True):
        st.markdown(t(f"connect.{network}.intro"))
        values = {
            one.name: st.text_input(
                t(f"connect.{network}.{one.name}"),
                one.default,
                type="password" if one.secret else "default",
                help=t(f"connect.{network}.{one.name}_help"),
                key=f"sign_in_{key}_{one.name}",
                autocomplete="off",
            )
            or ""
            for one in fields
        }
        pressed = st.form_submit_button(t("connections.check"), key=f"sign_in_{key}_check", type="primary")
    return values if pressed else None


def keep_check(values: Mapping[str, str], account: Account) -> None:
    """What was typed and whose it is, until the owner decides; it leaves the memory with the dialog."""
    st.session_state["checked"] = (dict(values), account)


def forget_check() -> None:
    """Nothing of a sign-in stays in memory."""
    st.session_state.pop("checked", None)


def enter_dialog(way: str, network: str, channel_id: str = "") -> None:
    """Open the dialog of a channel: sign in (`live`) or declare by hand; it stays open until it is left."""
    st.session_state["channel_dialog"] = (way, network, channel_id)


def dialog() -> tuple[str, str, str] | None:
    """What the open dialog is about."""
    found: tuple[str, str, str] | None = st.session_state.get("channel_dialog")
    return found


def leave_dialog() -> None:
    """The dialog was closed: nothing of what was typed in it stays in memory."""
    st.session_state.pop("channel_dialog", None)
    forget_check()
    st.session_state.pop(ASKED, None)


def account_card(network: str, facts: Mapping[str, Network], zone: str) -> dict[str, str] | None:
    """What the check found: who, which rights, until when; gives the values when "connect" was pressed."""
    if "checked" not in st.session_state:
        return None
    values, account = st.session_state["checked"]
    with st.container(border=True, key="account_found"):
        st.markdown(f":material/verified: **{t('connections.found', name=network_name(network, facts))}**")
        st.markdown(f"**{escaped(account.name or account.handle)}** · {escaped(account.handle)}")
        st.markdown(allowed(account.can))
        no_messages(network, account.can)
        until = account.expires_at
        st.caption(t("connections.until", moment=text.moment(until, zone)) if until else t("connections.no_end"))
        pressed = st.button(t("connections.connect"), key="account_connect", type="primary")
    return dict(values) if pressed else None


def allowed(can: Collection[str]) -> str:
    """What a sign-in lets cmlite do, in one sentence."""
    rights = [t(f"connections.right.{right}") for right in _RIGHTS if right in can]
    return t("connections.rights", rights=text.listed(rights)) if rights else t("connections.no_rights")


def no_messages(network: str, can: Collection[str]) -> None:
    """Where private messages need more than the sign-in given: how to get it."""
    key = f"connect.{network}.no_messages"
    if "messages" not in can and text.has(key):
        st.caption(f":material/lock: {t(key)}")


_RIGHTS = (
    *("publish", "pictures", "inbox", "messages", "reply", "like", "figures", "edit", "delete"),
    *("hide", "erase", "mute", "block", "ban", "report"),
)


def secrets_box(state: str, unlock: Callable[[str], object]) -> bool:
    """Ask for the passphrase of the sign-ins where the system has no keyring; gives whether it fitted."""
    with st.form("secrets", border=True):
        st.markdown(f":material/key: **{t(f'connections.secrets_{state}')}**")
        st.markdown(t(f"connections.secrets_{state}_text"))
        words = st.text_input(t("connections.passphrase"), type="password", key="secrets_words", autocomplete="off")
        again = words
        if state == "unset":
            again = st.text_input(t("connections.again"), type="password", key="secrets_again", autocomplete="off")
        if not st.form_submit_button(t(f"connections.secrets_{state}_do"), key="secrets_do", type="primary"):
            return False
        if words != again:
            st.error(t("connections.differ"), icon=":material/error:")
            return False
        return frame.attempt(lambda: unlock(words or ""), done=t("connections.unlocked"))


def hold_bar(*, held: bool) -> bool | None:
    """The crisis switch; gives what was wanted when it was moved."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="hold_bar"):
        icon = "pause_circle" if held else "play_circle"
        st.markdown(f":material/{icon}: {t('connections.held' if held else 'connections.running')}")
        if st.button(
            t("connections.release" if held else "connections.hold"),
            key="hold_switch",
            type="primary" if held else "secondary",
        ):
            return not held
    return None
