"""A plan read from a file: its rows, and what there is already of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from cmlite.domain.drafts import Finding
from cmlite.domain.posts import PostDraft
from cmlite.errors import RuleError

LAYOUTS = ("cmlite", "buffer", "hootsuite", "metricool", "publer")
"""Whose layout a file has; each is read and written."""

WHOLE_FILE = ""
"""The target of every row where a file does not name accounts: they are chosen for the whole file."""

Status = Literal["new", "changed", "same", "refused"]
STATUSES: tuple[Status, ...] = ("new", "changed", "same", "refused")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a plan file, as it says. `targets` are names of accounts or networks, to be mapped to channels.

    `at` is wall time in `zone` ('' for the zone the owner chooses), or UTC where `is_utc`. `problem` is the text key
    of what cannot be read, with `detail`.
    """

    line: int
    post_id: str = ""
    title: str = ""
    text: str = ""
    at: datetime | None = None
    is_utc: bool = False
    day_only: bool = False
    zone: str = ""
    state: str = "scheduled"
    targets: tuple[str, ...] = ()
    pillar: str = ""
    format: str = ""
    campaign: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    """Own text by target, where it differs from the text of the post."""
    comments: tuple[tuple[str, str], ...] = ()
    """Our first comment by target."""
    options: tuple[tuple[str, str], ...] = ()
    """How it goes out, by target: JSON as SendOptions writes it."""
    tagged: bool = True
    as_thread: bool = False
    media: int = 0
    """How many pictures or videos it names by address; they are not fetched."""
    problem: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A post that is there already; `movable` says that nothing of it is out, `is_part` that a row says what a few of
    its channels say, which are then those of `draft`."""

    post_id: str
    version: int
    draft: PostDraft
    instant: datetime | None
    plan_key: str = ""
    movable: bool = True
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """By what rows of a plan find posts that are there already: their ids, the keys of rows read before, their instants
    (naive UTC); `texts` are those of rows without a time."""

    post_ids: Collection[str]
    keys: Collection[str]
    instants: Collection[datetime]
    texts: Collection[str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner chose: zone for times that name none, channels by target, whether to plan or only to draft.

    `home` is the zone of the brand, in which its calendar is kept.
    `pillars` and `campaigns` give ids by name in lower case, `live` are the channels that cmlite serves itself.
    """

    zone: str
    home: str
    channels: Mapping[str, tuple[str, ...]]
    as_planned: bool = False
    pillars: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    live: Collection[str] = ()
    refuses: Callable[[PostDraft, str], None] = lambda _draft, _post_id: None
    """Raises RuleError where a network would certainly refuse a planned post ('' as the id of a new one)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What taking a row over would do. `problem` says why it is refused, or why it stays a draft although it was to be
    planned; `changes` are the fields that differ."""

    row: PlanRow
    status: Status
    draft: PostDraft | None = None
    instant: datetime | None = None
    known: Known | None = None
    plan_key: str = ""
    problem: RuleError | None = None
    changes: tuple[str, ...] = ()
    moved: bool = False
    """The clock change made the wanted time impossible: it is moved by the gap."""
    crowd: Finding | None = None
    """With it a network would get more posts within 24 hours than it takes."""
    past: bool = False
    """Its time is over: it becomes a draft, whatever was chosen."""


def target_network(target: str) -> str:
    """The network a target names: `instagram:@sonne` and `instagram` are both on Instagram; '' where unknown."""
    return target.partition(":")[0]


def target_handle(target: str) -> str:
    """The account a target names; '' where it names a network alone."""
    return target.partition(":")[2]
