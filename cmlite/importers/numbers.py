"""Reads numbers column by column; a missing value is never a zero."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from cmlite.importers.base import Finding, refusal, warning

NumberKind = Literal["count", "amount", "percent", "fraction"]
Numbers = npt.NDArray[np.float64]

# NAN and --: TikTok Business; undefined: TikTok Studio; -: old X exports
MISSING: Final = frozenset(("", "-", "--", "–", "nan", "n/a", "undefined", "null", "none"))
_WHOLE: Final = re.compile(r"[+-]?[0-9]+(?:\.0+)?")
_POINTS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:([,'’ \u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.0+)?")
_GERMAN_WHOLE: Final = re.compile(r"[+-]?[0-9]+,0+")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MOST: Final = 1e15  # no figure is larger; beyond it sums lose their last digits, and at the end become infinite
_DATES: Final = (
    re.compile(r"\d{1,2}\.\s?[^\W\d_]{2,}\.?"),
    re.compile(r"[^\W\d_]{3,}\.?\s?\d{1,2}"),
    re.compile(r"\d{1,2}\.\s?[^\d\s.,%][^\d.,%]+\.?"),  # letters lost to a wrong code page
    re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4})?"),
    re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?"),  # a date cell of a workbook
)


def is_missing(cell: str) -> bool:
    """Whether a cell of a numeric or date column stands for "not known"."""
    return cell.strip().casefold() in MISSING


def became_date(cell: str) -> bool:
    """Whether a spreadsheet turned the number in this cell into a date, such as `3.апр` or `Apr 03`."""
    cell = cell.strip()
    return any(pattern.fullmatch(cell) for pattern in _DATES)


def refuse_dates(cells: Sequence[str], lines: Sequence[int]) -> None:
    """Refuse a numeric column in which a spreadsheet left dates; nothing can be guessed back."""
    for cell, line in zip(cells, lines, strict=True):
        if cell and not cell.isdigit() and became_date(cell):
            raise refusal("numbers_became_dates", line=line, cell=cell[:40])


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers of a column (NaN where missing) and the positions of cells that are not numbers."""

    values: Numbers
    bad: list[int]

    def findings(self, heading: str, cells: Sequence[str], lines: Sequence[int]) -> list[Finding]:
        """One warning that names the first cell that is no number, or none where all are."""
        if not self.bad:
            return []
        first = self.bad[0]
        seen = {"column": heading, "line": lines[first], "cell": cells[first][:40]}
        return [warning("unreadable_numbers", n=len(self.bad), **seen)]


def read_numbers(cells: Sequence[str], kind: NumberKind, *, semicolons: bool) -> Column:
    """Numbers of a whole column. Percent and fractions come back as fractions (6.27 % is 0.0627).

    `semicolons` says that the file is delimited by `;`: only there a comma can be the decimal sign, and
    `1.234` in a column of counts is one thousand. German headings alone do not mean decimal commas.
    """
    commas = semicolons and any(re.fullmatch(r"[+-]?[0-9.]*,[0-9]+ ?%?", cell) for cell in cells)
    values = np.full(len(cells), np.nan)
    bad: list[int] = []
    for index, cell in enumerate(cells):
        if is_missing(cell):
            continue
        cell = cell.strip().replace("\u2212", "-")
        value = _count(cell, semicolons) if kind == "count" else _amount(cell, kind, commas)
        if value is None or abs(value) > _MOST:
            bad.append(index)
        else:
            values[index] = value
    return Column(values, bad)


def _count(cell: str, semicolons: bool) -> float | None:
    if semicolons and _POINTS.fullmatch(cell):
        return float(cell.replace(".", ""))
    if _WHOLE.fullmatch(cell):
        return float(cell)
    if _GROUPED.fullmatch(cell):
        return float(re.sub(r"[,'’ \u00a0\u202f]", "", cell))
    if semicolons and _GERMAN_WHOLE.fullmatch(cell):
        return float(cell.split(",")[0])
    return None


def _amount(cell: str, kind: NumberKind, commas: bool) -> float | None:
    percent = cell.endswith("%")
    cell = cell.removesuffix("%").strip()
    cell = cell.replace(".", "").replace(",", ".") if commas else cell
    if _GROUPED.fullmatch(cell):
        cell = re.sub(r"[,'’ \u00a0\u202f]", "", cell)
    elif re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+", cell):
        cell = cell.replace(",", "")
    if not _DECIMAL.fullmatch(cell):
        return None
    return float(cell) / 100 if kind == "percent" or (percent and kind == "fraction") else float(cell)
