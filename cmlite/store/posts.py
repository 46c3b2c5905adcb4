"""Tables `post` and `publication`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.clocks import to_minute
from cmlite.domain.posts import Entry, Target, format_of_media
from cmlite.domain.publishing import state_of_post
from cmlite.domain.send_options import read_options
from cmlite.domain.tagging import Tagging
from cmlite.store.approvals import read_last
from cmlite.store.db import Store
from cmlite.store.lateness import ALLOWED
from cmlite.store.media import read_of_posts
from cmlite.store.rows import Cursor, many, one

_COLUMNS = """
    o.post_id, o.title, o.text, o.pillar_id, o.format, o.stage, o.version, o.planned_utc, o.planned_wall,
    coalesce(o.campaign_id, '') as campaign_id,
    p.publication_id, p.channel_id, p.network, p.state, p.permalink, p.published_at,
    p.published_precision, coalesce(p.as_thread, false) as as_thread, p.text as own_text,
    coalesce(p.first_comment, '') as first_comment, coalesce(o.tagged, true) as tagged,
    coalesce(p.options, '') as options,
    p.state = 'published' and p.external_id = '' and p.import_id = '' as by_hand"""

_TAGGING = """
    case when coalesce(o.tagged, true) and s.value = '1' then b.website else '' end as website,
    coalesce((select c.utm_name from campaign as c
        where c.campaign_id = o.campaign_id and c.deleted_at is null), '') as utm_name"""

_WHOLE = f"""select {_COLUMNS}, {_TAGGING}
    from post as o left join publication as p on p.post_id = o.post_id and p.deleted_at is null
    inner join brand as b on b.brand_id = o.brand_id
    left join setting as s on s.brand_id = o.brand_id and s.name = 'link_tags'
    where o.brand_id = $brand and o.deleted_at is null"""


def read_entries(store: Store, brand_id: str, first: datetime, last: datetime) -> list[Entry]:
    """Posts planned or published from `first` until before `last` (naive UTC), by time."""
    return store.made(
        _entries,
        f"""select {_COLUMNS}
        from post as o left join publication as p on p.post_id = o.post_id and p.deleted_at is null
        where o.brand_id = $brand and o.deleted_at is null
          and ((o.planned_utc >= $first and o.planned_utc < $last)
            or (o.planned_utc is null and p.published_at >= $first and p.published_at < $last))
        order by coalesce(o.planned_utc, p.published_at), o.post_id, p.channel_id""",
        {"brand": brand_id, "first": first, "last": last},
    )


def read_undated(store: Store, brand_id: str) -> list[Entry]:
    """Ideas and drafts without a day, newest first."""
    rows = store.rows(
        f"""select {_COLUMNS}
        from post as o left join publication as p on p.post_id = o.post_id and p.deleted_at is null
        where o.brand_id = ? and o.deleted_at is null and o.stage <> 'planned' and o.planned_utc is null
        order by o.created_at desc, o.post_id, p.channel_id limit 500""",
        [brand_id],
    )
    return _entries(rows)


def read_board(store: Store, brand_id: str, since: datetime, most: int) -> list[Entry]:
    """Ideas, drafts and what is still to come, with what was published since an instant (naive UTC); newest first.

    At most so many posts: those that were changed last.
    """
    rows = store.rows(
        f"""with wanted as (
            select o.post_id from post as o left join publication as p on p.post_id = o.post_id and p.deleted_at is null
            where o.brand_id = $brand and o.deleted_at is null
            group by o.post_id, o.stage, o.changed_at
            having max(p.published_at) >= $since
              or (max(p.published_at) is null and (o.stage <> 'planned'
                or max(case when p.state <> 'cancelled' then 1 else 0 end) = 1))
            order by o.changed_at desc, o.post_id limit $most
        )
        select {_COLUMNS}
        from post as o left join publication as p on p.post_id = o.post_id and p.deleted_at is null
        where o.brand_id = $brand and o.post_id in (select post_id from wanted)
        order by coalesce(o.planned_utc, p.published_at, o.created_at), o.post_id, p.channel_id""",
        {"brand": brand_id, "since": since, "most": most},
    )
    return _entries(rows)


def read_entry(store: Store, brand_id: str, post_id: str) -> Entry | None:
    """One post with its publications, deleted ones not."""
    rows = store.rows(
        f"{_WHOLE} and o.post_id = $post order by p.channel_id",
        {"brand": brand_id, "post": post_id},
    )
    found = _entries(rows)
    if not found:
        return None
    known: dict[str, object] = {"media": read_of_posts(store, brand_id, [post_id]).get(post_id, ())}
    if found[0].state == "rejected":
        returned = read_last(store, brand_id, [post_id], "returned").get(post_id)
        known["came_back"] = returned.comment if returned else ""
    return found[0].model_copy(update=known)


def read_those(store: Store, brand_id: str, post_ids: Sequence[str]) -> dict[str, Entry]:
    """Posts by id with their publications, deleted ones not; one query however many, without their media."""
    rows = store.rows(
        f"{_WHOLE} and o.post_id in (select unnest($posts)) order by o.post_id, p.channel_id",
        {"brand": brand_id, "posts": list(post_ids)},
    )
    return {entry.post_id: entry for entry in _entries(rows)}


def read_due(store: Store, brand_id: str, now: datetime) -> list[dict[str, Any]]:
    """Publications that wait for the owner: due on a channel served by hand, or missed, failed, unconfirmed."""
    return store.rows(
        """select p.publication_id, p.post_id, p.state, p.network, p.channel_id, p.planned_utc, c.handle,
            o.title, coalesce(nullif(p.text, ''), o.text) as text
        from publication as p
        inner join post as o on o.post_id = p.post_id
        left join channel as c on c.channel_id = p.channel_id
        left join connection as n on n.channel_id = p.channel_id
        where p.brand_id = ? and p.deleted_at is null and o.deleted_at is null
          and (p.state in ('missed', 'unconfirmed', 'failed')
            or (p.state = 'scheduled' and p.planned_utc <= ? and n.channel_id is null))
        order by p.planned_utc, p.publication_id""",
        [brand_id, to_minute(now)],
    )


_LATE = f"""
    select p.brand_id, p.publication_id
    from publication as p
    inner join post as o on o.post_id = p.post_id
    left join connection as c on c.channel_id = p.channel_id
    where p.state = 'scheduled' and p.deleted_at is null and o.deleted_at is null
      and p.planned_utc < case when c.channel_id is null then $by_hand else $live - {ALLOWED} * $lenient end"""


def read_late(store: Store, limit: Mapping[str, object]) -> bool:
    """Whether any scheduled publication is later than it may be.

    `by_hand`: what the owner publishes, due before this instant (naive UTC). `live`: now; what cmlite publishes has
    the time its brand allows, where `lenient` is 1, or none, where it is 0.
    """
    return store.row(f"{_LATE} limit 1", limit) is not None


def lock_late(cursor: Cursor, limit: Mapping[str, object]) -> list[tuple[str, str]]:
    """Brand and publication ids of those, inside a transaction."""
    return [(row[0], row[1]) for row in cursor.execute(_LATE, limit).fetchall()]


def text_of(cursor: Cursor, publication_id: str) -> str:
    """The text of a publication: its own, else that of its post."""
    row = one(
        cursor,
        """select coalesce(nullif(p.text, ''), o.text) as text
        from publication as p inner join post as o on o.post_id = p.post_id where p.publication_id = ?""",
        [publication_id],
    )
    return str(row["text"]) if row else ""


def format_of(cursor: Cursor, publication_id: str, *, empty: str) -> str:
    """The format of a publication as it goes out: the chosen one, else what its media are; `empty` without any."""
    row = one(
        cursor,
        """select coalesce(nullif(p.format, ''), o.format) as format, o.post_id
        from publication as p inner join post as o on o.post_id = p.post_id where p.publication_id = ?""",
        [publication_id],
    )
    if row is None or row["format"]:
        return str(row["format"]) if row else empty
    media = many(
        cursor,
        """select m.kind from post_media as p inner join media as m on m.media_id = p.media_id
        where p.post_id = ? order by p.place""",
        [row["post_id"]],
    )
    return format_of_media([one["kind"] for one in media]) if media else empty


def lock_publication(cursor: Cursor, brand_id: str, publication_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(
        cursor,
        "select * from publication where brand_id = ? and publication_id = ? and deleted_at is null",
        [brand_id, publication_id],
    )


def lock_post(cursor: Cursor, brand_id: str, post_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change, also if it was deleted."""
    return one(cursor, "select * from post where brand_id = ? and post_id = ?", [brand_id, post_id])


def publications_of(cursor: Cursor, post_id: str) -> list[dict[str, Any]]:
    """The publications of a post that are not deleted, inside a transaction."""
    found = cursor.execute(
        "select * from publication where post_id = ? and deleted_at is null order by channel_id", [post_id]
    )
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def count_published(store: Store, brand_id: str) -> int:
    """How many publications went out, ever."""
    row = store.row(
        "select count(*) as n from publication where brand_id = ? and state = 'published' and deleted_at is null",
        [brand_id],
    )
    return int(row["n"]) if row else 0


def _entries(rows: Sequence[dict[str, Any]]) -> list[Entry]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["post_id"], []).append(row)
    return [_entry(parts) for parts in grouped.values()]


def _entry(parts: list[dict[str, Any]]) -> Entry:
    head = parts[0]
    targets = tuple(
        Target(
            publication_id=part["publication_id"],
            channel_id=part["channel_id"],
            network=part["network"],
            state=part["state"],
            permalink=part["permalink"],
            as_thread=part["as_thread"],
            text=part["own_text"],
            comment=part["first_comment"],
            options=read_options(part["options"]),
            by_hand=part["by_hand"],
        )
        for part in parts
        if part["publication_id"]
    )
    published = [part["published_at"] for part in parts if part["published_at"]]
    return Entry(
        post_id=head["post_id"],
        title=head["title"],
        text=head["text"],
        pillar_id=head["pillar_id"],
        format=head["format"],
        state=state_of_post(head["stage"], [target.state for target in targets]),
        at=head["planned_utc"] or (min(published) if published else None),
        wall=head["planned_wall"],
        day_only=head["planned_utc"] is None and head["published_precision"] == "day",
        version=head["version"],
        campaign_id=head["campaign_id"],
        targets=targets,
        tagged=head["tagged"],
        tagging=Tagging(head.get("website", ""), head.get("utm_name", "")),
    )
