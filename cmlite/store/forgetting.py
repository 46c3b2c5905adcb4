"""Table `retention_run`, and what the rules of forgetting take out of `message` and `person`."""

from datetime import datetime

from cmlite.domain.retention import Kind, Old, Run
from cmlite.store.class_changes import forget_reasons
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed, insert, many

_OLD = {
    "messages": """direction in ('in', 'out') and state in ('received', 'sent') and text <> '' and sent_at < $before
        and conversation_id in (select c.conversation_id from conversation as c
            where c.brand_id = $brand and c.state not in ('open', 'snoozed'))""",
    "drafts": "state = 'draft' and sent_at < $before",
    "notes": "direction = 'note' and state <> 'draft' and sent_at < $before",
}
_PEOPLE = """
with known as (
    select person_id, coalesce(nullif(same_as, ''), person_id) as head, created_at from person where brand_id = $brand
), talk as (
    select person_id, max(last_message_at) as last_at,
        max(case when state in ('open', 'snoozed') then 1 else 0 end) as busy
    from conversation where brand_id = $brand group by person_id
), busy as (
    select person_id from lead
    where brand_id = $brand and deleted_at is null and stage in ('new', 'contacted', 'offer')
    union all select person_id from person_consent where brand_id = $brand and withdrawn_on is null
)
select k.head, max(coalesce(t.last_at, k.created_at)) as since
from known as k
left join talk as t on t.person_id = k.person_id
left join (select distinct person_id from busy) as b on b.person_id = k.person_id
group by k.head
having max(coalesce(t.last_at, k.created_at)) < $before and max(coalesce(t.busy, 0)) = 0
    and max(case when b.person_id is null then 0 else 1 end) = 0
order by k.head"""
"""People whose last contact is over, without an open conversation, an open lead or a consent that holds."""


def count_old(cursor: Cursor, brand_id: str, kind: Kind, before: datetime) -> int:
    """How much of a kind is older than `before` and would be forgotten."""
    sql = (
        f"select head from ({_PEOPLE}) as p" if kind == "people" else f"select 1 as n from message where {_where(kind)}"
    )
    found = many(cursor, f"select count(*) as n from ({sql}) as old", {"brand": brand_id, "before": before})
    return int(found[0]["n"])


def read_old(cursor: Cursor, brand_id: str, kind: Kind, before: datetime, *, limit: int) -> list[Old]:
    """What is older than `before` and would be forgotten, oldest first."""
    if kind == "people":
        sql = f"""select coalesce(nullif(p.display_name, ''), p.handle) as who, p.network as what, o.since
            from ({_PEOPLE}) as o inner join person as p on p.person_id = o.head and p.brand_id = $brand"""
    else:
        sql = f"""select coalesce(nullif(p.display_name, ''), p.handle, '') as who, substr(m.text, 1, 200) as what,
                m.sent_at as since
            from (select * from message where {_where(kind)}) as m
            inner join conversation as c on c.conversation_id = m.conversation_id and c.brand_id = $brand
            left join person as p on p.person_id = c.person_id and p.brand_id = $brand"""
    rows = many(cursor, f"{sql} order by 3, 1, 2 limit {int(limit)}", {"brand": brand_id, "before": before})
    return [Old.model_validate(row) for row in rows]


def read_old_people(cursor: Cursor, brand_id: str, before: datetime, *, limit: int) -> list[str]:
    """People without contact since `before`, by the id of their first handle."""
    sql = f"{_PEOPLE} limit {int(limit)}"
    return [row["head"] for row in many(cursor, sql, {"brand": brand_id, "before": before})]


def read_handles(cursor: Cursor, brand_id: str, heads: list[str]) -> list[str]:
    """All handles of these people."""
    rows = many(
        cursor,
        """select person_id from person
        where brand_id = $brand and coalesce(nullif(same_as, ''), person_id) in (select unnest($heads))""",
        {"brand": brand_id, "heads": heads},
    )
    return [row["person_id"] for row in rows]


def forget(cursor: Cursor, brand_id: str, kind: Kind, before: datetime) -> int:
    """Forget what is older than `before` (not people); returns how much.

    Of a message the words go and the row stays: conversations keep their times, and a network that tells it again is
    recognised. Drafts and notes are deleted.
    """
    given = {"brand": brand_id, "before": before}
    if kind == "messages":
        _forget_reasons(cursor, given)
        return changed(cursor, f"update message set text = '', url = '', state = 'deleted' where {_where(kind)}", given)
    if kind == "drafts":
        cursor.execute("delete from draft_look where brand_id = $brand and asked_at < $before", given)
    return changed(cursor, f"delete from message where {_where(kind)}", given)


def _forget_reasons(cursor: Cursor, given: dict[str, object]) -> None:
    """What the messages were taken for stays; the words in them that were the reason go along."""
    theirs = f"select m.conversation_id from (select * from message where {_where('messages')}) as m"
    forget_reasons(cursor, theirs, given)
    cursor.execute(
        f"""update conversation set class_why = '' where brand_id = $brand and class_why <> ''
          and (class_from = 'words' or class_from like 'model:%') and conversation_id in ({theirs})""",
        given,
    )
    cursor.execute(
        f"""update triage_judgement set kind_why = '', tone_why = '', urgency_why = '' where brand_id = $brand
          and message_id in (select m.message_id from (select * from message where {_where("messages")}) as m)""",
        given,
    )


def _where(kind: Kind) -> str:
    return f"brand_id = $brand and {_OLD[kind]}"


def save_run(cursor: Cursor, run: Run) -> None:
    """Write down that a rule was carried out."""
    insert(cursor, "retention_run", **run.model_dump())


def read_runs(store: Store, brand_id: str, *, limit: int = 1_000) -> list[Run]:
    """What was forgotten by rule, newest first."""
    rows = store.rows(
        "select * from retention_run where brand_id = ? order by ran_at desc, run_id desc limit ?", [brand_id, limit]
    )
    return [Run.model_validate(row) for row in rows]
