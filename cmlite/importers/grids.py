"""Finds the table inside a grid of text cells: delimiter, heading row, ragged rows, doubled columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cmlite.importers.base import Finding, Table, note, question, refusal, warning
from cmlite.importers.headings import Match, find_format, keys_of, norm
from cmlite.importers.messages import find_layout
from cmlite.importers.reading import (
    DELIMITERS,
    MAX_COLUMNS,
    Rows,
    decode,
    join_broken,
    separator_line,
    split,
    unwrap,
)

_HEAD: Final = 1_000_000  # characters searched for the heading row


@dataclass(slots=True)
class Grid:
    """All rows of one file or sheet as text, and what was recognised in them."""

    name: str
    rows: Rows
    match: Match | None
    delimiter: str = ","
    findings: list[Finding] = field(default_factory=list)
    heading_row: int = 0


def text_grid(name: str, content: bytes, code_page: str) -> Grid:
    """The grid of a CSV, TSV or other delimited text file."""
    decoded = decode(content, code_page)
    findings = list(decoded.findings)
    text, wrapped = unwrap(decoded.text)
    if wrapped:
        findings.append(note("rows_unwrapped"))
    sign, text, taken = separator_line(text)
    delimiter, match, heading_row = _find_delimiter(text[:_HEAD], sign)
    rows = split(text, delimiter, taken + 1)
    return Grid(name, rows, match, delimiter, findings, heading_row)


def _find_delimiter(head: str, sign: str) -> tuple[str, Match | None, int]:
    """Delimiter, known format and heading row.

    Counting signs would fail: post texts hold more commas than headings do.
    """
    candidates = [sign, *DELIMITERS] if sign else list(DELIMITERS)
    trials = [(delimiter, split(head, delimiter, limit=15).cells) for delimiter in candidates]
    found = [(delimiter, match, cells) for delimiter, cells in trials if (match := find_format(cells))]
    if found:
        # a title alone does not show the delimiter, the rows of values below it do
        audience = found[0][1].format_id == "meta_audience"
        best = max(found, key=lambda trial: _value_rows(trial[2])) if audience else found[0]
        return best[0], best[1], best[1].row
    for delimiter, cells in trials:
        row = next((index for index, cell in enumerate(cells) if find_layout(cell)), None)
        if row is not None:
            return delimiter, None, row
    delimiter, cells = max(trials, key=lambda trial: _evenness(trial[1]))
    return delimiter, None, likely_heading_row(cells)


def _value_rows(cells: Sequence[Sequence[str]]) -> int:
    """How many rows of several cells end in a number."""
    filled = [[cell.strip() for cell in row if cell.strip()] for row in cells]
    return sum(len(row) > 1 and row[-1][:1].isdigit() for row in filled)


def _evenness(cells: Sequence[Sequence[str]]) -> tuple[float, int]:
    widths = [len(row) for row in cells if row]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual


def likely_heading_row(cells: Sequence[Sequence[str]]) -> int:
    """The first row that fills as many cells as the fullest of the first 15."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in cells[:15]]
    widest = max(filled, default=0)
    return next((index for index, count in enumerate(filled) if count >= max(2, widest - 1)), 0)


def drop_cut_end(grid: Grid, width: int) -> None:
    """Leave out a last row that was cut off, and say where the file ends in the middle of a line."""
    rows = grid.rows
    if rows.open_quote:
        grid.findings.append(warning("cut_off", line=rows.lines[-1] + 1 if rows.lines else 1))
    elif not rows.ended and rows.cells:
        if len(rows.cells[-1]) < width:
            grid.findings.append(warning("cut_off", line=rows.lines[-1]))
            for values in (rows.cells, rows.lines, rows.lone):
                values.pop()
        elif not rows.end_quoted:
            grid.findings.append(note("no_final_line_break", line=rows.lines[-1]))


def table_of(grid: Grid) -> Table:
    """The table below the heading row, rows filled to equal width, headings compared."""
    start = grid.heading_row
    if start >= len(grid.rows.cells):
        raise refusal("empty")
    headings = grid.rows.cells[start]
    keys = list(grid.match.keys) if grid.match else keys_of(headings)
    if len(keys) > MAX_COLUMNS:
        raise refusal("too_many_columns", limit=MAX_COLUMNS)
    table = Table(grid.name, list(headings[: len(keys)]), keys, [], [], grid.delimiter, grid.findings)
    if grid.match and grid.match.german:
        shown = ", ".join(f"{german} → {english}" for german, english in grid.match.german.items())
        table.findings.append(question("german_headings", columns=shown))
    drop_cut_end(grid, len(keys))
    if joined := join_broken(grid.rows, len(keys), start + 1):
        table.findings.append(joined)
    _take_rows(table, grid.rows, start + 1)
    if not table.rows:
        raise refusal("empty")
    _compare_doubled_headings(table)
    return table


def _take_rows(table: Table, rows: Rows, start: int) -> None:
    width = len(table.keys)
    long: list[int] = []
    short: list[int] = []
    last = len(rows.cells) - start - 1
    for at, (row, line) in enumerate(zip(rows.cells[start:], rows.lines[start:], strict=True)):
        if not any(map(str.strip, row)):
            continue
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            long.append(line)
            table.left_out.append((line, "imports.row.too_long", str(len(row))))
            continue
        if len(row) < width and (at < last or len(row) > 1):  # a last sentence alone is a footer
            short.append(line)
        table.rows.append(row if len(row) == width else [*row[:width], *[""] * (width - len(row))])
        table.lines.append(line)
    if table.rows and sum(cell.startswith("Lifetime:") for cell in table.rows[0]) >= 3:
        table.rows.pop(0)  # old Facebook exports explain every column in a second heading row
        table.lines.pop(0)
    if short:
        table.findings.append(note("short_rows", n=len(short), line=short[0]))
    if long:
        table.findings.append(warning("long_rows", n=len(long), line=long[0]))


def _compare_doubled_headings(table: Table) -> None:
    seen: dict[str, int] = {}
    for place, key in enumerate(table.keys):
        if not key:
            continue
        first = seen.setdefault(key, place)
        if first == place:
            continue
        if _side_by_side(table, place):
            raise refusal("side_by_side")
        if any(row[first].strip() != row[place].strip() for row in table.rows):
            table.findings.append(warning("doubled_heading", heading=table.headings[place]))


def _side_by_side(table: Table, second: int) -> bool:
    """Two tables next to each other: the first heading returns, or rows begin only after a gap."""
    gap = any(not key for key in table.keys[1:second])
    returns = table.keys[second] == table.keys[0]
    late_rows = any(not row[0].strip() and row[second].strip() for row in table.rows)
    comments = table.place("data comment") is not None
    return (returns and (gap or late_rows or second > 1)) or (late_rows and not comments) or gap


def without_total_rows(table: Table, place: int, totals: frozenset[str], footers: tuple[str, ...]) -> list[str] | None:
    """Take out the total row (first, named at `place`) and the footer sentence; gives the total row."""
    total = None
    if table.rows and norm(table.rows[0][place]) in totals:
        total = table.rows.pop(0)
        table.lines.pop(0)
    if table.rows:
        filled = [norm(cell) for cell in table.rows[-1] if cell.strip()]
        if len(filled) == 1 and any(part in filled[0] for part in footers):
            table.rows.pop()
            table.lines.pop()
    return total
