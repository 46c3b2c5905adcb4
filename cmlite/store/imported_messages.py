"""Take over conversations: messages become threads, set-based, a million rows in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cmlite.domain.imports import Counts
from cmlite.store.forgotten import mark_staged
from cmlite.store.inbox import refresh_times
from cmlite.store.rows import Cursor, one

_DEEPEST = 40
"""Doublings of the stride: threads of any real depth; messages that answer each other in a circle end here."""

_SAID = {"x": "replace(replace(replace(i.text, '&lt;', '<'), '&gt;', '>'), '&amp;', '&')"}
"""What was written, by network: X writes these three signs as entities. The ampersand comes last, so that each is taken
back once and `&amp;lt;` is `&lt;` as it was typed."""

_WHOLE = "external_id <> '' and sent_at is not null and (text <> '' or kind = 'review')"


def match_messages(cursor: Cursor, brand_id: str, network: str, looked: Counts | None = None) -> Counts:
    """Sort out `staged`: rows without id, text or time are refused, known ids left; `incoming_message` remains.

    Of rows with the same id the last one counts. What was erased here is refused. `looked`: what `count_messages`
    found before in the same file.
    """
    readable = _readable(cursor, brand_id, network)
    read = _read_again(cursor, readable, looked) if looked else _read(cursor, readable)
    columns = "n.line, n.external_id, n.author, n.text, n.sent_at, n.parent, n.direction, n.post, n.kind"
    wanted = f"select {columns} from ({_wanted(readable, read)}) as n"
    if read["readable"] == read["ids"] and not _knows_any(cursor, brand_id, network):
        # every row comes in: looking at the file again is quicker than a copy
        cursor.execute(f"create or replace temp view incoming_message as {wanted}")
    else:
        given = _of(brand_id, network)
        cursor.execute(f"create or replace temp table incoming_message as {wanted} where {_FRESH}", given)
    fresh = one(cursor, "select count(*) as n from incoming_message")
    assert fresh is not None
    return _counts(read, fresh["n"])


def count_messages(cursor: Cursor, brand_id: str, network: str) -> Counts:
    """What `match_messages` would find, without keeping it."""
    readable = _readable(cursor, brand_id, network)
    read = _read(cursor, readable)
    fresh = one(
        cursor,
        f"select count(*) as n from ({_wanted(readable, read)}) as n where {_FRESH}",
        _of(brand_id, network),
    )
    assert fresh is not None
    return _counts(read, fresh["n"])


_FRESH = """n.external_id not in (
    select substr(m.message_id, length($prefix) + 1) from message as m
    where m.brand_id = $brand and starts_with(m.message_id, $prefix))"""


def _readable(cursor: Cursor, brand_id: str, network: str) -> str:
    """Which rows of `staged` can become messages, as a condition; usually nothing of it was erased here."""
    erased = mark_staged(cursor, brand_id, network)
    return f"{_WHOLE} and line not in (select g.line from gone_line as g)" if erased else _WHOLE


def _knows_any(cursor: Cursor, brand_id: str, network: str) -> bool:
    """Whether a message of this network is here already."""
    found = one(
        cursor,
        "select 1 as n from message as m where m.brand_id = $brand and starts_with(m.message_id, $prefix) limit 1",
        _of(brand_id, network),
    )
    return found is not None


def _read(cursor: Cursor, readable: str) -> Mapping[str, int]:
    """Rows of `staged`: total, readable, and ids among them."""
    row = one(
        cursor,
        f"""select count(*) filter (where {readable}) as readable, count(*) as total,
            count(distinct external_id) filter (where {readable}) as ids from staged""",
    )
    assert row is not None
    return row


def _read_again(cursor: Cursor, readable: str, looked: Counts) -> Mapping[str, int]:
    """The same without looking for equal ids anew, unless somebody was erased since: then fewer rows are readable."""
    row = one(cursor, f"select count(*) filter (where {readable}) as readable, count(*) as total from staged")
    assert row is not None
    if row["total"] - row["readable"] != looked.refused:
        return _read(cursor, readable)
    return row | {"ids": looked.new + looked.same}


def _wanted(readable: str, read: Mapping[str, int]) -> str:
    repeated = read["readable"] != read["ids"]
    first = "qualify row_number() over (partition by external_id order by line desc) = 1" if repeated else ""
    return f"select * from staged where {readable} {first}"


def _of(brand_id: str, network: str) -> dict[str, object]:
    return {"brand": brand_id, "prefix": f"{brand_id}:{network}:"}


def _counts(read: Mapping[str, int], fresh: int) -> Counts:
    return Counts(new=fresh, same=read["ids"] - fresh, refused=read["total"] - read["readable"])


def write_messages(
    cursor: Cursor, brand_id: str, network: str, channel_id: str, *, import_id: str, now: datetime
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
    cursor.execute("set session preserve_insertion_order = false")  # rows carry their times: a third faster
    cursor.execute(
        f"""insert into message (message_id, brand_id, conversation_id, person_id, direction, state, text, sent_at,
            external_id, parent_id, import_id)
        select $prefix || i.external_id, $brand,
            coalesce(c.known, 'conversation:' || $prefix || coalesce(a.root_id, i.external_id)),
            case when i.direction = 'in' then $prefix || i.author else '' end, i.direction,
            case when i.direction = 'in' then 'received' else 'sent' end, {_SAID.get(network, "i.text")}, i.sent_at,
            i.external_id, i.parent, $id
        from incoming_message as i
        left join answer as a on a.line = i.line
        left join continued as c on c.line = coalesce(a.root, i.line)""",
        given,
    )
    cursor.execute("reset session preserve_insertion_order")
    _write_conversations(cursor, given | {"network": network, "channel": channel_id, "now": now})


def _find_threads(cursor: Cursor, prefix: str) -> None:
    """Where the threads of incoming messages begin: parents are followed by doubling.

    `answer` (line, id, root, root_id): messages that answer another one of the file; what is not in it is a root.
    `continued` (line, known): roots that answer a message that was there before, with its conversation, and those
    whose own one stayed when an import was undone, because of a note or an answer in it.
    """
    cursor.execute(
        """create or replace temp table answer as
        select i.line, i.external_id as id, p.line as root, p.external_id as root_id from incoming_message as i
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
            select a.line, a.id,
                case when b.root is null then a.root when b.root = a.line then least(a.line, a.root)
                    else b.root end as root,
                case when b.root is null then a.root_id
                    when b.root = a.line then case when a.line < a.root then a.id else a.root_id end
                    else b.root_id end as root_id
            from answer as a left join answer as b on b.line = a.root"""
        )
    cursor.execute(
        """create or replace temp table continued as
        select line, arg_min(known, place) as known from (
            select i.line, m.conversation_id as known, 0 as place from incoming_message as i
            inner join message as m on m.message_id = $prefix || i.parent
            where i.parent <> ''
            union all
            select i.line, c.conversation_id, 1 from incoming_message as i
            inner join conversation as c on c.conversation_id = 'conversation:' || $prefix || i.external_id
        ) as there group by line""",
        {"prefix": prefix},
    )


def _write_conversations(cursor: Cursor, given: Mapping[str, object]) -> None:
    """One conversation a new thread, with its times; threads that were there get their times and open again."""
    cursor.execute(
        """create or replace temp table heard as
        with threaded as (
            select i.*, coalesce(a.root, i.line) as root, coalesce(a.root_id, i.external_id) as root_id
            from incoming_message as i left join answer as a on a.line = i.line
        ), ends as (
            select root, any_value(root_id) as root_id, max(sent_at) as last_at, max(post) as post,
                min(sent_at) filter (where direction = 'in') as first_in,
                max(sent_at) filter (where direction = 'in') as last_in,
                min(sent_at) filter (where direction = 'out') as any_out,
                max(sent_at) filter (where direction = 'out') as last_out,
                arg_min(author, sent_at) filter (where direction = 'in') as author,
                arg_min(kind, sent_at) as kind
            from threaded group by root
        ), to_and_fro as (  -- we spoke before they did, or they wrote again: few threads, looked at once more
            select e.root,
                min(i.sent_at) filter (where i.direction = 'out' and i.sent_at >= e.first_in) as first_out,
                min(i.sent_at) filter (where i.direction = 'in' and i.sent_at > e.last_out) as waiting
            from ends as e inner join threaded as i on i.root = e.root
            where e.any_out < e.first_in or e.last_in > e.last_out group by e.root
        )
        select e.*, c.known,
            case when f.root is not null then f.first_out when e.first_in is not null then e.any_out end as first_out,
            case when f.root is not null then f.waiting when e.last_out is null then e.first_in end as waiting
        from ends as e
        left join to_and_fro as f on f.root = e.root
        left join continued as c on c.line = e.root"""
    )
    cursor.execute(
        """insert into conversation (conversation_id, brand_id, channel_id, network, person_id, publication_id, kind,
            state, first_in_at, first_out_at, waiting_since, last_message_at, changed_at, actor, import_id)
        select 'conversation:' || $prefix || h.root_id, $brand, $channel, $network,
            case when coalesce(h.author, '') = '' then '' else $prefix || h.author end,
            coalesce(p.publication_id, ''), h.kind, case when h.waiting is null then 'done' else 'open' end,
            h.first_in, h.first_out, h.waiting, h.last_at, $now, 'network', $id
        from heard as h
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
