"""Rows of a file of conversations on their way into the store: read once, looked at, then taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb

from cmlite.domain.clocks import FIRST_YEAR, LAST_YEAR, repeated_hours
from cmlite.domain.message_words import KINDS, OUTGOING
from cmlite.errors import StoreError
from cmlite.store.rows import Cursor, one

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

_FORMATS = {"twitter": "'%a %b %d %H:%M:%S %z %Y'", "german": "['%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']"}
_WALL = r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*"
"""A time of day without an offset; a bare day is none, it stays the day it is."""
_POSSIBLE = f"sent_at >= timestamp '{FIRST_YEAR}-01-01' and sent_at < timestamp '{LAST_YEAR + 1}-01-01'"
_KEPT = "select table_name from duckdb_tables() where database_name = 'reading'"
_USUAL = {
    "parent_external_id": ("parent", "''"),
    "direction": ("direction", "'in'"),
    "post_external_id": ("post", "''"),
    "kind": ("kind", "'message'"),
}
"""By role the column of `staged` and what it holds where the file has none: then it is not read at all."""


def stage_frame(cursor: Cursor, messages: pd.DataFrame) -> None:
    """Put a frame of messages (columns of the importers) into the temp table `staged`."""
    cursor.register("messages_read", messages)
    cursor.execute(
        """create or replace temp table staged as
        select external_id, author, text, sent_at, parent_external_id as parent, direction, post_external_id as post,
            kind, cast(line as bigint) as line
        from messages_read"""
    )
    cursor.unregister("messages_read")


def stage_file(
    cursor: Cursor, path: Path, columns: Mapping[str, str], *, delimiter: str, date_style: str, zone: str = "UTC"
) -> None:
    """Let the engine read a CSV of conversations into `staged`; `columns` gives the heading of each role.

    Times without an offset are those of `zone`, and marked (`is_wall`). What was read stays in memory for whoever asks
    for the same file next, until another file is read. Raises StoreError when the file is not as clean as its beginning
    promised.
    """
    name = f"file_{sha256(f'{path} {zone}'.encode()).hexdigest()[:16]}"
    cursor.execute("attach if not exists ':memory:' as reading")
    kept = [row[0] for row in cursor.execute(_KEPT).fetchall()]
    if name not in kept:
        for other in kept:
            cursor.execute(f'drop table if exists reading."{other}"')
        moment = _moment(_column(columns, "published_at"), date_style, zone)
        _read_file(cursor, f'reading."{name}"', path, columns, delimiter, moment)
        if zone != "UTC":
            _take_first(cursor, f'reading."{name}"', zone)
    missing = "".join(f", {usual} as {column}" for role, (column, usual) in _USUAL.items() if role not in columns)
    # rows keep the order of the file; the first stands under the headings
    cursor.execute(f'create or replace temp view staged as select *{missing}, rowid + 2 as line from reading."{name}"')


def let_go(cursor: Cursor) -> None:
    """Give back the memory of the file that was read last."""
    cursor.execute("attach if not exists ':memory:' as reading")
    for row in cursor.execute(_KEPT).fetchall():
        cursor.execute(f'drop table if exists reading."{row[0]}"')


def has_walls(cursor: Cursor) -> bool:
    """Whether `staged` from a file holds a time without an offset."""
    return one(cursor, "select 1 as n from staged where is_wall and sent_at is not null limit 1") is not None


def _listed(words: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in sorted(words)) + ")"


def _column(columns: Mapping[str, str], role: str) -> str:
    name = columns.get(role)
    return 'coalesce("' + name.replace('"', '""') + "\", '')" if name else "''"


def _moment(moment: str, date_style: str, zone: str) -> tuple[str, str]:
    """How a time is read as naive UTC, and the condition that it names no offset."""

    def placed(wall: str) -> str:  # a cast would look up the zone of the connection row by row, which is UTC
        return wall if zone == "UTC" else f"make_timestamp(epoch_us({wall} at time zone '{ZoneInfo(zone).key}'))"

    if known := _FORMATS.get(date_style):
        read = f"try_strptime({moment}, {known})"
        return (f"cast({read} at time zone 'UTC' as timestamp)", "false") if "%z" in known else (placed(read), "true")
    with_offset = f"cast(try_cast({moment} as timestamptz) at time zone 'UTC' as timestamp)"
    plain = f"({moment} like '____-__-__T__:__:__' or {moment} like '____-__-__ __:__:__')"  # read three times faster
    wall = f"regexp_full_match({moment}, '{_WALL}')"
    other = with_offset
    if zone != "UTC":
        other = f"case when {wall} then {placed(f'try_cast({moment} as timestamp)')} else {with_offset} end"
    return (
        f"case when {plain} then {placed(f'try_cast({moment} as timestamp)')} else {other} end",
        f"case when {plain} then true else {wall} end",
    )


def _take_first(cursor: Cursor, target: str, zone: str) -> None:
    """Where clocks were put back the engine takes the second of two times; the rule is the first."""
    row = one(cursor, f"select min(sent_at) as first, max(sent_at) as last from {target} where is_wall")
    if row is None or row["first"] is None:
        return
    for begins, back in repeated_hours(row["first"], row["last"], zone):
        cursor.execute(
            f"update {target} set sent_at = sent_at - ? where is_wall and sent_at >= ? and sent_at < ?",
            [back, begins, begins + back],
        )


def _read_file(
    cursor: Cursor, target: str, path: Path, columns: Mapping[str, str], delimiter: str, moment: tuple[str, str]
) -> None:
    def column(role: str) -> str:
        return _column(columns, role)

    def reference(role: str) -> str:  # a table calculation makes a number with a point of an id
        trimmed = f"trim({column(role)})"
        return f"case when suffix({trimmed}, '.0') then {trimmed}[:-3] else {trimmed} end"

    of_kind = " ".join(f"when '{word}' then '{kind}'" for word, kind in KINDS.items())
    read = {
        "external_id": f"trim({column('external_id')})",
        "author": f"trim({column('author')})",
        "text": column("text"),
        "sent_at": moment[0],
        "is_wall": moment[1],
        "parent": reference("parent_external_id"),
        "direction": f"case when lower(trim({column('direction')})) in {_listed(OUTGOING)} then 'out' else 'in' end",
        "post": reference("post_external_id"),
        "kind": f"case lower(trim({column('kind')})) {of_kind} else 'message' end",
    }
    left_out = {usual for role, (usual, _) in _USUAL.items() if role not in columns}
    chosen = ", ".join(f"{made} as {name}" for name, made in read.items() if name not in left_out)
    try:
        cursor.execute(
            f"""create table {target} as
            select * replace (case when {_POSSIBLE} then sent_at end as sent_at)
            from (select {chosen}
            from read_csv(?, header = true, all_varchar = true, delim = ?, quote = '"', escape = '"',
                strict_mode = false,
                null_padding = false, max_line_size = 10000000))""",
            [str(path), delimiter],
        )
    except duckdb.Error as error:
        raise StoreError("imports.refused.unforeseen", file=path.name) from error


def refused_lines(cursor: Cursor) -> pd.DataFrame:
    """Rows of `staged` that do not become a message, once they were matched: line, key, detail (at most 1,000)."""
    return cursor.execute(
        """select line, case when external_id = '' then 'imports.row.no_id' when sent_at is null
            then 'imports.row.no_time' when text = '' and kind <> 'review' then 'imports.row.no_text'
            else 'imports.row.forgotten' end as key, '' as detail
        from staged where external_id = '' or sent_at is null or (text = '' and kind <> 'review')
          or line in (select g.line from gone_line as g)
        order by line limit 1000"""
    ).df()


def period(cursor: Cursor) -> tuple[date | None, date | None]:
    """First and last day (UTC) of what is staged."""
    row = one(cursor, "select cast(min(sent_at) as date) as first, cast(max(sent_at) as date) as last from staged")
    return (row["first"], row["last"]) if row else (None, None)
