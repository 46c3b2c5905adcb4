"""Table `moderation_plan`: one current version at most, and the past ones."""

from collections.abc import Sequence
from typing import Any

from cmlite.domain.moderation import Plan, PlanVersion
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many

_VERSIONS = "select * from moderation_plan where brand_id = ? order by version desc"


def read_current(store: Store, brand_id: str) -> PlanVersion | None:
    """The saved plan in force."""
    found = store.made(_versions, "select * from moderation_plan where brand_id = ? and state = 'current'", [brand_id])
    return found[0] if found else None


def read_versions(store: Store, brand_id: str) -> list[PlanVersion]:
    """Every saved version, newest first."""
    return store.made(_versions, _VERSIONS, [brand_id])


def lock_versions(cursor: Cursor, brand_id: str) -> list[PlanVersion]:
    """The same inside a transaction."""
    return _versions(many(cursor, _VERSIONS, [brand_id]))


def retire(cursor: Cursor, brand_id: str) -> None:
    """The version in force becomes a past one."""
    cursor.execute(
        "update moderation_plan set state = 'past' where brand_id = ? and state = 'current'",
        [brand_id],
    )


def _versions(rows: Sequence[dict[str, Any]]) -> list[PlanVersion]:
    return [PlanVersion.model_validate(row | {"content": Plan.model_validate_json(row["content"])}) for row in rows]
