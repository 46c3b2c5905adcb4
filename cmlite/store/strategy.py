"""Table `strategy`: one draft at most, one current version, the past ones."""

from typing import Any

from cmlite.domain.strategy import Strategy, Version
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one


def read_versions(store: Store, brand_id: str) -> list[Version]:
    """Current and past versions, newest first; the draft is not among them."""
    rows = store.rows(
        "select * from strategy where brand_id = ? and state <> 'draft' order by version desc", [brand_id]
    )
    return [_version(row) for row in rows]


def read_state(store: Store, brand_id: str, state: str) -> Version | None:
    """The draft or the current version."""
    row = store.row("select * from strategy where brand_id = ? and state = ?", [brand_id, state])
    return _version(row) if row else None


def lock_state(cursor: Cursor, brand_id: str, state: str) -> Version | None:
    """The same inside a transaction."""
    row = one(cursor, "select * from strategy where brand_id = ? and state = ?", [brand_id, state])
    return _version(row) if row else None


def _version(row: dict[str, Any]) -> Version:
    content = Strategy.model_validate_json(row["content"])
    if row["decided_at"] is not None:
        content = content.begun(row["decided_at"].date())
    return Version.model_validate(row | {"content": content})
