"""Reads plans of posts from CSV and workbooks: bytes in, rows and findings out."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cmlite.domain.plans import PlanRow
from cmlite.errors import ImportRefused
from cmlite.importers.base import Finding, refusal
from cmlite.importers.containers import is_document, is_workbook
from cmlite.importers.grids import Grid, table_of
from cmlite.importers.plan_layouts import Layout, find_layout
from cmlite.importers.plan_rows import Cells, dates_of, rows_of
from cmlite.importers.reading import DELIMITERS, MAX_BYTES, decode, kind_of, separator_line, split, unwrap
from cmlite.importers.workbooks import xls_grids, xlsx_grids

_log = logging.getLogger(__name__)
MAX_ROWS: Final = 20_000
"""More posts than anybody plans; a file with more is another kind of file."""

_HEAD: Final = 300_000  # characters searched for the headings


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as it stands in a file. `fields` are the parts of a post it has columns for, `targets` the accounts or
    networks it names, in the order they come. `undecided` holds two readings (ISO) of a day where the order of day and
    month cannot be told.
    """

    file_name: str
    layout: str
    rows: tuple[PlanRow, ...]
    fields: frozenset[str]
    targets: tuple[str, ...]
    digest: str
    findings: tuple[Finding, ...] = ()
    undecided: tuple[str, str] | None = None


def read_plan(
    name: str,
    content: bytes,
    *,
    networks: Mapping[str, str],
    day_first: bool | None = None,
    code_page: str = "cp1252",
) -> PlanFile:
    """A plan from CSV, TSV, XLSX or XLS. `networks` gives the key of a network by its name in lower case.

    Raises ImportRefused for what is no plan: nothing of it can be used then.
    """
    try:
        return _read(name, content, networks, day_first, code_page)
    except ImportRefused as error:
        raise ImportRefused(error.key, **{"file": name, **error.values}) from error
    except Exception as error:  # a damaged file meets every library in its own way
        bare = RuntimeError(type(error).__name__)
        _log.exception("a plan could not be read", exc_info=(RuntimeError, bare, error.__traceback__))
        raise ImportRefused("imports.refused.unforeseen", file=name) from error


def _read(name: str, content: bytes, networks: Mapping[str, str], day_first: bool | None, code_page: str) -> PlanFile:
    grid, layout, from_workbook = _find(name, content, code_page)
    if layout.headless:
        grid.rows.cells.insert(layout.row, ["day", "text", "link"])
        grid.rows.lines.insert(layout.row, 0)
        grid.rows.lone.insert(layout.row, False)
    grid.heading_row = layout.row
    table = table_of(grid)
    if len(table.rows) > MAX_ROWS:
        raise refusal("plan_too_many", n=len(table.rows), limit=MAX_ROWS)
    cells = Cells(table, layout, from_workbook)
    dates = dates_of(cells, day_first)
    rows = rows_of(cells, dates, networks)
    rows += [PlanRow(line, problem="plans.row.too_many_cells", detail=detail) for line, _, detail in table.left_out]
    rows.sort(key=lambda row: row.line)
    targets = tuple(dict.fromkeys(target for row in rows for target in row.targets))
    return PlanFile(
        name,
        layout.layout,
        tuple(rows),
        _fields(layout),
        targets,
        hashlib.sha256(content).hexdigest(),
        tuple(_told(table.findings)),
        dates.undecided,
    )


def _find(name: str, content: bytes, code_page: str) -> tuple[Grid, Layout, bool]:
    if len(content) > MAX_BYTES:
        raise refusal("too_large", size=round(len(content) / 1e6), limit=round(MAX_BYTES / 1e6))
    if not content or content.isspace():
        raise refusal("zero_bytes")
    kind = kind_of(content)
    if kind == "zip" and not is_workbook(content):
        raise refusal("not_table_document" if is_document(content) else "plan_zip")
    if kind in {"zip", "xls"}:
        grids = xlsx_grids(name, content) if kind == "zip" else xls_grids(name, content)
        for grid in grids:
            if (layout := find_layout(grid.rows.cells)) is not None:
                return grid, layout, True
        raise refusal("empty") if not grids else _unknown(grids[0].rows.cells)
    if kind != "text":
        raise refusal("plan_json" if kind == "json" else kind)
    return (*_find_text(name, content, code_page), False)


def _find_text(name: str, content: bytes, code_page: str) -> tuple[Grid, Layout]:
    """The delimiter is the one with which the headings are known: texts hold more commas than headings do."""
    decoded = decode(content, code_page)
    words, _ = unwrap(decoded.text)
    sign, words, taken = separator_line(words)
    first: list[list[str]] = []
    for delimiter in [sign, *DELIMITERS] if sign else DELIMITERS:
        head = split(words[:_HEAD], delimiter, limit=12).cells
        first = max(first, head, key=lambda cells: max(map(len, cells), default=0))
        if (layout := find_layout(head)) is not None:
            rows = split(words, delimiter, taken + 1)
            return Grid(name, rows, None, delimiter, list(decoded.findings), layout.row), layout
    raise _unknown(first)


def _unknown(cells: Sequence[Sequence[str]]) -> ImportRefused:
    found = next(([cell.strip() for cell in row if cell.strip()] for row in cells if any(map(str.strip, row))), [])
    return refusal("plan_unknown", headings=", ".join(one[:40] for one in found[:8]))


def _told(findings: Sequence[Finding]) -> list[Finding]:
    """What is worth telling about a plan; the rest speaks of figures."""
    wanted = ("cut_off", "cut_sign", "code_page_guessed", "unknown_bytes", "no_final_line_break")
    return [one for one in findings if one.key.rpartition(".")[2] in wanted]


def _fields(layout: Layout) -> frozenset[str]:
    """Which parts of a post the file speaks of, under their names in PostDraft."""
    names = {
        "title": "title",
        "text": "text",
        "pillar": "pillar_id",
        "format": "format",
        "campaign": "campaign_id",
        "own_texts": "texts",
        "first_comments": "comments",
        "options": "options",
        "marked": "tagged",
        "thread": "as_thread",
        "day": "wall",
        "state": "stage",
        "draft": "stage",
    }
    return frozenset({names[part] for part in layout.places if part in names} | {"channel_ids"})
