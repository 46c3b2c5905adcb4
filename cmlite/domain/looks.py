"""A draft of an answer that was handed to somebody for a look, and what they said."""

import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

_WORD = re.compile(r"\w+")
_FEW = 2
Verdict = Literal["", "fine", "change"]


class Look(BaseModel):
    """One row of the table `draft_look`: `actor` asks `member_id`. `verdict` is '' until they said something."""

    model_config = ConfigDict(frozen=True)

    look_id: str
    brand_id: str
    conversation_id: str
    member_id: str
    text: str
    question: str
    asked_at: datetime
    answered_at: datetime | None = None
    verdict: Verdict = ""
    remark: str = ""
    actor: str


def covers(looked_at: str, said: str) -> bool:
    """Whether an answer is still what somebody looked at: a typo may be mended, no more than two words are new."""
    known = set(_WORD.findall(looked_at.casefold()))
    return len(set(_WORD.findall(said.casefold())) - known) <= _FEW
