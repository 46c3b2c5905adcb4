"""Recognises and reads tables of conversations: comments, messages, mentions, in English and German."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cmlite.importers.dates import read_dates
from cmlite.importers.headings import norm
from cmlite.importers.reading import DELIMITERS, encoding_of

DateStyle = Literal["twitter", "iso", "german", "other", ""]

ROLES: Final = {
    "external_id": "tweet id|id|message id|msg id|comment id|nachrichten id|nachricht id|kommentar id",
    "author": "author id|author|author name|from|sender|user|username|user name|screen name|autor|autorin"
    "|absender|verfasser|name|von|benutzer|benutzername|kunde|nutzer",
    "text": "text|message|message text|body|content|comment|comment text|nachricht|nachrichtentext"
    "|kommentar|kommentartext|inhalt",
    "published_at": "created at|time|date|datetime|timestamp|sent at|sent|created|created time|zeit|datum"
    "|zeitpunkt|gesendet am|gesendet|erstellt am|datum und uhrzeit",
    "parent_external_id": "in response to tweet id|in reply to|in reply to id|reply to|reply to id"
    "|parent id|parent|parent message id|parent comment id|antwort auf|in antwort auf|antwort auf id",
    "direction": "inbound|direction|richtung|eingehend",
    "post_external_id": "post id|media id|beitrags id|beitrag|beitrag id",
    "kind": "kind|type|message type|art|typ",
}
_ROLE_OF: Final = {name: role for role, names in ROLES.items() for name in names.split("|")}
_STYLES: Final = (
    ("twitter", re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} [+-]\d{4} \d{4}")),
    ("iso", re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?")),
    ("german", re.compile(r"\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}(?::\d{2})?")),
)


@dataclass(frozen=True, slots=True)
class MessageLayout:
    """How a file of conversations is written, enough for another reader to read it by itself.

    `mapping` gives role → heading as in the file (external_id, author, text, published_at,
    parent_external_id, direction, post_external_id, kind); `heading_row` counts from 0; `date_style` is
    "twitter" (`Tue Oct 31 22:10:47 +0000 2017`), "iso", "german" (`01.09.2026 18:00`), "other", or empty
    when the first rows hold no time.
    """

    delimiter: str
    encoding: str
    mapping: Mapping[str, str]
    date_style: DateStyle
    headings: tuple[str, ...]
    heading_row: int = 0

    def place(self, role: str) -> int | None:
        """The position of a role's column, or None."""
        heading = self.mapping.get(role)
        return self.headings.index(heading) if heading is not None else None


def role_key(heading: str) -> str:
    """A heading as it is looked up among synonyms: normalised, `_` and `-` as blanks."""
    return re.sub(r"[ _-]+", " ", norm(heading)).strip()


def find_layout(headings: Sequence[str]) -> dict[str, str] | None:
    """Role → heading for the headings of a conversation: text, author, and an id, time or parent."""
    mapping: dict[str, str] = {}
    for heading in headings:
        role = _ROLE_OF.get(role_key(heading))
        if role:
            mapping.setdefault(role, heading)
    enough = {"external_id", "published_at", "parent_external_id"} & mapping.keys()
    if {"text", "author"} <= mapping.keys() and enough and len(set(headings)) == len(headings):
        return mapping
    return None


def date_style(cells: Sequence[str]) -> DateStyle:
    """The way all of these times are written."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return ""
    for name, pattern in _STYLES:
        if all(pattern.fullmatch(cell) for cell in filled):
            return name  # type: ignore[return-value]  # the table above holds literals
    dates = read_dates(filled)
    return "" if len(dates.bad) == len(filled) else "other"


def mapped_layout(headings: Sequence[str], given: Mapping[str, str]) -> dict[str, str] | None:
    """Role → heading by the owner's mapping (heading → role), where it makes the table a conversation."""
    roles = {norm(heading): role for heading, role in given.items() if role in ROLES}
    mapping = {roles[key]: heading for heading in headings if (key := norm(heading)) in roles}
    spoken = {"author", "direction", "parent_external_id"} & mapping.keys()
    return mapping if spoken and "text" in mapping and len(set(headings)) == len(headings) else None


def sniff_messages(head: bytes, given: Mapping[str, str] | None = None) -> MessageLayout | None:
    """The layout of a conversation file from its first bytes (64 kB are plenty), or None for others.

    `given` is the owner's mapping (heading → role) for headings that are not among the known synonyms.
    """
    encoding = encoding_of(head)
    if not encoding or (b"\x00" in head[:200] and encoding == "utf-8"):
        return None
    text = head.decode(encoding, errors="ignore").removeprefix("\ufeff")
    for delimiter in DELIMITERS:
        rows = _first_rows(text, delimiter)
        mapping = (mapped_layout(rows[0], given) if given else find_layout(rows[0])) if rows else None
        if mapping is None:
            continue
        headings = tuple(rows[0])
        place = headings.index(mapping["published_at"]) if "published_at" in mapping else None
        times = [row[place] for row in rows[1:] if place is not None and len(row) == len(headings)]
        return MessageLayout(delimiter, encoding, mapping, date_style(times), headings)
    return None


def _first_rows(text: str, delimiter: str, limit: int = 200) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > limit:
                return rows
    except csv.Error:
        return rows
    return rows[:1] + rows[1:-1]  # the last row may be cut by the end of the head
