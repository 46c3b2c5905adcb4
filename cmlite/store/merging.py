"""Table `thread_change`: messages moved from one conversation into another, and conversations that ended so."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many, one


def read_mates(store: Store, brand_id: str, conversation_id: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """Other conversations with the same person on the same channel, newest first, public with public only.

    Keys: conversation_id, last_message_at, state, excerpt.
    """
    return store.rows(
        """with mates as (
            select c.conversation_id, c.last_message_at, c.state from conversation as c
            inner join conversation as k on k.brand_id = c.brand_id and k.person_id = c.person_id
              and k.channel_id = c.channel_id and (k.kind = 'message') = (c.kind = 'message')
            where k.brand_id = ? and k.conversation_id = ? and c.conversation_id <> k.conversation_id
              and c.person_id <> ''
            order by c.last_message_at desc, c.conversation_id limit ?
        ), said as (
            select m.conversation_id, substr(m.text, 1, 80) as excerpt,
                row_number() over (partition by m.conversation_id order by m.sent_at, m.message_id) as place
            from message as m
            where m.conversation_id in (select conversation_id from mates) and m.direction = 'in'
        )
        select a.conversation_id, a.last_message_at, a.state, coalesce(s.excerpt, '') as excerpt
        from mates as a left join said as s on s.conversation_id = a.conversation_id and s.place = 1
        order by a.last_message_at desc, a.conversation_id""",
        [brand_id, conversation_id, limit],
    )


def read_changes(store: Store, brand_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """What was merged into a conversation or split off from it and stands, newest first: change_id, kind, from_id,
    to_id, happened_at, actor, n (messages)."""
    return store.rows(
        """select change_id, kind, from_id, to_id, happened_at, actor,
            length(message_ids) - length(replace(message_ids, ',', '')) + 1 as n
        from thread_change
        where brand_id = $brand and undone_at is null
          and ((kind = 'merge' and to_id = $id) or (kind = 'split' and $id in (from_id, to_id)))
        order by happened_at desc, change_id desc""",
        {"brand": brand_id, "id": conversation_id},
    )


def merged_into(store: Store, brand_id: str, conversation_id: str) -> str:
    """The conversation that took another one in; '' where none did."""
    row = store.row(
        """select to_id from thread_change
        where brand_id = ? and from_id = ? and kind = 'merge' and undone_at is null
        order by happened_at desc limit 1""",
        [brand_id, conversation_id],
    )
    return str(row["to_id"]) if row else ""


def message_ids(cursor: Cursor, brand_id: str, conversation_id: str, *, since: str = "") -> list[str]:
    """What stands in a conversation, without a draft; with `since`, from that message on."""
    rows = many(
        cursor,
        """select m.message_id from message as m
        where m.brand_id = $brand and m.conversation_id = $id and m.state <> 'draft'
          and ($since = '' or (m.sent_at, m.message_id) >= (
            select (s.sent_at, s.message_id) from message as s
            where s.brand_id = $brand and s.conversation_id = $id and s.message_id = $since))
        order by m.sent_at, m.message_id""",
        {"brand": brand_id, "id": conversation_id, "since": since},
    )
    return [row["message_id"] for row in rows]


def sent_at(cursor: Cursor, brand_id: str, message_id: str) -> datetime:
    """When a message was written, which must be there (naive UTC)."""
    row = one(cursor, "select sent_at from message where brand_id = ? and message_id = ?", [brand_id, message_id])
    assert row is not None
    at: datetime = row["sent_at"]
    return at


def join_drafts(cursor: Cursor, brand_id: str, from_id: str, to_id: str) -> None:
    """The unsent answer goes along; where there is one already, its words follow."""
    moved = _draft(cursor, brand_id, from_id)
    kept = _draft(cursor, brand_id, to_id)
    if moved and kept:
        both = f"{kept['text']}\n\n{moved['text']}"
        cursor.execute("update message set text = ? where message_id = ?", [both, kept["message_id"]])
        cursor.execute("delete from message where message_id = ?", [moved["message_id"]])
    elif moved:
        cursor.execute("update message set conversation_id = ? where message_id = ?", [to_id, moved["message_id"]])


def _draft(cursor: Cursor, brand_id: str, conversation_id: str) -> dict[str, Any] | None:
    return one(
        cursor,
        "select message_id, text from message where brand_id = ? and conversation_id = ? and state = 'draft'",
        [brand_id, conversation_id],
    )


def is_empty(cursor: Cursor, brand_id: str, conversation_id: str) -> bool:
    """Whether nothing stands in a conversation, no note and no draft either."""
    found = one(
        cursor,
        "select 1 as n from message where brand_id = ? and conversation_id = ? limit 1",
        [brand_id, conversation_id],
    )
    return found is None


def take_out(cursor: Cursor, brand_id: str, conversation_id: str) -> None:
    """Remove the row of a conversation that nothing stands in any more."""
    cursor.execute("delete from conversation where brand_id = ? and conversation_id = ?", [brand_id, conversation_id])


def put_back(cursor: Cursor, row: Mapping[str, object]) -> None:
    """Insert the row of a conversation as it was kept; columns that came later have their defaults."""
    insert(cursor, "conversation", **row)


def note_change(
    cursor: Cursor,
    change_id: str,
    kind: str,
    source: Mapping[str, Any],
    target_id: str,
    ids: Sequence[str],
    gone: Mapping[str, object],
    *,
    now: datetime,
    actor: str,
) -> None:
    """Write down what was moved out of the row `source`, and how to find back."""
    insert(
        cursor,
        "thread_change",
        change_id=change_id,
        brand_id=source["brand_id"],
        kind=kind,
        from_id=source["conversation_id"],
        to_id=target_id,
        channel_id=source["channel_id"],
        person_id=source["person_id"],
        thread_id=source["thread_id"] or "",
        gone=json.dumps(gone, default=str, ensure_ascii=False),
        message_ids=json.dumps(list(ids)),
        happened_at=now,
        actor=actor,
    )


def lock_change(cursor: Cursor, brand_id: str, change_id: str) -> dict[str, Any] | None:
    """One change that stands; `gone` and `message_ids` as they were."""
    row = one(
        cursor,
        "select * from thread_change where brand_id = ? and change_id = ? and undone_at is null",
        [brand_id, change_id],
    )
    if row is None:
        return None
    return row | {"gone": json.loads(row["gone"] or "{}"), "message_ids": json.loads(row["message_ids"])}


def read_led_on(cursor: Cursor, brand_id: str, channel_id: str, threads: Sequence[str]) -> list[dict[str, Any]]:
    """Where threads of the network go on whose conversation was merged into another one: thread_id, person_id,
    conversation_id, first_in_at, kind."""
    return many(
        cursor,
        """with recursive led as (
            select t.thread_id, t.to_id, 1 as hops from thread_change as t
            inner join (select distinct unnest($threads) as thread_id) as asked on asked.thread_id = t.thread_id
            where t.brand_id = $brand and t.channel_id = $channel and t.kind = 'merge' and t.undone_at is null
              and t.thread_id <> ''
            union all
            select l.thread_id, n.to_id, l.hops + 1 from led as l
            inner join thread_change as n on n.from_id = l.to_id
            where n.brand_id = $brand and n.kind = 'merge' and n.undone_at is null and l.hops < 20
        )
        select l.thread_id, c.person_id, c.conversation_id, c.first_in_at, c.kind from led as l
        inner join conversation as c on c.conversation_id = l.to_id and c.brand_id = $brand""",
        {"threads": list(threads), "brand": brand_id, "channel": channel_id},
    )
