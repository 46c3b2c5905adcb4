"""The moderation plan: what is allowed, which kinds of message there are, who looks when, what a crisis is."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cmlite.domain.brands import WEEKDAYS, BusinessHours
from cmlite.errors import RuleError

CLASSES = ("question", "complaint", "praise", "lead", "spam", "insult", "threat", "crisis", "off_topic", "other")
"""The classes every plan has; own ones come after them."""
Action = Literal["answer", "answer_private", "hide", "report", "ignore", "escalate"]
ACTIONS: tuple[Action, ...] = get_args(Action)
HEATED = frozenset({"complaint", "insult", "threat", "crisis"})
PARTS = ("morning", "afternoon", "evening")
LANGUAGES = ("de", "en")
_NOON, _EVENING = 12, 17
BLOCK_WORDS = ("name", "brand")
MAIL_WORDS = ("who", "network", "when", "text", "link", "class")
"""Placeholders that are filled in the text block of a class, and in the mail to somebody on the ladder."""
_PLACEHOLDER = re.compile(r"\{(\w{1,30})\}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SPANS = {"morning": (0, _NOON), "afternoon": (_NOON, _EVENING), "evening": (_EVENING, 24)}

Words = Annotated[str, Field(max_length=4_000)]
Line = Annotated[str, Field(max_length=500)]
Lines = Annotated[tuple[Line, ...], Field(max_length=60)]
Name = Annotated[str, Field(max_length=80)]


class Part(BaseModel):
    """What is typed in a form of moderation: never changed once made, without blanks at either end."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


class HouseRules(Part):
    """The netiquette in one language, as it is published. A list that is empty has no heading."""

    title: Name = ""
    intro: Words = ""
    welcome: Lines = ()
    unwanted: Lines = ()
    consequences: Lines = ()
    times: Words = ""
    contact: Words = ""
    law: Words = ""


class MessageClass(Part):
    """One class of message and what is done with it.

    `name` '' is the built-in name in the language of the visitor. `deadline`: business minutes until the first answer,
    None where none is owed. `who`: a person or a role, in words. `block`: the text offered as a draft. `cool_off`:
    minutes between reading and sending.
    """

    class_id: str
    name: Name = ""
    deadline: Annotated[int, Field(ge=1, le=100_000)] | None = None
    who: Name = ""
    action: Action = "answer"
    block: Words = ""
    cool_off: Annotated[int, Field(ge=0, le=24 * 60)] = 0

    @property
    def is_own(self) -> bool:
        """Whether the owner made it."""
        return self.class_id not in CLASSES


class Rung(Part):
    """One step of the escalation ladder. `email` '' is somebody who is told in person; `words` is the mail."""

    name: Name = ""
    role: Name = ""
    email: Annotated[str, Field(max_length=200)] = ""
    phone: Annotated[str, Field(max_length=60)] = ""
    when: Line = ""
    after: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Business minutes without an answer after which this person is told."""
    words: Words = ""


class Crisis(Part):
    """When it is a crisis, and what is done then, one step a line."""

    times_usual: Annotated[float, Field(ge=1.5, le=100)] = 3.0
    """So many times the usual number of messages of that hour."""
    at_least: Annotated[int, Field(ge=3, le=100_000)] = 10
    """Messages within the hour below which nothing is an alarm."""
    negative_at_least: Annotated[int, Field(ge=2, le=100_000)] = 5
    """Complaints, insults and threats within the hour."""
    steps: Lines = ()
    first_words: Words = ""
    """What is said in public before anything is known."""
    lead: Name = ""


class Plan(Part):
    """The plan of a brand. Languages of the house rules are `de` and `en`; `rota` is keyed `mon.morning`."""

    house: dict[str, HouseRules] = Field(default_factory=dict)
    classes: Annotated[tuple[MessageClass, ...], Field(max_length=40)] = ()
    rota: dict[str, Name] = Field(default_factory=dict)
    ladder: Annotated[tuple[Rung, ...], Field(max_length=12)] = ()
    crisis: Crisis = Field(default_factory=Crisis)
    never_promise: Lines = ()
    """Words of promises that nobody makes in an answer."""

    @field_validator("classes")
    @classmethod
    def _every_class(cls, classes: tuple[MessageClass, ...]) -> tuple[MessageClass, ...]:
        """Each class once, the built-in ones first and never missing."""
        known = {one.class_id: one for one in classes}
        built_in = tuple(known.get(class_id) or MessageClass(class_id=class_id) for class_id in CLASSES)
        return (*built_in, *(one for class_id, one in known.items() if class_id not in CLASSES))

    @field_validator("rota")
    @classmethod
    def _known_places(cls, rota: dict[str, str]) -> dict[str, str]:
        return {place: who for place in places() if (who := rota.get(place, "").strip())}

    def class_of(self, class_id: str) -> MessageClass | None:
        """One class; None for '' and for one that was taken out of the plan."""
        return next((one for one in self.classes if one.class_id == class_id), None)

    def deadline_of(self, class_id: str) -> int | None:
        """Business minutes until the first answer; a conversation without a class has that of `other`."""
        found = self.class_of(class_id) or self.class_of("other")
        return found.deadline if found else None

    def gaps(self, hours: BusinessHours) -> tuple[str, ...]:
        """The places of the rota in which the business is open and nobody looks."""
        return tuple(place for place in needed(hours) if place not in self.rota)

    def looking(self, wall: datetime) -> str:
        """Who looks at a wall time; '' is nobody."""
        return self.rota.get(f"{WEEKDAYS[wall.weekday()]}.{part_of(wall.hour)}", "")

    def with_changes(self, changes: Mapping[str, object]) -> "Plan":
        """The plan with other values.

        Raises RuleError where a list or a text has grown too long, and where a row that is new or changed says too
        little: a class nobody could tell from another, a step of the ladder without anybody, an address that is none;
        or where it holds a placeholder that nothing fills.
        """
        try:
            changed = Plan.model_validate(self.model_dump() | dict(changes))
        except ValidationError as error:
            raise RuleError("errors.moderation.too_much") from error
        if any(one.is_own and not one.name for one in changed.classes if one not in self.classes):
            raise RuleError("errors.moderation.class_without_name")
        for one in changed.classes:
            if one not in self.classes:
                _check_placeholders(one.block, BLOCK_WORDS)
        for rung in changed.ladder:
            if changed.ladder.count(rung) <= self.ladder.count(rung):
                continue
            if not rung.name and not rung.role:
                raise RuleError("errors.moderation.rung_without_name")
            if rung.email and not _MAIL.fullmatch(rung.email):
                raise RuleError("errors.moderation.no_email", email=rung.email)
            _check_placeholders(rung.words, MAIL_WORDS)
        return changed


class PlanVersion(BaseModel):
    """One saved version of a plan."""

    model_config = ConfigDict(frozen=True)

    plan_id: str
    brand_id: str
    version: int
    state: Literal["current", "past"]
    content: Plan
    saved_at: datetime
    actor: str


def _check_placeholders(words: str, known: tuple[str, ...]) -> None:
    """People would read a placeholder that nothing fills."""
    if unknown := next((one for one in _PLACEHOLDER.findall(words) if one not in known), ""):
        listed = ", ".join("{" + one + "}" for one in known)
        raise RuleError("errors.moderation.placeholder", word="{" + unknown + "}", known=listed)


def part_of(hour: int) -> str:
    """Which part of the day an hour belongs to."""
    return PARTS[0] if hour < _NOON else PARTS[1] if hour < _EVENING else PARTS[2]


def needed(hours: BusinessHours) -> tuple[str, ...]:
    """The places of the rota in which the business is open."""
    found = []
    for day, span in hours.days.items():
        opens, closes = span.opens.hour * 60 + span.opens.minute, span.closes.hour * 60 + span.closes.minute
        for part, (first, last) in _SPANS.items():
            if opens < last * 60 and closes > first * 60:
                found.append(f"{day}.{part}")
    return tuple(one for one in places() if one in found)


def places() -> tuple[str, ...]:
    """The places of the rota in their order: `mon.morning` to `sun.evening`."""
    return tuple(f"{day}.{part}" for day in WEEKDAYS for part in PARTS)


def tags_of(written: str) -> tuple[str, ...]:
    """The tags of a conversation as its column holds them."""
    return tuple(one for one in written.split(",") if one)


def written_tags(tags: Iterable[str]) -> str:
    """Tags as the column holds them: each once, without commas and blanks around them."""
    tidy = (" ".join(one.replace(",", " ").split())[:40] for one in tags)
    return ",".join(dict.fromkeys(one for one in tidy if one))
