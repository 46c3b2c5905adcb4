"""Tables `conversation`, `message` and `person`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cmlite.domain.inbox import Conversation, Filters, Message
from cmlite.store.db import Connection, Store, one

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

_STATE = "case when c.state = 'snoozed' and c.snoozed_until <= $now then 'open' else c.state end"
_WHERE = f"""c.brand_id = $brand
  and ($state = 'all' or {_STATE} = $state)
  and ($networks = '' or position(',' || c.network || ',' in $networks) > 0)
  and ($channel = '' or c.channel_id = $channel)
  and ($text = '' or p.handle ilike $pattern escape '!' or p.display_name ilike $pattern escape '!'
    or c.conversation_id in (
      select m.conversation_id from message as m
      where m.brand_id = $brand and m.text ilike $pattern escape '!'))"""
_FIELDS = """c.conversation_id, c.channel_id, c.network, c.person_id, c.publication_id, c.kind, c.snoozed_until,
    c.first_in_at, c.first_out_at, c.waiting_since, c.last_message_at, coalesce(p.handle, '') as handle,
    coalesce(p.display_name, '') as display_name"""
_ORDER = "order by c.waiting_since is null, c.waiting_since, c.last_message_at desc, c.conversation_id"


def count_waiting(store: Store, brand_id: str, now: datetime) -> int:
    """How many people wait for an answer."""
    row = store.row(
        f"select count(*) as n from conversation as c where c.brand_id = $brand and {_STATE} = 'open'",
        {"brand": brand_id, "now": now},
    )
    return int(row["n"]) if row else 0


def count_states(store: Store, brand_id: str, now: datetime) -> dict[str, int]:
    """Conversations by state."""
    rows = store.rows(
        f"select {_STATE} as state, count(*) as n from conversation as c where c.brand_id = $brand group by 1",
        {"brand": brand_id, "now": now},
    )
    return {row["state"]: int(row["n"]) for row in rows}


def count_queue(store: Store, brand_id: str, filters: Filters, now: datetime) -> int:
    """How many conversations fit the filters."""
    row = store.row(
        f"""select count(*) as n from conversation as c
        left join person as p on p.person_id = c.person_id where {_WHERE}""",
        _parameters(brand_id, filters, now),
    )
    return int(row["n"]) if row else 0


def read_queue(
    store: Store, brand_id: str, filters: Filters, now: datetime, *, limit: int, offset: int
) -> list[Conversation]:
    """One page of the queue, longest waiting first, each with the beginning of its newest message."""
    rows = store.rows(
        f"""with page as (
            select {_FIELDS}, {_STATE} as state, row_number() over ({_ORDER}) as place
            from conversation as c left join person as p on p.person_id = c.person_id
            where {_WHERE} {_ORDER} limit {int(limit)} offset {int(offset)}
        ), newest as (
            select m.conversation_id, substr(m.text, 1, 160) as excerpt,
                row_number() over (partition by m.conversation_id order by m.sent_at desc, m.message_id desc) as age
            from message as m
            where m.conversation_id in (select conversation_id from page) and m.state <> 'draft'
              and m.direction <> 'note'
        )
        select page.*, newest.excerpt
        from page left join newest on newest.conversation_id = page.conversation_id and newest.age = 1
        order by page.place""",
        _parameters(brand_id, filters, now),
    )
    return [Conversation.from_row(row | {"excerpt": row["excerpt"] or ""}) for row in rows]


def read_conversation(store: Store, brand_id: str, conversation_id: str, now: datetime) -> Conversation | None:
    """One conversation of this brand."""
    rows = store.rows(
        f"""select {_FIELDS}, {_STATE} as state
        from conversation as c left join person as p on p.person_id = c.person_id
        where c.brand_id = $brand and c.conversation_id = $id""",
        {"brand": brand_id, "id": conversation_id, "now": now},
    )
    return Conversation.from_row(rows[0]) if rows else None


def read_thread(store: Store, brand_id: str, conversation_id: str) -> list[Message]:
    """Messages and notes by time, without the draft; at most the newest 500."""
    rows = store.rows(
        """select * from (
            select m.message_id, m.direction, m.state, m.text, m.sent_at, m.actor,
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
        """select c.conversation_id, c.last_message_at, c.state,
            (select substr(m.text, 1, 120) from message as m
             where m.conversation_id = c.conversation_id and m.direction = 'in' order by m.sent_at limit 1) as excerpt
        from conversation as c
        where c.brand_id = ? and c.person_id = ? and c.conversation_id <> ?
        order by c.last_message_at desc limit ?""",
        [brand_id, person_id, without, limit],
    )


def read_next(store: Store, brand_id: str, filters: Filters, now: datetime, *, after: str) -> str | None:
    """The conversation that follows `after` in the queue, or the first when it is not in it."""
    parameters = _parameters(brand_id, filters, now) | {"after": after}
    row = store.row(
        f"""with queue as (
            select c.conversation_id, row_number() over ({_ORDER}) as place
            from conversation as c left join person as p on p.person_id = c.person_id where {_WHERE}
        )
        select conversation_id from queue
        where conversation_id <> $after
        order by case when place > coalesce((select place from queue where conversation_id = $after), 0)
            then 0 else 1 end, place limit 1""",
        parameters,
    )
    return str(row["conversation_id"]) if row else None


def lock_conversation(cursor: Connection, brand_id: str, conversation_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(
        cursor,
        "select * from conversation where brand_id = ? and conversation_id = ?",
        [brand_id, conversation_id],
    )


def refresh_times(cursor: Connection, where: str, parameters: Sequence[object] | Mapping[str, object]) -> None:
    """Compute the times of conversations from their messages; `where` speaks of `conversation` as c.

    first_in_at: first message from outside; first_out_at: our first answer to it; waiting_since: the first
    message from outside that came after our last one, empty when we spoke last.
    """
    cursor.execute(
        f"""create or replace temp table touched as
        with said as (
            select m.conversation_id, m.direction, m.sent_at from message as m
            where m.direction in ('in', 'out') and m.state not in ('draft', 'sending', 'unconfirmed')
              and m.conversation_id in (select c.conversation_id from conversation as c where {where})
        ), ends as (
            select conversation_id,
                min(sent_at) filter (where direction = 'in') as first_in,
                max(sent_at) filter (where direction = 'out') as last_out,
                max(sent_at) as last_at
            from said group by conversation_id
        )
        select e.conversation_id, e.first_in, e.last_at,
            min(s.sent_at) filter (where s.direction = 'out' and s.sent_at >= e.first_in) as first_out,
            min(s.sent_at) filter (
                where s.direction = 'in' and (e.last_out is null or s.sent_at > e.last_out)) as waiting
        from ends as e inner join said as s on s.conversation_id = e.conversation_id
        group by e.conversation_id, e.first_in, e.last_at""",
        parameters,
    )
    cursor.execute(
        """update conversation set first_in_at = t.first_in, first_out_at = t.first_out,
            waiting_since = t.waiting, last_message_at = t.last_at
        from touched as t where t.conversation_id = conversation.conversation_id"""
    )
    cursor.execute("drop table touched")


def read_export(store: Store, brand_id: str, filters: Filters, now: datetime) -> pd.DataFrame:
    """Every message of the conversations that fit the filters.

    Columns: conversation_id, network, channel, kind, state, handle, direction, sent_at (UTC), text.
    """
    return store.frame(
        f"""select c.conversation_id, c.network, coalesce(h.handle, '') as channel, c.kind, {_STATE} as state,
            coalesce(p.handle, '') as handle, m.direction, m.sent_at, m.text
        from conversation as c
        left join person as p on p.person_id = c.person_id
        left join channel as h on h.channel_id = c.channel_id
        inner join message as m on m.conversation_id = c.conversation_id and m.state <> 'draft'
        where {_WHERE}
        order by c.last_message_at desc, c.conversation_id, m.sent_at""",
        _parameters(brand_id, filters, now),
    )


def _parameters(brand_id: str, filters: Filters, now: datetime) -> dict[str, object]:
    escaped = "".join("!" + sign if sign in "!%_" else sign for sign in filters.text)
    return {
        "brand": brand_id,
        "now": now,
        "state": filters.state or "all",
        "networks": f",{','.join(filters.networks)}," if filters.networks else "",
        "channel": filters.channel_id,
        "text": filters.text,
        "pattern": f"%{escaped}%",
    }
