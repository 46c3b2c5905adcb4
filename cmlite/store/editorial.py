"""Table `editorial_line`: one current version a network at most, and the past ones."""

from typing import Any

from cmlite.domain.editorial import EditorialLine, LineVersion
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many, one


def read_current(store: Store, brand_id: str) -> dict[str, EditorialLine]:
    """The saved lines in force, by network."""
    rows = store.rows(
        "select network, content from editorial_line where brand_id = ? and state = 'current'", [brand_id]
    )
    return {row["network"]: EditorialLine.model_validate_json(row["content"]) for row in rows}


def read_versions(store: Store, brand_id: str, network: str) -> list[LineVersion]:
    """Every saved version of a network's line, newest first."""
    rows = store.rows(
        "select * from editorial_line where brand_id = ? and network = ? order by version desc", [brand_id, network]
    )
    return [_version(row) for row in rows]


def lock_versions(cursor: Cursor, brand_id: str, network: str) -> list[LineVersion]:
    """The same as `read_versions`, inside a transaction."""
    rows = many(
        cursor,
        "select * from editorial_line where brand_id = ? and network = ? order by version desc",
        [brand_id, network],
    )
    return [_version(row) for row in rows]


def retire(cursor: Cursor, brand_id: str, network: str) -> None:
    """The version in force becomes a past one."""
    cursor.execute(
        "update editorial_line set state = 'past' where brand_id = ? and network = ? and state = 'current'",
        [brand_id, network],
    )


def lock_version(cursor: Cursor, brand_id: str, line_id: str) -> LineVersion | None:
    """One version by its id, inside a transaction."""
    row = one(cursor, "select * from editorial_line where brand_id = ? and line_id = ?", [brand_id, line_id])
    return _version(row) if row else None


def _version(row: dict[str, Any]) -> LineVersion:
    return LineVersion.model_validate(row | {"content": EditorialLine.model_validate_json(row["content"])})
