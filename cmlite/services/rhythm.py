"""The rhythm of the channels: their preferred times, what is free of them next."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_hour, to_wall
from cmlite.domain.slots import APART, HORIZON, Gap, Moment, Rhythm, Slot, gaps, in_order, next_free, proposed
from cmlite.domain.week import still_wanted
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import editorial
from cmlite.store import brands
from cmlite.store import rhythm as table
from cmlite.store.channels import read_channels
from cmlite.store.db import Store

_LONGEST = 730
_USUAL = 2.0
"""Posts a week before there is a strategy."""


def rhythms(store: Store, brand_id: str) -> dict[str, Rhythm]:
    """What counts for every open channel: the owner's own slots, else those of the editorial line."""
    saved = table.read_rhythms(store, brand_id)
    channels = read_channels(store, brand_id)
    usual = _proposals(store, brand_id, {channel.network for channel in channels})
    found = {}
    for channel in channels:
        own = saved.get(channel.channel_id, Rhythm(()))
        slots = own.slots if own.is_own else usual.get(channel.network, ())
        found[channel.channel_id] = Rhythm(slots, own.is_own, own.evergreen_days)
    return found


def set_slots(
    store: Store, brand_id: str, channel_id: str, slots: Sequence[Slot] | None, *, now: datetime, actor: str
) -> None:
    """Save the slots of a channel; None goes back to the proposal. Raises RuleError where two are too close."""
    _save(store, brand_id, channel_id, None if slots is None else in_order(slots), None, now=now, actor=actor)


def set_distance(store: Store, brand_id: str, channel_id: str, days: int, *, now: datetime, actor: str) -> None:
    """Save how many days lie between two appearances of an evergreen post on a channel."""
    if not 1 <= days <= _LONGEST:
        raise RuleError("errors.rhythm.distance", most=_LONGEST)
    _save(store, brand_id, channel_id, (), days, now=now, actor=actor)


def free_slot(store: Store, brand: Brand, channel_ids: Sequence[str], *, now: datetime) -> Moment | None:
    """The next slot at which none of these channels has a post; None where they have no slot or all are full."""
    known = rhythms(store, brand.brand_id)
    slots = {one: known[one].slots for one in channel_ids if one in known}
    return next_free(slots, _taken_from(store, brand, now), after=now, zone=brand.zone)


def free_by_channel(
    store: Store, brand: Brand, known: Mapping[str, Rhythm], *, now: datetime
) -> dict[str, Moment | None]:
    """The next free slot of each channel by itself."""
    taken = _taken_from(store, brand, now)
    return {one: next_free({one: found.slots}, taken, after=now, zone=brand.zone) for one, found in known.items()}


def wanted_slots(store: Store, brand: Brand, *, first: datetime, after: datetime, until: datetime) -> list[Gap]:
    """The free slots between two instants that the channels still need in the week that began at `first`."""
    known = rhythms(store, brand.brand_id)
    taken = table.read_taken(store, brand.brand_id, min(first, after) - APART, until + APART)
    found = gaps({one: rhythm.slots for one, rhythm in known.items()}, taken, after=after, until=until, zone=brand.zone)
    posts = {
        one: [to_wall(instant, brand.zone).date() for instant in instants if first <= instant < until]
        for one, instants in taken.items()
    }
    return still_wanted(found, {one: len(rhythm.slots) for one, rhythm in known.items()}, posts)


def free_slots(store: Store, brand: Brand, *, after: datetime, until: datetime) -> list[Gap]:
    """Every free slot of the open channels between two instants (naive UTC), in time."""
    slots = {channel_id: one.slots for channel_id, one in rhythms(store, brand.brand_id).items()}
    taken = table.read_taken(store, brand.brand_id, after - APART, until + APART)
    return gaps(slots, taken, after=after, until=until, zone=brand.zone)


def _taken_from(store: Store, brand: Brand, now: datetime) -> dict[str, list[datetime]]:
    return table.read_taken(store, brand.brand_id, to_hour(now) - APART, to_hour(now) + HORIZON + timedelta(days=1))


def _proposals(store: Store, brand_id: str, networks: Collection[str]) -> dict[str, tuple[Slot, ...]]:
    """Slots by network: those of its editorial line, else as many as the line wants posts.

    Without a strategy two a week everywhere.
    """
    lines = editorial.lines(store, brand_id)
    usual = {network: line.slots or proposed(line.posts_per_week) for network, line in lines.items()}
    return usual or dict.fromkeys(networks, proposed(_USUAL))


def _save(
    store: Store,
    brand_id: str,
    channel_id: str,
    slots: Sequence[Slot] | None,
    days: int | None,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Save one of both and leave the other as it was: `days` None means that the slots are meant."""
    if channel_id not in {channel.channel_id for channel in read_channels(store, brand_id)}:
        raise NotFoundError("errors.channels.gone")
    with store.write() as cursor:
        before = table.read_rhythms(store, brand_id).get(channel_id, Rhythm(()))
        if days is not None:
            slots = before.slots if before.is_own else None
        kept = before.evergreen_days if days is None else days
        table.save_rhythm(cursor, brand_id, channel_id, slots, kept, now=now, actor=actor)
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="rhythm",
            subject_id=channel_id,
            to_state="proposal" if slots is None else "slots",
            now=now,
            actor=actor,
            detail={"slots": [slot.code for slot in slots or ()], "evergreen_days": kept},
        )
