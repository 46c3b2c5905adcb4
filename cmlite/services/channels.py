"""Declare the accounts the brand has; here every channel is published by hand."""

from datetime import datetime

from cmlite.domain.channels import Channel
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import publishing
from cmlite.store import brands
from cmlite.store import channels as table
from cmlite.store.db import Store
from cmlite.store.rows import update


def channels(store: Store, brand_id: str, *, closed: bool = False) -> list[Channel]:
    """The channels of a brand by network and handle."""
    return table.read_channels(store, brand_id, closed=closed)


def declare(
    store: Store, brand_id: str, *, network: str, handle: str, name: str = "", now: datetime, actor: str
) -> Channel:
    """Add a channel. Raises RuleError when the handle is empty or already there."""
    handle = handle.strip()
    if not handle:
        raise RuleError("errors.channels.handle_missing")
    with store.write() as cursor:
        known = table.lock_channels(cursor, brand_id)
        same = (one for one in known if one.network == network and one.handle.casefold() == handle.casefold())
        there = next(same, None)
        if there is not None and there.state == "active":
            raise RuleError("errors.channels.exists", handle=handle)
        channel = there or Channel(
            channel_id=new_id(network, now),
            brand_id=brand_id,
            network=network,
            handle=handle,
            name=name.strip(),
            created_at=now,
            actor=actor,
        )
        if there is not None:
            update(cursor, "channel", {"brand_id": brand_id, "channel_id": channel.channel_id}, state="active")
        else:
            table.insert_channel(cursor, channel)
        brands.record(cursor, brand_id, "channel", channel.channel_id, "", "active", now=now, actor=actor)
    return channel


def rename(store: Store, brand_id: str, channel_id: str, *, handle: str, name: str, now: datetime, actor: str) -> None:
    """Change handle and name."""
    if not handle.strip():
        raise RuleError("errors.channels.handle_missing")
    _change(store, brand_id, channel_id, "renamed", now, actor, handle=handle.strip(), name=name.strip())


def count_planned(store: Store, brand_id: str, channel_id: str) -> int:
    """How many publications of a channel are still to come."""
    return len(table.read_open_publications(store, brand_id, channel_id))


def close(store: Store, brand_id: str, channel_id: str, *, now: datetime, actor: str) -> int:
    """Stop planning for a channel; its history stays. Planned publications are dropped: returns how many."""
    with store.write() as cursor:
        dropped = table.read_open_publications(store, brand_id, channel_id)
        for publication_id in dropped:
            publishing.step(cursor, brand_id, publication_id, "cancelled", now=now, actor=actor)
        if not update(cursor, "channel", {"brand_id": brand_id, "channel_id": channel_id}, state="closed"):
            raise NotFoundError("errors.channels.gone")
        brands.record(cursor, brand_id, "channel", channel_id, "active", "closed", now=now, actor=actor)
    return len(dropped)


def reopen(store: Store, brand_id: str, channel_id: str, *, now: datetime, actor: str) -> None:
    """Take a closed channel back."""
    _change(store, brand_id, channel_id, "active", now, actor, state="active")


def _change(
    store: Store, brand_id: str, channel_id: str, after: str, now: datetime, actor: str, **changes: object
) -> None:
    with store.write() as cursor:
        if not update(cursor, "channel", {"brand_id": brand_id, "channel_id": channel_id}, **changes):
            raise NotFoundError("errors.channels.gone")
        brands.record(cursor, brand_id, "channel", channel_id, "", after, now=now, actor=actor)
