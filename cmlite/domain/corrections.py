"""What is out under a publication, message by message, and what became of editing or deleting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CORRECTIONS = ("edit", "remove")
"""Subjects of tries that change what is out already."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message on the network: of which part, its id there, whether it bears the words of that part."""

    part: int
    external_id: str
    has_words: bool
    is_gone: bool
    unsettled: str = ""
    """'edit' or 'remove' while nobody knows whether that arrived."""


def messages_of(tries: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    """Every message of a publication out of its tries (oldest first), in the order in which they went out."""
    last: dict[str, Mapping[str, Any]] = {}
    gone = set()
    for one in tries:
        if one["subject"] in CORRECTIONS:
            last[one["external_id"]] = one
            if one["subject"] == "remove" and one["outcome"] == "done":
                gone.add(one["external_id"])
    found = []
    for one in sorted((one for one in tries if _is_out(one)), key=lambda one: int(one["part"])):
        for place, external_id in enumerate((one["external_id"], *one["also"])):
            newest = last.get(external_id)
            unsettled = newest["subject"] if newest is not None and newest["outcome"] in {"", "unknown"} else ""
            found.append(Message(one["part"], external_id, place == 0, external_id in gone, str(unsettled)))
    return tuple(found)


def _is_out(one: Mapping[str, Any]) -> bool:
    return one["subject"] == "publication" and one["outcome"] == "done" and bool(one["external_id"])
