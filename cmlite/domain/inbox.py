"""Conversations: their states, and what the queue shows of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmlite.errors import RuleError

STATES = ("open", "waiting", "snoozed", "done")
"""open: somebody waits for us · waiting: we wait for them · snoozed: later · done.

Of people who were erased the bare times stay for the figures, in a state of their own, `erased`: no queue shows it."""

KINDS = ("comment", "message", "mention", "review")
PRIVATE = "message"
"""The kind of conversations that only we and one person see: answered there alone, never shown as public."""

TRANSITIONS: dict[str, frozenset[str]] = {
    "open": frozenset({"waiting", "snoozed", "done"}),
    "waiting": frozenset({"open", "snoozed", "done"}),
    "snoozed": frozenset({"open", "waiting", "done", "snoozed"}),
    "done": frozenset({"open", "snoozed", "waiting"}),
}


def check_transition(before: str, after: str) -> None:
    """Raise RuleError unless a conversation may go from one state to the other."""
    if after not in TRANSITIONS.get(before, frozenset()):
        raise RuleError("errors.inbox.transition", before=before, after=after)


class Times(BaseModel):
    """When what was said in a conversation (naive UTC).

    first_in_at: first message from outside; first_out_at: our first answer to it; waiting_since: the first message
    from outside that came after our last one, None when we spoke last.
    """

    model_config = ConfigDict(frozen=True)

    first_in_at: datetime | None
    first_out_at: datetime | None
    waiting_since: datetime | None
    last_message_at: datetime


def times_of(said: Sequence[tuple[datetime, bool]]) -> Times:
    """The times of a conversation from its messages, each with when it was sent and whether we wrote it."""
    inward, outward = sorted(at for at, ours in said if not ours), sorted(at for at, ours in said if ours)
    first_in = inward[0] if inward else None
    return Times(
        first_in_at=first_in,
        first_out_at=next((at for at in outward if first_in is not None and at >= first_in), None),
        waiting_since=next((at for at in inward if not outward or at > outward[-1]), None),
        last_message_at=max(at for at, _ in said),
    )


ORDERS = ("urgent", "longest", "newest")
"""urgent: by priority, what is late, urgent words, deadline · longest: who waits longest · newest: what came last."""
NO_CLASS = "none"
"""How a filter names conversations without a class."""
ME, NOBODY, MENTIONED = "me", "nobody", "mentioned"
"""Assignees besides the people of the team; `mentioned`: where a note names whoever is at work, unread."""


class Filters(BaseModel):
    """What the queue is narrowed to; empty means all, `me` is whoever is at work.

    `before` (naive UTC): nothing was written since. `came_late`: long past due when a file brought them.
    """

    model_config = ConfigDict(frozen=True)

    state: str = "open"
    kinds: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    channel_ids: tuple[str, ...] = ()
    text: str = ""
    class_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    assignee: str = ""
    overdue: bool = False
    came_late: bool = False
    before: datetime | None = None
    order: str = "urgent"
    me: str = ""


class Conversation(BaseModel):
    """One row of the queue. Times are naive UTC; `state` counts a snooze that is over as open."""

    model_config = ConfigDict(frozen=True)

    conversation_id: str
    channel_id: str
    network: str
    person_id: str
    handle: str
    display_name: str
    publication_id: str
    kind: str
    state: str
    snoozed_until: datetime | None
    first_in_at: datetime | None
    first_out_at: datetime | None
    waiting_since: datetime | None
    last_message_at: datetime
    excerpt: str = ""
    class_id: str = ""
    class_from: str = ""
    class_why: str = ""
    priority: int = 0
    tags: str = ""
    assignee: str = ""
    urgency: str = ""
    """'urgent' where triage or a person says so."""
    due_at: datetime | None = None
    """When the answer is due by the moderation plan."""
    closes_at: datetime | None = None
    """When the network takes no more answers."""
    came_late: bool = False
    """The last message was long past due when a file brought it: nothing to hurry about."""

    @property
    def who(self) -> str:
        """The name to call the person by."""
        return self.display_name or self.handle

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Conversation":
        """From a row of the store; what the model does not know is left out."""
        return cls.model_validate({name: row[name] for name in cls.model_fields if name in row})


class Message(BaseModel):
    """One message, note or draft in a thread. `direction` is in, out or note; `state` received, draft or sent."""

    model_config = ConfigDict(frozen=True)

    message_id: str
    direction: str
    state: str
    text: str
    sent_at: datetime
    who: str
    actor: str = ""
    external_id: str = ""
