"""A conversation that is open on the page, with all that is shown and offered around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmlite.domain.acts import Act
from cmlite.domain.answering import AnswerBox
from cmlite.domain.classes import Beside
from cmlite.domain.inbox import Conversation, Message
from cmlite.domain.triage import Judgement


@dataclass(frozen=True, slots=True)
class Opened:
    """`can`: what the signed-in channel may do; `possible`: acts by message id; `response`: minutes to the first answer
    on the clock and within business hours; `notes`: unread ones that name whoever is at work."""

    conversation: Conversation
    messages: Sequence[Message]
    draft: str
    subject: Mapping[str, Any] | None
    history: Sequence[Mapping[str, Any]]
    handle: str
    can: frozenset[str]
    possible: Mapping[str, Sequence[str]]
    acts: Sequence[Act]
    response: tuple[float | None, float | None]
    notes: Sequence[dict[str, Any]]
    box: AnswerBox
    beside: Beside
    taken_for: Mapping[str, Judgement] | None

    @property
    def is_all_gone(self) -> bool:
        """Whether nothing of what the person wrote here is left on the network."""
        theirs = [one for one in self.messages if one.direction == "in"]
        return bool(theirs) and all(one.state == "deleted" for one in theirs)
