"""A draft of an answer that was handed to somebody for a look, and what they said."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

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
