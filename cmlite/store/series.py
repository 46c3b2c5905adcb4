"""Table `series` and the posts that were made from it."""

from datetime import datetime
from typing import Any

from cmlite.domain.series import Plan
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many, one


def insert_series(cursor: Cursor, brand_id: str, series_id: str, plan: Plan, *, now: datetime, actor: str) -> None:
    """Save what was approved."""
    insert(
        cursor,
        "series",
        series_id=series_id,
        brand_id=brand_id,
        plan=plan.model_dump_json(),
        state="active",
        created_at=now,
        changed_at=now,
        actor=actor,
    )


def read_series(store: Store, brand_id: str, now: datetime) -> list[dict[str, Any]]:
    """Every series, newest first.

    Keys: series_id, plan (`Plan`), state (active, ended), changed_at, made (its posts that were not deleted), coming
    (those still ahead), next_wall and last_wall (wall times of the next and of the last of them).
    """
    rows = store.rows(
        """select s.series_id, s.plan, s.state, s.changed_at, count(o.post_id) as made,
            count(case when o.planned_utc > $now then 1 end) as coming,
            min(case when o.planned_utc > $now then o.planned_wall end) as next_wall,
            max(o.planned_wall) as last_wall
        from series as s
        left join post_origin as f on f.source_id = s.series_id and f.brand_id = $brand and f.kind = 'series'
        left join post as o on o.post_id = f.post_id and o.deleted_at is null
        where s.brand_id = $brand
        group by s.series_id, s.plan, s.state, s.changed_at, s.created_at
        order by s.created_at desc, s.series_id""",
        {"brand": brand_id, "now": now},
    )
    return [row | {"plan": Plan.model_validate_json(row["plan"])} for row in rows]


def lock_series(cursor: Cursor, brand_id: str, series_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(cursor, "select * from series where brand_id = ? and series_id = ?", [brand_id, series_id])


def posts_ahead(cursor: Cursor, brand_id: str, series_id: str, now: datetime) -> list[str]:
    """Posts of a series that are still ahead, inside a transaction."""
    rows = many(
        cursor,
        """select o.post_id from post_origin as f inner join post as o on o.post_id = f.post_id
        where f.brand_id = ? and f.source_id = ? and f.kind = 'series' and o.deleted_at is null
          and o.planned_utc > ? order by o.planned_utc, o.post_id""",
        [brand_id, series_id, now],
    )
    return [row["post_id"] for row in rows]


def posts_taken_out(cursor: Cursor, brand_id: str, series_id: str, at: datetime) -> list[str]:
    """Posts of a series that were taken out at one instant, inside a transaction."""
    rows = many(
        cursor,
        """select o.post_id from post_origin as f inner join post as o on o.post_id = f.post_id
        where f.brand_id = ? and f.source_id = ? and f.kind = 'series' and o.deleted_at = ?
        order by o.planned_utc, o.post_id""",
        [brand_id, series_id, at],
    )
    return [row["post_id"] for row in rows]
