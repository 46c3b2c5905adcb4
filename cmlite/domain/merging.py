"""Which conversations may become one, and where a thread may be split."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmlite.domain.inbox import PRIVATE, Message
from cmlite.errors import RuleError


def check_may_merge(kept: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """Raise RuleError unless both are with one person on one channel, and both public or both private."""
    same = kept["conversation_id"] != other["conversation_id"] and bool(kept["person_id"])
    same = same and all(kept[name] == other[name] for name in ("person_id", "channel_id"))
    if not same or (kept["kind"] == PRIVATE) != (other["kind"] == PRIVATE):
        raise RuleError("errors.merging.other_person")


def places_to_split(messages: Sequence[Message]) -> list[Message]:
    """The messages at which a new conversation may begin: what somebody outside wrote, but not the first of all."""
    first = next((place for place, one in enumerate(messages) if one.direction == "in"), len(messages))
    return [one for one in messages[first + 1 :] if one.direction == "in"]
