"""Numbered changes of the tables, each applied once, in one transaction together with its record."""

import re
from contextlib import suppress
from pathlib import Path

import duckdb

from cmlite.errors import StoreError

_MIGRATION = re.compile(r"^(\d{4})_(\w+)\.sql$")
_RECORD = """
create table if not exists schema_migration (
    number integer primary key,
    name text not null,
    applied_at timestamp not null
)"""


def migrate(connection: duckdb.DuckDBPyConnection, folder: Path, path: Path) -> None:
    """Apply what a file has not seen yet. Raises StoreError when it has seen more than this version knows."""
    connection.execute(_RECORD)
    done = {row[0] for row in connection.execute("select number from schema_migration").fetchall()}
    known = {int(match[1]): file for file in folder.iterdir() if (match := _MIGRATION.match(file.name))}
    if done - known.keys():
        raise StoreError("errors.store.newer", path=str(path))
    for number in sorted(known.keys() - done):
        connection.execute("begin transaction")
        try:
            connection.execute(known[number].read_text(encoding="utf-8"))
            connection.execute(
                "insert into schema_migration values (?, ?, (now() at time zone 'UTC')::timestamp)",
                [number, known[number].stem],
            )
            connection.execute("commit")
        except duckdb.Error:
            with suppress(duckdb.Error):  # the engine may have ended the transaction itself
                connection.execute("rollback")
            raise
