"""Rules of moderation: what one says, words that are looked for, and whether it says enough to be kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmlite.domain.moderation import Lines, Name, Part, Words
from cmlite.errors import RuleError

SIGNS = "\t\n\r .,;:!?¡¿()[]{}<>\"'„“”‚‘’«»‹›…–—-_/\\|*#@&+=~^`´%$€§°•·\N{NO-BREAK SPACE}"
"""What separates words."""
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Signs nobody sees; words are found as if they were not there."""
_TABLE = {ord(sign): " " for sign in SIGNS} | {ord(sign): None for sign in UNSEEN}

TELLING = {
    "de": (
        "und",
        "ist",
        "nicht",
        "das",
        "der",
        "ich",
        "ihr",
        "euch",
        "mit",
        "ein",
        "eine",
        "für",
        "wir",
        "auch",
        "bitte",
    ),
    "en": ("the", "and", "is", "not", "you", "your", "with", "for", "we", "my", "have", "are", "this", "please", "of"),
}
"""Small words by which a language is told as long as nothing better is known about a message."""

_CONDITIONS = (
    *("words", "without", "networks", "languages", "kinds", "tones", "senders"),
    *("first_contact", "has_link", "has_question"),
    *("weekdays", "outside_hours", "from_hour"),
)
_FOLLOWS = ("class_id", "tag", "priority", "assignee", "suggestion")
_SAID = ("name", "suggestion")


class Rule(Part):
    """What a message must be like, and what follows. Whatever is empty is not looked at; all that is set must hold.

    `words`: one of these words or phrases stands in it, `*` stands for any letters. `without`: none of these does.
    `tones`: what triage takes the message for, asked once it has judged. `senders`: handles. `first_contact`: the
    person never wrote before. `from_hour`/`to_hour`: wall time of the brand, over midnight where the first is later.
    What follows: class, tag, priority, assignee, a suggestion in words.
    """

    name: Name = ""
    words: Lines = ()
    without: Lines = ()
    networks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    score: Annotated[int, Field(ge=0, le=100)] = 50
    """How sure triage must be of the tone, in per cent."""
    senders: Lines = ()
    first_contact: bool = False
    has_link: bool = False
    has_question: bool = False
    weekdays: tuple[str, ...] = ()
    outside_hours: bool = False
    """Written while the business was closed."""
    from_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    to_hour: Annotated[int, Field(ge=0, le=24)] | None = None
    class_id: str = ""
    tag: Annotated[str, Field(max_length=40)] = ""
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    assignee: str = ""
    suggestion: Words = ""

    @classmethod
    def made(cls, values: Mapping[str, object]) -> "Rule":
        """A rule of what was typed. Raises RuleError where a list or a text has grown too long."""
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise RuleError("errors.rules.too_much") from error


class SavedRule(BaseModel):
    """One row of the table `moderation_rule`. `matched` of `looked_at` conversations were found when it was tested."""

    model_config = ConfigDict(frozen=True)

    rule_id: str
    brand_id: str
    place: int
    content: Rule
    is_on: bool
    tested_at: datetime | None
    matched: int | None
    looked_at: int | None
    changed_at: datetime
    actor: str


def normal(words: str) -> str:
    """Small letters, words with one blank between them and at both ends: ` so wird gesucht `."""
    return f" {' '.join(words.lower().replace('ß', 'ss').translate(_TABLE).split())} "


def pattern(entry: str) -> str:
    """An entry as a pattern for LIKE on what `normal` makes of a text; `*` at an end of it stands for any letters.

    What holds no letter or digit (an emoji) is found anywhere. Raises RuleError where nothing is left to look for, or
    a star stands inside.
    """
    entry = entry.strip()
    bare = entry.strip("*")
    words = normal(bare)
    if not words.strip():
        raise RuleError("errors.rules.pattern", entry=entry[:60])
    if "*" in bare:
        raise RuleError("errors.rules.star", entry=entry[:60])
    if not any(sign.isalnum() for sign in words):
        return f"%{words.strip()}%"
    first = "" if entry.startswith("*") else " "
    last = "" if entry.endswith("*") else " "
    return f"%{first}{words.strip()}{last}%"


def core(entry: str) -> str:
    """The longest piece of an entry that stands in every text as it is typed: a quick look before the exact one."""
    pieces = normal(entry).replace("ss", " ").split()
    return max(pieces, key=len, default="")


def check(rule: Rule) -> Rule:
    """The rule, or RuleError where it would hold for everything, leads to nothing or cannot be looked for."""
    if not rule.name:
        raise RuleError("errors.rules.name")
    if not any(getattr(rule, one) not in ((), "", False, None) for one in _CONDITIONS):
        raise RuleError("errors.rules.no_condition")
    if not any(getattr(rule, one) for one in _FOLLOWS):
        raise RuleError("errors.rules.no_effect")
    if (rule.from_hour is None) != (rule.to_hour is None) or (
        rule.from_hour is not None and rule.from_hour == rule.to_hour
    ):
        raise RuleError("errors.rules.hours")
    for entry in (*rule.words, *rule.without):
        pattern(entry)
    return rule


def is_other(before: Rule, after: Rule) -> bool:
    """Whether a changed rule has to be tried out again: everything counts but its name and its suggestion."""
    return before.model_dump(exclude=set(_SAID)) != after.model_dump(exclude=set(_SAID))
