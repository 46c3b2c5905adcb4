"""Take over conversations: messages become threads, set-based, a million rows in seconds."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from cmlite.domain.imports import Counts
from cmlite.store.db import Connection, one
from cmlite.store.inbox import refresh_times

_FORMATS = {"twitter": "%a %b %d %H:%M:%S %z %Y", "german": "%d.%m.%Y %H:%M"}
_DEEPEST = 40
"""Doublings of the stride: threads of any real depth; messages that answer each other in a circle end here."""

_INWARD = "('true', '1', 'in', 'inbound', 'yes', 'ja', 'eingehend', 'received', 'wahr')"


def stage_frame(cursor: Connection, messages: pd.DataFrame) -> None:
    """Put a frame of messages (columns of the importers) into the temp table `staged`."""
    cursor.register("messages_read", messages)
    cursor.execute(
        """create or replace temp table staged as
        select external_id, author, text, sent_at, parent_external_id as parent, direction, post_external_id as post,
            kind, cast(line as bigint) as line
        from messages_read"""
    )
    cursor.unregister("messages_read")


def stage_file(cursor: Connection, path: Path, columns: Mapping[str, str], *, delimiter: str, date_style: str) -> None:
    """Let the engine read a CSV of conversations into `staged`; `columns` gives the heading of each role."""

    def column(role: str) -> str:
        name = columns.get(role)
        return 'coalesce("' + name.replace('"', '""') + "\", '')" if name else "''"

    moment = column("published_at")
    known = _FORMATS.get(date_style)
    sent_at = f"try_strptime({moment}, '{known}')" if known else f"try_cast({moment} as timestamptz)"
    inward = f"lower({column('direction')}) in {_INWARD}" if "direction" in columns else "true"
    kind = column("kind")
    cursor.execute(
        f"""create or replace temp table staged as
        select trim({column("external_id")}) as external_id, trim({column("author")}) as author,
            {column("text")} as text, cast({sent_at} at time zone 'UTC' as timestamp) as sent_at,
            trim({column("parent_external_id")}) as parent,
            case when {inward} then 'in' else 'out' end as direction, trim({column("post_external_id")}) as post,
            case when {kind} in ('comment', 'message', 'mention', 'review') then {kind} else 'comment' end as kind,
            row_number() over () + 1 as line
        from read_csv(?, header = true, all_varchar = true, delim = ?, quote = '"', escape = '"', strict_mode = false,
            null_padding = false, max_line_size = 10000000)""",
        [str(path), delimiter],
    )


def match_messages(cursor: Connection, brand_id: str, network: str) -> Counts:
    """Sort out `staged`: rows without id, text or time are refused, known ids left; `incoming_message` remains."""
    prefix = f"{brand_id}:{network}:"
    cursor.execute(
        """create or replace temp table incoming_message as
        with numbered as (
            select *, row_number() over (partition by external_id order by line) as copy from staged
            where external_id <> '' and sent_at is not null and (text <> '' or kind = 'review')
        )
        select n.external_id, n.author, n.text, n.sent_at, n.parent, n.direction, n.post, n.kind, n.line,
            $prefix || n.external_id as message_id
        from numbered as n
        left join message as m on m.message_id = $prefix || n.external_id
        where n.copy = 1 and m.message_id is null""",
        {"prefix": prefix},
    )
    row = one(
        cursor,
        """select (select count(*) from incoming_message) as new,
            (select count(distinct external_id) from staged where external_id <> '' and sent_at is not null
                and (text <> '' or kind = 'review')) as readable,
            (select count(*) from staged where external_id = '' or sent_at is null
                or (text = '' and kind <> 'review')) as refused""",
    )
    assert row is not None
    return Counts(new=row["new"], same=row["readable"] - row["new"], refused=row["refused"])


def refused_lines(cursor: Connection) -> pd.DataFrame:
    """Rows of `staged` that cannot become a message: line, key, detail (at most 1,000)."""
    return cursor.execute(
        """select line, case when external_id = '' then 'imports.row.no_id' when sent_at is null
            then 'imports.row.no_time' else 'imports.row.no_text' end as key, '' as detail
        from staged where external_id = '' or sent_at is null or (text = '' and kind <> 'review')
        order by line limit 1000"""
    ).df()


def write_messages(
    cursor: Connection, brand_id: str, network: str, channel_id: str, *, import_id: str, now: datetime
) -> None:
    """Insert people, conversations and messages of `incoming_message`, and open what somebody wrote into."""
    given = {"brand": brand_id, "network": network, "id": import_id}
    prefix = f"{brand_id}:{network}:"
    _find_roots(cursor, prefix)
    cursor.execute(
        """insert into person (person_id, brand_id, network, handle, created_at, import_id)
        select $prefix || author, $brand, $network, author, min(sent_at), $id
        from incoming_message where author <> '' and direction = 'in' group by author
        on conflict (person_id) do nothing""",
        given | {"prefix": prefix},
    )
    cursor.execute(
        """insert into message (message_id, brand_id, conversation_id, person_id, direction, state, text, sent_at,
            external_id, parent_id, import_id)
        select i.message_id, $brand, r.conversation_id,
            case when i.direction = 'in' then $prefix || i.author else '' end, i.direction,
            case when i.direction = 'in' then 'received' else 'sent' end, i.text, i.sent_at, i.external_id, i.parent, $id
        from incoming_message as i inner join thread_root as r on r.external_id = i.external_id""",
        {"brand": brand_id, "prefix": prefix, "id": import_id},
    )
    _write_conversations(cursor, given | {"channel": channel_id, "now": now})


def _find_roots(cursor: Connection, prefix: str) -> None:
    """The conversation of every incoming message, as `thread_root`: follow parents upwards, doubling the stride."""
    cursor.execute(
        """create or replace temp table thread_root as
        select i.external_id, coalesce(p.external_id, i.external_id) as root, k.conversation_id as known
        from incoming_message as i
        left join incoming_message as p on p.external_id = i.parent and i.parent <> '' and i.parent <> i.external_id
        left join message as k on k.message_id = $prefix || i.parent and i.parent <> '' and p.external_id is null""",
        {"prefix": prefix},
    )
    for _ in range(_DEEPEST):
        if not _has_parents(cursor):
            break
        cursor.execute(
            """create or replace temp table next_root as
            select a.external_id, case when b.root = a.external_id then least(a.external_id, a.root) else b.root end
                as root, coalesce(a.known, b.known) as known
            from thread_root as a inner join thread_root as b on b.external_id = a.root"""
        )
        moved = one(
            cursor,
            """select count(*) as n from next_root as n inner join thread_root as t on t.external_id = n.external_id
            where n.root <> t.root or n.known is distinct from t.known""",
        )
        cursor.execute("create or replace temp table thread_root as select * from next_root")
        if not moved or moved["n"] == 0:
            break
    cursor.execute(
        """create or replace temp table thread_root as
        select external_id, coalesce(known, 'conversation:' || $prefix || root) as conversation_id from thread_root""",
        {"prefix": prefix},
    )


def _has_parents(cursor: Connection) -> bool:
    row = one(cursor, "select 1 as yes from thread_root where root <> external_id or known is not null limit 1")
    return row is not None


def _write_conversations(cursor: Connection, given: Mapping[str, object]) -> None:
    """One conversation a thread, with its times; threads that were there get their new times and open again."""
    cursor.execute(
        """create or replace temp table heard as
        with told as (
            select r.conversation_id, i.direction, i.author, i.kind, i.post, i.sent_at,
                row_number() over (partition by r.conversation_id order by i.direction, i.sent_at, i.line) as place
            from incoming_message as i inner join thread_root as r on r.external_id = i.external_id
        )
        select conversation_id, max(sent_at) as last_at, max(post) as post,
            max(sent_at) filter (where direction = 'in') as last_in,
            max(author) filter (where place = 1 and direction = 'in') as author,
            max(kind) filter (where place = 1) as kind
        from told group by conversation_id"""
    )
    cursor.execute(
        """insert into conversation (conversation_id, brand_id, channel_id, network, person_id, publication_id, kind,
            state, last_message_at, changed_at, actor, import_id)
        select h.conversation_id, $brand, $channel, $network,
            case when coalesce(h.author, '') = '' then '' else $brand || ':' || $network || ':' || h.author end,
            coalesce(p.publication_id, ''), h.kind, 'done', h.last_at, $now, 'network', $id
        from heard as h
        left join publication as p on p.brand_id = $brand and p.network = $network and p.external_id = h.post
            and h.post <> '' and p.deleted_at is null
        on conflict (conversation_id) do nothing""",
        dict(given),
    )
    refresh_times(cursor, "c.conversation_id in (select conversation_id from heard)", [])
    cursor.execute(
        """update conversation set changed_at = $now, state = case
            when conversation.waiting_since is not null and h.last_in >= conversation.waiting_since then 'open'
            when conversation.state = 'open' and conversation.waiting_since is null then 'waiting'
            else conversation.state end
        from heard as h where h.conversation_id = conversation.conversation_id""",
        {"now": given["now"]},
    )


def period(cursor: Connection) -> tuple[date | None, date | None]:
    """First and last day (UTC) of what is staged."""
    row = one(cursor, "select cast(min(sent_at) as date) as first, cast(max(sent_at) as date) as last from staged")
    return (row["first"], row["last"]) if row else (None, None)
