"""What the owner takes home: frames as CSV."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from cmlite.domain.ids import slug
from cmlite.store.export import csv_bytes, frame_of

Style = Literal["de", "en"]


def as_csv(frame: Any, style: Style) -> bytes:
    """A frame as CSV: `de` for German spreadsheets, `en` for all others."""
    return csv_bytes(frame, style)


def rows_as_csv(rows: Sequence[Mapping[str, object]], columns: Sequence[str], style: Style) -> bytes:
    """Rows as CSV, with the columns in the order given, also when there are no rows."""
    return csv_bytes(frame_of(rows, columns), style)


def file_name(word: str, brand: str, now: datetime, ending: str) -> str:
    """Like `cmlite-inbox-baeckerei-morgenrot-2026-11-24.csv`."""
    return f"cmlite-{word}-{slug(brand) or 'brand'}-{now:%Y-%m-%d}.{ending}"
