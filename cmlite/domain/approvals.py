"""Who looks at a post before it goes out: the state a save leads to, and what was decided."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cmlite.domain.clocks import to_minute
from cmlite.domain.posts import Entry
from cmlite.domain.team import Team

Step = Literal["asked", "approved", "returned"]


class Decided(BaseModel):
    """One row of the table `approval`: handed in, approved or given back, by whom and which version of the text."""

    model_config = ConfigDict(frozen=True)

    approval_id: str
    post_id: str
    version: int
    decision: Step
    comment: str = ""
    decided_at: datetime
    actor: str
    headline: str = ""


def is_at_once(planned: datetime | None, asked_at: datetime | None) -> bool:
    """Whether a post was handed in to go out as soon as it is approved: its time was already there then."""
    return planned is not None and asked_at is not None and planned <= asked_at


def due_when_approved(planned: datetime | None, asked_at: datetime | None, now: datetime) -> datetime | None:
    """When a post that is approved now goes out; None where its time has passed meanwhile."""
    if is_at_once(planned, asked_at):
        return to_minute(now)
    return planned if planned is not None and planned > now else None


class Waiting(BaseModel):
    """A post that waits for approval, and when who handed it in."""

    model_config = ConfigDict(frozen=True)

    entry: Entry
    asked: Decided | None = None


def state_after_save(stage: str, team: Team, actor: str) -> str:
    """The state of what was just saved.

    With a team, whoever may not approve hands in: also what was approved before, because its text may be another one
    now. Whoever may approve plans at once; without a team everybody does.
    """
    if stage != "planned":
        return "draft"
    return "scheduled" if not team.exists or team.may_approve(actor) else "in_review"
