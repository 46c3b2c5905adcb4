"""How a transaction and a data file end: saved, or as before, and said in words where the engine fails."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from cmlite.errors import StoreError
from cmlite.store.rows import Cursor


@contextmanager
def untidy(beside: Cursor | None) -> Iterator[None]:
    """Small blocks of rows are not joined while the block runs; without a cursor they are as usual. It is one of its
    own, beside that of the transaction: after a commit that failed that one takes no more words."""
    if beside is None:
        yield
        return
    beside.execute("set global max_vacuum_tasks = 0")
    try:
        yield
    finally:
        with suppress(duckdb.FatalException):  # the commit has met it as well and says what became of the rows
            beside.execute("reset global max_vacuum_tasks")


def commit(cursor: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Save a transaction. Raises StoreError where nothing of it was saved, because the disk is full for example.

    Gives back whether the engine saved it and gave up the file right after, while it moved its log into it.
    """
    try:
        cursor.execute("commit")
    except duckdb.FatalException as error:
        if not str(error).startswith("FATAL Error: Transaction COMMIT succeeded"):
            raise
        return True
    except duckdb.Error as error:
        raise StoreError("errors.store.write", path=str(path)) from error
    return False


def gave_up(error: duckdb.Error, path: Path) -> StoreError:
    """What to say when the engine let go of a file that was open."""
    return StoreError(f"errors.store.{'full' if 'no space' in str(error).lower() else 'write'}", path=str(path))


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Give up a transaction."""
    try:
        cursor.execute("rollback")
    except duckdb.Error:  # the engine has already ended the transaction
        return


def let_go(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the log into the file and close it. Raises StoreError where there is no room; the log then stays beside
    the file and is read when that is opened again."""
    try:
        connection.execute("checkpoint")
    except duckdb.Error as error:
        raise StoreError("errors.store.write", path=str(path)) from error
    finally:
        connection.close()


def remove(path: Path) -> None:
    """Delete a data file with the log beside it, if they are there."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
