"""Reads workbooks (.xlsx, .xls) as text cells, sheet by sheet; formulas stay text and are never evaluated."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from cmlite.errors import ImportRefused
from cmlite.importers.base import refusal
from cmlite.importers.containers import check_sizes
from cmlite.importers.grids import Grid
from cmlite.importers.reading import MAX_COLUMNS, Rows

_MAX_ROWS: Final = 1_048_576  # the limit of the file format itself


def as_text(value: Any, number_format: str = "") -> str:
    """A cell's value as an export would write it: whole numbers without point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(float(value) if isinstance(value, float) else value, number_format)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.10g}%"
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # a float this large has lost digits: written the way that marks a damaged id
    return f"{value:.5E}" if abs(value) >= 1e15 else repr(value)


def _grid(name: str, rows: Iterable[list[str]]) -> Grid | None:
    """The grid of a sheet, or None for an empty one."""
    result = Rows([], [], [])
    for number, row in enumerate(rows, start=1):
        while row and not row[-1].strip():
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise refusal("too_many_columns", limit=MAX_COLUMNS)
        if number > _MAX_ROWS:
            raise refusal("unreadable_workbook", line=number)
        if row:
            result.cells.append(row)
            result.lines.append(number)
            result.lone.append(False)
    return Grid(name, result, None) if result.cells else None


def _xlsx_rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # the size a sheet states may be wrong
    for row in sheet.iter_rows():
        if len(row) > MAX_COLUMNS and any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            raise refusal("too_many_columns", limit=MAX_COLUMNS)
        yield [as_text(cell.value, cell.number_format or "") for cell in row[:MAX_COLUMNS]]


def xlsx_grids(name: str, content: bytes) -> list[Grid]:
    """One grid per filled sheet of an .xlsx workbook."""
    import openpyxl  # large, and most owners never bring a workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_sizes(archive.infolist(), len(content))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and extensions openpyxl does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            names = [sheet.title for sheet in book.worksheets]
            grids = [_grid(sheet_name(name, title, names), _xlsx_rows(book[title])) for title in names]
        book.close()
    except ImportRefused:
        raise
    except Exception as error:  # damaged bytes meet openpyxl, the XML reader and zlib, each with errors of its own
        raise refusal("unreadable_workbook") from error
    return [grid for grid in grids if grid is not None]


def _xls_rows(book: Any, sheet: Any) -> Iterator[list[str]]:
    import xlrd

    for number in range(sheet.nrows):
        cells = []
        for cell in sheet.row(number):
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                value = None
            cells.append(as_text(value))
        yield cells


def xls_grids(name: str, content: bytes) -> list[Grid]:
    """One grid per filled sheet of an old .xls workbook; Word and other Office files are refused."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)
        names = book.sheet_names()
        grids = [_grid(sheet_name(name, title, names), _xls_rows(book, book.sheet_by_name(title))) for title in names]
    except xlrd.XLRDError as error:
        key = "not_table_document" if "Can't find workbook" in str(error) else "unreadable_workbook"
        raise refusal(key) from error
    except ImportRefused:
        raise
    except Exception as error:  # xlrd meets damaged files with index, struct and assertion errors
        raise refusal("unreadable_workbook") from error
    return [grid for grid in grids if grid is not None]


def sheet_name(name: str, title: str, titles: list[str]) -> str:
    """How a sheet is called in the results: the file's name, with the sheet where there are several."""
    return name if len(titles) == 1 else f"{name} / {title}"
