"""A post as the owner writes it, and an entry as the calendar shows it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.media import Attached, Media
from cmlite.domain.send_options import SendOptions
from cmlite.domain.tagging import Tagging, untagged
from cmlite.errors import RuleError

FORMATS = ("photo", "video", "reel", "carousel", "story", "link", "text", "live", "poll", "document", "other")


def format_of_media(kinds: Sequence[str]) -> str:
    """The format of a post with media of these kinds (image, gif, video, document), which has none chosen."""
    if not kinds:
        return "text"
    if len(kinds) > 1:
        return "carousel"
    return {"image": "photo", "document": "document"}.get(kinds[0], "video")


Stage = Literal["idea", "draft", "planned"]
TEXT_MAX = 100_000
"""Longer than this is no text of a post, here or on any network."""

OwnText = Annotated[str, Field(max_length=TEXT_MAX)]


def short_heading(title: str, text: str, most: int = 60) -> str:
    """What a post is called in one line: its working title or the beginning of its text, ending at a word."""
    flat = " ".join((title or text).split())
    if len(flat) <= most:
        return flat
    kept = flat[: most + 1].rsplit(" ", 1)[0]
    return f"{kept if len(kept) <= most else flat[:most]} …"


class PostDraft(BaseModel):
    """What a form about a post holds; `wall` is the local time the owner means, in `zone`."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    title: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=TEXT_MAX)
    pillar_id: str = ""
    campaign_id: str = ""
    format: str = ""
    channel_ids: tuple[str, ...] = ()
    stage: Stage = "draft"
    wall: datetime | None = None
    zone: str
    as_thread: bool = False
    """The owner agreed that a text too long for a channel goes out in several parts there."""
    texts: dict[str, OwnText] = Field(default_factory=dict)
    """By channel id: what a channel says instead of `text`; without blank ones and those of other channels."""
    comments: dict[str, OwnText] = Field(default_factory=dict)
    """By channel id: what we comment beneath our post there at once."""
    at_once: bool = False
    """It is due in the moment it is saved; `wall` is what the clock shows then."""
    tagged: bool = True
    """Whether links are marked where the brand marks them."""
    media: tuple[Attached, ...] | None = None
    """Pictures and the like in their order; None leaves those of the post as they are."""

    options: dict[str, SendOptions] = Field(default_factory=dict)
    """By channel id: how it goes out there; without empty ones and those of other channels."""

    @field_validator("options")
    @classmethod
    def _chosen_ones(cls, options: dict[str, SendOptions], info: ValidationInfo) -> dict[str, SendOptions]:
        chosen = info.data.get("channel_ids", ())
        return {one: wanted for one, wanted in options.items() if not wanted.is_empty and one in chosen}

    @field_validator("texts", "comments")
    @classmethod
    def _of_chosen_channels(cls, texts: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        chosen = info.data.get("channel_ids", ())
        return {channel_id: words for channel_id, words in texts.items() if words and channel_id in chosen}

    def text_for(self, channel_id: str) -> str:
        """What a channel would say."""
        return self.texts.get(channel_id) or self.text

    def check_words(self, live: Collection[str]) -> None:
        """Raise RuleError where a planned post has nothing to say on a channel that cmlite serves itself."""
        if self.stage == "planned" and not all(self.text_for(one) for one in self.channel_ids if one in live):
            raise RuleError("errors.posts.text_missing")

    @model_validator(mode="after")
    def _something_to_say(self) -> "PostDraft":
        if not (self.title or self.text or self.texts):
            raise RuleError("errors.posts.empty")
        if self.stage == "planned" and self.wall is None:
            raise RuleError("errors.posts.time_missing")
        if self.stage == "planned" and not self.channel_ids:
            raise RuleError("errors.posts.channel_missing")
        return self


class Target(BaseModel):
    """One publication of an entry."""

    model_config = ConfigDict(frozen=True)

    publication_id: str
    channel_id: str
    network: str
    state: str
    permalink: str = ""
    as_thread: bool = False
    text: str = ""
    """What this channel says instead of the text of the post; once it is out, what went out. '' for the post's."""
    comment: str = ""
    """What we comment beneath it at once."""
    options: SendOptions = SendOptions()
    by_hand: bool = False
    """It is out because the owner said so, and nothing was heard of it from the network since."""


class Entry(BaseModel):
    """One post in the calendar; `at` is naive UTC, None for an idea without a day."""

    model_config = ConfigDict(frozen=True)

    post_id: str
    title: str
    text: str
    pillar_id: str
    format: str
    state: str
    at: datetime | None
    wall: datetime | None
    version: int
    campaign_id: str = ""
    day_only: bool = False
    """Only the day is known: `at` is its midnight in UTC and means no time of day."""
    targets: tuple[Target, ...] = ()
    tagged: bool = True
    tagging: Tagging = Tagging()
    """How its links are marked as it goes out; known only where one post is read."""
    media: tuple[Media, ...] = ()
    """Its pictures and the like; known only where one post is read."""
    came_back: str = ""
    """The comment with which it was given back; known only where one post is read."""

    @property
    def headline(self) -> str:
        """What stands in a calendar cell: the working title, else the beginning of the text."""
        return self.title or " ".join(self.text.split())[:80]

    def own_text(self, target: Target, *, said: bool = True) -> str:
        """What a channel says instead of the text of the post, '' where it says the same but for white space.

        Marks in links of what is out come of sending: they make no difference, and only what was `said` bears them.
        """
        if target.state != "published":
            return "" if target.text.split() == self.text.split() else target.text
        plain = untagged(target.text)
        return "" if plain.split() == untagged(self.text).split() else target.text if said else plain

    def place(self, zone: str) -> tuple[date, time | None] | None:
        """Wall day and time of day in a zone; the time is None where only the day is known.

        What was meant for an hour that a clock change leaves out stands where it goes out.
        """
        if self.at is None:
            return None
        if self.day_only:
            return self.at.date(), None
        wall = self.wall if self.wall and not to_utc(self.wall, zone)[1] else to_wall(self.at, zone)
        return wall.date(), wall.time()

    @property
    def wanted(self) -> tuple[Target, ...]:
        """Where it is meant to go: without the channels that were dropped, unless all of them were."""
        return tuple(target for target in self.targets if target.state != "cancelled") or self.targets

    @property
    def networks(self) -> tuple[str, ...]:
        """Networks of the publications, each once, in the order of the channels."""
        return tuple(dict.fromkeys(target.network for target in self.targets))

    @property
    def planned_networks(self) -> tuple[str, ...]:
        """Networks it is meant for or is out on: without what was dropped there or deleted."""
        return tuple(dict.fromkeys(one.network for one in self.targets if one.state not in {"cancelled", "removed"}))

    @property
    def is_missed(self) -> bool:
        """Whether a channel waits for a decision because its time has passed."""
        return any(target.state == "missed" for target in self.targets)

    def is_going_out(self, live: Collection[str], now: datetime) -> bool:
        """Whether it is due or on its way on one of the `live` channels, and nobody knows yet what comes of it."""
        is_due = self.at is not None and self.at <= now
        states = {target.state for target in self.targets if target.channel_id in live}
        return "publishing" in states or (is_due and "scheduled" in states)

    @property
    def is_movable(self) -> bool:
        """Whether text and time may still change: nothing of it is out yet."""
        return not any(target.state in {"published", "publishing", "unconfirmed", "removed"} for target in self.targets)
