"""Turns a table of conversations into canonical messages, a million of them in seconds."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from cmlite.domain.clocks import FIRST_YEAR, LAST_YEAR
from cmlite.domain.message_words import INCOMING, KINDS, OUTGOING
from cmlite.importers.base import (
    MESSAGE_COLUMNS,
    Parsed,
    ReadOptions,
    Table,
    note,
    question,
    refusal,
    rows_left_out,
    warning,
)
from cmlite.importers.dates import read_dates, to_utc
from cmlite.importers.ids import damaged, hashed_id
from cmlite.importers.messages import MessageLayout, date_style
from cmlite.importers.times import times_of_fixed_width
from cmlite.importers.zones import in_utc

_FIRST, _LAST = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(f"{LAST_YEAR + 1}-01-01")
_OFFSET: Final = r"(?:[Zz]|[+-]\d\d(?::?\d\d)?)$"


def read_quickly(name: str, content: bytes, layout: MessageLayout, options: ReadOptions) -> Parsed | None:
    """Messages of a large file; None when its rows are damaged and the careful way must look at them."""
    if not layout.encoding.startswith("utf-8") or not _whole_end(content, layout):
        return None
    if content.count(b"\r") != content.count(b"\r\n"):  # a lone one may be a break inside a text
        return None
    direction = layout.place("direction")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(content),
                engine="c",
                sep=layout.delimiter,
                encoding=layout.encoding,
                header=0,
                names=list(range(len(layout.headings))),
                index_col=False,
                na_filter=False,
                skip_blank_lines=True,
                dtype={place: "category" if place == direction else "str" for place in range(len(layout.headings))},
            )
    except (ValueError, pd.errors.ParserWarning):
        return None
    text = frame[layout.place("text")]
    breaks = text.str.count("\n")
    lines = np.arange(2, len(frame) + 2) + breaks.cumsum().shift(fill_value=0).to_numpy()
    columns = {role: frame[layout.place(role)].rename(heading) for role, heading in layout.mapping.items()}
    preview = tuple(tuple(row) for row in frame.head().astype(str).to_numpy().tolist())
    table = Table(name, list(layout.headings), [], [], [], layout.delimiter)
    del frame
    return build_messages(table, columns, lines, options, preview=preview)


def _whole_end(content: bytes, layout: MessageLayout) -> bool:
    """Whether the file ends with a line break, or its last line at least has a cell under every heading."""
    tail = content[content.rfind(b"\n") + 1 :].decode("utf-8", errors="replace")
    return not tail or len(next(csv.reader([tail], delimiter=layout.delimiter))) == len(layout.headings)


def read_messages(table: Table, mapping: Mapping[str, str], options: ReadOptions) -> Parsed:
    """Messages of a table already read as text; `mapping` is role → heading as in the file."""
    columns = {
        role: pd.Series([row[place] for row in table.rows], dtype="str", name=heading)
        for role, heading in mapping.items()
        for place in (table.headings.index(heading),)
    }
    return build_messages(table, columns, np.array(table.lines), options, preview=table.preview())


def build_messages(
    table: Table,
    columns: Mapping[str, pd.Series],
    lines: Any,
    options: ReadOptions,
    *,
    preview: tuple[tuple[str, ...], ...],
) -> Parsed:
    """Canonical messages from text columns by role."""
    frame, zone, walls = _canonical(table, columns, lines, options)
    frame = _named_once(frame, table)
    known = frame["sent_at"].dropna()
    counted = frame["direction"].value_counts()
    return Parsed(
        table.name,
        "messages",
        "messages",
        options.network,
        headings=tuple(table.headings),
        rows=len(lines),
        messages=frame[list(MESSAGE_COLUMNS)],
        refused=rows_left_out(table.left_out),
        totals={str(way): float(number) for way, number in counted.items()},
        first_day=known.min().date() if len(known) else None,
        last_day=known.max().date() if len(known) else None,
        zone=zone,
        walls=walls,
        preview=preview,
        findings=tuple(table.findings),
    )


def _canonical(
    table: Table, columns: Mapping[str, pd.Series], lines: Any, options: ReadOptions
) -> tuple[pd.DataFrame, str, bool]:
    """The canonical columns, every row still there, the clock of the times, and whether some named no offset."""
    blank = pd.Series("", index=range(len(lines)), dtype="str")
    ids = columns["external_id"].str.strip() if "external_id" in columns else None
    written, is_wall = _written(columns.get("published_at", blank), table, lines, options)
    sent = written.mask(is_wall, in_utc(written[is_wall], options.own_zone)) if is_wall.any() else written
    if is_wall.any():
        table.findings.append(note("zone_assumed", zone=options.own_zone))
    frame = pd.DataFrame(
        {
            "external_id": blank if ids is None else ids,
            "author": columns["author"].str.strip() if "author" in columns else blank,
            "text": columns.get("text", blank),
            "sent_at": sent,
            "parent_external_id": _reference(columns.get("parent_external_id", blank)),
            "direction": _direction(columns.get("direction"), len(lines), table),
            "post_external_id": _reference(columns.get("post_external_id", blank)),
            "kind": _kind(columns.get("kind"), len(lines), table),
            "line": lines,
        }
    )
    if ids is None:  # by the time as it stands there: the same in whatever zone it is read
        frame["external_id"] = [
            hashed_id(str(when), author, text)
            for when, author, text in zip(written, frame["author"], frame["text"], strict=True)
        ]
    walls = bool(is_wall.any())
    return frame, options.own_zone if walls else "UTC" if sent.notna().any() else "", walls


def _reference(cells: pd.Series) -> pd.Series:
    """Ids of other messages; a float's `.0` is taken off."""
    cells = cells.str.strip()
    floats = cells.str.endswith(".0")
    return cells.mask(floats, cells.str.slice(0, -2)) if floats.any() else cells


def _direction(cells: pd.Series | None, size: int, table: Table) -> pd.Series:
    if cells is None:
        return pd.Series("in", index=range(size), dtype="str")
    words = cells.astype("category").cat
    spoken = [str(word).strip().casefold() for word in words.categories]
    outgoing = np.array([word in OUTGOING for word in spoken], dtype=bool)[words.codes]
    known = np.array([word in OUTGOING or word in INCOMING for word in spoken], dtype=bool)[words.codes]
    if not known.all():
        table.findings.append(note("direction_unknown", n=int((~known).sum())))
    return pd.Series(np.array(["in", "out"], dtype=object)[outgoing.astype(int)], dtype="str")


def _kind(cells: pd.Series | None, size: int, table: Table) -> pd.Series:
    if cells is None:
        table.findings.append(note("kind_unknown"))
        return pd.Series("message", index=range(size), dtype="str")
    kinds = {value: KINDS.get(str(value).strip().casefold(), "message") for value in cells.unique()}
    return cells.map(kinds).astype("str")


def _named_once(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Leave out messages without id, and earlier rows of a repeated id."""
    ids = frame["external_id"]
    if ids.str.contains(r"[eE]\+\d", regex=True).any() and (broken := damaged(ids.tolist())):
        raise refusal("ids_damaged", cell=ids.iloc[broken[0]], n=len(broken), total=len(frame))
    nameless = ids == ""
    repeated = ids.duplicated(keep="last") & ~nameless
    for marked, finding, reason in (
        (nameless, warning, "without_id"),
        (repeated, note, "repeated"),
    ):
        if not marked.any():
            continue
        rows = [int(line) for line in frame.loc[marked, "line"]]
        table.findings.append(finding(f"rows_{reason}", n=len(rows), line=rows[0]))
        table.left_out += [(line, f"imports.row.{reason}", "") for line in rows]
    return frame[~nameless & ~repeated].reset_index(drop=True) if (nameless | repeated).any() else frame


def _written(cells: pd.Series, table: Table, lines: Any, options: ReadOptions) -> tuple[pd.Series, pd.Series]:
    """Times as they stand there, those with an offset as naive UTC, and which of them have none; days stay days."""
    style = date_style(cells.head(200).tolist())
    is_wall = pd.Series(np.full(len(cells), style == "german"))
    if style in ("twitter", "german"):
        times = times_of_fixed_width(cells, style)
    elif style == "iso":
        times = pd.to_datetime(cells, format="ISO8601", utc=True, errors="coerce")
        times = times.dt.tz_localize(None).astype("datetime64[us]")
        ends = cells.str.strip().str.slice(len("2026-01-31"))
        is_wall = pd.Series(((ends != "") & ~ends.str.contains(_OFFSET)).to_numpy(dtype=bool))
    else:
        times = pd.Series(np.full(len(cells), np.datetime64("NaT", "us")))
    times = times.reset_index(drop=True)
    known = (times >= _FIRST) & (times < _LAST)
    times = times if known.all() else times.where(known)
    odd = np.flatnonzero(times.isna() & (cells.reset_index(drop=True).str.strip() != ""))
    if len(odd):
        times.iloc[odd], is_wall.iloc[odd] = _carefully(cells.iloc[odd], table, lines[odd], options)
    return times, is_wall & times.notna()


def _carefully(cells: pd.Series, table: Table, lines: Any, options: ReadOptions) -> tuple[Any, Any]:
    dates = read_dates(cells.tolist(), day_first=options.day_first)
    if dates.undecided:
        first, second = dates.undecided
        table.findings.append(question("date_order", column=str(cells.name), a=first, b=second))
    if dates.bad:
        line = int(lines[dates.bad[0]])
        table.findings.append(warning("unreadable_dates", n=len(dates.bad), column=str(cells.name), line=line))
    return to_utc(dates, "UTC").to_numpy(), np.array(dates.walls, dtype=bool)
