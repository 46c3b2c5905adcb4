"""Reads times of fixed width, such as `Tue Oct 31 22:10:47 +0000 2017`, a million in half a second."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PORTION: Final = 100_000  # rows of times turned at once, which bounds the memory in use
_WIDEST: Final = 32
# how times are written, sign by sign: letters stand for digits of year, month, day, hour, minute, second,
# "?" for any sign, everything else for itself; a twitter month is a word, its offset is read apart
_PATTERNS: Final = {
    "twitter": ("??? ??? DD HH:MM:SS ????? YYYY",),
    "german": ("DD.NN.YYYY HH:MM", "DD.NN.YYYY HH:MM:SS"),
}


def times_of_fixed_width(cells: pd.Series, style: str) -> pd.Series:
    """Naive UTC times (datetime64[us]) of the styles "twitter" and "german"; NaT for cells that do not fit.

    Digits are read in numpy, in portions. German times name no zone and are taken as they are.
    """
    parts = [_portion(cells.iloc[start : start + _PORTION], style) for start in range(0, len(cells), _PORTION)]
    return pd.Series(np.concatenate(parts) if parts else np.array([], "M8[us]"))


def _portion(cells: pd.Series, style: str) -> Any:
    texts = cells.to_numpy(dtype=object)
    try:
        signs = texts.astype(f"S{_WIDEST}")
    except UnicodeEncodeError:
        signs = np.array([text.encode("ascii", "replace") for text in texts]).astype(f"S{_WIDEST}")
    widths = np.char.str_len(signs)
    grid = signs.view(np.uint8).reshape(len(signs), _WIDEST)
    times = np.full(len(signs), np.datetime64("NaT", "us"))
    for pattern in _PATTERNS[style]:
        rows = np.flatnonzero(widths == len(pattern))
        if len(rows):
            times[rows] = _read(grid if len(rows) == len(grid) else grid[rows], pattern, style)
    return times


def _read(grid: Any, pattern: str, style: str) -> Any:
    """Times of rows as wide as the pattern; NaT where a row does not follow it."""
    right = np.ones(len(grid), dtype=bool)
    for place, sign in enumerate(pattern):
        if not sign.isalpha() and sign != "?":
            right &= grid[:, place] == ord(sign)
    year, month, day, hour, minute, second = (_part(grid, pattern, letter) for letter in "YNDHMS")
    if style == "twitter":
        names = grid[:, 4:7].copy().view("S3").ravel()
        month = sum((names == name.encode()) * (value + 1) for value, name in enumerate(_MONTHS))
    for part, least, most in ((year, 1970, 9999), (month, 1, 12), (day, 1, 31), (hour, 0, 23)):
        right &= (part >= least) & (part <= most)
    right &= (minute >= 0) & (minute <= 59) & (second >= 0) & (second <= 59)
    months = (year - 1970).astype("M8[Y]").astype("M8[M]") + (month - 1).astype("m8[M]")
    moments = months.astype("M8[D]") + (day - 1).astype("m8[D]")
    right &= moments.astype("M8[M]") == months  # no February 30
    seconds = hour * 3600 + minute * 60 + second
    if style == "twitter":
        hours, minutes = _digits(grid, 21, 23), _digits(grid, 23, 25)
        right &= np.isin(grid[:, 20], (ord("+"), ord("-"))) & (hours >= 0) & (minutes >= 0)
        seconds = seconds - np.where(grid[:, 20] == ord("-"), -1, 1) * (hours * 3600 + minutes * 60)
    times = (moments.astype("M8[s]") + seconds.astype("m8[s]")).astype("M8[us]")
    return np.where(right, times, np.datetime64("NaT", "us"))


def _part(grid: Any, pattern: str, letter: str) -> Any:
    start = pattern.find(letter)
    return _digits(grid, start, start + pattern.count(letter)) if start >= 0 else np.zeros(len(grid), np.int64)


def _digits(grid: Any, start: int, end: int) -> Any:
    """The number in these columns of a grid of ASCII codes; -1 where a sign is no digit."""
    total = np.zeros(len(grid), np.int64)
    for column in range(start, end):
        digit = grid[:, column].astype(np.int64) - 48
        total = np.where((digit < 0) | (digit > 9) | (total < 0), -1, total * 10 + digit)
    return total
