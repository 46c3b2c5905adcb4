"""A channel: one account of the brand on one network."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, count

from pydantic import BaseModel, ConfigDict


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """A name for one channel more: the one that is wanted, with a number where it is taken."""
    others = {one.casefold() for one in taken}
    numbered = (f"{wanted} {n}" for n in count(2))
    return next(one for one in chain([wanted], numbered) if one.casefold() not in others)


class Channel(BaseModel):
    """One row of the table `channel`; `mode` is 'assisted' (the owner posts by hand), `state` active or closed."""

    model_config = ConfigDict(frozen=True)

    channel_id: str
    brand_id: str
    network: str
    handle: str
    name: str = ""
    external_id: str = ""
    mode: str = "assisted"
    state: str = "active"
    created_at: datetime
    actor: str
    import_id: str = ""


class Account(BaseModel):
    """Who a sign-in belongs to, as the network says. `expires_at` is naive UTC, None: it does not expire.

    `can` is what this sign-in may do (see `cmlite.connectors.base.CAN`); `text_limit` overrides the published one
    where a server has its own.
    """

    model_config = ConfigDict(frozen=True)

    external_id: str
    handle: str
    name: str = ""
    server: str = ""
    can: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    text_limit: int | None = None
    followers: int | None = None
