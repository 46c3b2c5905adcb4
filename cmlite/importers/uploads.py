"""Takes an uploaded file apart and hands each table in it to the family that knows its format."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from cmlite.errors import ImportRefused
from cmlite.importers import linkedin, meta, meta_blocks, tiktok, x, youtube
from cmlite.importers.archives import read_json
from cmlite.importers.base import (
    Parsed,
    ReadOptions,
    Table,
    note,
    question,
    refusal,
    refused_file,
)
from cmlite.importers.containers import day_in_name, is_document, is_workbook, open_zip
from cmlite.importers.conversations import read_messages, read_quickly
from cmlite.importers.days import DaySpec, read_days
from cmlite.importers.grids import Grid, likely_heading_row, table_of, text_grid
from cmlite.importers.headings import find_format, keys_of
from cmlite.importers.mapping import (
    apply_mapping,
    refuse_summary,
    refuse_web_analytics,
    unknown_table,
    with_mapping,
)
from cmlite.importers.messages import find_layout, sniff_messages
from cmlite.importers.metrics import counts
from cmlite.importers.reading import MAX_BYTES, decode, kind_of
from cmlite.importers.workbooks import xls_grids, xlsx_grids

_log = logging.getLogger(__name__)
_QUICK_FROM: Final = 2_000_000  # bytes; below that the careful way takes no noticeable time
_BLOCKS: Final[dict[str, Callable[[Grid, ReadOptions], Parsed]]] = {
    "meta_daily": meta_blocks.read_daily,
    "meta_audience": meta_blocks.read_audience,
    "meta_content_formats": meta_blocks.read_content_formats,
}
_FAMILIES: Final[dict[str, Callable[[Table, str, ReadOptions], Parsed]]] = {
    "meta": meta.read,
    "fb": meta.read,
    "yt": youtube.read,
    "x": x.read,
    "linkedin": linkedin.read,
}


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known around a file: the owner's answers, and the day of its download."""

    options: ReadOptions
    made_on: date | None


def read_upload(name: str, content: bytes, *, options: ReadOptions | None = None) -> list[Parsed]:
    """Tables of an uploaded CSV, TSV, TXT, XLSX, XLS, JSON or ZIP file, one result per table or member.

    Never raises: what cannot be read comes back as kind "refused" with one finding of level "refusal".
    """
    place = _Place(options or ReadOptions(), day_in_name(name))
    return _guarded(name, partial(_read_file, name, content, place))


def _guarded(name: str, read: Callable[[], list[Parsed]]) -> list[Parsed]:
    """Turn refusals and unforeseen errors into results; the log gets the place, not the contents."""
    try:
        return read()
    except ImportRefused as error:
        return [refused_file(name, error)]
    except Exception as error:
        bare = RuntimeError(type(error).__name__)
        _log.exception("an uploaded file could not be read", exc_info=(RuntimeError, bare, error.__traceback__))
        return [refused_file(name, refusal("unforeseen"))]


def _read_file(name: str, content: bytes, place: _Place) -> list[Parsed]:
    if len(content) > MAX_BYTES:
        raise refusal("too_large", size=round(len(content) / 1e6), limit=round(MAX_BYTES / 1e6))
    if not content or content.isspace():
        raise refusal("zero_bytes")
    kind = kind_of(content)
    if kind == "zip":
        if is_workbook(content):
            return _read_grids(xlsx_grids(name, content), place)
        if is_document(content):
            raise refusal("not_table_document")
        return _read_zip(content, place)
    if kind == "xls":
        return _read_grids(xls_grids(name, content), place)
    if kind == "json":
        return [read_json(name, decode(content, place.options.code_page).text)]
    if kind == "text":
        return _read_text(name, content, place)
    raise refusal(kind)


def _read_zip(content: bytes, place: _Place) -> list[Parsed]:
    members, closed = open_zip(content)
    results: list[Parsed] = []
    for member, data, made_on in members:
        inner = replace(place, made_on=day_in_name(member) or place.made_on or made_on)
        if isinstance(data, ImportRefused):
            results.append(refused_file(member, data))
        elif kind_of(data) == "zip" and not is_workbook(data):
            results.append(refused_file(member, refusal("not_table_archive")))
        else:
            results += _guarded(member, partial(_read_file, member, data, inner))
    if closed:
        first = results[0]
        results[0] = replace(first, findings=(*first.findings, note("members_closed", n=closed)))
    return _settle_networks(results)


def _settle_networks(results: Sequence[Parsed]) -> list[Parsed]:
    """Answer from the other members of one download what a member alone does not say about its network."""
    named = {(kind, parsed.network) for parsed in results for kind in _metrics_of(parsed)}
    youtube_files = any(parsed.format_id.startswith("yt_") for parsed in results)
    settled = []
    for parsed in results:
        network = parsed.network
        if network is None and parsed.format_id == "date_views_only" and youtube_files:
            network = "youtube"
        elif network is None and parsed.format_id == "meta_daily":
            beside = any((metric, "instagram") in named for metric in _metrics_of(parsed))
            network = "facebook" if beside else None
        if network != parsed.network:
            findings = tuple(found for found in parsed.findings if found.key != "imports.question.network")
            parsed = replace(parsed, network=network, findings=findings)
        settled.append(parsed)
    return settled


def _metrics_of(parsed: Parsed) -> set[str]:
    return set() if parsed.days is None else set(parsed.days["metric"].unique())


def _read_grids(grids: Sequence[Grid], place: _Place) -> list[Parsed]:
    """Sheets of a workbook; sheets that say nothing known are passed over when others are recognised."""
    if not grids:
        raise refusal("empty")
    for grid in grids:
        grid.match = find_format(grid.rows.cells[:15])
        heading = next((at for at, row in enumerate(grid.rows.cells[:15]) if find_layout(row)), None)
        if grid.match:
            grid.heading_row = grid.match.row
        else:
            grid.heading_row = likely_heading_row(grid.rows.cells) if heading is None else heading
    results = [parsed for grid in grids for parsed in _guarded(grid.name, partial(_read_sheet, grid, place))]
    known = [parsed for parsed in results if parsed.kind not in ("unknown", "refused")]
    return known or results


def _read_sheet(grid: Grid, place: _Place) -> list[Parsed]:
    return [_read_grid(grid, place)]


def _read_text(name: str, content: bytes, place: _Place) -> list[Parsed]:
    if len(content) >= _QUICK_FROM:
        layout = sniff_messages(content[: 1 << 18], place.options.mapping)
        if layout and (parsed := read_quickly(name, content, layout, place.options)):
            return [parsed]
    return [_read_grid(text_grid(name, content, place.options.code_page), place)]


def _read_grid(grid: Grid, place: _Place) -> Parsed:
    cells = grid.rows.cells
    refuse_web_analytics(cells)
    if grid.match and grid.match.format_id in _BLOCKS:
        return _BLOCKS[grid.match.format_id](grid, place.options)
    if grid.match:
        return _read_known(table_of(grid), grid.match.format_id, place)
    refuse_summary(cells)
    if max((len(row) for row in cells[:15]), default=0) < 2:
        raise refusal("empty" if len(cells) <= 1 else "not_table_text")
    profile = next((at for at, row in enumerate(cells[:15]) if linkedin.profile_tables(keys_of(row))), None)
    if profile is not None:
        return _read_profile(grid, profile, place)
    table = table_of(grid)
    if place.options.mapping and (parsed := apply_mapping(table, place.options.mapping, place.options)):
        return with_mapping(parsed, table, place.options.mapping)
    if mapping := find_layout(table.headings):
        return read_messages(table, mapping, place.options)
    return unknown_table(table)


def _read_profile(grid: Grid, row: int, place: _Place) -> Parsed:
    keys = keys_of(grid.rows.cells[row])
    headings, rows = linkedin.join_profile(grid.rows.cells[row + 1 :], keys)
    if not rows:
        raise refusal("empty")
    lines = list(range(row + 2, row + 2 + len(rows)))
    table = Table(grid.name, headings, headings, rows, lines, grid.delimiter, grid.findings)
    return linkedin.read(table, "linkedin_profile", place.options)


def _read_known(table: Table, format_id: str, place: _Place) -> Parsed:
    if format_id == "pinterest_ads":
        raise refusal("advertising")
    if format_id == "web_analytics_report":
        raise refusal("web_analytics")
    if format_id == "date_views_only":
        if place.options.network is None:
            table.findings.append(question("network", file=table.name))
        return read_days(table, format_id, DaySpec(place.options.network, counts(views="views")), place.options)
    if format_id.startswith("tiktok"):
        return tiktok.read(table, format_id, place.options, place.made_on)
    return _FAMILIES[format_id.split("_")[0]](table, format_id, place.options)
