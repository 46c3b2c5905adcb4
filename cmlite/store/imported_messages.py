"""Take over conversations: messages become threads, set-based, a million rows in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cmlite.domain.imports import Counts
from cmlite.errors import StoreError
from cmlite.store.db import Connection, one
from cmlite.store.inbox import refresh_times

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

_FORMATS = {"twitter": "%a %b %d %H:%M:%S %z %Y", "german": "%d.%m.%Y %H:%M"}
_DEEPEST = 40
"""Doublings of the stride: threads of any real depth; messages that answer each other in a circle end here."""

_READABLE = "external_id <> '' and sent_at is not null and (text <> '' or kind = 'review')"
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
    """Let the engine read a CSV of conversations into `staged`; `columns` gives the heading of each role.

    Raises StoreError when the file is not as clean as its beginning promised.
    """

    def column(role: str) -> str:
        name = columns.get(role)
        return 'coalesce("' + name.replace('"', '""') + "\", '')" if name else "''"

    moment = column("published_at")
    known = _FORMATS.get(date_style)
    if known:
        sent_at = f"try_strptime({moment}, '{known}')"
        sent_at = f"cast({sent_at} at time zone 'UTC' as timestamp)" if "%z" in known else sent_at
    else:  # an offset in the text is applied; none means UTC, the zone of every connection
        sent_at = f"cast(try_cast({moment} as timestamptz) at time zone 'UTC' as timestamp)"
    inward = f"lower({column('direction')}) in {_INWARD}" if "direction" in columns else "true"
    kind = column("kind")
    try:
        cursor.execute(
            f"""create or replace temp table staged as
            select trim({column("external_id")}) as external_id, trim({column("author")}) as author,
                {column("text")} as text, {sent_at} as sent_at,
                trim({column("parent_external_id")}) as parent,
                case when {inward} then 'in' else 'out' end as direction, trim({column("post_external_id")}) as post,
                case when {kind} in ('comment', 'message', 'mention', 'review') then {kind} else 'comment' end as kind,
                row_number() over () + 1 as line
            from read_csv(?, header = true, all_varchar = true, delim = ?, quote = '"', escape = '"',
                strict_mode = false,
                null_padding = false, max_line_size = 10000000)""",
            [str(path), delimiter],
        )
    except duckdb.Error as error:
        raise StoreError("imports.refused.unforeseen", file=path.name) from error


def match_messages(cursor: Connection, brand_id: str, network: str) -> Counts:
    """Sort out `staged`: rows without id, text or time are refused, known ids left; `incoming_message` remains.

    Of rows with the same id the first one counts.
    """
    prefix = f"{brand_id}:{network}:"
    row = one(
        cursor,
        f"""select count(*) filter (where {_READABLE}) as readable, count(*) as total,
            count(distinct external_id) filter (where {_READABLE}) as ids from staged""",
    )
    assert row is not None
    repeated = row["readable"] != row["ids"]
    first = "qualify row_number() over (partition by external_id order by line) = 1" if repeated else ""
    cursor.execute(
        f"""create or replace temp table incoming_message as
        select n.line, n.external_id, n.author, n.sent_at, n.parent, n.direction, n.post, n.kind
        from (select * from staged where {_READABLE} {first}) as n
        where not exists (
            select 1 from message as m where m.brand_id = $brand and m.message_id = $prefix || n.external_id)""",
        {"brand": brand_id, "prefix": prefix},
    )
    fresh = one(cursor, "select count(*) as n from incoming_message")
    assert fresh is not None
    return Counts(new=fresh["n"], same=row["ids"] - fresh["n"], refused=row["total"] - row["readable"])


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
    """Insert people, conversations and messages of `incoming_message`, and open what somebody wrote into.

    The bulk path speaks the engine's own dialect (arg_min, temp tables): it is the one place where a million
    rows at once must be cheap.
    """
    given = {"brand": brand_id, "prefix": f"{brand_id}:{network}:", "id": import_id}
    _find_threads(cursor, given["prefix"])
    cursor.execute(
        """insert into person (person_id, brand_id, network, handle, created_at, import_id)
        select $prefix || author, $brand, $network, author, first_at, $id
        from (
            select author, min(sent_at) as first_at from incoming_message
            where author <> '' and direction = 'in' group by author
        ) as wrote
        where not exists (
            select 1 from person as p where p.brand_id = $brand and p.person_id = $prefix || wrote.author)""",
        given | {"network": network},
    )
    cursor.execute("set preserve_insertion_order = false")  # rows carry their times; a third of the time is saved
    cursor.execute(
        """insert into message (message_id, brand_id, conversation_id, person_id, direction, state, text, sent_at,
            external_id, parent_id, import_id)
        select $prefix || i.external_id, $brand, coalesce(r.known, 'conversation:' || $prefix || h.external_id),
            case when i.direction = 'in' then $prefix || i.author else '' end, i.direction,
            case when i.direction = 'in' then 'received' else 'sent' end, s.text, i.sent_at, i.external_id, i.parent,
            $id
        from incoming_message as i
        inner join staged as s on s.line = i.line
        inner join thread as r on r.line = i.line
        inner join incoming_message as h on h.line = r.root""",
        given,
    )
    cursor.execute("reset preserve_insertion_order")
    _write_conversations(cursor, given | {"network": network, "channel": channel_id, "now": now})


def _find_threads(cursor: Connection, prefix: str) -> None:
    """The root of every incoming message, as `thread` (line, root, known): parents are followed by doubling.

    `known` is the conversation of a message that was there before and that the root answers.
    """
    cursor.execute(
        """create or replace temp table answer as
        select i.line, p.line as root from incoming_message as i
        inner join incoming_message as p on p.external_id = i.parent
        where i.parent <> '' and i.parent <> i.external_id"""
    )
    for _ in range(_DEEPEST):
        moved = one(
            cursor,
            "select count(*) as n from answer as a inner join answer as b on b.line = a.root where b.root <> a.root",
        )
        if not moved or moved["n"] == 0:
            break
        cursor.execute(
            """create or replace temp table answer as
            select a.line, case when b.root is null then a.root when b.root = a.line then least(a.line, a.root)
                else b.root end as root
            from answer as a left join answer as b on b.line = a.root"""
        )
    cursor.execute(
        """create or replace temp table thread as
        with rooted as (
            select i.line, coalesce(a.root, i.line) as root from incoming_message as i
            left join answer as a on a.line = i.line
        ), continued as (
            select i.line, min(m.conversation_id) as known from incoming_message as i
            inner join message as m on m.message_id = $prefix || i.parent
            where i.parent <> '' group by i.line
        )
        select r.line, r.root, c.known from rooted as r left join continued as c on c.line = r.root""",
        {"prefix": prefix},
    )


def _write_conversations(cursor: Connection, given: Mapping[str, object]) -> None:
    """One conversation a new thread, with its times; threads that were there get their times and open again."""
    cursor.execute(
        """create or replace temp table heard as
        with ends as (
            select r.root, min(r.known) as known, max(i.sent_at) as last_at, max(i.post) as post,
                min(i.sent_at) filter (where i.direction = 'in') as first_in,
                max(i.sent_at) filter (where i.direction = 'in') as last_in,
                max(i.sent_at) filter (where i.direction = 'out') as last_out,
                arg_min(i.author, i.sent_at) filter (where i.direction = 'in') as author,
                arg_min(i.kind, i.sent_at) as kind
            from incoming_message as i inner join thread as r on r.line = i.line group by r.root
        )
        select e.*, min(i.sent_at) filter (where i.direction = 'out' and i.sent_at >= e.first_in) as first_out,
            min(i.sent_at) filter (
                where i.direction = 'in' and (e.last_out is null or i.sent_at > e.last_out)) as waiting
        from ends as e
        inner join thread as r on r.root = e.root
        inner join incoming_message as i on i.line = r.line
        group by all"""
    )
    cursor.execute(
        """insert into conversation (conversation_id, brand_id, channel_id, network, person_id, publication_id, kind,
            state, first_in_at, first_out_at, waiting_since, last_message_at, changed_at, actor, import_id)
        select 'conversation:' || $prefix || i.external_id, $brand, $channel, $network,
            case when coalesce(h.author, '') = '' then '' else $prefix || h.author end,
            coalesce(p.publication_id, ''), h.kind, case when h.waiting is null then 'done' else 'open' end,
            h.first_in, h.first_out, h.waiting, h.last_at, $now, 'network', $id
        from heard as h
        inner join incoming_message as i on i.line = h.root
        left join publication as p on p.brand_id = $brand and p.network = $network and p.external_id = h.post
            and h.post <> '' and p.deleted_at is null
        where h.known is null""",
        dict(given),
    )
    continued = one(cursor, "select count(*) as n from heard where known is not null")
    if not continued or continued["n"] == 0:
        return
    refresh_times(cursor, "c.conversation_id in (select known from heard where known is not null)", [])
    cursor.execute(
        """update conversation set changed_at = $now, state = case
            when conversation.waiting_since is not null and h.last_in >= conversation.waiting_since then 'open'
            when conversation.state = 'open' and conversation.waiting_since is null then 'waiting'
            else conversation.state end
        from (select known, max(last_in) as last_in from heard group by known) as h
        where h.known = conversation.conversation_id""",
        {"now": given["now"]},
    )


def period(cursor: Connection) -> tuple[date | None, date | None]:
    """First and last day (UTC) of what is staged."""
    row = one(cursor, "select cast(min(sent_at) as date) as first, cast(max(sent_at) as date) as last from staged")
    return (row["first"], row["last"]) if row else (None, None)
