"""What the library knows of a medium beyond its bytes: words to find it by, rights, where it is used."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.media import ALT_MAX, Media

VIEWS = ("all", "used", "unused", "no_alt", "rights")
"""What a list shows: everything, in a post, in none, without a description, with rights that need a look."""
PAGE = 24
"""Media on a page of the library: fills rows of two, three, four and six."""


class Rights(BaseModel):
    """Whose picture it is and what it may be used for; `usable_until` is the last day."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    made_by: str = Field(default="", max_length=200)
    licence: str = Field(default="", max_length=200)
    usable_until: date | None = None
    has_persons: bool = False
    has_consent: bool = False
    rights_note: str = Field(default="", max_length=2_000)

    def worries(self, on: date) -> tuple[str, ...]:
        """Why it should not go out on a day: keys of `library.worry`."""
        found = []
        if self.usable_until is not None and on > self.usable_until:
            found.append("expired")
        if self.has_persons and not self.has_consent:
            found.append("no_consent")
        return tuple(found)


class Words(BaseModel):
    """What the owner calls it and finds it by."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = Field(default="", max_length=200)
    alt: str = Field(default="", max_length=ALT_MAX)
    tags: tuple[str, ...] = ()


class Item(Media):
    """A medium in the library. `uses` counts the posts it belongs to; `source_id` is what it was cut from."""

    tags: tuple[str, ...] = ()
    rights: Rights = Rights()
    source_id: str = ""
    created_at: datetime
    uses: int = 0


class Search(BaseModel):
    """What a list is asked for."""

    model_config = ConfigDict(frozen=True)

    words: str = ""
    kind: str = ""
    view: str = "all"
    page: int = 1


class Found(BaseModel):
    """A page of a list, how many media there are in all of it, and the page it is (never past the last)."""

    model_config = ConfigDict(frozen=True)

    items: tuple[Item, ...]
    total: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages the list has, one at least."""
        return max(-(-self.total // PAGE), 1)


class Added(BaseModel):
    """What became of an upload: the medium, keys of `library.note` on what was done, whether it was there before."""

    model_config = ConfigDict(frozen=True)

    media: Media
    notes: tuple[str, ...] = ()
    was_there: bool = False


def tags_of(typed: str) -> tuple[str, ...]:
    """Tags as typed, parted by commas: lower case, each once, in order."""
    words = (" ".join(word.lower().strip(" #").split())[:40] for word in typed.split(","))
    return tuple(dict.fromkeys(word for word in words if word))
