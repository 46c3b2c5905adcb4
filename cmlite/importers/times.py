"""Reads times of fixed width, such as `Tue Oct 31 22:10:47 +0000 2017`, a million in half a second."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PORTION: Final = 100_000  # rows of times turned at once, which bounds the memory in use
# positions of year, month, day, hour, minute, second in times of fixed width
_PLACES: Final = {
    ("twitter", 30): ((26, 30), None, (8, 10), (11, 13), (14, 16), (17, 19)),
    ("german", 16): ((6, 10), (3, 5), (0, 2), (11, 13), (14, 16), None),
    ("german", 19): ((6, 10), (3, 5), (0, 2), (11, 13), (14, 16), (17, 19)),
}


def times_of_fixed_width(cells: pd.Series, style: str) -> pd.Series | None:
    """Naive UTC times (datetime64[us]) of the styles "twitter" and "german"; None when a cell does not fit.

    Digits are read in numpy, in portions. German times name no zone and are taken as they are.
    """
    parts = []
    for start in range(0, len(cells), _PORTION):
        part = _portion(cells.iloc[start : start + _PORTION], style)
        if part is None:
            return None
        parts.append(part)
    return pd.Series(np.concatenate(parts)) if parts else None


def _portion(cells: pd.Series, style: str) -> Any:
    try:
        signs = cells.to_numpy(dtype=object).astype("S32")
    except UnicodeEncodeError:
        return None
    widths = np.char.str_len(signs)
    places = _PLACES.get((style, int(widths[0])))
    if places is None or (widths != widths[0]).any():
        return None
    grid = signs.view(np.uint8).reshape(len(signs), 32)
    year, month, day, hour, minute, second = (_digits(grid, place) for place in places)
    if style == "twitter":
        names = grid[:, 4:7].copy().view("S3").ravel()
        month = sum((names == name.encode()) * (value + 1) for value, name in enumerate(_MONTHS))
    if any((part < 0).any() for part in (year, month, day, hour, minute, second)):
        return None
    if ((month < 1) | (month > 12) | (day < 1) | (hour > 23) | (minute > 59) | (second > 59)).any():
        return None
    months = (year - 1970).astype("M8[Y]").astype("M8[M]") + (month - 1).astype("m8[M]")
    moments = months.astype("M8[D]") + (day - 1).astype("m8[D]")
    if (moments.astype("M8[M]") != months).any():
        return None
    seconds = hour * 3600 + minute * 60 + second
    if style == "twitter":
        sign = np.where(grid[:, 20] == ord("-"), -1, 1)
        seconds = seconds - sign * (_digits(grid, (21, 23)) * 3600 + _digits(grid, (23, 25)) * 60)
    return (moments.astype("M8[s]") + seconds.astype("m8[s]")).astype("M8[us]")


def _digits(grid: Any, place: tuple[int, int] | None) -> Any:
    """The number in these columns of a grid of ASCII codes; -1 where a sign is no digit, 0 for no columns."""
    total = np.zeros(len(grid), np.int64)
    for column in range(*(place or (0, 0))):
        digit = grid[:, column].astype(np.int64) - 48
        total = np.where((digit < 0) | (digit > 9) | (total < 0), -1, total * 10 + digit)
    return total
