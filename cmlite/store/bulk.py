"""Changes of many conversations by one press of a button, in `bulk_change` with what each was before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.bulk import Choice
from cmlite.store.db import Store
from cmlite.store.queue import chosen
from cmlite.store.rows import Cursor, changed, insert, many, one

_HAS = "position(',' || $value || ',' in ',' || c.tags || ',') > 0"
_TO_CHANGE = {
    "done": "c.state <> 'done'",
    "open": "c.state <> 'open'",
    "snooze": "c.snoozed_until is distinct from cast($value as timestamp)",
    "tag": f"not ({_HAS})",
    "untag": _HAS,
    "assign": "c.assignee <> $value",
}
"""Rows on which the act does something."""

_ADD = "case when c.tags = '' then $value else c.tags || ',' || $value end"
_TAKE = "trim(both ',' from replace(',' || c.tags || ',', ',' || $value || ',', ','))"
_SET = {
    "done": "state = 'done', snoozed_until = null, snoozed_at = null",
    "open": "state = 'open', snoozed_until = null",
    "snooze": """state = 'snoozed', snoozed_until = cast($value as timestamp), due_plan = '',
        snoozed_at = case when c.state = 'snoozed' and c.snoozed_at is not null then c.snoozed_at else $now end""",
    "tag": f"tags = {_ADD}",
    "untag": f"tags = {_TAKE}",
    "assign": "assignee = $value",
}
_STATE_BACK = "state = r.state, snoozed_until = r.snoozed_until, snoozed_at = r.snoozed_at, due_plan = ''"
_BACK = {
    "done": (_STATE_BACK, "c.state = 'done'"),
    "open": (_STATE_BACK, "c.state = 'open'"),
    "snooze": (_STATE_BACK, "c.state = 'snoozed' and c.snoozed_until = cast($value as timestamp)"),
    "tag": (f"tags = {_TAKE}", _HAS),
    "untag": (f"tags = {_ADD}", f"not ({_HAS})"),
    "assign": ("assignee = r.assignee", "c.assignee = $value"),
}
"""What is put back, and where: what somebody changed since stays as it is."""


def count(store: Store, brand_id: str, choice: Choice, now: datetime) -> int:
    """How many conversations are chosen."""
    where, given = _where(brand_id, choice, now)
    row = store.row(f"select count(*) as n from conversation as c where {where}", given)
    return int(row["n"]) if row else 0


def ids_of(store: Store, brand_id: str, choice: Choice, now: datetime) -> list[str]:
    """The conversations that are chosen."""
    where, given = _where(brand_id, choice, now)
    with store.read() as cursor:
        return [
            row["conversation_id"]
            for row in many(cursor, f"select c.conversation_id from conversation as c where {where}", given)
        ]


def change(
    cursor: Cursor,
    brand_id: str,
    bulk_id: str,
    choice: Choice,
    act: str,
    value: str,
    *,
    now: datetime,
    actor: str,
) -> int:
    """Do it to those it changes, and keep what they were; returns how many."""
    where, given = _where(brand_id, choice, now)
    needs = {"value": value} if "$value" in _TO_CHANGE[act] else {}
    cursor.execute(
        f"""insert into bulk_change_row (bulk_id, brand_id, conversation_id, state, snoozed_until, snoozed_at,
            tags, assignee)
        select $bulk, c.brand_id, c.conversation_id, c.state, c.snoozed_until, c.snoozed_at,
            c.tags, c.assignee
        from conversation as c where {where} and {_TO_CHANGE[act]}""",
        given | needs | {"bulk": bulk_id},
    )
    used = {"value": value} if "$value" in _SET[act] else {}
    number = changed(
        cursor,
        f"""update conversation as c set {_SET[act]}, changed_at = $now, actor = $actor
        from bulk_change_row as r
        where r.bulk_id = $bulk and r.brand_id = $brand and c.brand_id = $brand
          and c.conversation_id = r.conversation_id""",
        used | {"now": now, "actor": actor, "bulk": bulk_id, "brand": brand_id},
    )
    insert(
        cursor,
        "bulk_change",
        bulk_id=bulk_id,
        brand_id=brand_id,
        act=act,
        detail=value,
        changed=number,
        happened_at=now,
        actor=actor,
    )
    return number


def lock_change(cursor: Cursor, brand_id: str, bulk_id: str) -> dict[str, Any] | None:
    """One change that was not taken back."""
    return one(
        cursor,
        "select * from bulk_change where brand_id = ? and bulk_id = ? and undone_at is null",
        [brand_id, bulk_id],
    )


def take_back(cursor: Cursor, change_row: Mapping[str, Any], *, now: datetime, actor: str) -> int:
    """Put back what still is as the change left it; returns how many."""
    back, still = _BACK[change_row["act"]]
    given: dict[str, object] = {
        "now": now,
        "actor": actor,
        "bulk": change_row["bulk_id"],
        "brand": change_row["brand_id"],
    }
    if "$value" in back + still:
        given["value"] = change_row["detail"]
    number = changed(
        cursor,
        f"""update conversation as c set {back}, changed_at = $now, actor = $actor
        from bulk_change_row as r
        where r.bulk_id = $bulk and r.brand_id = $brand and c.brand_id = $brand
          and c.conversation_id = r.conversation_id and {still}""",
        given,
    )
    cursor.execute("update bulk_change set undone_at = ? where bulk_id = ?", [now, change_row["bulk_id"]])
    cursor.execute("delete from bulk_change_row where bulk_id = ?", [change_row["bulk_id"]])
    return number


def forget_before(cursor: Cursor, brand_id: str, before: datetime) -> None:
    """What cannot be taken back any more needs no rows."""
    cursor.execute(
        """delete from bulk_change_row where brand_id = $brand and bulk_id in (
            select b.bulk_id from bulk_change as b where b.brand_id = $brand and b.happened_at < $before)""",
        {"brand": brand_id, "before": before},
    )


def _where(brand_id: str, choice: Choice, now: datetime) -> tuple[str, dict[str, object]]:
    if choice.filters is not None:
        return chosen(brand_id, choice.filters, now)
    return (
        "c.brand_id = $brand and c.conversation_id in (select unnest($ids))",
        {"brand": brand_id, "ids": list(choice.ids)},
    )
