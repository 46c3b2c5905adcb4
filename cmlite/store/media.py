"""Tables `media` and `post_media`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.media import Attached, Media
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, insert_rows, many, one

COLUMNS = "m.media_id, m.kind, m.media_type, m.size_bytes, m.width, m.height, m.seconds, m.name, m.sha256"


def read_of_posts(store: Store, brand_id: str, post_ids: Sequence[str]) -> dict[str, tuple[Media, ...]]:
    """The media of posts in their order, by post; posts without any are left out."""
    if not post_ids:
        return {}
    rows = store.rows(
        f"""select p.post_id, {COLUMNS}, p.alt
        from post_media as p inner join media as m on m.media_id = p.media_id
        where p.brand_id = $brand and m.brand_id = $brand and p.post_id in (select unnest($posts))
        order by p.post_id, p.place""",
        {"brand": brand_id, "posts": list(post_ids)},
    )
    found: dict[str, tuple[Media, ...]] = {}
    for row in rows:
        post_id = row.pop("post_id")
        found[post_id] = (*found.get(post_id, ()), Media.model_validate(row))
    return found


def lock_of_post(cursor: Cursor, post_id: str) -> tuple[Attached, ...]:
    """What belongs to a post, in its order, inside a transaction."""
    rows = many(cursor, "select media_id, alt from post_media where post_id = ? order by place", [post_id])
    return tuple(Attached.model_validate(row) for row in rows)


def lock_of_posts(cursor: Cursor, brand_id: str, post_ids: Sequence[str]) -> dict[str, list[Attached]]:
    """The same of many posts, by id."""
    rows = many(
        cursor,
        """select post_id, media_id, alt from post_media
        where brand_id = ? and post_id in (select unnest(?)) order by post_id, place""",
        [brand_id, list(post_ids)],
    )
    found: dict[str, list[Attached]] = {}
    for row in rows:
        found.setdefault(row["post_id"], []).append(Attached(media_id=row["media_id"], alt=row["alt"]))
    return found


def read_some(cursor: Cursor, brand_id: str, media_ids: Sequence[str]) -> dict[str, Media]:
    """Media of a brand by id, also deleted ones, inside a transaction."""
    rows = many(
        cursor,
        f"""select {COLUMNS}, m.alt from media as m
        where m.brand_id = $brand and m.media_id in (select unnest($ids))""",
        {"brand": brand_id, "ids": list(media_ids)},
    )
    return {row["media_id"]: Media.model_validate(row) for row in rows}


def find_same(cursor: Cursor, brand_id: str, sha256: str) -> dict[str, Any] | None:
    """The medium of a brand with these bytes, also a deleted one, inside a transaction."""
    return one(cursor, "select * from media where brand_id = ? and sha256 = ? limit 1", [brand_id, sha256])


def replace_of_post(
    cursor: Cursor, brand_id: str, post_id: str, chosen: Sequence[Attached], *, now: datetime, actor: str
) -> None:
    """Give a post these media, in this order, instead of what it had."""
    cursor.execute("delete from post_media where post_id = ?", [post_id])
    rows: list[Mapping[str, object]] = [
        {
            "post_id": post_id,
            "media_id": one.media_id,
            "brand_id": brand_id,
            "place": place,
            "alt": one.alt,
            "changed_at": now,
            "actor": actor,
        }
        for place, one in enumerate(chosen)
    ]
    insert_rows(cursor, "post_media", rows)


def remember_alt(cursor: Cursor, media_id: str, alt: str, now: datetime) -> None:
    """The description given last becomes the one that is proposed next."""
    cursor.execute(
        "update media set alt = ?, changed_at = ? where media_id = ? and alt <> ?", [alt, now, media_id, alt]
    )


def insert_media(cursor: Cursor, brand_id: str, media: Media, **values: object) -> None:
    """A new medium."""
    insert(cursor, "media", brand_id=brand_id, **media.model_dump(), **values)
