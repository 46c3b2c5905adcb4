"""Tables `person` and `person_consent`, read as people: handles that were joined count as one."""

from collections.abc import Sequence
from typing import Any

from cmlite.domain.people import Consent, Handle, Listed, Person, Wanted, split_tags
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many

_HEAD = "coalesce(nullif(p.same_as, ''), p.person_id)"
"""The id a person is known by: that of the handle the others were joined to."""

_ORDERS = {
    "recent": "last_at desc nulls last, h.head",
    "busy": "conversations desc, last_at desc nulls last, h.head",
    "name": "h.name, h.head",
}


def count_people(store: Store, brand_id: str, wanted: Wanted) -> int:
    """How many people fit what is wanted."""
    where, given = _chosen(brand_id, wanted)
    row = store.row(f"select count(distinct {_HEAD}) as n from person as p where {where}", given)
    return int(row["n"]) if row else 0


def read_people(store: Store, brand_id: str, wanted: Wanted, *, limit: int, offset: int) -> list[Listed]:
    """One page of the people who fit what is wanted."""
    where, given = _chosen(brand_id, wanted)
    rows = store.rows(
        f"""with chosen as (select distinct {_HEAD} as head from person as p where {where}),
        member as (
            select p.person_id, {_HEAD} as head, lower(coalesce(nullif(p.display_name, ''), p.handle)) as name
            from person as p where p.brand_id = $brand
        ),
        talk as (
            select c.person_id, count(*) as conversations, count(*) filter (where c.state = 'open') as waiting,
                max(c.last_message_at) as last_at
            from conversation as c where c.brand_id = $brand group by c.person_id
        ),
        page as (
            select h.head, h.name, h.conversations, h.waiting, h.last_at
            from (
                select m.head, min(m.name) as name, coalesce(sum(t.conversations), 0) as conversations,
                    coalesce(sum(t.waiting), 0) as waiting, max(t.last_at) as last_at
                from member as m
                inner join chosen as c on c.head = m.head
                left join talk as t on t.person_id = m.person_id
                group by m.head
            ) as h
            order by {_ORDERS.get(wanted.order, _ORDERS["recent"])} limit {int(limit)} offset {int(offset)}
        )
        select h.head, h.conversations, h.waiting, h.last_at, p.person_id, p.network, p.handle, p.display_name, p.tags
        from page as h
        inner join member as m on m.head = h.head
        inner join person as p on p.person_id = m.person_id and p.brand_id = $brand
        order by {_ORDERS.get(wanted.order, _ORDERS["recent"])}, p.person_id <> h.head, p.created_at, p.person_id""",
        given,
    )
    return [_listed(group) for group in _grouped(rows)]


def read_tags(store: Store, brand_id: str) -> list[str]:
    """Every tag somebody bears."""
    rows = store.rows("select distinct tags from person where brand_id = ? and coalesce(tags, '') <> ''", [brand_id])
    return sorted({tag for row in rows for tag in split_tags(row["tags"])}, key=str.casefold)


def read_person(store: Store, brand_id: str, person_id: str) -> Person | None:
    """The person behind a handle, with all handles that were joined to it."""
    rows = store.rows(_GROUP, {"brand": brand_id, "id": person_id})
    if not rows:
        return None
    handles = tuple(_handle(row) for row in rows)
    ids = [one.person_id for one in handles]
    talk = store.row(
        """select count(*) as n, min(coalesce(first_in_at, last_message_at)) as first_at,
            max(last_message_at) as last_at
        from conversation where brand_id = $brand and person_id in (select unnest($ids))""",
        {"brand": brand_id, "ids": ids},
    )
    consents = store.rows(
        """select * from person_consent where brand_id = $brand and person_id in (select unnest($ids))
        order by given_on desc, consent_id""",
        {"brand": brand_id, "ids": ids},
    )
    counted = talk or {"n": 0, "first_at": None, "last_at": None}
    return Person(
        person_id=ids[0],
        handles=handles,
        conversations=counted["n"],
        first_at=counted["first_at"],
        last_at=counted["last_at"],
        consents=tuple(Consent.model_validate(row) for row in consents),
    )


def read_talk(store: Store, brand_id: str, ids: Sequence[str], *, limit: int, offset: int) -> list[dict[str, Any]]:
    """Conversations of a person, newest first: conversation_id, network, kind, state,
    publication_id, last_message_at, excerpt (the beginning of what they wrote first).
    """
    return store.rows(
        """with page as (
            select c.* from conversation as c
            where c.brand_id = $brand and c.person_id in (select unnest($ids))
            order by c.last_message_at desc, c.conversation_id limit $limit offset $offset
        ), said as (
            select m.conversation_id, substr(m.text, 1, 160) as excerpt,
                row_number() over (partition by m.conversation_id order by m.sent_at, m.message_id) as place
            from message as m
            where m.conversation_id in (select conversation_id from page) and m.direction = 'in'
        )
        select p.conversation_id, p.network, p.kind, p.state, p.publication_id, p.last_message_at,
            coalesce(s.excerpt, '') as excerpt
        from page as p left join said as s on s.conversation_id = p.conversation_id and s.place = 1
        order by p.last_message_at desc, p.conversation_id""",
        {"brand": brand_id, "ids": list(ids), "limit": limit, "offset": offset},
    )


def read_tones(store: Store, brand_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The tone of every conversation of a person ('' unsure), newest first: last_message_at, tone."""
    return store.rows(
        """select last_message_at, coalesce(tone, '') as tone from conversation
        where brand_id = $brand and person_id in (select unnest($ids)) and last_message_at is not null
        order by last_message_at desc, conversation_id""",
        {"brand": brand_id, "ids": list(ids)},
    )


def lock_group(cursor: Cursor, brand_id: str, person_id: str) -> list[Handle]:
    """The handles of a person a transaction is about to change, the leading one first."""
    return [_handle(row) for row in many(cursor, _GROUP, {"brand": brand_id, "id": person_id})]


def keep_together(cursor: Cursor, brand_id: str) -> None:
    """Handles that were joined to one that is gone stay one person: one of them leads from now on."""
    cursor.execute(
        """update person set same_as = case when person.person_id = h.head then '' else h.head end
        from (
            select q.same_as as gone, min(q.person_id) as head from person as q
            where q.brand_id = $brand and coalesce(q.same_as, '') <> ''
              and q.same_as not in (select r.person_id from person as r where r.brand_id = $brand)
            group by q.same_as
        ) as h
        where person.brand_id = $brand and person.same_as = h.gone""",
        {"brand": brand_id},
    )


def search_handles(store: Store, brand_id: str, text: str, *, without: Sequence[str], limit: int) -> list[Handle]:
    """Handles that may be joined to a person: not yet theirs, best fits first."""
    where, given = _chosen(brand_id, Wanted(text=text))
    rows = store.rows(
        f"""select p.* from person as p where {where} and p.person_id not in (select unnest($without))
        order by length(p.handle), p.handle, p.person_id limit {int(limit)}""",
        given | {"without": list(without)},
    )
    return [_handle(row) for row in rows]


_GROUP = f"""select p.*, {_HEAD} as head from person as p
where p.brand_id = $brand and {_HEAD} = (
    select min({_HEAD}) from person as p where p.brand_id = $brand and p.person_id = $id)
order by p.person_id <> {_HEAD}, p.created_at, p.person_id"""


def _chosen(brand_id: str, wanted: Wanted) -> tuple[str, dict[str, object]]:
    """The condition on `person` as p, and its parameters."""
    clauses, given = ["p.brand_id = $brand"], dict[str, object](brand=brand_id)
    if wanted.text:
        clauses.append(
            """(p.handle ilike $pattern escape '!' or p.display_name ilike $pattern escape '!'
            or p.note ilike $pattern escape '!')"""
        )
        given["pattern"] = "%" + "".join("!" + sign if sign in "!%_" else sign for sign in wanted.text) + "%"
    if wanted.tag:
        clauses.append("position(',' || $tag || ',' in ',' || coalesce(p.tags, '') || ',') > 0")
        given["tag"] = wanted.tag
    if wanted.networks:
        clauses.append("position(',' || p.network || ',' in $networks) > 0")
        given["networks"] = f",{','.join(wanted.networks)},"
    return " and ".join(clauses), given


def _grouped(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["head"], []).append(row)
    return list(groups.values())


def _listed(group: Sequence[dict[str, Any]]) -> Listed:
    first = group[0]
    return Listed(
        person_id=first["head"],
        handle=first["handle"],
        display_name=next((row["display_name"] for row in group if row["display_name"]), ""),
        networks=tuple(dict.fromkeys(row["network"] for row in group)),
        tags=tuple(dict.fromkeys(tag for row in group for tag in split_tags(row["tags"]))),
        conversations=first["conversations"],
        waiting=first["waiting"],
        last_at=first["last_at"],
    )


def _handle(row: dict[str, Any]) -> Handle:
    return Handle.model_validate(row | {"tags": split_tags(row["tags"]), "since": row["created_at"]})
