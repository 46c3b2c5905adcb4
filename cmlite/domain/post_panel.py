"""The panel of a post: what stands in its fields, what of it is not saved yet, and what was pressed."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.media import Attached
from cmlite.domain.posts import Stage
from cmlite.domain.send_options import SendOptions


class Fields(BaseModel):
    """What stands in the panel of a post, not checked yet; `wall` is the local time, None while day or time is open."""

    model_config = ConfigDict(frozen=True)

    title: str = ""
    text: str = ""
    pillar_id: str = ""
    campaign_id: str = ""
    format: str = ""
    channel_ids: tuple[str, ...] = ()
    stage: Stage = "draft"
    wall: datetime | None = None
    as_thread: bool = False
    texts: dict[str, str] = Field(default_factory=dict)
    comments: dict[str, str] = Field(default_factory=dict)
    tagged: bool = True
    options: dict[str, SendOptions] = Field(default_factory=dict)
    media: tuple[Attached, ...] = ()

    def beside(self, other: "Fields") -> "Unsaved":
        """What is different from `other`."""
        mine, theirs = self.model_dump(), other.model_dump()
        return Unsaved.model_validate({name: value for name, value in mine.items() if value != theirs[name]})


class Unsaved(BaseModel):
    """What was typed about a post and not saved: None is a field that was left as it was.

    `version` is the one the panel began with, 0 for a post that does not exist yet.
    """

    model_config = ConfigDict(frozen=True)

    title: str | None = None
    text: str | None = None
    pillar_id: str | None = None
    campaign_id: str | None = None
    format: str | None = None
    channel_ids: tuple[str, ...] | None = None
    stage: Stage | None = None
    wall: datetime | None = None
    as_thread: bool | None = None
    texts: dict[str, str] | None = None
    comments: dict[str, str] | None = None
    tagged: bool | None = None
    options: dict[str, SendOptions] | None = None
    media: tuple[Attached, ...] | None = None
    version: int = 0

    @property
    def _typed(self) -> dict[str, object]:
        return {name: value for name, value in self.model_dump(exclude={"version"}).items() if value is not None}

    def is_worth_keeping(self, *, is_new: bool) -> bool:
        """A new post needs some words; of one that exists every change counts."""
        words = (self.title, self.text, *(self.texts or {}).values())
        return any((one or "").strip() for one in words) or bool(self.media) if is_new else bool(self._typed)

    def upon(self, fields: Fields) -> Fields:
        """The fields with what was typed."""
        return Fields.model_validate(fields.model_dump() | self._typed)


class Choice(BaseModel):
    """What was pressed in the panel of a post; `forget` drops what was typed and not saved, `publish` saves it as due
    at once."""

    model_config = ConfigDict(frozen=True)

    action: Literal[
        "save",
        "publish",
        "forget",
        "duplicate",
        "delete",
        "published",
        "not_published",
        "cancel",
        "send_now",
        "same",
        "not_same",
        "edit",
        "remove",
        "corrected",
        "uncorrected",
    ]
    publication_id: str = ""
    link: str = ""
    by_hand: bool = False
    """Published by hand, so that it can be taken back."""
    post_id: str = ""
    """The id of a post that is made now: pressed twice, there is one."""
    texts: tuple[str, ...] = ()
    """The new words of what is out, part by part."""
