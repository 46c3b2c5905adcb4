"""A person: their handles on the networks, tags, note, consents, and how they are searched for."""

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from cmlite.errors import RuleError

TAGS = ("regular", "critic", "multiplier", "customer")
"""Tags everybody needs; their words differ by language, own tags are the owner's words."""

TAG_LONGEST, TAGS_MOST = 30, 20
NOTE_LONGEST, CONSENT_LONGEST = 5_000, 300
ORDERS = ("recent", "busy", "name")


def tidy_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: no commas, no doubles, in the order given. Raises RuleError for too many or too long."""
    found: dict[str, str] = {}
    for word in words:
        tidy = " ".join(word.replace(",", " ").split())
        if len(tidy) > TAG_LONGEST:
            raise RuleError("errors.people.tag_long", most=TAG_LONGEST)
        if tidy:
            found.setdefault(tidy.casefold(), tidy)
    if len(found) > TAGS_MOST:
        raise RuleError("errors.people.tags_many", most=TAGS_MOST)
    return tuple(found.values())


def split_tags(kept: str | None) -> tuple[str, ...]:
    """Tags as a tuple."""
    return tuple(filter(None, (kept or "").split(",")))


class Wanted(BaseModel):
    """What the list is narrowed to; empty means all. `order`: last contact, most conversations or name."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    tag: str = ""
    networks: tuple[str, ...] = ()
    order: str = "recent"


class Listed(BaseModel):
    """One row of the list: a person with all their handles. `last_at` is naive UTC, None without a conversation."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    handle: str
    display_name: str
    networks: tuple[str, ...]
    tags: tuple[str, ...]
    conversations: int
    waiting: int
    last_at: datetime | None

    @property
    def who(self) -> str:
        """The name to call the person by."""
        return self.display_name or self.handle


class Handle(BaseModel):
    """One name on one network. `since` is when the app first heard of it (naive UTC)."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    network: str
    handle: str
    display_name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    since: datetime


class Consent(BaseModel):
    """What a person agreed to, how they said so, and since when; `withdrawn_on` once they took it back."""

    model_config = ConfigDict(frozen=True)

    consent_id: str
    about: str
    how: str
    given_on: date
    withdrawn_on: date | None = None
    actor: str = ""


class Person(BaseModel):
    """A person as the owner knows them: all handles that were joined, the first of them leads."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    handles: tuple[Handle, ...]
    conversations: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    consents: tuple[Consent, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all handles."""
        return tuple(one.person_id for one in self.handles)

    @property
    def who(self) -> str:
        """The name to call the person by."""
        return next((one.display_name for one in self.handles if one.display_name), self.handles[0].handle)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all handles, each once."""
        return tuple(dict.fromkeys(tag for one in self.handles for tag in one.tags))

    @property
    def note(self) -> str:
        """The notes of all handles, one below the other."""
        return "\n\n".join(one.note for one in self.handles if one.note)


def check_consent(about: str, given_on: date, today: date) -> None:
    """Raise RuleError unless a consent says what it is about and was not given in the future."""
    if not about.strip():
        raise RuleError("errors.people.consent_about")
    if given_on > today:
        raise RuleError("errors.people.consent_future")
