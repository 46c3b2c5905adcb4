"""Posts of our accounts that were made outside cmlite, into `post` and `publication`."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.channels import Channel
from cmlite.domain.sync import OwnPost, same_words
from cmlite.store.db import Connection, Store, insert, many

ACTOR = "network"
WINDOW = timedelta(hours=36)
"""A planned post and one made by hand within this time of it may be the same."""


def save_own_posts(
    cursor: Connection,
    channel: Channel,
    posts: Sequence[OwnPost],
    *,
    new_id: Callable[[str], str],
    now: datetime,
) -> int:
    """Save what is not known yet; returns how many. What is on its way here under the same words is not doubled."""
    known = {
        row["external_id"]
        for row in many(
            cursor,
            "select external_id from publication where channel_id = ? and external_id <> ''",
            [channel.channel_id],
        )
    }
    under_way = [
        row["text"]
        for row in many(
            cursor,
            """select coalesce(nullif(p.text, ''), o.text) as text
            from publication as p inner join post as o on o.post_id = p.post_id
            where p.channel_id = ? and p.state in ('publishing', 'unconfirmed') and p.deleted_at is null""",
            [channel.channel_id],
        )
    ]
    fresh = [
        post
        for post in posts
        if post.external_id not in known and not any(same_words(post.text, text) for text in under_way)
    ]
    for post in fresh:
        post_id = new_id("post")
        common = {"brand_id": channel.brand_id, "post_id": post_id, "changed_at": now, "actor": ACTOR}
        insert(cursor, "post", stage="planned", text=post.text, created_at=now, **common)
        insert(
            cursor,
            "publication",
            publication_id=new_id("publication"),
            channel_id=channel.channel_id,
            network=channel.network,
            state="published",
            text=post.text,
            published_at=post.at,
            published_precision="minute",
            external_id=post.external_id,
            permalink=post.permalink,
            **common,
        )
    return len(fresh)


def read_matches(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Posts made by hand that seem to be a planned one: the same words on the same channel at about the same time.

    Keys: publication_id and post_id of the planned one, native_id (publication made elsewhere), permalink,
    published_at, title, text, network.
    """
    rows = store.rows(
        f"""select p.publication_id, p.post_id, n.publication_id as native_id, n.permalink, n.published_at,
            o.title, coalesce(nullif(p.text, ''), o.text) as text, n.text as native_text, p.network
        from publication as p
        inner join post as o on o.post_id = p.post_id and o.deleted_at is null
        inner join publication as n on n.channel_id = p.channel_id and n.actor = '{ACTOR}'
          and n.state = 'published' and n.deleted_at is null
          and n.published_at >= p.planned_utc - interval '{int(WINDOW.total_seconds())} seconds'
          and n.published_at <= p.planned_utc + interval '{int(WINDOW.total_seconds())} seconds'
        where p.brand_id = ? and p.deleted_at is null and p.state in ('scheduled', 'missed', 'failed', 'unconfirmed')
        order by p.planned_utc, n.published_at""",
        [brand_id],
    )
    return [row for row in rows if same_words(row["text"], row["native_text"])]


def lock_native(cursor: Connection, brand_id: str, native_id: str) -> dict[str, Any] | None:
    """A post made elsewhere, inside a transaction."""
    rows = many(
        cursor,
        "select * from publication where brand_id = ? and publication_id = ? and actor = ? and deleted_at is null",
        [brand_id, native_id, ACTOR],
    )
    return rows[0] if rows else None


def move_figures(cursor: Connection, native: dict[str, Any], publication_id: str, now: datetime) -> None:
    """Hand over what was measured and said under a post made elsewhere, and take its entry out of the calendar."""
    native_id = native["publication_id"]
    for table in ("publication_metric", "conversation"):
        cursor.execute(f"update {table} set publication_id = ? where publication_id = ?", [publication_id, native_id])
    cursor.execute("update publication set deleted_at = ? where publication_id = ?", [now, native_id])
    cursor.execute("update post set deleted_at = ? where post_id = ?", [now, native["post_id"]])
