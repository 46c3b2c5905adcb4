"""Fill a week: for every free slot one proposal with its reason, the same for the same input; nothing is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from cmlite.domain.ideas import Origin
from cmlite.domain.slots import Gap
from cmlite.domain.strategy import Pillar

DISMISSED = -1
"""What is noted for a slot whose proposals are not wanted."""

NEAR = 2
"""Days a post may stand before the occasion it is about."""

OCCASION_PART = 3
"""At most every third slot is about an occasion by itself: the topics come first."""

Kind = Literal["idea", "occasion", "holiday", "evergreen", "template", "well", "pillar"]
_RANK: dict[Kind, int] = {"idea": 1, "evergreen": 2, "template": 3, "well": 4, "pillar": 5}
_OTHER_TOPIC = 10
"""What belongs to another topic than the one whose turn it is comes after all that does.

What has no topic comes after its own kind with the right one: somebody wrote it down, so it is better than a bare
topic.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a slot could be filled with. `day` is that of the occasion, or the day an idea already has.

    `channel_ids` narrows it to some channels (None: any); `values` fill its reason; `post_id` is the idea that would
    become a draft, '' where a new post would be made.
    """

    key: str
    kind: Kind
    title: str
    text: str = ""
    pillar_id: str = ""
    format: str = ""
    day: date | None = None
    channel_ids: tuple[str, ...] | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    origin: Origin | None = None
    post_id: str = ""

    @property
    def is_lasting(self) -> bool:
        """Whether it may stand in several slots: a topic can, a post cannot."""
        return self.kind == "pillar"


@dataclass(frozen=True, slots=True)
class Quota:
    """A topic in this week: its share of the strategy in percent, the posts it has, and those it should have."""

    pillar: Pillar
    have: int
    wanted: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a slot could be filled with, for which channels; `of` others could stand there as well."""

    gap: Gap
    candidate: Candidate
    pillar_id: str
    quota: Quota | None
    of: int

    @property
    def key(self) -> str:
        """Names the slot."""
        return slot_key(self.gap)

    @property
    def channel_ids(self) -> tuple[str, ...]:
        """The free channels of the slot that suit the candidate."""
        only = self.candidate.channel_ids
        return self.gap.channel_ids if only is None else tuple(one for one in self.gap.channel_ids if one in only)


def slot_key(gap: Gap) -> str:
    """Names a slot of a week."""
    return gap.moment.instant.isoformat()


def still_wanted(gaps: Sequence[Gap], slots: Mapping[str, int], posts: Mapping[str, Sequence[date]]) -> list[Gap]:
    """The free slots of a week that a channel still needs, in time.

    A channel with as many posts as slots needs none, also where its posts stand at other times. Days on which it
    already has a post are filled last. `posts` are the wall days of its posts in this week.
    """
    kept: set[tuple[str, str]] = set()
    for channel_id, number in slots.items():
        there = posts.get(channel_id, ())
        own = [gap for gap in gaps if channel_id in gap.channel_ids]
        own.sort(key=lambda gap: (gap.moment.wall.date() in there, gap.moment.instant))
        kept |= {(slot_key(gap), channel_id) for gap in own[: max(number - len(there), 0)]}
    found = [Gap(gap.moment, tuple(one for one in gap.channel_ids if (slot_key(gap), one) in kept)) for gap in gaps]
    return [gap for gap in found if gap.channel_ids]


def propose(
    gaps: Sequence[Gap],
    pillars: Sequence[Pillar],
    have: Mapping[str, int],
    candidates: Sequence[Candidate],
    choices: Mapping[str, int],
) -> list[Proposal]:
    """One proposal a slot that was not dismissed, in time.

    `have` counts the posts of the week by topic ('' without one). The topic furthest behind its share comes first.
    `choices` says by slot how often another proposal was wanted; the others stay as they are.
    """
    topics = _topics(gaps, pillars, have)
    lists = [_fitting(gap, topic.pillar.pillar_id if topic else "", candidates) for gap, topic in topics]
    used: set[str] = set()
    first: list[Candidate | None] = []
    occasions = -(-len(gaps) // OCCASION_PART)
    for found in lists:
        picked = next((one for one in found if one.key not in used and (occasions or not _is_occasion(one))), None)
        if picked and _is_occasion(picked):
            occasions -= 1
        if picked and not picked.is_lasting:
            used.add(picked.key)
        first.append(picked)
    proposals = []
    for (gap, topic), found, picked in zip(topics, lists, first, strict=True):
        turns = choices.get(slot_key(gap), 0)
        if picked is None or turns == DISMISSED:
            continue
        left = [one for one in found if one.key == picked.key or one.is_lasting or one.key not in used]
        left = [picked, *(one for one in left if one is not picked)]
        chosen = left[turns % len(left)]
        if not chosen.is_lasting:
            used.add(chosen.key)
        pillar_id = chosen.pillar_id or (topic.pillar.pillar_id if topic else "")
        quota = topic if topic and topic.pillar.pillar_id == pillar_id else None
        proposals.append(Proposal(gap, chosen, pillar_id, quota, len(left)))
    return proposals


def _topics(gaps: Sequence[Gap], pillars: Sequence[Pillar], have: Mapping[str, int]) -> list[tuple[Gap, Quota | None]]:
    """For every slot the topic that is furthest behind, as if the slots before it were filled."""
    shared = [pillar for pillar in pillars if pillar.share > 0] or list(pillars)
    total = len(gaps) + sum(have.values())
    counted = dict(have)
    found: list[tuple[Gap, Quota | None]] = []
    for gap in gaps:
        quotas = [
            Quota(one, counted.get(one.pillar_id, 0), (one.share or 100 / len(shared)) * total / 100) for one in shared
        ]
        behind = max(quotas, key=lambda one: one.wanted - one.have, default=None)
        if behind is not None:
            counted[behind.pillar.pillar_id] = behind.have + 1
            behind = Quota(behind.pillar, have.get(behind.pillar.pillar_id, 0), behind.wanted)
        found.append((gap, behind))
    return found


def _fitting(gap: Gap, pillar_id: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """What could stand in a slot, best first; what is equally good in the order given."""
    day = gap.moment.wall.date()
    ranked = [(_rank(one, day, pillar_id), number, one) for number, one in enumerate(candidates) if _suits(one, gap)]
    return [one for _, _, one in sorted(ranked, key=lambda one: one[:2])]


def _suits(one: Candidate, gap: Gap) -> bool:
    day = gap.moment.wall.date()
    if one.day is not None and _is_occasion(one) and not timedelta() <= one.day - day <= timedelta(days=NEAR):
        return False
    if one.day is not None and one.kind == "idea" and one.day != day:
        return False
    return one.channel_ids is None or bool(set(one.channel_ids) & set(gap.channel_ids))


def _rank(one: Candidate, day: date, pillar_id: str) -> tuple[int, int]:
    """Smaller comes first: an idea that already has this day, an occasion close by, then by topic and kind."""
    if one.kind == "idea" and one.day == day:
        return (-1, 0)
    if _is_occasion(one):
        return (0, (one.day - day).days if one.day else 0)
    other = bool(pillar_id) and one.pillar_id not in {"", pillar_id}
    return (_RANK[one.kind] + (_OTHER_TOPIC if other else 0), int(bool(pillar_id) and not one.pillar_id))


def _is_occasion(one: Candidate) -> bool:
    return one.kind in {"occasion", "holiday"}
