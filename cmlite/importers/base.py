"""What every importer returns: recognised tables, findings with text keys, and the owner's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import pandas as pd

from cmlite.errors import ImportRefused

Level = Literal["note", "warning", "question", "refusal"]
Kind = Literal["posts", "days", "breakdown", "messages", "unknown", "refused"]

POST_METRICS: Final = (
    "views", "impressions", "reach", "likes", "comments", "shares", "saves", "follows", "clicks",
    "link_clicks", "profile_visits", "engagements", "watch_hours", "video_seconds", "quotes",
)  # fmt: skip
DAY_METRICS: Final = (*POST_METRICS, "followers", "unfollows", "visits", "interactions")
PACIFIC: Final = "America/Los_Angeles"
"""The clock of Meta's exports, wherever the page is."""
FORMATS: Final = (
    "photo", "video", "reel", "carousel", "story", "link", "text", "live", "poll", "document", "other",
)  # fmt: skip
POST_COLUMNS: Final = (
    "external_id", "text", "published_at", "published_precision", "permalink", "format", "is_reply",
    "is_shared", "line",
)  # fmt: skip
MESSAGE_COLUMNS: Final = (
    "external_id", "author", "text", "sent_at", "parent_external_id", "direction", "post_external_id",
    "kind", "line",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell the owner: a text key of `imports.*` and the values of its placeholders."""

    key: str
    values: Mapping[str, object]
    level: Level


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The owner's answers to what a file does not say.

    `zone` is the clock of times without an offset, where it was said; else Meta's are read as Pacific time and those
    of own tables and conversations in `home`, the owner's. `network` is the network of files that do not name one,
    `day_first` the order of day and month, `mapping` heading → role for tables of an unknown format,
    `code_page` the guess for text that is not Unicode, `last_year` the year of the last row where a file
    writes dates without a year.
    """

    zone: str = ""
    home: str = "UTC"
    network: str | None = None
    day_first: bool | None = None
    mapping: Mapping[str, str] | None = None
    code_page: str = "cp1252"
    last_year: int | None = None

    @property
    def meta_zone(self) -> str:
        """The clock of Meta post times."""
        return self.zone or PACIFIC

    @property
    def own_zone(self) -> str:
        """The clock of times an owner's own file gives without an offset."""
        return self.zone or self.home


@dataclass(frozen=True, slots=True)
class Parsed:
    """One recognised (or refused) table of an uploaded file.

    Frames, all None where the kind does not have them:
    `posts`: external_id, text, published_at (datetime64[us], naive UTC, NaT unknown), published_precision
    ("second", "minute", "day", ""), permalink, format, is_reply, is_shared, line.
    `values`: external_id, metric, value (float64); a missing value is an absent row. Google reviews carry
    the metric `rating` (1 to 5).
    `days`: metric, day (datetime64[us] at midnight), value; with `network` where one file holds several.
    `breakdown`: dimension, label, metric, value (shares as fractions); with `day` where each label has one
    row a day, with `network` where one file holds several.
    `messages`: external_id, author, text, sent_at (naive UTC), parent_external_id, direction ("in", "out"),
    post_external_id, kind, line.
    `refused`: line, key, detail of rows left out.
    `network` None means that the owner must be asked, unless the frame has a `network` column. `zone` is the clock its
    times were read in, "" where it has none; `walls`: some named no offset, so that the owner may choose another.
    """

    file_name: str
    format_id: str
    kind: Kind
    network: str | None = None
    account_id: str = ""
    account_handle: str = ""
    account_name: str = ""
    headings: tuple[str, ...] = ()
    rows: int = 0
    posts: pd.DataFrame | None = None
    values: pd.DataFrame | None = None
    days: pd.DataFrame | None = None
    breakdown: pd.DataFrame | None = None
    messages: pd.DataFrame | None = None
    refused: pd.DataFrame | None = None
    totals: Mapping[str, float] = field(default_factory=dict)
    file_totals: Mapping[str, float] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    zone: str = ""
    walls: bool = False
    preview: tuple[tuple[str, ...], ...] = ()
    guessed: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Table:
    """A recognised table as text: headings, rows of equal width, and the physical line of each row."""

    name: str
    headings: list[str]
    keys: list[str]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str = ","
    findings: list[Finding] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)

    def place(self, *headings: str) -> int | None:
        """The position of the first of these normalised headings that the table has."""
        return next((self.keys.index(heading) for heading in headings if heading in self.keys), None)

    def column(self, *headings: str) -> list[str]:
        """The cells under the first of these headings; empty texts where the table has none of them."""
        place = self.place(*headings)
        return [""] * len(self.rows) if place is None else [row[place].strip() for row in self.rows]

    def keep(self, keep: Iterable[bool]) -> None:
        """Leave only the rows marked True."""
        marks = list(keep)
        self.rows = [row for row, mark in zip(self.rows, marks, strict=True) if mark]
        self.lines = [line for line, mark in zip(self.lines, marks, strict=True) if mark]

    def preview(self) -> tuple[tuple[str, ...], ...]:
        """The first five rows as text."""
        return tuple(tuple(row) for row in self.rows[:5])


def note(key: str, **values: object) -> Finding:
    """Something worth knowing that changes nothing."""
    return Finding(f"imports.note.{key}", values, "note")


def warning(key: str, **values: object) -> Finding:
    """Something left out or repaired."""
    return Finding(f"imports.warning.{key}", values, "warning")


def question(key: str, **values: object) -> Finding:
    """Something only the owner knows."""
    return Finding(f"imports.question.{key}", values, "question")


def refusal(key: str, **values: object) -> ImportRefused:
    """The error that ends the reading of one table; `key` is the part after `imports.refused.`."""
    return ImportRefused(f"imports.refused.{key}", **values)


def refused_file(name: str, error: ImportRefused, headings: Iterable[str] = ()) -> Parsed:
    """The result for a file of which nothing is taken over."""
    finding = Finding(error.key, {"file": name, **error.values}, "refusal")
    return Parsed(name, "refused", "refused", headings=tuple(headings), findings=(finding,))


def rows_left_out(rows: Iterable[tuple[int, str, str]]) -> pd.DataFrame | None:
    """Frame of line, key, detail; None where no row was left out."""
    frame = pd.DataFrame(list(rows), columns=["line", "key", "detail"])
    return None if frame.empty else frame
