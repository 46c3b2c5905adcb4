"""The one DuckDB file: a cursor a read, one writer at a time, migrations, views, live copies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from cmlite.errors import StoreError
from cmlite.store import ending
from cmlite.store.datafile import TABLES, connect, copy_into, count_rows, reason
from cmlite.store.migrating import migrate
from cmlite.store.naming import Writing, sources
from cmlite.store.readers import Readers
from cmlite.store.remembering import Remembered
from cmlite.store.rows import Cursor, Parameters, dictionaries

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

Made = TypeVar("Made")


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
        self._readers = Readers()
        self._writing = self._given_up = False
        self._remembered = Remembered()
        self._connection = self._open()

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """A fresh cursor: it sees the last committed state and nothing half-written. Raises StoreError once closed."""
        self._open_again()
        with self._readers.inside(self._cursor) as cursor:
            try:
                yield cursor
            except duckdb.FatalException as error:
                self._given_up = True
                raise ending.gave_up(error, self.path) from error
            finally:
                cursor.close()

    @contextmanager
    def write(self, *, tidy: bool = True) -> Iterator[Cursor]:
        """A transaction under the one writer lock; an exception inside rolls everything back.

        When the block is left without an exception the rows are on the disk. `tidy`: whether a commit of very many
        rows also joins the small blocks of rows they came in; if not, the next large commit or the closing does.
        """
        with self._writer:
            self._open_again()
            cursor = self._cursor()
            writing = Writing(cursor)
            within, self._writing = self._writing, True
            try:
                cursor.execute("begin transaction")
                yield writing
                with nullcontext() if tidy else self.read() as beside, ending.untidy(beside):
                    self._given_up = ending.commit(cursor, self.path)
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                ending.roll_back(cursor)
                raise StoreError("errors.store.write", path=str(self.path)) from error
            except duckdb.FatalException as error:
                self._given_up = True
                raise ending.gave_up(error, self.path) from error
            except BaseException:
                ending.roll_back(cursor)
                raise
            finally:
                self._writing = within
                self._remembered.forget(None if writing.unknown else writing.tables)
                cursor.close()

    def alone(self) -> AbstractContextManager[object]:
        """Nobody else writes while the block runs; whoever wants to waits for its end."""
        return self._writer

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
                return dictionaries(cursor.execute(sql, parameters))

        return [dict(row) for row in self._remembered.recall("rows", sql, parameters, ask)]

    def made(
        self, make: Callable[[list[dict[str, Any]]], Sequence[Made]], sql: str, parameters: Parameters = None
    ) -> list[Made]:
        """What `make` makes of the rows of a query, which nobody may change; remembered until something changes."""

        def ask() -> Sequence[Made]:
            with self.read() as cursor:
                return make(dictionaries(cursor.execute(sql, parameters)))

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
        """Write a complete, consistent copy through the engine while the app runs; returns its rows by table."""
        with self._writer:
            self._open_again()
            cursor = self._cursor()
            try:
                copy_into(cursor, target)
            except duckdb.Error as error:
                self._given_up = isinstance(error, duckdb.FatalException)
                raise StoreError("errors.store.backup", path=str(target)) from error
            finally:
                cursor.close()
            return self.counts()  # before the next writer: rows that came later are not in the copy

    def counts(self) -> dict[str, int]:
        """Number of rows by table."""
        names = [str(row["table_name"]) for row in self.rows(TABLES)]
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
        with self._writer, self._swap():
            self.path.rename(keep)
            try:
                path.rename(self.path)
                self._connection = self._open()
            except (OSError, StoreError):
                keep.replace(self.path)
                raise

    def rewrite(self) -> None:
        """Write everything into a new file and put it in this one's place: what was deleted is then nowhere in it.

        Until the very end the present file is whole. Readers in the middle of a query lose it. Raises StoreError.
        """
        fresh = self.path.with_name("restoring-anew.duckdb")
        with self._writer:
            try:
                ending.remove(fresh)
                counts = self.copy_to(fresh)
                if count_rows(fresh) != counts:
                    raise StoreError("errors.store.write", path=str(fresh))
                with self._swap():
                    fresh.replace(self.path)
            except OSError as error:
                raise StoreError("errors.store.write", path=str(self.path)) from error
            finally:
                ending.remove(fresh)

    def close(self) -> None:
        """Write the log into the file and let go of it; reads under way may end first, for a moment."""
        with self._writer, suppress(StoreError):  # no room: the log stays, and is read at the next start
            self._let_go()

    def _let_go(self) -> None:
        self._readers.close()
        try:
            ending.let_go(self._connection, self.path)
        finally:
            self._remembered.forget()

    @contextmanager
    def _swap(self) -> Iterator[None]:
        """Another file may be put in this one's place while the block runs, and is opened then; readers wait."""
        with self._readers.held():
            try:
                self._let_go()
                yield
            finally:
                if self._readers.is_closed:
                    self._reopen()

    def _open_again(self) -> None:
        """After the engine gave up the file, as on a full disk: what was saved is in it and in the log beside it."""
        if not self._given_up:
            return
        with self._writer:
            if not self._given_up or self._writing or self._readers.is_closed:
                return
            with self._readers.held(until_empty=True):
                self._reopen()

    def _reopen(self) -> None:
        """Open the file anew; where that fails, whoever reads or writes next tries it again."""
        self._readers.is_closed, self._given_up = False, True
        self._connection.close()
        self._connection = self._open()
        self._given_up = False

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor, unless the file was let go of: whoever comes late must not touch the engine while it ends."""
        if self._readers.is_closed:
            raise StoreError("errors.store.closed")
        return self._connection.cursor()

    def _open(self) -> duckdb.DuckDBPyConnection:
        connection = connect(self.path)
        try:
            migrate(connection, self._migrations, self.path)
            connection.execute(self._views.read_text(encoding="utf-8"))
            tables = {str(name) for (name,) in connection.execute(TABLES).fetchall()}
            self._remembered.know(sources(tables, dict(connection.execute(_VIEWS).fetchall())))
        except duckdb.Error as error:
            connection.close()
            raise StoreError(reason(str(error)), path=str(self.path)) from error
        except StoreError:
            connection.close()
            raise
        self._readers.is_closed = False
        self._remembered.forget()
        return connection


_VIEWS = "select view_name, sql from duckdb_views() where not internal and database_name = current_database()"
