"""Turns the wall times of a column into UTC, by the rule the calendar goes by."""

from __future__ import annotations

import pandas as pd

from cmlite.domain import clocks


def in_utc(walls: pd.Series, zone: str) -> pd.Series:
    """Naive UTC of naive times of a zone, by the rule of `domain/clocks.py`; missing ones stay missing."""
    first = [True] * len(walls)
    local = walls.dt.tz_localize(zone, ambiguous=first, nonexistent="NaT")
    utc = local.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[us]")
    gap = utc.isna() & walls.notna()
    if gap.any():
        utc = utc.mask(gap, walls[gap].map(lambda wall: clocks.to_utc(wall.to_pydatetime(), zone)[0]))
    return utc.astype("datetime64[us]")
