"""The states of a post and of its publications, and the only ways from one to the next."""

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from cmlite.domain.send_options import SendOptions
from cmlite.errors import RuleError

STAGES = ("idea", "draft", "planned")
"""How far a post is before its publications speak for it."""

STATES = (
    "draft",
    "in_review",
    "approved",
    "rejected",
    "scheduled",
    "publishing",
    "published",
    "failed",
    "missed",
    "unconfirmed",
    "cancelled",
    "removed",
)

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_review", "approved", "scheduled", "cancelled"}),
    "in_review": frozenset({"approved", "rejected", "scheduled", "draft", "cancelled"}),
    "approved": frozenset({"scheduled", "in_review", "draft", "cancelled"}),
    "rejected": frozenset({"in_review", "scheduled", "draft", "cancelled"}),
    "scheduled": frozenset({"in_review", "publishing", "published", "missed", "draft", "cancelled"}),
    "publishing": frozenset({"published", "failed", "unconfirmed", "scheduled"}),
    "failed": frozenset({"in_review", "scheduled", "published", "draft", "cancelled"}),
    "missed": frozenset({"in_review", "scheduled", "publishing", "published", "draft", "cancelled"}),
    "unconfirmed": frozenset({"published", "scheduled", "missed", "cancelled"}),
    "published": frozenset({"removed"}),
    "removed": frozenset(),
    "cancelled": frozenset({"draft", "scheduled"}),
}
"""`scheduled` to `published` without `publishing` is assisted publishing: the owner did it by hand. `publishing` back
to `scheduled` is for what certainly did not arrive (the network asked to wait), `unconfirmed` to `scheduled` or
`missed` for what was looked for and is not there. `removed` was out, and was deleted on the network from here. To
`in_review` leads every save of a planned post by somebody who may not approve, also of one that was approved before;
from `in_review` and `rejected` straight to `scheduled` the save of somebody who may."""

TAKEN_BACK: dict[str, frozenset[str]] = {"published": frozenset({"scheduled", "missed"})}
"""Only when the owner says that what they confirmed by hand is not out after all. Apart from the table above, so that
nothing the app does by itself ever leads from `published` to being sent."""

TOLERANCE = timedelta(hours=2)
"""How late the owner may still publish by hand as if it were on time; after that the post is `missed`."""

LIVE_TOLERANCE = timedelta(minutes=30)
"""How late cmlite itself may still publish unless the owner chose another time; after that the owner decides."""

LATE_MINUTES = range(5, 24 * 60 + 1)
"""What the owner may choose: less would miss what waits its turn, more would publish yesterday's news."""

SETTLING = timedelta(seconds=90)
"""A message that is not there this long after its answer was lost will not come any more."""

NOT_OUT = frozenset({"wait", "sign_in", "refused", "absent"})
"""Outcomes of a try after which it is certain that nothing came of it."""


def check_transition(before: str, after: str, *, taken_back: bool = False) -> None:
    """Raise RuleError unless the table allows this step, or that of what is taken back."""
    if after not in (TAKEN_BACK if taken_back else TRANSITIONS).get(before, frozenset()):
        raise RuleError("errors.publishing.transition", before=before, after=after)


def state_of_post(stage: str, publications: Collection[str]) -> str:
    """What a post as a whole is: its stage until it is planned, then what its publications say.

    `partly` means that some channels have it and others do not.
    """
    if not {"published", "publishing", "removed"} & set(publications):
        if stage != "planned":
            return stage
        if not publications:
            return "draft"
    living = {state for state in publications if state not in {"cancelled", "removed"}}
    if not living:
        return "removed" if "removed" in publications else "cancelled"
    if living == {"published"}:
        return "published"
    for loud in ("unconfirmed", "failed", "missed", "publishing", "rejected", "in_review"):
        if loud in living:
            return loud
    if "published" in living:
        return "partly"
    return "approved" if "approved" in living else "scheduled"


class Picture(BaseModel):
    """One picture of a post: its bytes, media type (image/jpeg …), description and size in pixels."""

    model_config = ConfigDict(frozen=True)

    data: bytes
    media_type: str
    alt: str = ""
    width: int = 0
    height: int = 0


class Sent(BaseModel):
    """What a network made of a post: its id there, its public address, the network's time (naive UTC)."""

    model_config = ConfigDict(frozen=True)

    external_id: str
    permalink: str = ""
    at: datetime | None = None
    also: tuple[str, ...] = ()
    """Ids of the further messages it became there, like the pictures of an album after the first."""


class Outgoing(BaseModel):
    """One message on its way to a network. `parent` is the id there of what it answers, '' for a post."""

    model_config = ConfigDict(frozen=True)

    text: str
    pictures: tuple[Picture, ...] = ()
    language: str = ""
    parent: str = ""
    mention: str = ""
    """Name on the network of the person it answers, for networks that reach people only by naming them."""
    direct: bool = False
    """Only for the person it answers, where the network has that."""
    options: SendOptions = SendOptions()
    """What the owner chose; `language` above is the one that counts."""
