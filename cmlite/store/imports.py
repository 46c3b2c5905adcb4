"""Tables `import_batch`, `import_change`, `import_refusal`, `import_mapping`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from cmlite.domain.imports import Batch
from cmlite.store import thread_rows
from cmlite.store.channels import NAMED, unname_accounts
from cmlite.store.db import Store
from cmlite.store.inbox import refresh_times
from cmlite.store.people import keep_together
from cmlite.store.rows import Cursor, insert, insert_frame, update

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

_OWNED = ("publication_metric", "channel_metric", "channel_breakdown", "message")
"""Tables whose rows a batch only ever adds: taking it back deletes them."""


def read_batches(store: Store, brand_id: str, *, limit: int = 100) -> list[Batch]:
    """Batches, newest first."""
    rows = store.rows(
        "select * from import_batch where brand_id = ? order by created_at desc, import_id desc limit ?",
        [brand_id, limit],
    )
    return [Batch.model_validate(row) for row in rows]


def find_hash(store: Store, brand_id: str, file_hash: str, file_name: str) -> Batch | None:
    """The batch that took over exactly this table before and was not undone."""
    rows = store.rows(
        """select * from import_batch where brand_id = ? and file_hash = ? and state = 'done'
        order by file_name <> ?, created_at desc limit 1""",
        [brand_id, file_hash, file_name],
    )
    return Batch.model_validate(rows[0]) if rows else None


def find_content(store: Store, brand_id: str, digest: str, file_name: str, format_id: str) -> Batch | None:
    """The newest batch of a table of this format in a file of the same bytes, rather of the same name, not undone."""
    rows = store.rows(
        """select * from import_batch where brand_id = $brand and format_id = $format and state = 'done'
          and (file_hash = $digest or starts_with(file_hash, $digest || ':'))
        order by file_name <> $name, created_at desc limit 1""",
        {"brand": brand_id, "format": format_id, "digest": digest, "name": file_name},
    )
    return Batch.model_validate(rows[0]) if rows else None


def read_last_channel(store: Store, brand_id: str, network: str, format_id: str) -> str:
    """The channel the newest batch of a network went to, rather one of this format; '' where none was taken over."""
    row = store.row(
        """select channel_id from import_batch where brand_id = $brand and network = $network and state = 'done'
        order by format_id <> $format, created_at desc, import_id desc limit 1""",
        {"brand": brand_id, "network": network, "format": format_id},
    )
    return str(row["channel_id"]) if row else ""


def insert_batch(cursor: Cursor, batch: Batch) -> None:
    """Save a batch."""
    insert(cursor, "import_batch", **batch.model_dump())


def insert_refusals(cursor: Cursor, import_id: str, brand_id: str, refused: pd.DataFrame | None) -> None:
    """Keep which rows were left out and why: frame of line, key, detail."""
    if refused is None or refused.empty:
        return
    rows = refused.drop_duplicates("line").rename(columns={"key": "reason"})
    insert_frame(
        cursor,
        "import_refusal",
        rows[["line", "reason", "detail"]].assign(import_id=import_id, brand_id=brand_id),
    )


def read_mappings(store: Store, brand_id: str) -> dict[str, tuple[dict[str, str], str, str]]:
    """Saved column mappings: headings key → (heading → role, network, zone)."""
    rows = store.rows("select headings_key, mapping, network, zone from import_mapping where brand_id = ?", [brand_id])
    return {row["headings_key"]: (json.loads(row["mapping"]), row["network"], row["zone"] or "") for row in rows}


def save_mapping(
    cursor: Cursor,
    brand_id: str,
    key: str,
    mapping: Mapping[str, str],
    network: str,
    zone: str = "",
    *,
    now: datetime,
    actor: str,
) -> None:
    """Remember how the columns of a table with these headings are read."""
    cursor.execute("delete from import_mapping where brand_id = ? and headings_key = ?", [brand_id, key])
    insert(
        cursor,
        "import_mapping",
        brand_id=brand_id,
        headings_key=key,
        mapping=json.dumps(dict(mapping), ensure_ascii=False),
        network=network,
        zone=zone,
        changed_at=now,
        actor=actor,
    )


def save_answers(
    cursor: Cursor, brand_id: str, key: str, network: str, zone: str, *, now: datetime, actor: str
) -> None:
    """Remember network and zone beside a mapping that is kept."""
    kept = {"brand_id": brand_id, "headings_key": key}
    update(cursor, "import_mapping", kept, network=network, zone=zone, changed_at=now, actor=actor)


def read_changes(store: Store, brand_id: str, import_id: str) -> pd.DataFrame:
    """What a batch did, row by row: what, subject, metric, day, value, before."""
    return store.frame(
        """select 'post' as what, publication_id as subject, '' as metric,
            cast(cast(published_at as date) as varchar) as day, cast(null as double) as value, '' as before
        from publication where brand_id = $brand and import_id = $id
        union all
        select 'value', publication_id, metric, '', value, '' from publication_metric
        where brand_id = $brand and import_id = $id
        union all
        select 'day', channel_id, metric, cast(day as varchar), value, '' from channel_metric
        where brand_id = $brand and import_id = $id
        union all
        select 'breakdown', channel_id, dimension || ': ' || label || ' ' || metric, '', value, ''
        from channel_breakdown where brand_id = $brand and import_id = $id
        union all
        select 'message', message_id, direction, cast(sent_at as varchar), null, '' from message
        where brand_id = $brand and import_id = $id
        union all
        select 'changed ' || subject, subject_id, '', '', null, before from import_change
        where brand_id = $brand and import_id = $id
        union all
        select 'refused', 'line ' || cast(line as varchar), reason, '', null, detail from import_refusal
        where brand_id = $brand and import_id = $id
        order by 1, 2, 3, 4""",
        {"brand": brand_id, "id": import_id},
    )


def take_back(cursor: Cursor, brand_id: str, import_id: str) -> None:
    """Remove everything a batch added and put back what it changed; the batch is marked as undone before.

    Posts, people and channels that other batches or the owner built upon stay until those are gone, too.
    """
    own = [brand_id, import_id]
    cursor.execute(
        """create or replace temp table touched_conversations as
        select distinct conversation_id from message where brand_id = ? and import_id = ?""",
        own,
    )
    for table in _OWNED:
        cursor.execute(f"delete from {table} where brand_id = ? and import_id = ?", own)
    cursor.execute(
        """update publication set external_id = '',
            published_at = try_cast(nullif(split_part(b.before, '|', 1), '') as timestamp),
            published_precision = split_part(b.before, '|', 2), format = split_part(b.before, '|', 3)
        from import_change as b
        where b.subject = 'publication_match' and b.subject_id = publication.publication_id
          and b.brand_id = ? and b.import_id = ?""",
        own,
    )
    cursor.execute(
        """update post set text = b.before, version = post.version + 1 from import_change as b
        where b.subject = 'post_text' and b.subject_id = post.post_id and post.text = b.after
          and b.brand_id = ? and b.import_id = ?""",
        own,
    )
    cursor.execute(
        """create or replace temp table lonely_posts as
        select p.post_id from publication as p inner join post as o on o.post_id = p.post_id
        where p.brand_id = ? and p.import_id in (select b.import_id from import_batch as b where b.state = 'undone')
          and o.version = 1
          and not exists (select 1 from publication_metric as m where m.publication_id = p.publication_id)
          and not exists (select 1 from conversation as c where c.publication_id = p.publication_id
            and c.import_id <> p.import_id)
          and not exists (select 1 from publication as q where q.post_id = p.post_id and q.import_id <> p.import_id)""",
        [brand_id],
    )
    cursor.execute("delete from publication where post_id in (select post_id from lonely_posts)")
    cursor.execute("delete from post where post_id in (select post_id from lonely_posts)")
    cursor.execute(
        """delete from conversation where conversation_id in (select conversation_id from touched_conversations)
          and not exists (select 1 from message as m where m.conversation_id = conversation.conversation_id)"""
    )
    thread_rows.forget_changes(cursor, brand_id, "select t.conversation_id from touched_conversations as t")
    cursor.execute(
        """delete from class_change where brand_id = ?
          and conversation_id in (select conversation_id from touched_conversations)
          and conversation_id not in (select c.conversation_id from conversation as c where c.brand_id = ?)""",
        [brand_id, brand_id],
    )
    for table in ("triage_judgement", "triage_correction"):
        cursor.execute(
            f"""delete from {table} where brand_id = ?
              and conversation_id in (select conversation_id from touched_conversations)
              and message_id not in (select m.message_id from message as m where m.brand_id = ?)""",
            [brand_id, brand_id],
        )
    refresh_times(cursor, "c.conversation_id in (select conversation_id from touched_conversations)", [])
    cursor.execute(
        """update conversation set first_in_at = null, first_out_at = null, waiting_since = null
        where conversation_id in (select conversation_id from touched_conversations)
          and not exists (select 1 from message as m where m.conversation_id = conversation.conversation_id
            and m.direction in ('in', 'out') and m.state <> 'draft')"""
    )
    cursor.execute(
        """update conversation set state = 'done' where state = 'open' and waiting_since is null
          and conversation_id in (select conversation_id from touched_conversations)"""
    )
    cursor.execute(
        """delete from person where brand_id = ? and note = '' and coalesce(tags, '') = ''
          and not exists (select 1 from person_consent as a where a.person_id = person.person_id)
          and not exists (select 1 from lead as l where l.person_id = person.person_id)
          and import_id in (select b.import_id from import_batch as b where b.state = 'undone')
          and not exists (select 1 from conversation as c where c.person_id = person.person_id)
          and not exists (select 1 from message as m where m.person_id = person.person_id)""",
        [brand_id],
    )
    keep_together(cursor, brand_id)
    cursor.execute(
        """delete from channel where brand_id = ?
          and import_id in (select b.import_id from import_batch as b where b.state = 'undone')
          and not exists (select 1 from publication as p where p.channel_id = channel.channel_id)
          and not exists (select 1 from channel_metric as m where m.channel_id = channel.channel_id)
          and not exists (select 1 from channel_breakdown as d where d.channel_id = channel.channel_id)
          and not exists (select 1 from conversation as c where c.channel_id = channel.channel_id)""",
        [brand_id],
    )
    unname_accounts(cursor, brand_id)
    cursor.execute("delete from import_change where brand_id = ? and import_id = ? and subject <> ?", [*own, NAMED])
    cursor.execute("delete from import_refusal where brand_id = ? and import_id = ?", own)
