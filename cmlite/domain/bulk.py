"""What may be done to many conversations at once, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmlite.domain.inbox import Filters
from cmlite.domain.moderation import written_tags
from cmlite.errors import RuleError

ACTS = ("done", "open", "snooze", "tag", "untag", "assign")
"""`assign` with '' takes the person away."""
KEPT_DAYS = 30
"""So long a change can be taken back."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which conversations: these, or with `filters` all that fit them."""

    ids: Sequence[str] = ()
    filters: Filters | None = None


OLD = Choice(filters=Filters(came_late=True))
"""What was past due already when a file brought it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: how to take it back (`kind` '' where there is nothing to), and what to look at next."""

    kind: str
    subject: str
    n: int = 1
    opens: str = ""


def tidy_tag(written: str) -> str:
    """A tag as its column holds it. Raises RuleError where nothing is left of it."""
    tag = written_tags([written])
    if not tag:
        raise RuleError("errors.queue.tag_missing")
    return tag


def check_later(until: datetime | None, now: datetime) -> datetime:
    """Raise RuleError unless the time to look again lies in the future."""
    if until is None or until <= now:
        raise RuleError("errors.inbox.snooze_past")
    return until
