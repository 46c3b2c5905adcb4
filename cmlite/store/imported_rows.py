"""Rows of a file of conversations on their way into the store: read once, looked at, then taken over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cmlite.domain.clocks import FIRST_YEAR, LAST_YEAR
from cmlite.errors import StoreError
from cmlite.store.rows import Cursor, one

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

_FORMATS = {"twitter": "%a %b %d %H:%M:%S %z %Y", "german": "%d.%m.%Y %H:%M"}
_KEPT = "select table_name from duckdb_tables() where database_name = 'reading'"
_KINDS = "('comment', 'message', 'mention', 'review')"
_USUAL = {
    "parent_external_id": ("parent", "''"),
    "direction": ("direction", "'in'"),
    "post_external_id": ("post", "''"),
    "kind": ("kind", "'comment'"),
}
"""By role the column of `staged` and what it holds where the file has none: then it is not read at all."""
_INWARD = "('true', '1', 'in', 'inbound', 'yes', 'ja', 'eingehend', 'received', 'wahr')"


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


def stage_file(cursor: Cursor, path: Path, columns: Mapping[str, str], *, delimiter: str, date_style: str) -> None:
    """Let the engine read a CSV of conversations into `staged`; `columns` gives the heading of each role.

    What was read stays in memory for whoever asks for the same file next, until another file is read. Raises
    StoreError when the file is not as clean as its beginning promised.
    """
    name = f"file_{sha256(str(path).encode()).hexdigest()[:16]}"
    cursor.execute("attach if not exists ':memory:' as reading")
    kept = [row[0] for row in cursor.execute(_KEPT).fetchall()]
    if name not in kept:
        for other in kept:
            cursor.execute(f'drop table if exists reading."{other}"')
        _read_file(cursor, f'reading."{name}"', path, columns, delimiter=delimiter, date_style=date_style)
    missing = "".join(f", {usual} as {column}" for role, (column, usual) in _USUAL.items() if role not in columns)
    # rows keep the order of the file; the first stands under the headings
    cursor.execute(f'create or replace temp view staged as select *{missing}, rowid + 2 as line from reading."{name}"')


def let_go(cursor: Cursor) -> None:
    """Give back the memory of the file that was read last."""
    cursor.execute("attach if not exists ':memory:' as reading")
    for row in cursor.execute(_KEPT).fetchall():
        cursor.execute(f'drop table if exists reading."{row[0]}"')


def _read_file(
    cursor: Cursor, target: str, path: Path, columns: Mapping[str, str], *, delimiter: str, date_style: str
) -> None:

    def column(role: str) -> str:
        name = columns.get(role)
        return 'coalesce("' + name.replace('"', '""') + "\", '')" if name else "''"

    moment = column("published_at")
    known = _FORMATS.get(date_style)
    if known:
        sent_at = f"try_strptime({moment}, '{known}')"
        sent_at = f"cast({sent_at} at time zone 'UTC' as timestamp)" if "%z" in known else sent_at
    else:  # an offset in the text is applied; none means UTC, the zone of every connection
        with_offset = f"cast(try_cast({moment} as timestamptz) at time zone 'UTC' as timestamp)"
        plain = f"{moment} like '____-__-__T__:__:__' or {moment} like '____-__-__ __:__:__'"  # read three times faster
        sent_at = f"case when {plain} then try_cast({moment} as timestamp) else {with_offset} end"
    read = {
        "external_id": f"trim({column('external_id')})",
        "author": f"trim({column('author')})",
        "text": column("text"),
        "sent_at": sent_at,
        "parent": f"trim({column('parent_external_id')})",
        "direction": f"case when lower({column('direction')}) in {_INWARD} then 'in' else 'out' end",
        "post": f"trim({column('post_external_id')})",
        "kind": f"case when {column('kind')} in {_KINDS} then {column('kind')} else 'comment' end",
    }
    left_out = {usual for role, (usual, _) in _USUAL.items() if role not in columns}
    chosen = ", ".join(f"{made} as {name}" for name, made in read.items() if name not in left_out)
    try:
        cursor.execute(
            f"""create table {target} as
            select * replace (case when year(sent_at) between {FIRST_YEAR} and {LAST_YEAR} then sent_at end as sent_at)
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
