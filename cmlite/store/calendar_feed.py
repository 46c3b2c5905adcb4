"""Table `calendar_feed`: secret addresses under which a calendar program reads the plan; only their hashes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many


def read_feeds(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Addresses of a brand that hold, newest first: feed_id, created_at."""
    return store.rows(
        """select feed_id, created_at from calendar_feed where brand_id = ? and revoked_at is null
        order by created_at desc, feed_id""",
        [brand_id],
    )


def read_hashes(store: Store) -> list[dict[str, Any]]:
    """All addresses that hold, whatever their brand: token_hash, brand_id."""
    return store.rows("select token_hash, brand_id from calendar_feed where revoked_at is null")


def read_revoked(store: Store) -> list[dict[str, Any]]:
    """All addresses that were taken back, whatever their brand, with every column."""
    return store.rows("select * from calendar_feed where revoked_at is not null order by feed_id")


def read_removed_brands(store: Store) -> list[str]:
    """Ids of brands that were removed: their addresses lead nowhere any more."""
    rows = store.rows("select subject_id from audit where subject = 'brand' and to_state = 'removed'")
    return [row["subject_id"] for row in rows]


def lock_open(cursor: Cursor) -> list[dict[str, Any]]:
    """Every address that holds, whatever its brand: feed_id, brand_id."""
    return many(cursor, "select feed_id, brand_id from calendar_feed where revoked_at is null")


def keep_revoked(cursor: Cursor, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was taken back also where nothing is known of it, so that no later backup revives it."""
    known = {row["feed_id"] for row in many(cursor, "select feed_id from calendar_feed")}
    for row in rows:
        if row["feed_id"] not in known:
            insert(cursor, "calendar_feed", **row)


def insert_feed(cursor: Cursor, **values: object) -> None:
    """Save a new address."""
    insert(cursor, "calendar_feed", **values)


def revoke(cursor: Cursor, brand_id: str, feed_id: str, *, now: datetime, actor: str) -> bool:
    """Take an address back; whether there was one to take."""
    counted = cursor.execute(
        """update calendar_feed set revoked_at = ?, actor = ?
        where brand_id = ? and feed_id = ? and revoked_at is null""",
        [now, actor, brand_id, feed_id],
    ).fetchall()
    return bool(counted and counted[0][0])


def read_changed_at(store: Store, brand_id: str) -> datetime | None:
    """When a post of a brand, or one of its publications, changed last (naive UTC)."""
    row = store.row(
        """select greatest((select max(changed_at) from post where brand_id = $brand),
            (select max(changed_at) from publication where brand_id = $brand)) as changed_at""",
        {"brand": brand_id},
    )
    return row["changed_at"] if row else None
