"""Which channels the accounts and networks named in a plan become: proposed, looked at beforehand, created."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cmlite.domain.channels import Channel
from cmlite.domain.ids import new_id
from cmlite.domain.plans import WHOLE_FILE, target_handle, target_network
from cmlite.errors import NotFoundError
from cmlite.importers.plans import PlanFile
from cmlite.store import channels
from cmlite.store import plans as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

NEW = "new"
"""Stands for a channel that is to be created for a target, published by hand."""

Mapped = Mapping[str, tuple[str, ...]]
"""Channels by target: ids, or NEW; none leaves the target out."""


def proposed(store: Store, brand_id: str, file: PlanFile, known: Sequence[Channel]) -> dict[str, tuple[str, ...]]:
    """Which channels the targets of a file probably are: as last time, else by name, else the only one there."""
    remembered = table.read_mapping(store, brand_id, file.layout)
    ids = {one.channel_id for one in known}
    found: dict[str, tuple[str, ...]] = {}
    for target in file.targets or (WHOLE_FILE,):
        kept = remembered.get(target)
        if kept is not None and set(kept) <= ids:
            found[target] = kept
        elif target == WHOLE_FILE:
            found[target] = (known[0].channel_id,) if len(known) == 1 else ()
        else:
            found[target] = _channel_of(target, known)
    return found


def _channel_of(target: str, known: Sequence[Channel]) -> tuple[str, ...]:
    here = [one for one in known if one.network == target_network(target)]
    handle = target_handle(target).lstrip("@").casefold()
    named = [one for one in here if one.handle.lstrip("@").casefold() == handle]
    if named:
        return (named[0].channel_id,)
    return (here[0].channel_id,) if len(here) == 1 and not handle else (NEW,)


def as_if_there(mapping: Mapped) -> dict[str, tuple[str, ...]]:
    """A mapping in which a channel that is to be created has an id already: `new:` and its target."""
    return {
        target: tuple(f"{NEW}:{target}" if one == NEW else one for one in chosen) for target, chosen in mapping.items()
    }


def to_come(brand_id: str, mapping: Mapped) -> list[Channel]:
    """Channels of `as_if_there` that do not exist yet, so that the rules of their networks count already."""
    return [
        Channel(
            channel_id=one,
            brand_id=brand_id,
            network=target_network(target),
            handle=target_handle(target),
            created_at=datetime.min,
            actor="",
        )
        for target, chosen in mapping.items()
        for one in chosen
        if one == f"{NEW}:{target}"
    ]


def with_new_channels(
    cursor: Cursor, brand_id: str, mapping: Mapped, import_id: str, *, now: datetime, actor: str
) -> dict[str, tuple[str, ...]]:
    """The mapping with the channels that were asked for created, each under the id of the batch that makes it.

    Raises NotFoundError where one of the others was closed or belongs to another brand.
    """
    made: dict[str, tuple[str, ...]] = {}
    for target, chosen in mapping.items():
        ids = [one for one in chosen if one != NEW]
        if NEW in chosen:
            channel = Channel(
                channel_id=new_id(target_network(target), now),
                brand_id=brand_id,
                network=target_network(target),
                handle=target_handle(target) or target_network(target),
                created_at=now,
                actor=actor,
                import_id=import_id,
            )
            channels.insert_channel(cursor, channel)
            ids.append(channel.channel_id)
        made[target] = tuple(ids)
    known = {one.channel_id for one in channels.lock_channels(cursor, brand_id) if one.state == "active"}
    if not {one for ids in made.values() for one in ids} <= known:
        raise NotFoundError("errors.channels.gone")
    return made
