"""The columns of plan files: cmlite's own and those in which other planning tools take posts in.

Read 28 November 2026:
Buffer: `Text,Image URL,Tags,Posting Time`, times as YYYY-MM-DD HH:mm, one channel a file, 100 posts a file on paid
plans; help centre, "Uploading posts in bulk", as quoted by several public exporters (Pinterest adds `Board Name`).
Hootsuite: three columns without headings (date with time, text, link), 350 posts a file; help.hootsuite.com,
"bulk-schedule", and walk-throughs by its users. Its date order is chosen at the upload.
Metricool: `Text, Date, Time, Draft`, one column a network with TRUE or FALSE, then pictures and settings by network;
the template of its planner in the edition of 2026 (93 columns), help.metricool.com; only the columns used here are
needed.
Publer: twelve columns since 2025 (publer.com/blog/ultimate-csv-bulk-scheduler-social-media), before that six (`Date,
Message, Link, Media URL, Title, Label`; help.publer.io, "What CSV template should I use?"). An empty date means that
Publer finds the time; parts of a text and comments are separated by `||`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cmlite.importers.dates import read_dates
from cmlite.importers.headings import keys_of, norm

METRICOOL_NETWORKS: Final = {
    "facebook": "facebook",
    "twitter/x": "x",
    "twitter": "x",
    "linkedin": "linkedin",
    "gbp": "google_business",
    "instagram": "instagram",
    "pinterest": "pinterest",
    "tiktok": "tiktok",
    "youtube": "youtube",
    "threads": "threads",
    "bluesky": "bluesky",
}
"""Heading of the column (compared as everywhere) and the network it stands for."""

BUFFER_COLUMNS: Final = ("Text", "Image URL", "Tags", "Posting Time")
HOOTSUITE_COLUMNS: Final = ("Date", "Message", "Link")
METRICOOL_COLUMNS: Final = (
    *("Text", "Date", "Time", "Draft", "Facebook", "Twitter/X", "LinkedIn", "GBP", "Instagram", "Pinterest"),
    *("TikTok", "Youtube", "Threads", "Bluesky", "Instagram Post Type", "Facebook Post Type", "First Comment Text"),
)
PUBLER_COLUMNS: Final = (
    "Date - Intl. format or prompt",
    "Text",
    "Link(s) - Separated by comma for FB carousels",
    "Media URL(s) - Separated by comma",
    "Title - For the video, pin, PDF ..",
    "Label(s) - Separated by comma",
    "Alt text(s) - Separated by ||",
    "Comment(s) - Separated by ||",
    "Pin board, FB album, or Google category",
    "Post subtype - I.e. story, reel, PDF ..",
    "CTA - For Facebook links or Google",
    "Reminder - For stories, reels, shorts, and TikToks",
)
MOST_ROWS: Final = {"buffer": 100, "hootsuite": 350, "publer": 500}
"""Posts a file, where a tool takes no more at once; Publer's number is that of its plans."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A recognised layout: which column holds what, by the part of a post. `row` is the line of the headings.

    `networks` are columns that say yes or no for a network, `media` those that name pictures or videos.
    """

    layout: str
    row: int
    places: Mapping[str, int]
    networks: Mapping[int, str] = field(default_factory=dict)
    media: tuple[int, ...] = ()
    headless: bool = False


_OWN: Final[dict[str, tuple[str, ...]]] = {
    "post_id": ("post_id",),
    "day": ("day", "tag", "datum", "date"),
    "time": ("time", "uhrzeit", "zeit"),
    "zone": ("zone", "zeitzone", "time zone", "timezone"),
    "state": ("state", "status", "zustand"),
    "title": ("title", "titel", "arbeitstitel", "working title"),
    "text": ("text", "post", "beitrag", "beitragstext"),
    "own_texts": ("own_texts",),
    "first_comments": ("first_comments",),
    "options": ("options",),
    "marked": ("marked",),
    "thread": ("thread",),
    "pillar": ("pillar", "thema", "topic"),
    "format": ("format",),
    "campaign": ("campaign", "kampagne"),
    "networks": ("networks", "network", "netzwerk", "netzwerke"),
    "channels": ("channels", "channel", "kanal", "kanäle", "konto", "konten", "account", "accounts"),
}
"""cmlite's own columns: as it writes them, and as somebody would call them in a table of their own."""

_PUBLER_OLD: Final = {"date", "message", "link", "media url", "title", "label"}


def find_layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of a table by its headings, among the first rows; Hootsuite's by its first row of values."""
    for number, row in enumerate(rows[:10]):
        keys = keys_of(row)
        for known in (_own_ids, _metricool, _publer, _buffer, _hootsuite, _own):
            if (found := known(number, keys)) is not None:
                return found
    return _hootsuite_headless(rows)


def _at(keys: Sequence[str], *names: str) -> int | None:
    return next((keys.index(name) for name in names if name in keys), None)


def _places(keys: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {part: place for part, names in wanted.items() if (place := _at(keys, *names)) is not None}


def _own_ids(number: int, keys: Sequence[str]) -> Layout | None:
    return _own(number, keys) if "post_id" in keys else None


def _own(number: int, keys: Sequence[str]) -> Layout | None:
    found = _places(keys, _OWN)
    words = "text" in found or "title" in found
    return Layout("cmlite", number, found) if words and len(found) > 1 else None


def _metricool(number: int, keys: Sequence[str]) -> Layout | None:
    if not {"text", "date", "time", "draft"} <= set(keys):
        return None
    wanted = {"text": ("text",), "day": ("date",), "time": ("time",), "draft": ("draft",)}
    types = {"format": ("instagram post type",), "format_too": ("facebook post type",)}
    networks = {place: METRICOOL_NETWORKS[key] for place, key in enumerate(keys) if key in METRICOOL_NETWORKS}
    media = tuple(place for place, key in enumerate(keys) if key.startswith("picture url"))
    return Layout("metricool", number, _places(keys, wanted | types), networks, media)


def _publer(number: int, keys: Sequence[str]) -> Layout | None:
    starts = [key.split(" - ")[0] for key in keys]
    if {"date", "text", "media url(s)"} <= set(starts):
        wanted = {
            "day": ("date",),
            "text": ("text",),
            "link": ("link(s)",),
            "title": ("title",),
            "format": ("post subtype",),
        }
        media = _at(starts, "media url(s)")
        return Layout("publer", number, _places(starts, wanted), media=() if media is None else (media,))
    if set(keys) >= _PUBLER_OLD:
        wanted = {"day": ("date",), "text": ("message",), "link": ("link",), "title": ("title",)}
        return Layout("publer", number, _places(keys, wanted), media=(keys.index("media url"),))
    return None


def _buffer(number: int, keys: Sequence[str]) -> Layout | None:
    if not {"text", "posting time"} <= set(keys):
        return None
    media = _at(keys, "image url")
    places = _places(keys, {"text": ("text",), "day": ("posting time",)})
    return Layout("buffer", number, places, media=() if media is None else (media,))


def _hootsuite(number: int, keys: Sequence[str]) -> Layout | None:
    wanted = {
        "day": ("date", "date and time", "datetime", "scheduled time"),
        "text": ("message", "post text"),
        "link": ("link", "url"),
    }
    found = _places(keys, wanted)
    return Layout("hootsuite", number, found) if {"day", "text"} <= set(found) else None


def _hootsuite_headless(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Two to four columns of which the first is a date with a time in every row that is filled."""
    filled = [row for row in rows[:10] if any(map(str.strip, row))]
    if not filled or not all(2 <= len(row) <= 4 for row in filled):
        return None
    dates = read_dates([row[0] for row in filled], day_first=True)
    if dates.bad or any(one == "day" for one in dates.precision) or not all(row[1].strip() for row in filled):
        return None
    start = next(number for number, row in enumerate(rows) if any(map(str.strip, row)))
    return Layout("hootsuite", start, {"day": 0, "text": 1, "link": 2}, headless=True)


def is_yes(cell: str) -> bool:
    """Whether a cell of a yes-or-no column says yes."""
    return norm(cell) in {"true", "yes", "1", "x", "ja", "wahr", "y"}
