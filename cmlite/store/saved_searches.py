"""Table `saved_search`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.inbox import Filters
from cmlite.domain.queue import SavedSearch
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed, many

_LIVING = "select * from saved_search where brand_id = ? and deleted_at is null order by name, search_id"


def read_searches(store: Store, brand_id: str) -> list[SavedSearch]:
    """What is saved, by name."""
    return [_search(row) for row in store.rows(_LIVING, [brand_id])]


def lock_searches(cursor: Cursor, brand_id: str) -> list[SavedSearch]:
    """The same inside a transaction."""
    return [_search(row) for row in many(cursor, _LIVING, [brand_id])]


def set_deleted(cursor: Cursor, brand_id: str, search_id: str, deleted_at: datetime | None) -> int:
    """Delete a search, or bring it back; returns how many were found."""
    return changed(
        cursor,
        "update saved_search set deleted_at = ? where brand_id = ? and search_id = ?",
        [deleted_at, brand_id, search_id],
    )


def set_name(cursor: Cursor, brand_id: str, search_id: str, name: str) -> int:
    """Name a search that is not deleted; returns how many were found."""
    return changed(
        cursor,
        "update saved_search set name = ? where brand_id = ? and search_id = ? and deleted_at is null",
        [name, brand_id, search_id],
    )


def _search(row: Mapping[str, Any]) -> SavedSearch:
    return SavedSearch.model_validate(dict(row) | {"filters": Filters.model_validate_json(row["filters"])})
