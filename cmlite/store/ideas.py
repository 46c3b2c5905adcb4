"""Table `post_origin`."""

from collections.abc import Sequence
from datetime import datetime

from cmlite.domain.ideas import Origin
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert


def save_origin(cursor: Cursor, brand_id: str, post_id: str, origin: Origin, *, now: datetime, actor: str) -> None:
    """Note where a new post came from."""
    values = origin.model_dump()
    insert(cursor, "post_origin", post_id=post_id, brand_id=brand_id, noted_at=now, actor=actor, **values)


def read_origins(store: Store, brand_id: str, post_ids: Sequence[str]) -> dict[str, Origin]:
    """Where these posts came from, as far as it was noted."""
    rows = store.rows(
        "select * from post_origin where brand_id = $brand and post_id in (select unnest($ids))",
        {"brand": brand_id, "ids": list(post_ids)},
    )
    return {row["post_id"]: Origin.model_validate(row) for row in rows}


def read_used_sources(store: Store, brand_id: str, source_ids: Sequence[str]) -> set[str]:
    """Which of these sources already have a post that was not deleted."""
    rows = store.rows(
        """select distinct s.source_id
        from post_origin as s inner join post as o on o.post_id = s.post_id
        where s.brand_id = $brand and o.brand_id = $brand and o.deleted_at is null
          and s.source_id in (select unnest($ids))""",
        {"brand": brand_id, "ids": list(source_ids)},
    )
    return {row["source_id"] for row in rows}
