"""Tables `conversation`, `message` and `person`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cmlite.domain.clocks import to_minute
from cmlite.domain.inbox import Conversation, Filters, Message
from cmlite.store.db import Store
from cmlite.store.queue import FIELDS, STATE, chosen
from cmlite.store.rows import Cursor, one

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd


def is_there(store: Store, brand_id: str, conversation_id: str) -> bool:
    """Whether there is such a conversation."""
    found = store.row(
        "select 1 as n from conversation where brand_id = ? and conversation_id = ?", [brand_id, conversation_id]
    )
    return found is not None


def read_conversation(store: Store, brand_id: str, conversation_id: str, now: datetime) -> Conversation | None:
    """One conversation of this brand."""
    rows = store.rows(
        f"""select {FIELDS}, {STATE} as state
        from conversation as c left join person as p on p.person_id = c.person_id
        where c.brand_id = $brand and c.conversation_id = $id""",
        {"brand": brand_id, "id": conversation_id, "now": to_minute(now)},
    )
    return Conversation.from_row(rows[0]) if rows else None


def read_thread(store: Store, brand_id: str, conversation_id: str) -> list[Message]:
    """Messages and notes by time, without the draft; at most the newest 500."""
    rows = store.rows(
        """select * from (
            select m.message_id, m.direction, m.state, m.text, m.sent_at, m.actor, m.external_id,
                coalesce(nullif(p.display_name, ''), p.handle, '') as who
            from message as m left join person as p on p.person_id = m.person_id
            where m.brand_id = ? and m.conversation_id = ? and m.state <> 'draft'
            order by m.sent_at desc, m.message_id desc limit 500
        ) as newest order by sent_at, message_id""",
        [brand_id, conversation_id],
    )
    return [Message.model_validate(row) for row in rows]


def read_draft(store: Store, brand_id: str, conversation_id: str) -> str:
    """The unsent answer of a conversation, or ''."""
    row = store.row(
        "select text from message where brand_id = ? and conversation_id = ? and state = 'draft'",
        [brand_id, conversation_id],
    )
    return str(row["text"]) if row else ""


def lock_draft(cursor: Cursor, brand_id: str, conversation_id: str) -> str:
    """The unsent answer as a transaction finds it."""
    row = one(
        cursor,
        "select text from message where brand_id = ? and conversation_id = ? and state = 'draft'",
        [brand_id, conversation_id],
    )
    return str(row["text"]) if row else ""


def read_subject(store: Store, brand_id: str, publication_id: str) -> dict[str, Any] | None:
    """The post a conversation belongs to: title, text, permalink, published_at."""
    if not publication_id:
        return None
    return store.row(
        """select o.title, coalesce(nullif(p.text, ''), o.text) as text, p.permalink, p.published_at, p.network
        from publication as p inner join post as o on o.post_id = p.post_id
        where p.brand_id = ? and p.publication_id = ?""",
        [brand_id, publication_id],
    )


def read_history(store: Store, brand_id: str, person_id: str, *, without: str, limit: int = 5) -> list[dict[str, Any]]:
    """Other conversations of the same person, newest first: conversation_id, last_message_at, state, excerpt."""
    return store.rows(
        """with earlier as (
            select c.conversation_id, c.last_message_at, c.state from conversation as c
            where c.brand_id = ? and c.person_id = ? and c.conversation_id <> ?
            order by c.last_message_at desc, c.conversation_id limit ?
        ), said as (
            select m.conversation_id, substr(m.text, 1, 120) as excerpt,
                row_number() over (partition by m.conversation_id order by m.sent_at, m.message_id) as place
            from message as m
            where m.conversation_id in (select conversation_id from earlier) and m.direction = 'in'
        )
        select e.conversation_id, e.last_message_at, e.state, s.excerpt
        from earlier as e left join said as s on s.conversation_id = e.conversation_id and s.place = 1
        order by e.last_message_at desc, e.conversation_id""",
        [brand_id, person_id, without, limit],
    )


def lock_conversation(cursor: Cursor, brand_id: str, conversation_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(
        cursor,
        "select * from conversation where brand_id = ? and conversation_id = ?",
        [brand_id, conversation_id],
    )


def refresh_times(
    cursor: Cursor,
    where: str,
    parameters: Sequence[object] | Mapping[str, object],
    *,
    since: datetime | None = None,
) -> None:
    """Compute the times of conversations from their messages (`domain.inbox.times_of` says how, for one of them).

    Nobody waits for an answer to what was deleted, and a deleted answer is none; that it came then stays true.
    `where` speaks of `conversation` as c. None of them had a message from outside before `since`: the engine then
    passes over everything older.
    """
    bound = f"and m.sent_at >= timestamp '{since.isoformat(sep=' ')}'" if since else ""
    cursor.execute(
        f"""with said as materialized (
            select m.conversation_id, m.direction, m.sent_at, m.state <> 'deleted' as stands from message as m
            where m.direction in ('in', 'out') and m.state not in ('draft', 'sending', 'unconfirmed')
              and m.conversation_id in (select c.conversation_id from conversation as c where {where}) {bound}
        ), ends as (
            select conversation_id,
                min(sent_at) filter (where direction = 'in') as first_in,
                max(sent_at) filter (where direction = 'out' and stands) as last_out,
                max(sent_at) as last_at
            from said group by conversation_id
        ), touched as (
            select e.conversation_id, e.first_in, e.last_at,
                min(s.sent_at) filter (where s.direction = 'out' and s.sent_at >= e.first_in) as first_out,
                min(s.sent_at) filter (
                    where s.direction = 'in' and s.stands and (e.last_out is null or s.sent_at > e.last_out)) as waiting
            from ends as e inner join said as s on s.conversation_id = e.conversation_id
            group by e.conversation_id, e.first_in, e.last_at
        )
        update conversation set first_in_at = t.first_in, first_out_at = t.first_out,
            waiting_since = t.waiting, last_message_at = t.last_at
        from touched as t where t.conversation_id = conversation.conversation_id""",
        parameters,
    )


def read_export(store: Store, brand_id: str, filters: Filters, now: datetime) -> pd.DataFrame:
    """Every message of the conversations that fit the filters.

    Columns: conversation_id, network, channel, kind, state, handle, direction, sent_at (UTC), text.
    """
    where, parameters = chosen(brand_id, filters, now)
    return store.frame(
        f"""select c.conversation_id, c.network, coalesce(h.handle, '') as channel, c.kind, {STATE} as state,
            coalesce(p.handle, '') as handle, m.direction, m.sent_at, m.text
        from conversation as c
        left join person as p on p.person_id = c.person_id
        left join channel as h on h.channel_id = c.channel_id
        inner join message as m on m.conversation_id = c.conversation_id and m.state <> 'draft'
        where {where}
        order by c.last_message_at desc, c.conversation_id, m.sent_at""",
        parameters | {"now": to_minute(now)},
    )
