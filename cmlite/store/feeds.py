"""Tables `feed` and `feed_entry`: websites the owner follows, and what they published."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.feeds import Entry, FeedItem, Followed, Wanted
from cmlite.store.brands import ARCHIVED
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many, one, update

KEPT = 500
"""Entries of a feed that stay; older ones go, except those that became an idea."""
FORGOTTEN_AFTER = timedelta(days=30)
"""So long a feed that was removed can be brought back."""


def read_feeds(store: Store, brand_id: str) -> list[Followed]:
    """The feeds of a brand by name, each with how many entries are new."""
    rows = store.rows(
        """select f.*, coalesce(n.fresh, 0) as fresh from feed as f
        left join (select feed_id, count(*) as fresh from feed_entry
            where brand_id = $brand and read_at is null group by feed_id) as n on n.feed_id = f.feed_id
        where f.brand_id = $brand and f.removed_at is null
        order by lower(coalesce(nullif(f.title, ''), f.address)), f.feed_id""",
        {"brand": brand_id},
    )
    return [_followed(row) for row in rows]


def read_due(store: Store, now: datetime, limit: int) -> list[Followed]:
    """Feeds of all brands that are due, longest due first; archived brands are left alone."""
    rows = store.rows(
        f"""select * from feed where removed_at is null and due_at <= ? and brand_id not in {ARCHIVED}
        order by due_at, feed_id limit ?""",
        [now, limit],
    )
    return [_followed(row) for row in rows]


def claim(cursor: Cursor, feed: Followed, until: datetime) -> bool:
    """Whether this feed is ours to ask for: nobody else took it since it was read."""
    return update(cursor, "feed", {"feed_id": feed.feed_id, "due_at": feed.due_at}, due_at=until) == 1


def is_there(cursor: Cursor, feed: Followed) -> bool:
    """Whether a feed is still known, inside a transaction."""
    return one(cursor, "select 1 as n from feed where feed_id = ?", [feed.feed_id]) is not None


def lock_address(cursor: Cursor, brand_id: str, address: str) -> dict[str, Any] | None:
    """The feed of a brand with this address, also one that was removed, inside a transaction."""
    return one(
        cursor,
        "select * from feed where brand_id = ? and address = ? order by removed_at is not null limit 1",
        [brand_id, address],
    )


def count_feeds(cursor: Cursor, brand_id: str) -> int:
    """How many feeds a brand follows, inside a transaction."""
    row = one(cursor, "select count(*) as n from feed where brand_id = ? and removed_at is null", [brand_id])
    return int(row["n"]) if row else 0


def insert_feed(cursor: Cursor, **values: object) -> None:
    """Begin to follow a feed."""
    insert(cursor, "feed", **values)


def change_feed(cursor: Cursor, brand_id: str, feed_id: str, **changes: object) -> int:
    """Change some columns; returns how many rows were found."""
    if isinstance(changes.get("reason"), dict):
        changes["reason"] = json.dumps(changes["reason"])
    return update(cursor, "feed", {"brand_id": brand_id, "feed_id": feed_id}, **changes)


def save_items(cursor: Cursor, feed: Followed, items: Sequence[FeedItem], *, now: datetime, read: bool = False) -> int:
    """Save entries; those that are known take over new words. Returns how many are new; with `read` none counts so."""
    if not items:
        return 0
    known = {
        row["entry_id"]
        for row in many(
            cursor,
            "select entry_id from feed_entry where feed_id = $feed and entry_id in (select unnest($ids))",
            {"feed": feed.feed_id, "ids": [item.item_id for item in items]},
        )
    }
    cursor.execute(
        """insert into feed_entry
            (feed_id, entry_id, brand_id, title, summary, link, author, published_at, found_at, read_at)
        select $feed, unnest($id), $brand, unnest($title), unnest($summary), unnest($link), unnest($author),
            unnest($published), $now, $read
        on conflict (feed_id, entry_id) do update set title = excluded.title, summary = excluded.summary,
            link = excluded.link, author = excluded.author""",
        {
            "feed": feed.feed_id,
            "brand": feed.brand_id,
            "id": [item.item_id for item in items],
            "title": [item.title for item in items],
            "summary": [item.summary for item in items],
            "link": [item.link for item in items],
            "author": [item.author for item in items],
            # A date in the future would stand on top for ever.
            "published": [min(item.published_at, now) if item.published_at else None for item in items],
            "now": now,
            "read": now if read else None,
        },
    )
    _thin(cursor, feed.feed_id, [item.item_id for item in items])
    return len({item.item_id for item in items} - known)


def _thin(cursor: Cursor, feed_id: str, there: Sequence[str]) -> None:
    """Drop the oldest; what the feed still holds stays, or it would come back as new."""
    cursor.execute(
        """delete from feed_entry where feed_id = $feed and post_id = '' and entry_id in (
            select entry_id from (
                select entry_id, row_number() over (order by coalesce(published_at, found_at) desc, entry_id) as place
                from feed_entry where feed_id = $feed) as placed
            where place > $kept)
          and entry_id not in (select unnest($there))""",
        {"feed": feed_id, "kept": KEPT, "there": list(there)},
    )


def newest_of(cursor: Cursor, feed_id: str) -> datetime | None:
    """When the last entry of a feed appeared."""
    row = one(cursor, "select max(coalesce(published_at, found_at)) as at from feed_entry where feed_id = ?", [feed_id])
    found: datetime | None = row["at"] if row else None
    return found


def count_entries(store: Store, brand_id: str, wanted: Wanted) -> int:
    """How many entries fit."""
    where, given = _chosen(brand_id, wanted)
    row = store.row(f"select count(*) as n from feed_entry as e {where}", given)
    return int(row["n"]) if row else 0


def read_entries(store: Store, brand_id: str, wanted: Wanted, *, limit: int, offset: int) -> list[Entry]:
    """One page of the entries that fit, newest first."""
    where, given = _chosen(brand_id, wanted)
    rows = store.rows(
        f"""select e.feed_id, e.entry_id, e.title, e.summary, e.link, e.author, e.read_at,
            coalesce(e.published_at, e.found_at) as at,
            coalesce(nullif(f.title, ''), f.address) as feed_title
        from feed_entry as e {where}
        order by coalesce(e.published_at, e.found_at) desc, e.feed_id, e.entry_id
        limit {int(limit)} offset {int(offset)}""",
        given,
    )
    return [Entry.model_validate(row) for row in rows]


def lock_entry(cursor: Cursor, brand_id: str, feed_id: str, entry_id: str) -> dict[str, Any] | None:
    """An entry inside a transaction, with the title of its feed."""
    return one(
        cursor,
        "select * from feed_entry where brand_id = ? and feed_id = ? and entry_id = ?",
        [brand_id, feed_id, entry_id],
    )


def mark_read(cursor: Cursor, brand_id: str, feed_ids: Sequence[str], now: datetime) -> None:
    """Nothing of these feeds (of all, where none is named) is new any more."""
    cursor.execute(
        """update feed_entry set read_at = $now where brand_id = $brand and read_at is null
          and ($all or feed_id in (select unnest($feeds)))""",
        {"now": now, "brand": brand_id, "all": not feed_ids, "feeds": list(feed_ids)},
    )


def keep_post(cursor: Cursor, brand_id: str, feed_id: str, entry_id: str, post_id: str, now: datetime) -> None:
    """An entry became an idea; whoever did that has read it."""
    key = {"brand_id": brand_id, "feed_id": feed_id, "entry_id": entry_id}
    update(cursor, "feed_entry", key, post_id=post_id, read_at=now)


def forget_removed(cursor: Cursor, now: datetime) -> None:
    """Feeds that were removed long ago go for good, with their entries."""
    old = [now - FORGOTTEN_AFTER]
    cursor.execute("delete from feed_entry where feed_id in (select feed_id from feed where removed_at < ?)", old)
    cursor.execute("delete from feed where removed_at < ?", old)


def has_forgotten(store: Store, now: datetime) -> bool:
    """Whether there is any such feed."""
    return store.row("select 1 as found from feed where removed_at < ? limit 1", [now - FORGOTTEN_AFTER]) is not None


def _chosen(brand_id: str, wanted: Wanted) -> tuple[str, dict[str, object]]:
    clauses = ["e.brand_id = $brand"]
    given: dict[str, object] = {"brand": brand_id}
    if wanted.feed_ids:
        clauses.append("e.feed_id in (select unnest($feeds))")
        given["feeds"] = list(wanted.feed_ids)
    if wanted.only_new:
        clauses.append("e.read_at is null")
    if wanted.text:
        clauses.append("(e.title ilike $pattern escape '!' or e.summary ilike $pattern escape '!')")
        given["pattern"] = "%" + "".join("!" + sign if sign in "!%_" else sign for sign in wanted.text) + "%"
    join = "inner join feed as f on f.feed_id = e.feed_id and f.removed_at is null"
    return f"{join} where {' and '.join(clauses)}", given


def _followed(row: dict[str, Any]) -> Followed:
    kept = {name: row[name] for name in Followed.model_fields if name in row}
    return Followed.model_validate(kept | {"reason": json.loads(row["reason"])})
