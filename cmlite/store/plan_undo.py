"""The way back from a plan that was read: what it changed, what it brought."""

import json
from typing import Any

from cmlite.store.plans import CHANGED, OUT, PARTS_OUT
from cmlite.store.rows import Cursor, many


def lock_changes(cursor: Cursor, brand_id: str, import_id: str) -> list[dict[str, Any]]:
    """What posts were before a plan changed them, of those nobody has changed since: post_id, before."""
    found = many(
        cursor,
        f"""select c.subject_id as post_id, o.version, c.before, c.after from import_change as c
        inner join post as o on o.post_id = c.subject_id and o.brand_id = c.brand_id
        where c.brand_id = ? and c.import_id = ? and c.subject = '{CHANGED}' and o.deleted_at is null
          and not exists (select 1 from publication as p where p.post_id = o.post_id and p.deleted_at is null
            and (p.state in {OUT} or {PARTS_OUT}))""",
        [brand_id, import_id],
    )
    return [
        {"post_id": row["post_id"], "before": json.loads(row["before"])}
        for row in found
        if json.loads(row["after"]).get("version") == row["version"]
    ]


def remove_posts(cursor: Cursor, brand_id: str, import_id: str) -> int:
    """Take away the posts of a plan that nobody has touched since; returns how many are left.

    Touched are posts that were changed, have media, are out in part or wait for an answer.
    """
    cursor.execute(
        f"""create or replace temp table untouched_posts as
        select o.post_id from post as o
        where o.brand_id = ? and o.import_id = ? and o.version = 1 and o.deleted_at is null
          and not exists (select 1 from post_media as m where m.post_id = o.post_id)
          and not exists (select 1 from publication as p where p.post_id = o.post_id
            and (p.state not in ('draft', 'in_review', 'scheduled', 'missed') or {PARTS_OUT}))""",
        [brand_id, import_id],
    )
    cursor.execute("delete from publication where post_id in (select post_id from untouched_posts)")
    cursor.execute("delete from post_version where post_id in (select post_id from untouched_posts)")
    cursor.execute("delete from post where post_id in (select post_id from untouched_posts)")
    left = cursor.execute(
        "select count(*) from post where brand_id = ? and import_id = ? and deleted_at is null", [brand_id, import_id]
    ).fetchall()
    return int(left[0][0])


def remove_channels(cursor: Cursor, brand_id: str, import_id: str) -> None:
    """Take away the channels a plan has brought, where nothing speaks of them any more."""
    cursor.execute(
        """delete from channel where brand_id = ? and import_id = ?
          and not exists (select 1 from publication as p where p.channel_id = channel.channel_id)
          and not exists (select 1 from channel_metric as m where m.channel_id = channel.channel_id)
          and not exists (select 1 from conversation as c where c.channel_id = channel.channel_id)
          and not exists (select 1 from connection as n where n.channel_id = channel.channel_id)""",
        [brand_id, import_id],
    )


def forget_later_versions(cursor: Cursor, brand_id: str, import_id: str) -> None:
    """Drop what posts said after a plan changed them, once they say again what they said before."""
    cursor.execute(
        f"""delete from post_version where brand_id = ? and exists (
            select 1 from import_change as c inner join post as o on o.post_id = c.subject_id
            where c.import_id = ? and c.subject = '{CHANGED}' and c.subject_id = post_version.post_id
              and post_version.version > o.version)""",
        [brand_id, import_id],
    )
