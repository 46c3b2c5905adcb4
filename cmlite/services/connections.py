"""Sign channels in and out, and keep account of how each stands with its network."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cmlite.connectors import CONNECTORS, PAGES
from cmlite.connectors.base import Asked, Connector, SignIn
from cmlite.connectors.gate import Gate
from cmlite.domain.channels import Account, Channel
from cmlite.domain.connections import Connection
from cmlite.errors import NotFoundError, RuleError, SignInAgain
from cmlite.services import channels, publishing, sign_ins
from cmlite.store import brands
from cmlite.store import channels as channel_table
from cmlite.store import connections as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update
from cmlite.store.secrets import Secrets
from cmlite.store.sending import lock_due_of

TURN_SECONDS = 10.0
"""How long a page waits for a channel that is at work."""
HOLD = "hold_planned"
"""Setting of a brand: while it is '1' nothing planned goes out by itself."""


@dataclass(slots=True)
class Outside:
    """What services need to reach networks: where sign-ins are kept, who speaks to which network, a lock a channel."""

    secrets: Secrets
    connectors: Mapping[str, type[Connector]] = field(default_factory=lambda: CONNECTORS)
    gate: Callable[[], Gate] = Gate
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    @contextmanager
    def turn(self, channel_id: str, *, patient: bool = True) -> Iterator[None]:
        """One piece of work at a time a channel: what is sent and what is heard must not overtake each other.

        Raises RuleError when the turn does not come within ten seconds and the caller is not `patient`.
        """
        lock = self._locks.setdefault(channel_id, threading.Lock())
        if not lock.acquire(timeout=-1 if patient else TURN_SECONDS):
            raise RuleError("errors.connections.busy")
        try:
            yield
        finally:
            lock.release()


def can_connect(outside: Outside, network: str) -> bool:
    """Whether cmlite can sign in to a network."""
    return network in outside.connectors


def page_of(
    outside: Outside, network: str
) -> tuple[Callable[[str], Asked], Callable[[Asked, str], dict[str, str]]] | None:
    """For a network that signs in on a page of its own: how it is made ready, how its code becomes a sign-in.

    Nothing of it is saved yet. Both raise RuleError or NetworkError.
    """
    if network not in PAGES:
        return None

    def ask(server: str) -> Asked:
        if not server.strip():
            raise RuleError("errors.connections.empty")
        if not sign_ins.is_bare(server):
            raise RuleError("errors.connections.server")
        return PAGES[network](outside.gate()).ask(sign_ins.full_address(server))

    def redeem(asked: Asked, code: str) -> dict[str, str]:
        if not code.strip():
            raise RuleError("errors.connections.empty")
        return PAGES[network](outside.gate()).redeem(asked.kept, code)

    return ask, redeem


def check(outside: Outside, network: str, values: Mapping[str, str]) -> Account:
    """Ask the network whose sign-in this is, without saving anything. Raises RuleError or NetworkError."""
    return sign_ins.ask(outside.connectors[network], outside.gate(), values)[0]


def connect(
    store: Store,
    outside: Outside,
    brand_id: str,
    network: str,
    values: Mapping[str, str],
    *,
    channel_id: str = "",
    now: datetime,
    actor: str,
) -> Channel:
    """Test a sign-in and, if the network takes it, make its account a live channel.

    An account that is a channel already (by its id, or declared by hand under the same name) becomes live itself.
    With `channel_id` that channel is signed in again. Raises RuleError when it is another account than before, or
    when the channel stays busy, NotFoundError when the brand is gone.
    """
    kind = outside.connectors[network]
    account, kept = sign_ins.ask(kind, outside.gate(), values)
    while True:
        found = sign_ins.same_account(
            channel_table.read_channels(store, brand_id, closed=True), network, account, channel_id
        )
        channel = found or sign_ins.new_channel(brand_id, network, account, now, actor)
        with outside.turn(channel.channel_id, patient=False), store.write() as cursor:
            brands.lock_living(cursor, brand_id)  # it may have been removed while the network was asked
            known = channel_table.lock_channels(cursor, brand_id)
            if sign_ins.same_account(known, network, account, channel_id) != found:
                continue  # another window was faster
            if kind.alone:
                sign_ins.nobody_else(store, outside.secrets, kind, channel.channel_id, kept)
            changes = {"external_id": account.external_id, "handle": account.handle, "mode": "live", "state": "active"}
            if not update(cursor, "channel", {"brand_id": brand_id, "channel_id": channel.channel_id}, **changes):
                channel_table.insert_channel(cursor, channel)
            if found is not None and found.mode != "live":
                _leave_what_is_due(cursor, brand_id, found.channel_id, now=now, actor=actor)
            table.save_connection(cursor, sign_ins.new_connection(channel.channel_id, brand_id, account, now, actor))
            brands.record(cursor, brand_id, "channel", channel.channel_id, "", "connected", now=now, actor=actor)
            outside.secrets.put(channel.channel_id, kept)  # last: what it refuses is not saved as connected
        return channel.model_copy(update=changes)


def _leave_what_is_due(cursor: Cursor, brand_id: str, channel_id: str, *, now: datetime, actor: str) -> None:
    """What was to be published by hand and is due may be out already: cmlite does not send it unasked."""
    for publication_id in lock_due_of(cursor, channel_id, now):
        publishing.step(cursor, brand_id, publication_id, "missed", now=now, actor=actor)


def disconnect(store: Store, outside: Outside, brand_id: str, channel_id: str, *, now: datetime, actor: str) -> None:
    """Forget the sign-in. What is planned stays planned and is then published by hand; history and figures stay.

    Raises RuleError when the channel stays busy.
    """
    with outside.turn(channel_id, patient=False), store.write() as cursor:
        if not update(cursor, "channel", {"brand_id": brand_id, "channel_id": channel_id}, mode="assisted"):
            raise NotFoundError("errors.channels.gone")
        table.delete_connection(cursor, channel_id)
        brands.record(cursor, brand_id, "channel", channel_id, "", "disconnected", now=now, actor=actor)
        outside.secrets.drop(channel_id)


def pause(store: Store, brand_id: str, channel_id: str, *, paused: bool, now: datetime, actor: str) -> None:
    """Stop or go on publishing and asking for one channel."""
    with store.write() as cursor:
        found = table.set_state(cursor, brand_id, channel_id, "paused" if paused else "connected")
        if not found:
            raise NotFoundError("errors.channels.gone")
        if not paused:
            table.make_due(cursor, brand_id, channel_id, now)
        brands.record(
            cursor, brand_id, "channel", channel_id, "", "paused" if paused else "resumed", now=now, actor=actor
        )


def carry_out(
    store: Store,
    outside: Outside,
    brand_id: str,
    channel_id: str,
    name: str,
    values: Mapping[str, str],
    *,
    now: datetime,
    actor: str,
) -> None:
    """Do what was pressed beside a channel; `values` is what was typed."""
    if name == "sync":
        sync_now(store, brand_id, channel_id, now=now)
    elif name in {"pause", "resume"}:
        pause(store, brand_id, channel_id, paused=name == "pause", now=now, actor=actor)
    elif name == "disconnect":
        disconnect(store, outside, brand_id, channel_id, now=now, actor=actor)
    elif name == "rename":
        channels.rename(store, brand_id, channel_id, **values, now=now, actor=actor)
    elif name == "close":
        if table.read_connection(store, channel_id) is not None:
            disconnect(store, outside, brand_id, channel_id, now=now, actor=actor)
        channels.close(store, brand_id, channel_id, now=now, actor=actor)
    elif name == "reopen":
        channels.reopen(store, brand_id, channel_id, now=now, actor=actor)


def sync_now(store: Store, brand_id: str, channel_id: str, *, now: datetime) -> None:
    """Ask the network at the next turn of the worker; a pause of our own after failures is over.

    Raises RuleError while the network itself has asked for a pause: asking on would only make it longer.
    """
    with store.write() as cursor:
        if (connection := table.read_connections(store, brand_id).get(channel_id)) is None:
            return
        if connection.is_told_to_wait(now):
            raise RuleError("errors.connections.told_to_wait")
        table.make_due(cursor, brand_id, channel_id, now)
        table.change_connection(cursor, channel_id, paused_until=None)


def unlock(store: Store, outside: Outside, passphrase: str) -> None:
    """Open the place of the sign-ins, and forget those nobody needs any more. Raises SecretsError or RuleError."""
    outside.secrets.unlock(passphrase)
    sign_ins.forget_orphans(store, outside.secrets)


def is_held(store: Store, brand_id: str) -> bool:
    """Whether the owner holds back every planned post."""
    return brands.read_settings(store, brand_id).get(HOLD) == "1"


def hold(store: Store, brand_id: str, *, held: bool, now: datetime, actor: str) -> None:
    """The crisis switch: hold back every planned post of a brand, or let them go again."""
    with store.write() as cursor:
        brands.save_setting(cursor, brand_id, HOLD, "1" if held else "0", now=now, actor=actor)
        brands.record(cursor, brand_id, "brand", brand_id, "", "held" if held else "released", now=now, actor=actor)


def connections(store: Store, brand_id: str) -> dict[str, Connection]:
    """The connections of a brand by channel id."""
    return table.read_connections(store, brand_id)


def jobs(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """When each job of each channel ran last and runs next; columns see the store."""
    return table.read_jobs(store, brand_id)


def connector_of(outside: Outside, channel_id: str, network: str) -> Connector:
    """The connector of a channel with its sign-in. Raises SecretsError while locked, SignInAgain without a sign-in."""
    values = outside.secrets.get(channel_id)
    if not values:
        raise SignInAgain("errors.connections.no_sign_in")
    sign_in = SignIn(values, outside.gate(), sign_ins.keeper(outside.secrets, channel_id, values))
    return outside.connectors[network](sign_in)
