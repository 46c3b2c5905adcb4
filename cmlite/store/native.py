"""Posts of our accounts that were made outside cmlite, into `post` and `publication`."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.channels import Channel
from cmlite.domain.sync import OwnPost, same_words
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many

ACTOR = "network"
WINDOW = timedelta(hours=36)
"""A planned post and one made by hand within this time of it may be the same."""
_WINDOW = f"interval '{int(WINDOW.total_seconds())} seconds'"


def save_own_posts(
    cursor: Cursor,
    channel: Channel,
    posts: Sequence[OwnPost],
    *,
    new_id: Callable[[str], str],
    now: datetime,
) -> int:
    """Save what is not known yet; returns how many.

    Not doubled: what is on its way here under the same words, and what the owner published by hand and noted here;
    such a post learns its id on the network.
    """
    posts = list({post.external_id: post for post in posts}.values())
    if not posts:
        return 0
    known = _known_ids(cursor, channel, posts)
    noted = _Noted(cursor, channel, posts)
    under_way = _texts_under_way(cursor, channel)
    fresh = 0
    for post in posts:
        if post.external_id in known or noted.take(cursor, post, now):
            continue
        if any(same_words(post.text, text) for text in under_way):
            continue
        _insert_native(cursor, channel, post, new_id, now)
        fresh += 1
    return fresh


def _known_ids(cursor: Cursor, channel: Channel, posts: Sequence[OwnPost]) -> set[str]:
    """Ids of publications, and of all we sent ourselves (a part of a thread is no publication)."""
    rows = many(
        cursor,
        """select external_id from publication
        where channel_id = $channel and external_id in (select unnest($ids))
        union select external_id from attempt
        where channel_id = $channel and outcome = 'done' and external_id in (select unnest($ids))""",
        {"channel": channel.channel_id, "ids": [post.external_id for post in posts]},
    )
    return {row["external_id"] for row in rows}


def _texts_under_way(cursor: Cursor, channel: Channel) -> list[str]:
    """What may be on the network although nobody said so yet, whole and in the parts it was cut into."""
    rows = many(
        cursor,
        """select coalesce(nullif(p.text, ''), o.text) as text, coalesce(nullif(p.parts, ''), '[]') as parts
        from publication as p inner join post as o on o.post_id = p.post_id
        where p.channel_id = ? and p.state in ('publishing', 'unconfirmed') and p.deleted_at is null""",
        [channel.channel_id],
    )
    return [words for row in rows for words in (row["text"], *json.loads(row["parts"]))]


class _Noted:
    """Publications that are out but whose id on the network nobody told, found by their link or by their words."""

    def __init__(self, cursor: Cursor, channel: Channel, posts: Sequence[OwnPost]) -> None:
        self._rows = many(
            cursor,
            f"""select p.publication_id, p.external_id, p.permalink, p.published_at, p.deleted_at is not null as gone,
                p.state, coalesce(nullif(p.text, ''), o.text) as text
            from publication as p inner join post as o on o.post_id = p.post_id
            where p.channel_id = $channel and (rtrim(p.permalink, '/') in (select unnest($links))
              or (p.state = 'published' and p.external_id = '' and p.deleted_at is null
                and p.published_at >= $first - {_WINDOW} and p.published_at <= $last + {_WINDOW}))
            order by p.published_at, p.publication_id""",
            {
                "channel": channel.channel_id,
                "links": [link for post in posts if (link := _link(post.permalink))],
                "first": min(post.at for post in posts),
                "last": max(post.at for post in posts),
            },
        )

    def take(self, cursor: Cursor, post: OwnPost, now: datetime) -> bool:
        """Whether this post is one of them; it learns its id, unless it was taken out of the calendar."""
        found = next((row for row in self._rows if self._is_linked(row, post)), None)
        found = found or next((row for row in self._rows if self._is_same(row, post)), None)
        if found is None:
            return False
        if not found["external_id"] and not found["gone"] and found["state"] == "published":
            permalink = found["permalink"] or post.permalink
            found["external_id"] = post.external_id
            cursor.execute(
                """update publication set external_id = ?, permalink = ?, format = coalesce(nullif(format, ''), ?),
                    changed_at = ? where publication_id = ?""",
                [post.external_id, permalink, post.format, now, found["publication_id"]],
            )
        return True

    @staticmethod
    def _is_linked(row: Mapping[str, Any], post: OwnPost) -> bool:
        return bool(post.permalink) and _link(row["permalink"]) == _link(post.permalink)

    @staticmethod
    def _is_same(row: Mapping[str, Any], post: OwnPost) -> bool:
        if row["external_id"] or row["gone"] or row["state"] != "published" or row["published_at"] is None:
            return False
        has_other_link = row["permalink"] and post.permalink and _link(row["permalink"]) != _link(post.permalink)
        return (
            not has_other_link
            and abs(row["published_at"] - post.at) <= WINDOW
            and bool(post.text.strip())
            and same_words(row["text"], post.text)
        )


def _link(address: str) -> str:
    return address.rstrip("/")


def _insert_native(
    cursor: Cursor, channel: Channel, post: OwnPost, new_id: Callable[[str], str], now: datetime
) -> None:
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
        format=post.format,
        published_at=post.at,
        published_precision="minute",
        external_id=post.external_id,
        permalink=post.permalink,
        **common,
    )


_MATCHES = f"""select p.publication_id, p.post_id, n.publication_id as native_id, n.permalink, n.published_at,
            o.title, coalesce(nullif(p.text, ''), o.text) as text, n.text as native_text, p.network,
            p.state, p.planned_utc
        from publication as p
        inner join post as o on o.post_id = p.post_id and o.deleted_at is null
        inner join publication as n on n.channel_id = p.channel_id and n.actor = '{ACTOR}'
          and n.state = 'published' and n.deleted_at is null
          and n.published_at >= p.planned_utc - {_WINDOW}
          and n.published_at <= p.planned_utc + {_WINDOW}
          and position(' ' || n.publication_id || ' ' in ' ' || coalesce(p.other_than, '') || ' ') = 0
        where p.deleted_at is null"""


def read_matches(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Posts made by hand that seem to be a planned one: the same words on the same channel at about the same time.

    Left out is what the owner said are two. Keys: publication_id, post_id, state and planned_utc of the planned one,
    native_id (publication made elsewhere), permalink, published_at, title, text, network.
    """
    rows = store.rows(
        f"""{_MATCHES} and p.brand_id = ? and p.state in ('scheduled', 'missed', 'failed', 'unconfirmed')
        order by p.planned_utc, n.published_at""",
        [brand_id],
    )
    return [row for row in rows if same_words(row["text"], row["native_text"])]


def lock_undecided(cursor: Cursor, publication_ids: Sequence[str]) -> set[str]:
    """Those of these publications for which the owner has not said whether a post made by hand is the same one."""
    if not publication_ids:
        return set()
    rows = many(cursor, f"{_MATCHES} and p.publication_id in (select unnest(?))", [list(publication_ids)])
    return {row["publication_id"] for row in rows if same_words(row["text"], row["native_text"])}


def lock_native(cursor: Cursor, brand_id: str, native_id: str) -> dict[str, Any] | None:
    """A post made elsewhere, inside a transaction."""
    rows = many(
        cursor,
        "select * from publication where brand_id = ? and publication_id = ? and actor = ? and deleted_at is null",
        [brand_id, native_id, ACTOR],
    )
    return rows[0] if rows else None


def move_figures(cursor: Cursor, native: dict[str, Any], publication_id: str, now: datetime) -> None:
    """Hand over what was measured and said under a post made elsewhere, and take its entry out of the calendar."""
    native_id = native["publication_id"]
    for table in ("publication_metric", "conversation"):
        cursor.execute(f"update {table} set publication_id = ? where publication_id = ?", [publication_id, native_id])
    cursor.execute("update publication set deleted_at = ? where publication_id = ?", [now, native_id])
    cursor.execute("update post set deleted_at = ? where post_id = ?", [now, native["post_id"]])
