"""Page-level files from Meta Business Suite: blocks of a title, a label row and value rows, often stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from cmlite.importers.base import Parsed, ReadOptions, Table, note, refusal, warning
from cmlite.importers.dates import read_dates
from cmlite.importers.days import ask_network, breakdown_result, days_result
from cmlite.importers.formats import AUDIENCE_TITLE, CONTENT_TITLES, CONTENT_TYPES, DAILY_METRICS
from cmlite.importers.grids import Grid, drop_cut_end
from cmlite.importers.headings import is_audience_title, keys_of, title_of
from cmlite.importers.numbers import Numbers, read_numbers, refuse_dates

_DIMENSIONS: Final = {
    "age & gender": "age_gender",
    "gender and age": "age_gender",
    "top cities": "city",
    "top towns/cities": "city",
    "top countries": "country",
    "top pages": "page",
    "follows": "total",
}


@dataclass(slots=True)
class Block:
    """One block: normalised title, and its rows with their lines, label row first."""

    title: str
    shown: str
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def _blocks(grid: Grid, titles: Sequence[str] | None) -> list[Block]:
    """Cut the grid at its title rows; `titles` None means the audience titles."""
    found: list[Block] = []
    for row, line in zip(grid.rows.cells, grid.rows.lines, strict=True):
        title = title_of(row)
        known = is_audience_title(title) if titles is None else title in titles
        if known and not (found and _is_total(found[-1])):
            found.append(Block(title, row[0].strip()))
        elif found and any(cell.strip() for cell in row):
            found[-1].rows.append([cell.strip() for cell in row])
            found[-1].lines.append(line)
    if not any(block.rows for block in found):
        raise refusal("empty")
    return found


def _is_total(block: Block) -> bool:
    return block.title == "follows" and not block.rows


def _numbers(cells: Sequence[str], lines: Sequence[int], grid: Grid, block: Block, kind: str) -> Numbers:
    refuse_dates(cells, lines)
    semicolons = grid.delimiter == ";"
    column = read_numbers(cells, "percent" if kind == "percent" else "count", semicolons=semicolons)
    grid.findings += column.findings(block.shown, cells, lines)
    return column.values


def _table(grid: Grid, blocks: Sequence[Block]) -> Table:
    headings = list(dict.fromkeys(block.shown for block in blocks))
    rows = [row for block in blocks for row in block.rows[1:]]
    lines = [line for block in blocks for line in block.lines[1:]]
    return Table(grid.name, headings, [], rows, lines, grid.delimiter, grid.findings)


def read_daily(grid: Grid, options: ReadOptions) -> Parsed:
    """Daily values, series by series; only the date part counts, for the hour switches inside one file."""
    drop_cut_end(grid, 2)
    blocks = [block for block in _blocks(grid, tuple(DAILY_METRICS)) if len(block.rows) > 1]
    if not blocks:
        raise refusal("empty")
    named = {DAILY_METRICS[block.title][1] for block in blocks}
    table = _table(grid, blocks)
    frames = []
    for block in blocks:
        metric, network = DAILY_METRICS[block.title]
        rows, lines = block.rows[1:], block.lines[1:]
        values = _numbers([row[1] if len(row) > 1 else "" for row in rows], lines, grid, block, "count")
        dates = read_dates([row[0] for row in rows], day_first=options.day_first, usual=False)
        if dates.bad:
            line = lines[dates.bad[0]]
            grid.findings.append(warning("unreadable_dates", n=len(dates.bad), column="Date", line=line))
        days = pd.Series(pd.array(dates.values, dtype="datetime64[us]")).dt.normalize()
        # beside "Instagram follows" in one file, plain "Follows" are Facebook's
        network = network or ("facebook" if "instagram" in named else options.network)
        frames.append(pd.DataFrame({"metric": metric, "day": days, "value": values, "network": network}))
        if block.title == "viewers":
            grid.findings.append(note("viewers_as_reach"))
    networks = {frame["network"].iloc[0] for frame in frames}
    if len(networks) == 1:
        frames = [frame.drop(columns="network") for frame in frames]
        network = networks.pop()
        if network is None:
            table.findings.append(ask_network(table))
        return days_result(table, "meta_daily", network, frames)
    return days_result(table, "meta_daily", None, frames)


def read_audience(grid: Grid, options: ReadOptions) -> Parsed:
    """Shares of followers by age and gender, city, country; fractions, with plain numbers as `total`."""
    drop_cut_end(grid, 1)
    blocks = _blocks(grid, None)
    frames = []
    for block in blocks:
        match = AUDIENCE_TITLE.match(block.title)
        network, part = (match.group(1), match.group(2)) if match else (None, None)
        dimension = _DIMENSIONS[part] if part else "total"
        pairs = _pairs(block, dimension)
        lines = [line for _, _, line in pairs]
        refuse_dates([cell for _, cell, _ in pairs], lines)
        if any("\ufffd" in label for label, _, _ in pairs):
            grid.findings.append(warning("block_unreadable", block=block.shown))
            continue
        values = _numbers(
            [cell for _, cell, _ in pairs], lines, grid, block, "count" if dimension == "total" else "percent"
        )
        frames.append(
            pd.DataFrame(
                {
                    "dimension": dimension,
                    "label": [label or block.shown for label, _, _ in pairs],
                    "metric": "followers",
                    "value": values,
                    "network": network or options.network,
                }
            )
        )
    return _finish(grid, blocks, "meta_audience", frames, summed=set())


def _pairs(block: Block, dimension: str) -> list[tuple[str, str, int]]:
    """Label, value and line of every value in an audience block."""
    rows, lines = block.rows, block.lines
    if dimension == "total":
        number = [(row, line) for row, line in zip(rows, lines, strict=True) if row[0][:1].isdigit()]
        return [("", row[0], line) for row, line in number[-1:]]
    if not rows:
        return []
    if dimension == "age_gender":
        columns = rows[0]
        return [
            (f"{row[0]}, {columns[place]}", row[place], line)
            for row, line in zip(rows[1:], lines[1:], strict=True)
            for place in range(1, min(len(row), len(columns)))
            if columns[place]
        ]
    filled = [[cell for cell in row if cell] for row in rows]
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) and not filled[0][-1].endswith("%"):
        return [(label, value, lines[1]) for label, value in zip(*rows, strict=True) if label]
    # one row a place: the right-most cell is the value, a name with commas is spread over the others
    return [
        (", ".join(cells[:-1]), cells[-1], line) for cells, line in zip(filled, lines, strict=True) if len(cells) > 1
    ]


def read_content_formats(grid: Grid, options: ReadOptions) -> Parsed:
    """Views, interactions and number of posts by type of content."""
    drop_cut_end(grid, 1)
    blocks = _blocks(grid, tuple(CONTENT_TITLES))
    frames = []
    for block in blocks:
        if len(block.rows) < 2 or not CONTENT_TYPES & set(keys_of(block.rows[0])):
            continue
        pairs = [pair for pair in zip(block.rows[0], block.rows[1], strict=False) if pair[0]]
        values = _numbers([value for _, value in pairs], [block.lines[1]] * len(pairs), grid, block, "count")
        labels = [label for label, _ in pairs]
        metric = CONTENT_TITLES[block.title]
        frames.append(
            pd.DataFrame(
                {
                    "dimension": "format",
                    "label": labels,
                    "metric": metric,
                    "value": values,
                    "network": options.network,
                }
            )
        )
    return _finish(grid, blocks, "meta_content_formats", frames, summed=set(CONTENT_TITLES.values()))


def _finish(
    grid: Grid, blocks: Sequence[Block], format_id: str, frames: list[pd.DataFrame], *, summed: set[str]
) -> Parsed:
    frames = [frame for frame in frames if not frame.empty]
    if not frames:
        raise refusal("empty")
    table = _table(grid, blocks)
    networks = {network for frame in frames for network in frame["network"].unique().tolist()}
    only = networks.pop() if len(networks) == 1 else None
    if not networks:
        frames = [frame.drop(columns="network") for frame in frames]
        if only is None:
            table.findings.append(ask_network(table))
    rows = sum(len(frame) for frame in frames)
    return breakdown_result(table, format_id, only, frames, summed=summed, rows=rows)
