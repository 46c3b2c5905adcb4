"""Recognises an export by the set of its headings."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cmlite.importers.formats import (
    AUDIENCE_TITLE,
    CONTENT_TITLES,
    CONTENT_TYPES,
    DAILY_METRICS,
    GERMAN_META,
    KNOWN,
    Format,
)

_INVISIBLE: Final = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_BLANKS: Final = re.compile(r"[\u00a0\u202f\u2007\u2009\t\r\n]")
SCANNED_ROWS: Final = 15


def norm(text: str) -> str:
    """A heading, metric name or footer as it is compared: no invisible signs, single blanks, case folded."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return re.sub(r" +", " ", _BLANKS.sub(" ", text)).strip().casefold()


def headings_key(headings: Iterable[str]) -> str:
    """A stable hash of the set of normalised headings; order, repetition and empty headings do not count."""
    names = sorted({norm(heading) for heading in headings} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Match:
    """A format found in a row of the file; `german` maps German headings to the English ones they mean."""

    format_id: str
    row: int
    keys: tuple[str, ...]
    german: dict[str, str]


def keys_of(row: Sequence[str]) -> list[str]:
    """The normalised headings of a row without the empty ones at its end."""
    keys = [norm(cell) for cell in row]
    while keys and not keys[-1]:
        keys.pop()
    return keys


def title_of(row: Sequence[str]) -> str:
    """The normalised text of a row whose only filled cell is the first, otherwise an empty text."""
    return norm(row[0]) if row and not any(cell.strip() for cell in row[1:]) else ""


def _known(keys: Sequence[str]) -> str:
    present = frozenset(keys)
    return next((known.id for known in KNOWN if known.fits(present)), "")


def _in_german(keys: Sequence[str]) -> dict[str, str]:
    present = {key: GERMAN_META[key] for key in keys if key in GERMAN_META}
    return present if len(present) >= 4 else {}


def is_audience_title(title: str) -> bool:
    """Whether a one-cell row is the title of a Meta audience block."""
    return bool(title) and AUDIENCE_TITLE.match(title) is not None


def _block_format(rows: Sequence[Sequence[str]], start: int) -> str:
    title = title_of(rows[start])
    following = next((keys_of(row) for row in rows[start + 1 : start + 3] if any(row)), [])
    if title in DAILY_METRICS and following == ["date", "primary"]:
        return "meta_daily"
    if title in CONTENT_TITLES and len(CONTENT_TYPES & set(following)) >= 2:
        return "meta_content_formats"
    if is_audience_title(title) and len(following) >= 1 and following != ["date", "primary"]:
        return "meta_audience"
    return ""


def find_format(rows: Sequence[Sequence[str]]) -> Match | None:
    """The first known format among the first 15 rows, or None."""
    for index, row in enumerate(rows[:SCANNED_ROWS]):
        keys = keys_of(row)
        found = _known(keys) or _block_format(rows, index)
        if found:
            return Match(found, index, tuple(keys), {})
        german = _in_german(keys)
        translated = [german.get(key, key) for key in keys]
        # the German name of "Is crosspost" is unknown, so it is not asked for
        if german and (found := _known([*translated, "is crosspost"])):
            return Match(found, index, tuple(translated), german)
    return None


def nearest(keys: Iterable[str]) -> tuple[Format, list[str]] | None:
    """The known format that shares most required headings (two at least), and the headings it misses."""
    present = frozenset(keys)
    close = [known for known in KNOWN if len(known.every & present) >= 2 and known.every - present]
    if not close:
        return None
    best = max(close, key=lambda known: (len(known.every & present), -len(known.every)))
    return best, sorted(best.every - present)
