"""Which channel an export belongs to: the one that is said, the one it names, the only one it may be, or a new one."""

from collections.abc import Collection, Sequence

from cmlite.domain.channels import Channel
from cmlite.importers import Parsed
from cmlite.store import channels, imports
from cmlite.store.db import Store

NEW_CHANNEL = "new"


def chosen_channel(
    store: Store, brand_id: str, parsed: Parsed, network: str, channel_id: str
) -> tuple[str, frozenset[str]]:
    """The channel that was said or that the file speaks of; for a new one also those beside which it will stand.

    Among several that a nameless file may be of, it is the one the last such file was of.
    """
    known = [one for one in channels.read_channels(store, brand_id, closed=True) if one.network == network]
    fits = channel_id == NEW_CHANNEL or any(one.channel_id == channel_id for one in known)
    chosen = channel_id if fits else known_channel(known, parsed)
    if chosen == NEW_CHANNEL and known and not fits and not names_account(parsed):
        last = imports.read_last_channel(store, brand_id, network, parsed.format_id)
        chosen = last if any(one.channel_id == last for one in known) else chosen
    return chosen, frozenset(one.channel_id for one in known if chosen == NEW_CHANNEL)


def names_account(parsed: Parsed) -> bool:
    """Whether a file says whose it is."""
    return bool(parsed.account_id or parsed.account_handle or parsed.account_name)


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
