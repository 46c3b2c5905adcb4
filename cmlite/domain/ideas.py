"""The board of ideas: where an idea came from, in which column a post stands, what the next weeks offer."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.holidays import Holiday
from cmlite.domain.links import links
from cmlite.domain.occasions import Occasion
from cmlite.domain.posts import Entry

COLUMNS = ("idea", "draft", "planned", "published")
SOURCES = ("note", "occasion", "holiday", "well", "evergreen", "series", "template", "pillar", "feed")
LONGEST = 200
"""Characters of a working title."""

_COLUMN_OF = {
    "idea": "idea",
    **dict.fromkeys(("draft", "in_review", "approved", "rejected"), "draft"),
    **dict.fromkeys(("scheduled", "publishing", "missed", "failed", "unconfirmed"), "planned"),
    **dict.fromkeys(("published", "partly"), "published"),
}


class Origin(BaseModel):
    """Where a post came from: one of `SOURCES`, the words found there, a link to it, the id of that source."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    kind: str = "note"
    words: str = Field(default="", max_length=2000)
    link: str = Field(default="", max_length=2000)
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One post on the board."""

    entry: Entry
    origin: Origin | None = None
    is_evergreen: bool = False
    others: int = 0
    """Posts of the same series that stand behind it in its column."""

    @property
    def column(self) -> str:
        """One of `COLUMNS`, '' for what was dropped."""
        return _COLUMN_OF.get(self.entry.state, "")

    @property
    def source(self) -> str:
        """What it is filtered by: an own note where nothing else is known."""
        return self.origin.kind if self.origin else "note"


def fits(card: Card, networks: Collection[str], pillars: Collection[str], sources: Collection[str]) -> bool:
    """Whether a card passes the filters; an empty filter lets all pass. A post without a network may go to any."""
    entry = card.entry
    return (
        (not networks or not entry.networks or bool(set(networks) & set(entry.networks)))
        and (not pillars or entry.pillar_id in pillars)
        and (not sources or card.source in sources)
    )


def by_column(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """Cards by column, in the order given; what is published newest first. A series is one card, its next post."""
    found: dict[str, list[Card]] = {column: [] for column in COLUMNS}
    for card in cards:
        if card.column:
            found[card.column].append(card)
    found["published"].reverse()
    return {column: _folded(inside) for column, inside in found.items()}


def _folded(cards: Sequence[Card]) -> list[Card]:
    """Only the first card of each series, which counts the others."""
    left: list[Card] = []
    place: dict[str, int] = {}
    for card in cards:
        series = card.origin.source_id if card.origin and card.origin.kind == "series" else ""
        if series in place:
            first = left[place[series]]
            left[place[series]] = replace(first, others=first.others + 1)
            continue
        if series:
            place[series] = len(left)
        left.append(card)
    return left


def noted(line: str) -> tuple[str, str, Origin]:
    """Title, text and origin of one line typed in a hurry: a line too long for a title stays whole as the text."""
    words = " ".join(line.split())
    link = next((one.url for one in links(words) if not one.bare), "")
    rest = " ".join(words.replace(link, " ").split()) if link else words
    title = rest or words
    if len(title) > LONGEST:
        return title[: LONGEST - 1].rstrip() + "…", words, Origin(link=link)
    return title, "", Origin(link=link)


@dataclass(frozen=True, slots=True)
class Coming:
    """A day of the next weeks that is worth a post; `source_id` is the same for the same day of the same year."""

    day: date
    name: str
    kind: str
    source_id: str
    closed: bool = False
    """Shops are closed by law."""


def coming_days(occasions: Sequence[tuple[date, Occasion]], holidays: Sequence[Holiday], language: str) -> list[Coming]:
    """Public holidays and occasions by day; an occasion on a holiday of the same name is left out."""
    public = [
        Coming(one.first, one.name, "holiday", f"holiday:{one.first.isoformat()}", closed=True)
        for one in holidays
        if one.kind == "public"
    ]
    closed = {one.day for one in public}
    names = {(one.day, one.name.casefold()) for one in public}
    others = [
        Coming(day, name, "occasion", f"occasion:{one.key}:{day.year}", closed=day in closed)
        for day, one in occasions
        if (day, (name := one.name(language)).casefold()) not in names
    ]
    return sorted([*public, *others], key=lambda one: (one.day, one.kind, one.source_id))


@dataclass(frozen=True, slots=True)
class Well:
    """A published post that did much better than usual: interactions beside the median of `n` posts of its channel."""

    post_id: str
    channel_id: str
    network: str
    format: str
    pillar_id: str
    day: date
    interactions: int
    usual: float
    n: int
    title: str
    text: str
    permalink: str

    @property
    def headline(self) -> str:
        """The working title, else the beginning of the text."""
        return self.title or " ".join(self.text.split())[:80]
