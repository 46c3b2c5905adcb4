"""A signed-in channel: what it may do and how it stands with its network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

EXPIRES_SOON = timedelta(days=7)
UNREACHABLE_AFTER = timedelta(minutes=30)
"""A shorter failure is nothing the owner must know of."""

Standing = Literal["paused", "sign_in", "waiting", "unreachable", "expiring", "connected"]


@dataclass(frozen=True, slots=True)
class Told:
    """What networks told about a brand's posts: connections by channel id, the tries to send a publication, its words.

    `matches` are posts made elsewhere that seem to be planned ones (see `store.native.read_matches`); `parts` gives
    the words of a publication as they went out, part by part. `website` is the brand's where its links are marked as
    posts go out, '' otherwise.
    """

    live: Mapping[str, "Connection"]
    matches: Sequence[Mapping[str, Any]]
    tries: Callable[[str], Sequence[Mapping[str, Any]]]
    parts: Callable[[str], Sequence[str]]
    website: str = ""


class Connection(BaseModel):
    """One row of the table `connection`. Times are naive UTC.

    `state`: connected, sign_in (the network rejected the sign-in) or paused (by the owner). `paused_until`: the
    network asked to wait. `failing_since`: the first failure after the last success. `reason`: key, values and what
    the network said, of the last failure.
    """

    model_config = ConfigDict(frozen=True)

    channel_id: str
    brand_id: str
    server: str = ""
    can: frozenset[str] = frozenset()
    text_limit: int | None = None
    state: Literal["connected", "sign_in", "paused"] = "connected"
    reason: dict[str, Any] = {}
    expires_at: datetime | None = None
    paused_until: datetime | None = None
    failing_since: datetime | None = None
    last_ok_at: datetime | None = None
    connected_at: datetime
    actor: str

    def standing(self, now: datetime) -> Standing:
        """What the owner should know first; that it fails for long comes before the pauses between our own tries."""
        if self.state != "connected":
            return self.state
        if self.failing_since is not None and now - self.failing_since >= UNREACHABLE_AFTER:
            return "unreachable"
        if self.paused_until is not None and self.paused_until > now:
            return "waiting"
        if self.expires_at is not None and self.expires_at - now <= EXPIRES_SOON:
            return "expiring"
        return "connected"

    def may_work(self, now: datetime) -> bool:
        """Whether anything may be asked or sent by itself now."""
        return self.state == "connected" and (self.paused_until is None or self.paused_until <= now)

    def is_told_to_wait(self, now: datetime) -> bool:
        """Whether the network asked for a pause that lasts; one of our own counts from the first failure."""
        return self.paused_until is not None and self.paused_until > now and self.failing_since is None
