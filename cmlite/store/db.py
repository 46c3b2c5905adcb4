"""The one DuckDB file: a cursor a read, one writer at a time, migrations, views, live copies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from cmlite.errors import StoreError
from cmlite.store.migrating import migrate
from cmlite.store.remembering import Parameters, Remembered

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

Connection = duckdb.DuckDBPyConnection
Made = TypeVar("Made")
CLOSE_SECONDS = 2.0
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""Nothing is ever fetched from the network."""


class Store:
    """Reads run side by side, each on its own cursor; writes queue at one lock and are all or nothing.

    Raises StoreError when the file is locked by another process, damaged, not DuckDB, or was written by a
    newer version of DuckDB or of the app. The file is not changed in any of these cases.
    """

    may_write = True
    """Whether whoever holds it may change anything."""

    def __init__(self, path: Path, *, migrations: Path, views: Path) -> None:
        self.path = path
        self._migrations = migrations
        self._views = views
        self._writer = threading.RLock()
        self._reading = 0
        self._counting = threading.Condition()
        self._closed = False
        self._remembered = Remembered()
        self._connection = self._open()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A fresh cursor: it sees the last committed state and nothing half-written. Raises StoreError once closed."""
        with self._counting:
            cursor = self._cursor()
            self._reading += 1
        try:
            yield cursor
        finally:
            cursor.close()
            with self._counting:
                self._reading -= 1
                self._counting.notify_all()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction under the one writer lock; an exception inside rolls everything back.

        When the block is left without an exception the rows are on the disk.
        """
        with self._writer:
            cursor = self._cursor()
            try:
                cursor.execute("begin transaction")
                yield cursor
                cursor.execute("commit")
            except duckdb.IOException as error:
                _roll_back(cursor)
                raise StoreError("errors.store.write", path=str(self.path)) from error
            except BaseException:
                _roll_back(cursor)
                raise
            finally:
                self._remembered.forget()
                cursor.close()

    def frame(self, sql: str, parameters: Parameters = None) -> pd.DataFrame:
        """The rows of a query as a frame; remembered until something changes."""

        def ask() -> pd.DataFrame:
            with self.read() as cursor:
                return cursor.execute(sql, parameters).df()

        return self._remembered.recall("frame", sql, parameters, ask).copy(deep=False)  # shared until it is written to

    def rows(self, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries by column name; remembered until something changes."""

        def ask() -> list[dict[str, Any]]:
            with self.read() as cursor:
                return _dictionaries(cursor.execute(sql, parameters))

        return [dict(row) for row in self._remembered.recall("rows", sql, parameters, ask)]

    def made(
        self, make: Callable[[list[dict[str, Any]]], Sequence[Made]], sql: str, parameters: Parameters = None
    ) -> list[Made]:
        """What `make` makes of the rows of a query, which nobody may change; remembered until something changes."""

        def ask() -> Sequence[Made]:
            with self.read() as cursor:
                return make(_dictionaries(cursor.execute(sql, parameters)))

        kind = f"made by {getattr(make, '__module__', '')}.{getattr(make, '__qualname__', '')}"
        return list(self._remembered.recall(kind, sql, parameters, ask))

    def row(self, sql: str, parameters: Parameters = None) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    @property
    def schema(self) -> int:
        """Number of the newest migration this file has seen."""
        newest = self.row("select max(number) as number from schema_migration")
        return int(newest["number"]) if newest else 0

    def copy_to(self, target: Path) -> dict[str, int]:
        """Write a complete, consistent copy through the engine while the app runs; returns rows by table."""
        quoted = str(target).replace("'", "''")
        with self._writer:
            cursor = self._connection.cursor()
            try:
                name = cursor.execute("select current_database()").fetchall()[0][0]
                cursor.execute(f"attach '{quoted}' as copy_target")
                try:
                    cursor.execute(f'copy from database "{name}" to copy_target')
                finally:
                    cursor.execute("detach copy_target")
            except duckdb.Error as error:
                raise StoreError("errors.store.backup", path=str(target)) from error
            finally:
                cursor.close()
        return self.counts()

    def counts(self) -> dict[str, int]:
        """Number of rows by table."""
        names = [str(row["table_name"]) for row in self.rows(_TABLES)]
        each = " union all ".join(f"select '{name}' as name, count(*) as n from \"{name}\"" for name in names)
        return {row["name"]: int(row["n"]) for row in self.rows(each)}

    def open_other(self, path: Path) -> Store:
        """Another file, opened and brought up to date the same way."""
        return Store(path, migrations=self._migrations, views=self._views)

    def replace_with(self, path: Path, *, keep: Path) -> None:
        """Put another file in this one's place; the present one is kept under the name `keep`.

        Readers that are in the middle of a query lose it; the next one sees the new file. When the new file
        cannot be opened the old one is put back before the error is raised.
        """
        with self._writer:
            self.close()
            self.path.rename(keep)
            try:
                path.rename(self.path)
                self._connection = self._open()
            except (OSError, StoreError):
                keep.replace(self.path)
                self._connection = self._open()
                raise

    def rewrite(self) -> None:
        """Write everything into a new file and put it in this one's place: what was deleted is then nowhere in it.

        Until the very end the present file is whole. Readers in the middle of a query lose it. Raises StoreError.
        """
        fresh = self.path.with_name("restoring-anew.duckdb")
        with self._writer:
            try:
                fresh.unlink(missing_ok=True)
                counts = self.copy_to(fresh)
                if count_rows(fresh) != counts:
                    raise StoreError("errors.store.write", path=str(fresh))
                self.close()
                try:
                    fresh.replace(self.path)
                finally:
                    self._connection = self._open()
            except OSError as error:
                raise StoreError("errors.store.write", path=str(self.path)) from error
            finally:
                fresh.unlink(missing_ok=True)

    def close(self) -> None:
        """Write the log into the file and let go of it; reads under way may end first, for a moment."""
        with self._writer:
            with self._counting:
                self._closed = True
                self._counting.wait_for(lambda: not self._reading, timeout=CLOSE_SECONDS)
            self._connection.execute("checkpoint")
            self._connection.close()
            self._remembered.forget()

    def _cursor(self) -> Connection:
        """A cursor, unless the file was let go of: whoever comes late must not touch the engine while it ends."""
        if self._closed:
            raise StoreError("errors.store.closed")
        return self._connection.cursor()

    def _open(self) -> Connection:
        connection = _connect(self.path)
        try:
            migrate(connection, self._migrations, self.path)
            connection.execute(self._views.read_text(encoding="utf-8"))
        except duckdb.Error as error:
            connection.close()
            raise StoreError(_reason(str(error)), path=str(self.path)) from error
        except StoreError:
            connection.close()
            raise
        self._closed = False
        self._remembered.forget()
        return connection


_TABLES = """
select table_name from information_schema.tables
where table_schema = 'main' and table_type = 'BASE TABLE' and table_catalog = current_database()
order by table_name"""


def count_rows(path: Path) -> dict[str, int]:
    """Number of rows by table of a file that is not open, without changing it. Raises StoreError."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [row[0] for row in connection.execute(_TABLES).fetchall()]
            return {name: _count(connection, name) for name in names}
    except duckdb.Error as error:
        raise StoreError(_reason(str(error)), path=str(path)) from error


def _count(cursor: Connection, table: str) -> int:
    return int(cursor.execute(f'select count(*) from "{table}"').fetchall()[0][0])


def together(*reads: Callable[[], Any]) -> list[Any]:
    """Run reads side by side and give back what each of them found, in their order.

    For pages with several large queries: planning takes most of their time and keeps one processor busy. Each read
    takes a cursor of its own from `Store.read`, as always.
    """
    with ThreadPoolExecutor(len(reads), thread_name_prefix="read") as pool:
        return [running.result() for running in [pool.submit(read) for read in reads]]


def insert_frame(cursor: Connection, table: str, frame: pd.DataFrame, *, unique: bool = False) -> None:
    """Append all rows of a frame by column name; with `unique`, rows whose primary key exists are left out."""
    if frame.empty:
        return
    cursor.register("incoming_rows", frame)
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    ending = " on conflict do nothing" if unique else ""
    try:
        cursor.execute(f'insert into "{table}" ({columns}) select {columns} from incoming_rows{ending}')
    finally:
        cursor.unregister("incoming_rows")


def insert(cursor: Connection, table: str, **values: object) -> None:
    """Insert one row."""
    columns = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    cursor.execute(f"insert into {table} ({columns}) values ({marks})", list(values.values()))


def insert_rows(cursor: Connection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows that all have the columns of the first: one statement, whatever their number."""
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    lists = ", ".join(f"unnest(${name})" for name in names)
    cursor.execute(
        f'insert into "{table}" ({columns}) select {lists}', {name: [row[name] for row in rows] for name in names}
    )


def update(cursor: Connection, table: str, key: Mapping[str, object], **values: object) -> int:
    """Change one row found by its key columns; returns how many rows were found."""
    changes = ", ".join(f"{name} = ?" for name in values)
    where = " and ".join(f"{name} = ?" for name in key)
    return changed(cursor, f"update {table} set {changes} where {where}", [*values.values(), *key.values()])


def changed(cursor: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> int:
    """Change or delete rows; returns how many."""
    counted = cursor.execute(sql, parameters).fetchall()
    return int(counted[0][0]) if counted else 0


def many(
    cursor: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query inside a transaction, as dictionaries by column name."""
    return _dictionaries(cursor.execute(sql, parameters))


def one(
    cursor: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None
) -> dict[str, Any] | None:
    """The first row of a query inside a transaction, or None."""
    found = many(cursor, sql, parameters)
    return found[0] if found else None


def _dictionaries(cursor: Connection) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _connect(path: Path) -> Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size and not _is_duckdb(path):
            raise StoreError("errors.store.foreign", path=str(path))
        connection = duckdb.connect(str(path), config=CONFIG)
        connection.execute("set global timezone = 'UTC'")
        return connection
    except OSError as error:
        raise StoreError("errors.store.folder", path=str(path.parent)) from error
    except duckdb.Error as error:
        raise StoreError(_reason(str(error)), path=str(path)) from error


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def _reason(message: str) -> str:
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


def _roll_back(cursor: Connection) -> None:
    try:
        cursor.execute("rollback")
    except duckdb.Error:  # the engine has already ended the transaction
        return
