"""What stands around the queue of conversations."""

from collections.abc import Sequence
from dataclasses import dataclass

from cmlite.domain.channels import Channel
from cmlite.domain.moderation import Plan
from cmlite.domain.queue import Overview, SavedSearch


@dataclass(frozen=True, slots=True)
class Board:
    """The plan in force, numbers of conversations, tags in use, channels (closed ones, too), saved searches."""

    plan: Plan
    overview: Overview
    tags: Sequence[str]
    channels: Sequence[Channel]
    searches: Sequence[SavedSearch]
