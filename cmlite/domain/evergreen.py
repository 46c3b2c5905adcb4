"""Posts that stay true: when one may be shown again on a channel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Evergreen:
    """One post marked as evergreen; `shown` are its appearances by channel, planned ones too (naive UTC)."""

    post_id: str
    title: str
    text: str
    pillar_id: str
    format: str
    shown: Mapping[str, Sequence[datetime]]

    @property
    def headline(self) -> str:
        """The working title, else the beginning of the text."""
        return self.title or " ".join(self.text.split())[:80]

    @property
    def last(self) -> datetime | None:
        """When it was last shown anywhere, or will be."""
        return max((instant for instants in self.shown.values() for instant in instants), default=None)


def may_show(shown: Collection[datetime], distance: int, at: datetime) -> bool:
    """Whether every other appearance on a channel is at least so many days away, before or after."""
    return all(abs(at - other) >= timedelta(days=distance) for other in shown)


def due_on(post: Evergreen, distances: Mapping[str, int], at: datetime) -> tuple[str, ...]:
    """The open channels on which it may be shown at an instant; `distances` are the days of every open channel."""
    return tuple(one for one in _channels(post, distances) if may_show(post.shown.get(one, ()), distances[one], at))


def next_due(post: Evergreen, distances: Mapping[str, int], now: datetime) -> datetime | None:
    """The first instant from now on at which some channel may show it; None where none of its channels is open."""
    found = []
    for channel_id in _channels(post, distances):
        gap = timedelta(days=distances[channel_id])
        at = now
        for instant in sorted(post.shown.get(channel_id, ())):
            if abs(at - instant) < gap:
                at = instant + gap
        found.append(at)
    return min(found, default=None)


def _channels(post: Evergreen, distances: Mapping[str, int]) -> list[str]:
    """The open channels on which it stood; one that stood nowhere may go to all."""
    return [one for one in distances if not post.shown or one in post.shown]
