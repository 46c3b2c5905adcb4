"""The states of a post and of its publications, and the only ways from one to the next."""

from collections.abc import Collection
from datetime import timedelta

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
)

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_review", "approved", "scheduled", "cancelled"}),
    "in_review": frozenset({"approved", "rejected", "draft"}),
    "approved": frozenset({"scheduled", "in_review", "draft", "cancelled"}),
    "rejected": frozenset({"draft", "cancelled"}),
    "scheduled": frozenset({"publishing", "published", "missed", "draft", "cancelled"}),
    "publishing": frozenset({"published", "failed", "unconfirmed"}),
    "failed": frozenset({"scheduled", "published", "draft", "cancelled"}),
    "missed": frozenset({"scheduled", "publishing", "published", "draft", "cancelled"}),
    "unconfirmed": frozenset({"published", "scheduled", "cancelled"}),
    "published": frozenset(),
    "cancelled": frozenset({"draft", "scheduled"}),
}
"""`scheduled` to `published` without `publishing` is assisted publishing: the owner did it by hand."""

TOLERANCE = timedelta(hours=2)
"""How late a planned post may still go out as if it were on time; after that the owner decides."""


def check_transition(before: str, after: str) -> None:
    """Raise RuleError unless the table allows this step."""
    if after not in TRANSITIONS.get(before, frozenset()):
        raise RuleError("errors.publishing.transition", before=before, after=after)


def state_of_post(stage: str, publications: Collection[str]) -> str:
    """What a post as a whole is: its stage until it is planned, then what its publications say.

    `partly` means that some channels have it and others do not.
    """
    if not {"published", "publishing"} & set(publications):
        if stage != "planned":
            return stage
        if not publications:
            return "draft"
    living = {state for state in publications if state != "cancelled"}
    if not living:
        return "cancelled"
    if living == {"published"}:
        return "published"
    for loud in ("unconfirmed", "failed", "missed", "publishing"):
        if loud in living:
            return loud
    return "partly" if "published" in living else "scheduled"
