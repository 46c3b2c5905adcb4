"""What can be done on a network about a message or the person behind it, and what of it can be taken back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmlite.domain.inbox import PRIVATE, Message
from cmlite.domain.sync import APART

UNDO = {"like": "unlike", "hide": "show", "mute": "unmute", "block": "unblock", "ban": "unban"}
"""What a network lets us take back, and how that is called."""

ABOUT_MESSAGE = ("like", "hide", "erase")
ABOUT_PERSON = ("mute", "block", "ban", "report")
ON_OURS = ("edit", "delete")
IN_PUBLIC = frozenset({"hide", "erase", "ban"})
"""Only where others read along."""
WITH_WORDS = frozenset({"edit", "report"})


class Target(BaseModel):
    """Whom and what an act is about: ids on the network; `words` go with a report."""

    model_config = ConfigDict(frozen=True)

    external_id: str
    author_id: str
    words: str = ""


class Act(BaseModel):
    """One row of the table `network_act`. `outcome`: done, refused, unknown or undone; `reason`: a kept error."""

    model_config = ConfigDict(frozen=True)

    act_id: str
    message_id: str
    person_id: str
    act: str
    outcome: str
    reason: dict[str, Any] = {}
    happened_at: datetime


def in_force(acts: Collection[Act], message_id: str) -> set[str]:
    """What was done about a message or the person behind it and not taken back."""
    return {
        one.act for one in acts if one.outcome == "done" and (one.act in ABOUT_PERSON or one.message_id == message_id)
    }


def possible(message: Message, kind: str, can: Collection[str], acts: Collection[Act]) -> tuple[str, ...]:
    """What may be done about one message of a conversation of this kind, in the order of a menu.

    `can`: what the sign-in may do. What is done already is offered to be taken back, where the network has that.
    """
    if not message.external_id or message.state not in {"received", "sent"}:
        return ()
    if message.direction == "out":
        return () if message.external_id.startswith(APART) else tuple(one for one in ON_OURS if one in can)
    already = in_force(acts, message.message_id)
    found = []
    for one in (*ABOUT_MESSAGE, *ABOUT_PERSON):
        if one not in can or (kind == PRIVATE and one in IN_PUBLIC) or (one == "hide" and kind != "comment"):
            continue
        if one not in already:
            found.append(one)
        elif one in UNDO:
            found.append(UNDO[one])
    return tuple(found)
