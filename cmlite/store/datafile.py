"""A data file: how it is opened, what is in it, and what is wrong with one that does not open."""

from pathlib import Path

import duckdb

from cmlite.errors import StoreError

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allocator_flush_threshold": "1MB",
    "checkpoint_threshold": "4MB",
}
"""Nothing is ever fetched from the network; memory that a query or the log of changes needed is given back soon.

The engine's own thresholds (128 and 16 MB) are meant for servers: here they would be a tenth of what the app holds.
"""


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file, or make it, also in the place of an empty one. Raises StoreError; the file is then as it was."""
    log = path.with_name(path.name + ".wal")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made_here = not log.exists() and not (path.exists() and path.stat().st_size)
        if made_here:
            path.unlink(missing_ok=True)
        if path.exists() and path.stat().st_size and not _is_duckdb(path):
            raise StoreError("errors.store.foreign", path=str(path))
        connection = duckdb.connect(str(path), config=CONFIG)
        connection.execute("set global timezone = 'UTC'")
        return connection
    except OSError as error:
        raise StoreError("errors.store.folder", path=str(path.parent)) from error
    except duckdb.Error as error:
        if made_here:  # half a file, which the next start would take for a damaged one
            path.unlink(missing_ok=True)
            log.unlink(missing_ok=True)
        raise StoreError(reason(str(error)), path=str(path)) from error


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as file:
        return is_data_file(file.read(12))


def is_data_file(start: bytes) -> bool:
    """Whether a file that begins like this is one of the engine."""
    return start[8:12] == b"DUCK"


def reason(message: str) -> str:
    """Which of our sentences fits what the engine said when it could not open the file."""
    known = {
        "could not set lock": "errors.store.locked",
        "storage version": "errors.store.newer",
        "newer version": "errors.store.newer",
        "not a valid duckdb": "errors.store.foreign",
        "valid duckdb database": "errors.store.foreign",
        "no space": "errors.store.full",
        "permission": "errors.store.folder",
    }
    return next((key for words, key in known.items() if words in message.lower()), "errors.store.damaged")


TABLES = """
select table_name from information_schema.tables
where table_schema = 'main' and table_type = 'BASE TABLE' and table_catalog = current_database()
order by table_name"""
"""The names of all tables."""


def copy_into(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write a complete, consistent copy of the open file into a new one, through the engine."""
    quoted = str(target).replace("'", "''")
    name = cursor.execute("select current_database()").fetchall()[0][0]
    cursor.execute(f"attach '{quoted}' as copy_target")
    try:
        cursor.execute(f'copy from database "{name}" to copy_target')
    finally:
        cursor.execute("detach copy_target")


def count_rows(path: Path) -> dict[str, int]:
    """Number of rows by table of a file that is not open, without changing it. Raises StoreError."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [row[0] for row in connection.execute(TABLES).fetchall()]
            return {name: _count(connection, name) for name in names}
    except duckdb.Error as error:
        raise StoreError(reason(str(error)), path=str(path)) from error


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(cursor.execute(f'select count(*) from "{table}"').fetchall()[0][0])
