"""What a post said at one of its saves, and what changed in words from one to the next."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.media import Attached
from cmlite.domain.posts import Entry, PostDraft

_WORDS = re.compile(r"\S+\s*|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_WORDS = 3_000
"""Beyond that whole lines are compared, so that a very long text does not keep anybody waiting."""


class Saying(BaseModel):
    """The words and pictures of a post; `texts` and `comments` by channel id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = ""
    text: str = ""
    pillar_id: str = ""
    format: str = ""
    texts: dict[str, str] = Field(default_factory=dict)
    comments: dict[str, str] = Field(default_factory=dict)
    media: tuple[Attached, ...] | None = None
    """In their order, with what the post said about each; a cut is a medium of its own. None: was not kept then."""


class Version(BaseModel):
    """One row of the table `post_version`; `saved_at` is naive UTC."""

    model_config = ConfigDict(frozen=True)

    post_id: str
    version: int
    saying: Saying
    saved_at: datetime
    actor: str


def saying_of(entry: Entry) -> Saying:
    """What a post says now."""
    return Saying(
        title=entry.title,
        text=entry.text,
        pillar_id=entry.pillar_id,
        format=entry.format,
        texts={target.channel_id: own for target in entry.targets if (own := entry.own_text(target))},
        comments={target.channel_id: target.comment for target in entry.targets if target.comment},
        media=tuple(one.attached for one in entry.media),
    )


def said_in(draft: PostDraft, media: tuple[Attached, ...]) -> Saying:
    """What a post will say once it is saved; `media` are those it has then."""
    return Saying.model_validate(draft.model_dump() | {"media": media})


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    words: str


def differences(before: str, after: str) -> list[Run]:
    """The words of both texts in order: the runs that are not `new` joined give `before`, those not `gone` `after`."""
    pattern = _WORDS if len(before) + len(after) < _MOST_WORDS * 6 else _LINES
    old, new = pattern.findall(before), pattern.findall(after)
    runs: list[Run] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            runs.append(Run("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            runs.append(Run("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            runs.append(Run("new", "".join(new[new_from:new_to])))
    return runs
