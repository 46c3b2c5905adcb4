"""Plans read from files: posts written and changed by the thousand, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cmlite.domain.plans import WHOLE_FILE, Known, Sought
from cmlite.domain.posts import PostDraft
from cmlite.domain.send_options import read_options
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert_frame, insert_rows

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

CHANGED = "plan_post"
"""What `import_change` calls a post that a plan changed."""

_OPEN = "('draft', 'in_review', 'approved', 'rejected', 'scheduled', 'missed', 'failed', 'cancelled')"
OUT = "('published', 'publishing', 'unconfirmed', 'removed')"
PARTS_OUT = """exists (select 1 from attempt as a where a.subject = 'publication'
            and a.subject_id = p.publication_id and a.outcome = 'done')"""
"""Whether a part of a thread is on its network; `p` is its publication."""


_SOUGHT = """with here as (select post_id, coalesce(plan_key, '') as plan_key, planned_utc, text from post
    where brand_id = $brand and deleted_at is null
      and (stage in ('idea', 'draft') or planned_utc is not null or coalesce(plan_key, '') <> '')),
undated as (select post_id, text from here where planned_utc is null),
sought as (select post_id from here where plan_key in (select unnest($keys))
    union select post_id from here where planned_utc in (select unnest($instants))
    union select post_id from undated where text in (select unnest($texts))
    union select u.post_id from undated as u inner join publication as p on p.post_id = u.post_id
        where p.brand_id = $brand and p.deleted_at is null and p.text <> ''
          and p.text in (select unnest($texts))
    union select post_id from post
        where brand_id = $brand and deleted_at is null and post_id in (select unnest($ids)))"""
"""Posts that rows may mean, by the ways in which `domain/plan_index.py` finds them; a few more do no harm."""


def read_known(store: Store, brand_id: str, sought: Sought) -> list[Known]:
    """Posts of a brand that rows of a plan may mean: those named, and of those planned or written here (not those that
    were only imported with figures) what has a key, a time, or without a time a text that the rows have, too."""
    given = {
        "brand": brand_id,
        "keys": list(sought.keys) or ["-"],
        "instants": list(sought.instants) or [datetime.min],
        "texts": list(sought.texts) or [""],
        "ids": list(sought.post_ids) or [""],
    }
    posts = store.rows(
        f"""{_SOUGHT} select o.post_id, o.version, o.title, o.text, o.pillar_id, o.format, o.stage, o.planned_utc,
            o.planned_zone, o.planned_wall, coalesce(o.campaign_id, '') as campaign_id,
            coalesce(o.plan_key, '') as plan_key, coalesce(o.tagged, true) as tagged
        from post as o inner join sought as s on s.post_id = o.post_id
        order by o.created_at, o.post_id""",
        given,
    )
    publications = store.rows(
        f"""{_SOUGHT} select p.post_id, p.channel_id, p.text, coalesce(p.as_thread, false) as as_thread,
            coalesce(p.first_comment, '') as first_comment, coalesce(p.options, '') as options,
            p.state = 'cancelled' as is_dropped, p.state in {OUT} or {PARTS_OUT} as is_out
        from publication as p inner join sought as s on s.post_id = p.post_id
        where p.brand_id = $brand and p.deleted_at is null order by p.channel_id""",
        given,
    )
    by_post: dict[str, list[dict[str, Any]]] = {}
    for row in publications:
        by_post.setdefault(row["post_id"], []).append(row)
    return [_known(row, by_post.get(row["post_id"], [])) for row in posts]


def _known(row: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> Known:
    """What was dropped on some channels is not meant for them any more; dropped on all, it is a draft."""
    living = [one for one in every if not one["is_dropped"]]
    publications = living or every
    stage = row["stage"] if living or not every else "draft"
    own = {one["channel_id"]: one["text"] for one in publications if one["text"] and one["text"] != row["text"]}
    draft = PostDraft.model_construct(
        title=row["title"],
        text=row["text"],
        pillar_id=row["pillar_id"],
        campaign_id=row["campaign_id"],
        format=row["format"],
        channel_ids=tuple(sorted({one["channel_id"] for one in publications})),
        stage=stage,
        wall=row["planned_wall"],
        zone=row["planned_zone"] or "UTC",
        as_thread=any(one["as_thread"] for one in publications),
        texts=own,
        comments={one["channel_id"]: one["first_comment"] for one in publications if one["first_comment"]},
        options={one["channel_id"]: read_options(one["options"]) for one in publications if one["options"]},
        tagged=row["tagged"],
    )
    movable = not any(one["is_out"] for one in publications)
    return Known(row["post_id"], row["version"], draft, row["planned_utc"], row["plan_key"], movable)


def read_mapping(store: Store, brand_id: str, layout: str) -> dict[str, tuple[str, ...]]:
    """Which channels the targets of a layout were mapped to last."""
    rows = store.rows(
        "select label, channel_id from plan_channel where brand_id = ? and layout = ? order by label",
        [brand_id, layout],
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        label = WHOLE_FILE if row["label"].startswith("*") else row["label"]
        found[label] = (*found.get(label, ()), *([row["channel_id"]] if row["channel_id"] else []))
    return found


def save_mapping(
    cursor: Cursor,
    brand_id: str,
    layout: str,
    mapping: Mapping[str, Sequence[str]],
    *,
    now: datetime,
    actor: str,
) -> None:
    """Remember which channels targets are; the channels of a whole file are numbered."""
    labels = {
        (f"*{number}" if target == WHOLE_FILE else target): channel_id
        for target, channels in mapping.items()
        for number, channel_id in enumerate(channels or [""])
    }
    if WHOLE_FILE in mapping:
        cursor.execute(
            "delete from plan_channel where brand_id = ? and layout = ? and label like '*%'", [brand_id, layout]
        )
    for label in labels:
        cursor.execute(
            "delete from plan_channel where brand_id = ? and layout = ? and label = ?", [brand_id, layout, label]
        )
    insert_rows(
        cursor,
        "plan_channel",
        [
            {
                "brand_id": brand_id,
                "layout": layout,
                "label": label,
                "channel_id": channel_id,
                "changed_at": now,
                "actor": actor,
            }
            for label, channel_id in labels.items()
        ],
    )


_TIMES = ("planned_utc", "planned_wall", "created_at", "changed_at", "happened_at", "saved_at")


def frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Rows as a frame whose times are times, also where all of them are empty."""
    import pandas

    made = pandas.DataFrame(list(rows))
    for name in _TIMES:
        if name in made:
            made[name] = pandas.to_datetime(made[name])
    return made


def insert_posts(cursor: Cursor, posts: pd.DataFrame, publications: pd.DataFrame) -> None:
    """Save new posts and their publications; the frames have the columns of the tables."""
    insert_frame(cursor, "post", posts)
    insert_frame(cursor, "publication", publications)


def change_posts(cursor: Cursor, posts: pd.DataFrame, publications: pd.DataFrame) -> None:
    """Give posts new contents: columns of `post` (with their next `version`), and the publications they are to have.

    Of what is there, publications that are still open follow; those no longer wanted go, cancelled ones are replaced.
    """
    if posts.empty:
        return
    cursor.register("changed_posts", posts)
    cursor.register("wanted_publications", publications)
    try:
        cursor.execute(
            """update post set stage = c.stage, title = c.title, text = c.text, pillar_id = c.pillar_id,
                campaign_id = c.campaign_id, format = c.format, planned_utc = c.planned_utc,
                planned_zone = c.planned_zone, planned_wall = c.planned_wall, version = c.version,
                plan_key = c.plan_key, tagged = c.tagged, changed_at = c.changed_at, actor = c.actor
            from changed_posts as c where post.post_id = c.post_id and post.brand_id = c.brand_id"""
        )
        cursor.execute(
            f"""update publication set deleted_at = c.changed_at, changed_at = c.changed_at, actor = c.actor
            from changed_posts as c
            where publication.post_id = c.post_id and publication.brand_id = c.brand_id
              and publication.deleted_at is null and publication.state in {_OPEN}
              and (publication.state = 'cancelled' or not exists (select 1 from wanted_publications as w
                where w.post_id = publication.post_id and w.channel_id = publication.channel_id))"""
        )
        if publications.empty:
            return
        cursor.execute(
            f"""update publication set state = w.state, text = w.text, first_comment = w.first_comment,
                options = w.options, parts = '', format = w.format,
                planned_utc = w.planned_utc, planned_zone = w.planned_zone, planned_wall = w.planned_wall,
                as_thread = w.as_thread, changed_at = w.changed_at, actor = w.actor
            from wanted_publications as w
            where publication.post_id = w.post_id and publication.channel_id = w.channel_id
              and publication.brand_id = w.brand_id and publication.deleted_at is null
              and publication.state in {_OPEN}"""
        )
        columns = ", ".join(f'"{name}"' for name in publications.columns)
        cursor.execute(
            f"""insert into publication ({columns}) select {columns} from wanted_publications as w
            where not exists (select 1 from publication as p where p.post_id = w.post_id
              and p.channel_id = w.channel_id and p.deleted_at is null)"""
        )
    finally:
        cursor.unregister("changed_posts")
        cursor.unregister("wanted_publications")


def keep_changes(cursor: Cursor, brand_id: str, import_id: str, changes: Mapping[str, tuple[object, object]]) -> None:
    """Note what posts were before and after, by post."""
    insert_rows(
        cursor,
        "import_change",
        [
            {
                "import_id": import_id,
                "subject": CHANGED,
                "subject_id": post_id,
                "brand_id": brand_id,
                "before": json.dumps(before, default=str, ensure_ascii=False),
                "after": json.dumps(after, default=str, ensure_ascii=False),
            }
            for post_id, (before, after) in changes.items()
        ],
    )
