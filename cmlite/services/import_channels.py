"""Which channel an export belongs to: the one that is said, the one it names, the only one it may be, or a new one."""

from collections.abc import Collection, Sequence

from cmlite.domain.channels import Channel
from cmlite.importers import Parsed
from cmlite.store import channels
from cmlite.store.db import Store

NEW_CHANNEL = "new"


def chosen_channel(
    store: Store, brand_id: str, parsed: Parsed, network: str, channel_id: str
) -> tuple[str, frozenset[str]]:
    """The channel that was said or that the file speaks of; for a new one also those beside which it will stand."""
    known = [one for one in channels.read_channels(store, brand_id, closed=True) if one.network == network]
    fits = channel_id == NEW_CHANNEL or any(one.channel_id == channel_id for one in known)
    chosen = channel_id if fits else known_channel(known, parsed)
    return chosen, frozenset(one.channel_id for one in known if chosen == NEW_CHANNEL)


def known_channel(known: Sequence[Channel], parsed: Parsed, beside: Collection[str] = ()) -> str:
    """The channel the file speaks of: by account id, by name, else the only one that may be it, none of `beside`."""
    for one in known:
        if parsed.account_id and one.external_id == parsed.account_id:
            return one.channel_id
    names = {name.casefold().lstrip("@") for name in (parsed.account_handle, parsed.account_name) if name}
    for one in known:
        if {one.handle.casefold().lstrip("@"), one.name.casefold()} & names:
            return one.channel_id
    free = [one for one in known if one.channel_id not in beside]
    may_be = [one for one in free if not (one.external_id and parsed.account_id)]
    return may_be[0].channel_id if len(may_be) == 1 else NEW_CHANNEL
