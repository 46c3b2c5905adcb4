"""Tables `post_origin` and `post_evergreen`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.ideas import Origin
from cmlite.store.db import Connection, Store, insert


def save_origin(cursor: Connection, brand_id: str, post_id: str, origin: Origin, *, now: datetime, actor: str) -> None:
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


def read_evergreen_ids(store: Store, brand_id: str) -> set[str]:
    """Posts marked as evergreen."""
    return {row["post_id"] for row in store.rows("select post_id from post_evergreen where brand_id = ?", [brand_id])}


def mark_evergreen(cursor: Connection, brand_id: str, post_id: str, *, on: bool, now: datetime, actor: str) -> None:
    """Mark a post, or take the mark away."""
    cursor.execute("delete from post_evergreen where brand_id = ? and post_id = ?", [brand_id, post_id])
    if on:
        insert(cursor, "post_evergreen", post_id=post_id, brand_id=brand_id, marked_at=now, actor=actor)


def read_evergreens(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Every evergreen post and when it last stood on each channel, itself or as a repeat (naive UTC).

    Keys: post_id, title, text, pillar_id, format, channel_id and last (both None where it never stood anywhere).
    """
    return store.rows(
        """with family as (
            select post_id as root, post_id from post_evergreen where brand_id = $brand
            union all
            select source_id as root, post_id from post_origin
            where brand_id = $brand and kind = 'evergreen'
              and source_id in (select post_id from post_evergreen where brand_id = $brand)
        ),
        shown as (
            select f.root, p.channel_id, max(coalesce(p.published_at, p.planned_utc)) as last
            from family as f
            inner join post as o on o.post_id = f.post_id and o.deleted_at is null
            inner join publication as p on p.post_id = f.post_id and p.deleted_at is null
              and p.state not in ('cancelled', 'rejected')
            where p.brand_id = $brand
            group by f.root, p.channel_id
        )
        select o.post_id, o.title, o.text, o.pillar_id, o.format, s.channel_id, s.last
        from post_evergreen as e
        inner join post as o on o.post_id = e.post_id and o.deleted_at is null
        left join shown as s on s.root = e.post_id
        where e.brand_id = $brand and o.brand_id = $brand
        order by e.marked_at, o.post_id, s.channel_id""",
        {"brand": brand_id},
    )
