"""What the owner chooses for one channel beside the words: a warning, who sees it, its language, without a sound."""

import json
from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Visibility = Literal["", "public", "unlisted", "followers"]
VISIBILITIES: tuple[Visibility, ...] = ("", "public", "unlisted", "followers")

LANGUAGES = (
    *("de", "en", "fr", "it", "es", "nl", "pl", "pt", "tr", "ar"),
    *("uk", "ru", "ro", "cs", "sk", "hu", "hr", "sr", "sl", "bg"),
    *("el", "da", "sv", "no", "fi", "sq", "fa", "vi", "zh", "ja"),
)
"""Languages a post may say it is in (ISO 639-1): those most spoken around our owners first."""


class SendOptions(BaseModel):
    """Of one channel; everything left open is as the account or the brand has it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    warning: str = Field(default="", max_length=300)
    """Stands in place of the text until it is opened; the network counts it with the text."""
    visibility: Visibility = ""
    language: str = Field(default="", pattern=r"^([a-z]{2})?$")
    """ISO 639-1; '' for the language of the brand."""
    silent: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return self == SendOptions()

    def only(self, can: Collection[str]) -> "SendOptions":
        """Without what a channel cannot do."""
        return SendOptions.model_validate({name: value for name, value in self.model_dump().items() if name in can})

    def counted(self, words: str) -> str:
        """What counts for the length of a text that goes out with these options."""
        return f"{self.warning}\n{words}" if self.warning else words

    def as_json(self) -> str:
        """As it is kept; '' where nothing was chosen."""
        return "" if self.is_empty else self.model_dump_json(exclude_defaults=True)


NAMES = tuple(SendOptions.model_fields)
"""The options, each also a word in what a connector `can`."""


_NOTHING = SendOptions()


def read_options(kept: str | None) -> SendOptions:
    """Out of what is kept; what cannot be read counts as not chosen."""
    if not kept:
        return _NOTHING
    try:
        return SendOptions.model_validate(json.loads(kept))
    except (ValueError, ValidationError):
        return SendOptions()
