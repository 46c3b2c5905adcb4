"""The queue over the table `conversation`: what it is narrowed to, in what order, page by page, how many of what."""

from datetime import datetime
from typing import Any

from cmlite.domain.clocks import to_minute
from cmlite.domain.inbox import ME, MENTIONED, NO_CLASS, NOBODY, Conversation, Filters
from cmlite.domain.moderation import tags_of
from cmlite.store.db import Store

STATE = "case when c.state = 'snoozed' and c.snoozed_until <= $now then 'open' else c.state end"
CAME_LATE = """coalesce(c.waiting_since is not null
    and coalesce(c.due_at, c.waiting_since) + interval '7 days' + (c.last_message_at - c.waiting_since)
        <= (select b.created_at from import_batch as b where b.brand_id = c.brand_id and b.import_id = c.import_id),
    false)"""
"""The last message, given the time of its class, was past due for a week already when a file brought it.

A week, as whoever brings comments in by file every few days answers those of the days before as late, not as old.
"""
FIELDS = f"""c.conversation_id, c.channel_id, c.network, c.person_id, c.publication_id, c.kind, c.snoozed_until,
    c.first_in_at, c.first_out_at, c.waiting_since, c.last_message_at, coalesce(p.handle, '') as handle,
    coalesce(p.display_name, '') as display_name, c.class_id, c.class_from, c.class_why, c.priority, c.tags, c.assignee,
    c.urgency, c.due_at, c.closes_at, {CAME_LATE} as came_late"""
_RIPE = "case when c.waiting_since is not null then least(c.due_at, c.closes_at) end"
_LAST = "c.waiting_since, c.last_message_at desc, c.conversation_id"
_ORDERS = {
    "urgent": f"""order by c.waiting_since is null, {CAME_LATE}, c.priority desc, coalesce({_RIPE} > $now, true),
        c.urgency <> 'urgent', {_RIPE} is null, {_RIPE}, {_LAST}""",
    "longest": f"order by c.waiting_since is null, {_LAST}",
    "newest": "order by c.last_message_at desc, c.conversation_id",
}
OVERDUE = f"c.waiting_since is not null and c.due_at <= $now and not {CAME_LATE}"


def count_waiting(store: Store, brand_id: str, now: datetime) -> int:
    """How many people wait for an answer."""
    row = store.row(
        f"select count(*) as n from conversation as c where c.brand_id = $brand and {STATE} = 'open'",
        {"brand": brand_id, "now": to_minute(now)},
    )
    return int(row["n"]) if row else 0


def count_kinds(store: Store, brand_id: str, now: datetime) -> list[dict[str, Any]]:
    """Conversations by state, class_id, assignee, is_overdue and came_late, with their number n."""
    return store.rows(
        f"""select {STATE} as state, c.class_id, c.assignee, coalesce({OVERDUE}, false) as is_overdue,
            {CAME_LATE} as came_late, count(*) as n
        from conversation as c where c.brand_id = $brand and c.state <> 'erased' group by 1, 2, 3, 4, 5""",
        {"brand": brand_id, "now": to_minute(now)},
    )


def read_tags(store: Store, brand_id: str) -> list[str]:
    """Every tag in use, by how often."""
    rows = store.rows(
        """select c.tags, count(*) as n from conversation as c
        where c.brand_id = ? and c.tags <> '' group by c.tags""",
        [brand_id],
    )
    counted: dict[str, int] = {}
    for row in rows:
        for tag in tags_of(row["tags"]):
            counted[tag] = counted.get(tag, 0) + int(row["n"])
    return sorted(counted, key=lambda tag: (-counted[tag], tag))


def count_queue(store: Store, brand_id: str, filters: Filters, now: datetime) -> int:
    """How many conversations fit the filters."""
    where, parameters = chosen(brand_id, filters, now)
    row = store.row(f"select count(*) as n from conversation as c where {where}", parameters)
    return int(row["n"]) if row else 0


def read_queue(
    store: Store, brand_id: str, filters: Filters, now: datetime, *, limit: int, offset: int
) -> list[Conversation]:
    """One page of the queue, longest waiting first, each with the beginning of its newest message."""
    where, order, parameters = _ordered(brand_id, filters, now)
    rows = store.rows(
        f"""with page as (
            select c.* from conversation as c where {where} {order} limit {int(limit)} offset {int(offset)}
        ), newest as (
            select m.conversation_id, substr(m.text, 1, 160) as excerpt,
                row_number() over (partition by m.conversation_id order by m.sent_at desc, m.message_id desc) as age
            from message as m
            where m.conversation_id in (select conversation_id from page) and m.state <> 'draft'
              and m.direction <> 'note'
        )
        select {FIELDS}, {STATE} as state, newest.excerpt
        from page as c
        left join person as p on p.person_id = c.person_id
        left join newest on newest.conversation_id = c.conversation_id and newest.age = 1
        {order}""",
        parameters | {"now": to_minute(now)},
    )
    return [Conversation.from_row(row | {"excerpt": row["excerpt"] or ""}) for row in rows]


def read_first(store: Store, brand_id: str, filters: Filters, now: datetime) -> dict[str, Any] | None:
    """The head of the queue: conversation_id, waiting_since."""
    where, order, parameters = _ordered(brand_id, filters, now)
    return store.row(
        f"select c.conversation_id, c.waiting_since from conversation as c where {where} {order} limit 1",
        parameters,
    )


def read_next(store: Store, brand_id: str, filters: Filters, now: datetime, *, after: str) -> str | None:
    """The conversation that follows `after` in the queue, or the first when it is not in it."""
    where, order, parameters = _ordered(brand_id, filters, now)
    row = store.row(
        f"""with queue as (
            select c.conversation_id, row_number() over ({order}) as place
            from conversation as c where {where}
        )
        select conversation_id from queue
        where conversation_id <> $after
        order by case when place > coalesce((select place from queue where conversation_id = $after), 0)
            then 0 else 1 end, place limit 1""",
        parameters | {"after": after},
    )
    return str(row["conversation_id"]) if row else None


def _ordered(brand_id: str, filters: Filters, now: datetime) -> tuple[str, str, dict[str, object]]:
    """Condition, order and parameters."""
    where, given = chosen(brand_id, filters, now)
    order = _ORDERS.get(filters.order, _ORDERS["urgent"])
    return where, order, given | ({"now": to_minute(now)} if "$now" in order else {})


def chosen(brand_id: str, filters: Filters, now: datetime) -> tuple[str, dict[str, object]]:
    """The condition on `conversation` as c, and its parameters: only what is asked for, as every clause costs."""
    clauses = ["c.brand_id = $brand"]
    given: dict[str, object] = {"brand": brand_id}
    if filters.state not in {"", "all"}:
        clauses.append(f"{STATE} = $state")
        given |= {"state": filters.state, "now": to_minute(now)}
    else:
        clauses.append("c.state <> 'erased'")
    for column, wanted in (
        ("kind", filters.kinds),
        ("network", filters.networks),
        ("channel_id", filters.channel_ids),
        ("class_id", ["" if one == NO_CLASS else one for one in filters.class_ids]),
    ):
        if wanted:
            clauses.append(f"position(',' || c.{column} || ',' in ${column}) > 0")
            given[column] = f",{','.join(wanted)},"
    if filters.tags:
        each = [f"position($tag_{place} in ',' || c.tags || ',') > 0" for place in range(len(filters.tags))]
        clauses.append(f"({' or '.join(each)})")
        given |= {f"tag_{place}": f",{tag}," for place, tag in enumerate(filters.tags)}
    if filters.overdue:
        clauses.append(f"{STATE} = 'open' and {OVERDUE}")
        given["now"] = to_minute(now)
    if filters.came_late:
        clauses.append(f"{STATE} = 'open' and {CAME_LATE}")
        given["now"] = to_minute(now)
    if filters.before is not None:
        clauses.append("c.last_message_at < $before")
        given["before"] = filters.before
    if filters.assignee == MENTIONED:
        clauses.append(
            """c.conversation_id in (select n.conversation_id from mention_of_member as n
                where n.brand_id = $brand and n.member_id = $me and n.read_at is null)"""
        )
        given["me"] = filters.me
    elif filters.assignee:
        clauses.append("c.assignee = $assignee")
        given["assignee"] = {ME: filters.me, NOBODY: ""}.get(filters.assignee, filters.assignee)
    if filters.text:
        clauses.append(
            """(c.person_id in (select p.person_id from person as p
                where p.handle ilike $pattern escape '!' or p.display_name ilike $pattern escape '!')
            or c.conversation_id in (select m.conversation_id from message as m
                where m.brand_id = $brand and m.text ilike $pattern escape '!'))"""
        )
        given["pattern"] = "%" + "".join("!" + sign if sign in "!%_" else sign for sign in filters.text) + "%"
    return " and ".join(clauses), given
