"""Rows in and out inside a transaction: what the store writes and reads with a cursor it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

Parameters = Sequence[object] | Mapping[str, object] | None


class Cursor(Protocol):
    """What is used of the engine's cursor."""

    @property
    def description(self) -> list[Any]:
        """By column of what was found: its name first."""

    def execute(self, sql: str, parameters: Parameters = None, /) -> Cursor:
        """Run a statement; what it found is asked for from what this gives back."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows found."""

    def df(self) -> pd.DataFrame:
        """All rows found, as a frame."""

    def register(self, name: str, frame: Any, /) -> object:
        """Let statements read a frame under a name."""

    def unregister(self, name: str, /) -> object:
        """Take the name away again."""


def insert_frame(cursor: Cursor, table: str, frame: pd.DataFrame, *, unique: bool = False) -> None:
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


def insert(cursor: Cursor, table: str, **values: object) -> None:
    """Insert one row."""
    columns = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    cursor.execute(f"insert into {table} ({columns}) values ({marks})", list(values.values()))


def insert_rows(cursor: Cursor, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows that all have the columns of the first: one statement, whatever their number."""
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    lists = ", ".join(f"unnest(${name})" for name in names)
    cursor.execute(
        f'insert into "{table}" ({columns}) select {lists}', {name: [row[name] for row in rows] for name in names}
    )


def update(cursor: Cursor, table: str, key: Mapping[str, object], **values: object) -> int:
    """Change one row found by its key columns; returns how many rows were found."""
    changes = ", ".join(f"{name} = ?" for name in values)
    where = " and ".join(f"{name} = ?" for name in key)
    return changed(cursor, f"update {table} set {changes} where {where}", [*values.values(), *key.values()])


def changed(cursor: Cursor, sql: str, parameters: Parameters = None) -> int:
    """Change or delete rows; returns how many."""
    counted = cursor.execute(sql, parameters).fetchall()
    return int(counted[0][0]) if counted else 0


def many(cursor: Cursor, sql: str, parameters: Parameters = None) -> list[dict[str, Any]]:
    """The rows of a query inside a transaction, as dictionaries by column name."""
    return dictionaries(cursor.execute(sql, parameters))


def one(cursor: Cursor, sql: str, parameters: Parameters = None) -> dict[str, Any] | None:
    """The first row of a query inside a transaction, or None."""
    found = many(cursor, sql, parameters)
    return found[0] if found else None


def dictionaries(cursor: Cursor) -> list[dict[str, Any]]:
    """What a query has found, by column name."""
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
