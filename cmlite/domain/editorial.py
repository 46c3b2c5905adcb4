"""The editorial line of one network as data: what is written there, for whom, how, and what is better left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmlite.domain.slots import MOST, Slot
from cmlite.domain.strategy import Address
from cmlite.errors import RuleError

HASHTAG_PLACES = ("end", "inside", "comment", "anywhere")

Words = Annotated[str, Field(max_length=2_000)]
Lines = Annotated[tuple[Annotated[str, Field(max_length=500)], ...], Field(max_length=60)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


class Tags(_Part):
    """A group of hashtags that go together, without the sign; `occasion` says when, '' always."""

    name: str = Field(max_length=100)
    tags: Lines = ()
    occasion: str = Field(default="", max_length=100)


class Swap(_Part):
    """A word to avoid, and what to say instead."""

    word: str = Field(min_length=1, max_length=80)
    instead: str = Field(default="", max_length=200)


class Legal(_Part):
    """What the law asks for, as notes for whoever writes."""

    ad_label: str = Field(default="", max_length=60)
    imprint: Words = ""
    picture_rights: Words = ""
    competitions: Words = ""
    trade: Words = ""
    """What this trade has to mind besides."""


class EditorialLine(_Part):
    """One network's line. A band or limit that is None (or 0 for a smallest number) is not looked at.

    Lengths are counted as the network counts; `gap_hours` lie at least between two posts of a channel.
    """

    network: str
    language: str = "de"
    aim: Words = ""
    audience: Words = ""
    tone: Words = ""
    yes: Lines = ()
    no: Lines = ()
    never: Lines = ()
    """What is never done or said, in words of the strategy."""
    address: Address = "ihr"
    formats: tuple[str, ...] = ()
    length_min: Count = 0
    length_max: Count | None = None
    emoji_min: Count = 0
    emoji_max: Count | None = None
    hashtag_min: Count = 0
    hashtag_max: Count | None = None
    hashtag_place: Literal["end", "inside", "comment", "anywhere"] = "anywhere"
    hashtags: tuple[Tags, ...] = Field(default=(), max_length=30)
    links: Words = ""
    calls: Lines = ()
    call_wanted: bool = False
    posts_per_week: float = Field(default=0, ge=0, le=100)
    slots: tuple[Slot, ...] = Field(default=(), max_length=MOST)
    """Preferred times of the week, in the brand's zone."""
    pillars: dict[str, int] = Field(default_factory=dict)
    words_use: Lines = ()
    words_avoid: tuple[Swap, ...] = Field(default=(), max_length=100)
    legal: Legal = Field(default_factory=Legal)
    exclamations_max: Count | None = None
    sentence_words: Count | None = None
    gap_hours: Count = 0
    likeness: float | None = Field(default=None, ge=0, le=1)
    """From which share of common phrases on a text counts as a repetition."""

    def with_changes(self, changes: Mapping[str, object]) -> "EditorialLine":
        """The line with other values. Raises RuleError where a list or a text has grown too long."""
        try:
            return EditorialLine.model_validate(self.model_dump() | dict(changes))
        except ValidationError as error:
            raise RuleError("errors.editorial.too_much") from error

    @property
    def known_tags(self) -> frozenset[str]:
        """Every hashtag of the groups, in small letters."""
        return frozenset(tag.casefold() for group in self.hashtags for tag in group.tags)


class LineVersion(BaseModel):
    """One saved version of a line."""

    model_config = ConfigDict(frozen=True)

    line_id: str
    brand_id: str
    network: str
    version: int
    state: Literal["current", "past"]
    content: EditorialLine
    saved_at: datetime
    actor: str


def stands_in(phrase: str, text: str) -> bool:
    """Whether a phrase of several words stands in a text, not as part of a longer word."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            return True
        at = text.find(phrase, end)
    return False
