"""Rules on time and topic: what stands beside the post, and whether it was said before."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from cmlite.domain.checks.rules import Hit, over, rule
from cmlite.domain.checks.subject import Subject
from cmlite.domain.drafts import Around, Draft, Finding
from cmlite.domain.editorial import EditorialLine
from cmlite.domain.networks import Network

PER_DAY = "posts_per_24h"
_DAY = timedelta(days=1)
_NEAR_SLOT = timedelta(minutes=45)
_PHRASE = 3
"""Words of a phrase that are compared."""
_COMPARED = 4_000
"""Characters of a text that are compared."""
_FEWEST = 6
"""Phrases a text needs before it can be called a repetition."""


@rule("any.post.too_close", "schedule", from_line=True)
def too_close(subject: Subject) -> Hit | None:
    """Another post of the channel goes out shortly before or after."""
    wall, gap = subject.draft.wall, timedelta(hours=subject.line.gap_hours)
    near = [other for other in subject.around.neighbours if wall and abs(other - wall) < gap]
    if not near or wall is None:
        return None
    other = min(near, key=lambda one: abs(one - wall))
    return Hit({"day": other.date(), "time": f"{other:%H:%M}", "hours": subject.line.gap_hours})


@rule("any.post.outside_slots", "schedule", from_line=True)
def outside_slots(subject: Subject) -> Hit | None:
    """Another time than the line prefers."""
    wall = subject.draft.wall
    if wall is None or not subject.line.slots:
        return None
    fits = any(
        slot.weekday == (wall + timedelta(days=shift)).weekday()
        and abs(datetime.combine((wall + timedelta(days=shift)).date(), slot.at) - wall) <= _NEAR_SLOT
        for slot in subject.line.slots
        for shift in (-1, 0, 1)
    )
    return None if fits else Hit()


@rule(f"any.post.{PER_DAY}", "schedule", blocks="live", limits=(PER_DAY,))
def posts_per_24h(subject: Subject) -> Hit | None:
    """More posts within a day than the network takes."""
    wall = subject.draft.wall
    if wall is None:
        return None
    return over(subject, PER_DAY, 1 + sum(1 for one in subject.around.neighbours if abs(one - wall) < _DAY))


def crowded(network: Network, surface: str, at: datetime, instants: Sequence[datetime]) -> Finding | None:
    """The same for one of many posts; `instants` are those of its channel in order, its own among them."""
    n = bisect_left(instants, at + _DAY) - bisect_right(instants, at - _DAY)
    draft = Draft("", network.key, surface=surface)
    hit = over(Subject(draft, EditorialLine(network=network.key), network, Around()), PER_DAY, n)
    return Finding(f"any.post.{PER_DAY}", "advise", {"network": network.name, **hit.values}) if hit else None


@rule("any.post.week_full", "schedule", from_line=True)
def week_full(subject: Subject) -> Hit | None:
    """More posts in the week than the line plans."""
    wall, wanted = subject.draft.wall, subject.line.posts_per_week
    if wall is None or not wanted:
        return None
    week = wall.isocalendar()[:2]
    n = 1 + sum(1 for one in subject.around.neighbours if one.isocalendar()[:2] == week)
    return Hit({"n": n, "high": wanted}) if n > max(1.0, wanted) else None


@rule("any.post.pillar_missing", "schedule", from_line=True)
def pillar_missing(subject: Subject) -> Hit | None:
    """The strategy has topics, and none is chosen."""
    missing = subject.around.pillar_names and subject.draft.pillar_id not in subject.around.pillar_names
    return Hit() if missing and subject.draft.text.strip() else None


@rule("any.post.pillar_quota", "schedule", from_line=True)
def pillar_quota(subject: Subject) -> Hit | None:
    """This week holds more of one topic than its share; from the third post of the week on."""
    pillar, counted = subject.draft.pillar_id, subject.around.pillars
    share = subject.line.pillars.get(pillar)
    n, total = counted.get(pillar, 0) + 1, sum(counted.values()) + 1
    if share is None or subject.draft.wall is None or total < 3 or n < 2 or n - 1 < total * share / 100:
        return None
    name = subject.around.pillar_names.get(pillar, pillar)
    return Hit({"pillar": name, "n": n, "total": total, "share": share})


@rule("any.post.repeats", "schedule", from_line=True)
def repeats(subject: Subject) -> Hit | None:
    """Much of the text stood in an earlier post of the channel."""
    least = subject.line.likeness
    mine = phrases(subject.text[:_COMPARED]) if least is not None else frozenset()
    if least is None or len(mine) < _FEWEST:
        return None
    for other in subject.around.earlier:
        theirs = phrases(other.text[:_COMPARED])
        if theirs and len(mine & theirs) >= least * min(len(mine), max(len(theirs), _FEWEST)):
            return Hit({"day": other.wall.date()})
    return None


@lru_cache(maxsize=512)
def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of three words of a text, in small letters."""
    words = [word for raw in text.casefold().split() if (word := raw.strip(".,;:!?…\"'„“”»«()")) and word[0] != "#"]
    return frozenset(tuple(words[at : at + _PHRASE]) for at in range(len(words) - _PHRASE + 1))
