"""Everything the answer box of a conversation works with, read once for a run of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from cmlite.domain.calm.situation import Situation
from cmlite.domain.looks import Look, Verdict
from cmlite.domain.replies import SavedReply

Private = Literal["", "live", "hand"]
"""How a public comment can be answered in private: not at all, sent from here, or by hand in the network."""


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """What is offered beside an answer, and what can be done about it without leaving the box.

    `fitting` and `others` are saved replies, `values` what their variables stand for; `people` are those a draft can be
    shown to, by id with their name; `look` is what somebody was asked last about this conversation.
    """

    actor: str
    calm: Situation
    fitting: tuple[SavedReply, ...]
    others: tuple[SavedReply, ...]
    values: Mapping[str, str]
    people: Mapping[str, str]
    look: Look | None
    private: Private
    use_reply: Callable[[str], object]
    show: Callable[[str, str, str], object]
    judge: Callable[[str, Verdict, str], object]
