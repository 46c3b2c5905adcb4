"""Saved replies: texts with variables for a class of message, a language and a form of address; drafts, never more."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cmlite.domain.brands import WEEKDAYS, BusinessHours
from cmlite.errors import RuleError

VARIABLES = ("name", "brand", "opening_hours", "website", "place", "network")
ADDRESSES = ("sie", "du", "ihr")
_VARIABLE = re.compile(r"\{(\w{1,30})\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_STILL = 0.6
"""The share of its own words an answer must still hold to count as the saved reply it began with."""


class ReplyDraft(BaseModel):
    """What the form of a saved reply holds; class, language and form of address '' fit every one."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = Field(default="", max_length=80)
    text: str = Field(default="", max_length=5_000)
    class_id: str = ""
    language: str = ""
    address: str = ""

    @model_validator(mode="after")
    def _something_to_say(self) -> "ReplyDraft":
        if not self.name:
            raise RuleError("errors.replies.name_missing")
        if not self.text:
            raise RuleError("errors.replies.text_missing")
        if unknown := next((one for one in _VARIABLE.findall(self.text) if one not in VARIABLES), ""):
            raise RuleError("errors.replies.variable", word="{" + unknown + "}")
        return self


class SavedReply(BaseModel):
    """One row of the table `saved_reply`; `uses` counts how often it was inserted."""

    model_config = ConfigDict(frozen=True)

    reply_id: str
    brand_id: str
    name: str
    text: str
    class_id: str = ""
    language: str = ""
    address: str = ""
    uses: int = 0
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CameBack:
    """What followed the answers that went out with a saved reply: how many, and how many people wrote again.

    `minutes` is the median until they did; None where nobody has.
    """

    sent: int = 0
    answered: int = 0
    minutes: float | None = None


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its variables filled; one whose value is not known stays, so that the calm check finds it."""
    return _VARIABLE.sub(lambda match: values.get(match[1]) or match[0], text)


def in_order(
    replies: Sequence[SavedReply], *, class_id: str, language: str, address: str
) -> tuple[list[SavedReply], list[SavedReply]]:
    """Those that fit a conversation, the closest first, and the others. The most used of equals comes first.

    Where it has no class yet, replies of every class fit.
    """

    def fits(one: SavedReply) -> bool:
        right_address = one.address in {"", address} or one.language == "en"
        right_class = not class_id or one.class_id in {"", class_id}
        return right_class and one.language in {"", language} and right_address

    ordered = sorted(replies, key=lambda one: (one.class_id != class_id, one.language != language, -one.uses, one.name))
    return [one for one in ordered if fits(one)], [one for one in ordered if not fits(one)]


def still_says(saved: str, sent: str) -> bool:
    """Whether an answer that went out is still the saved reply it began with, however it was filled and finished."""
    own = {word.casefold() for word in _WORD.findall(_VARIABLE.sub(" ", saved))}
    said = {word.casefold() for word in _WORD.findall(sent)}
    return bool(own) and len(own & said) >= _STILL * len(own)


class HoursWords(BaseModel):
    """How opening hours are written in a language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: tuple[str, ...]
    span: str
    to: str


class German(BaseModel):
    """A saved reply in German, by form of address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sie: str
    du: str


class English(BaseModel):
    """A saved reply in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    text: str


class Beginning(BaseModel):
    """A saved reply to begin with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_id: str
    de: German
    en: English


class Beginnings(BaseModel):
    """What saved replies begin with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: dict[str, HoursWords]
    reply: tuple[Beginning, ...]

    def drafts(self, address: str) -> list[ReplyDraft]:
        """The replies in both languages; the German ones address people as the brand does."""
        form = "sie" if address == "sie" else "du"
        found = []
        for one in self.reply:
            german = one.de.sie if form == "sie" else one.de.du
            found.append(ReplyDraft(name=one.de.name, text=german, class_id=one.class_id, language="de", address=form))
            found.append(ReplyDraft(name=one.en.name, text=one.en.text, class_id=one.class_id, language="en"))
        return found


def read_beginnings(text: str) -> Beginnings:
    """Raises `tomllib.TOMLDecodeError` or `pydantic.ValidationError`."""
    return Beginnings.model_validate(tomllib.loads(text))


def opening_words(hours: BusinessHours, words: HoursWords) -> str:
    """Opening hours as one reads them, days with the same hours together: Di–Sa 8–18 Uhr; '' where there are none."""
    listed = [(number, hours.days.get(day)) for number, day in enumerate(WEEKDAYS)]
    parts = []
    for span, group in groupby(listed, key=lambda pair: pair[1]):
        days = [words.days[number] for number, _ in group]
        if span is None:
            continue
        opens, closes = (f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour) for at in (span.opens, span.closes))
        which = days[0] if len(days) == 1 else f"{days[0]}{words.to}{days[-1]}"
        parts.append(f"{which} {words.span.format(opens=opens, closes=closes)}")
    return ", ".join(parts)
