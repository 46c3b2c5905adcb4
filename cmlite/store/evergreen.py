"""Table `post_evergreen`, and where such posts were shown."""

from datetime import datetime
from typing import Any

from cmlite.domain.evergreen import Evergreen
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert


def read_ids(store: Store, brand_id: str) -> set[str]:
    """Posts marked as evergreen."""
    return {row["post_id"] for row in store.rows("select post_id from post_evergreen where brand_id = ?", [brand_id])}


def mark(cursor: Cursor, brand_id: str, post_id: str, *, on: bool, now: datetime, actor: str) -> None:
    """Mark a post, or take the mark away."""
    cursor.execute("delete from post_evergreen where brand_id = ? and post_id = ?", [brand_id, post_id])
    if on:
        insert(cursor, "post_evergreen", post_id=post_id, brand_id=brand_id, marked_at=now, actor=actor)


def read_evergreens(store: Store, brand_id: str) -> list[Evergreen]:
    """Every evergreen post in the order they were marked, with all its appearances, as itself and as a repeat."""
    rows = store.rows(
        """with family as (
            select post_id as root, post_id from post_evergreen where brand_id = $brand
            union all
            select source_id as root, post_id from post_origin where brand_id = $brand and kind = 'evergreen'
        ),
        shown as (
            select f.root, p.channel_id, coalesce(p.published_at, p.planned_utc) as instant
            from family as f
            inner join post as o on o.post_id = f.post_id and o.deleted_at is null
            inner join publication as p on p.post_id = f.post_id and p.deleted_at is null
              and p.state not in ('cancelled', 'rejected')
            where p.brand_id = $brand
        )
        select o.post_id, o.title, o.text, o.pillar_id, o.format, s.channel_id, s.instant
        from post_evergreen as e
        inner join post as o on o.post_id = e.post_id and o.deleted_at is null
        left join shown as s on s.root = e.post_id
        where e.brand_id = $brand and o.brand_id = $brand
        order by e.marked_at, o.post_id, s.channel_id, s.instant""",
        {"brand": brand_id},
    )
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["post_id"], []).append(row)
    return [_evergreen(parts) for parts in grouped.values()]


def _evergreen(parts: list[dict[str, Any]]) -> Evergreen:
    shown: dict[str, list[datetime]] = {}
    for part in parts:
        if part["channel_id"]:
            instants = shown.setdefault(part["channel_id"], [])
            if part["instant"] is not None:
                instants.append(part["instant"])
    head = parts[0]
    return Evergreen(head["post_id"], head["title"], head["text"], head["pillar_id"], head["format"], shown)
