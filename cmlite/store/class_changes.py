"""Table `class_change`: what people and rules did to conversations, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.store import thread_rows
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed

CHOSEN = {"change": "change_id", "batch": "batch_id", "rule": "rule_id"}
"""What an undo may speak of: one change, one press of a button or arrival, everything a rule did."""


def set_by_person(
    cursor: Cursor,
    brand_id: str,
    conversation_ids: Sequence[str],
    class_id: str,
    *,
    batch_id: str,
    now: datetime,
    actor: str,
) -> int:
    """Give conversations a class by hand ('' takes it away) and write down what was there; returns how many changed."""
    given = {"brand": brand_id, "ids": list(conversation_ids), "class": class_id, "from": "person" if class_id else ""}
    cursor.execute(
        """insert into class_change (change_id, batch_id, brand_id, conversation_id, made_by, before_class, before_from,
            before_why, before_priority, before_assignee, after_class, after_from, after_why, after_priority,
            after_assignee, changed_at, actor)
        select $batch || ':' || c.conversation_id, $batch, c.brand_id, c.conversation_id, 'person', c.class_id,
            c.class_from, c.class_why, c.priority, c.assignee, $class, $from, '', c.priority, c.assignee, $now, $actor
        from conversation as c
        where c.brand_id = $brand and c.conversation_id in (select unnest($ids))
          and (c.class_id <> $class or c.class_from <> $from)""",
        given | {"batch": batch_id, "now": now, "actor": actor},
    )
    return changed(
        cursor,
        """update conversation set class_id = $class, class_from = $from, class_why = ''
        where brand_id = $brand and conversation_id in (
            select x.conversation_id from class_change as x where x.brand_id = $brand and x.batch_id = $batch)""",
        {"brand": brand_id, "class": class_id, "from": given["from"], "batch": batch_id},
    )


def take_back(cursor: Cursor, brand_id: str, chosen_by: str, wanted_id: str, *, now: datetime, actor: str) -> int:
    """Undo changes (`chosen_by` is a key of CHOSEN); returns how many were.

    What a later change or a person has put in their place since stays; a later change then stands on what was before.
    """
    chosen = {"brand": brand_id, "id": wanted_id}
    where = f"brand_id = $brand and {CHOSEN[chosen_by]} = $id and undone_at is null"
    count = 0
    while True:  # one change of each conversation at a time, the newest first
        cursor.execute("drop table if exists taken_back")
        cursor.execute(
            f"""create temp table taken_back as select * from (
                select *, row_number() over (partition by conversation_id order by changed_at desc, change_id desc)
                    as place from class_change where {where}
            ) as newest where place = 1""",
            chosen,
        )
        taken = changed(
            cursor,
            """update class_change set undone_at = $now, undone_by = $actor where brand_id = $brand
              and undone_at is null and change_id in (select t.change_id from taken_back as t)""",
            {"brand": brand_id, "now": now, "actor": actor},
        )
        if not taken:
            cursor.execute("drop table taken_back")
            return count
        count += taken
        _put_back(cursor, brand_id)


def _put_back(cursor: Cursor, brand_id: str) -> None:
    """What `taken_back` holds, out of the conversations and out of what later changes stand on."""
    given = {"brand": brand_id}
    for columns, same in _PARTS:
        sets = ", ".join(f"{column} = t.before_{name}" for column, name in columns.items())
        was = " or ".join(f"t.before_{columns[column]} <> t.after_{columns[column]}" for column in same)
        still = " and ".join(f"conversation.{column} = t.after_{columns[column]}" for column in same)
        cursor.execute(
            f"""update conversation set {sets} from taken_back as t
            where conversation.brand_id = $brand and conversation.conversation_id = t.conversation_id
              and ({was}) and {still}""",
            given,
        )
        sets = ", ".join(f"before_{name} = t.before_{name}" for name in columns.values())
        still = " and ".join(f"class_change.before_{columns[column]} = t.after_{columns[column]}" for column in same)
        cursor.execute(
            f"""update class_change set {sets} from taken_back as t
            where class_change.brand_id = $brand and class_change.conversation_id = t.conversation_id
              and class_change.undone_at is null and class_change.changed_at >= t.changed_at and ({was}) and {still}""",
            given,
        )
    cursor.execute(
        """update conversation set tags = trim(replace(',' || tags || ',', ',' || t.tag || ',', ','), ',')
        from taken_back as t
        where conversation.brand_id = $brand and conversation.conversation_id = t.conversation_id and t.tag <> ''""",
        given,
    )


_PARTS: tuple[tuple[dict[str, str], tuple[str, ...]], ...] = (
    ({"class_id": "class", "class_from": "from", "class_why": "why"}, ("class_id", "class_from")),
    ({"priority": "priority"}, ("priority",)),
    ({"assignee": "assignee"}, ("assignee",)),
)
"""What is put back together: columns of a conversation with their names in a change; by which it is known again."""


def count_batch(store: Store, brand_id: str, batch_id: str) -> int:
    """How many conversations one press of a button changed."""
    row = store.row("select count(*) as n from class_change where brand_id = ? and batch_id = ?", [brand_id, batch_id])
    return int(row["n"]) if row else 0


def forget_reasons(cursor: Cursor, conversations: str, given: Mapping[str, object]) -> None:
    """Words of messages that are gone are no reason any more, for no class there was; `conversations` selects ids."""
    for name in ("before", "after"):
        cursor.execute(
            f"""update class_change set {name}_why = '' where {name}_why <> ''
              and ({name}_from = 'words' or {name}_from like 'model:%') and conversation_id in ({conversations})""",
            dict(given),
        )
    thread_rows.forget_reasons(cursor, conversations, given)


def read_classes(store: Store, brand_id: str, conversation_id: str) -> dict[str, Any] | None:
    """What a conversation is taken for: class_id, class_from, class_why, priority, tags, assignee."""
    return store.row(
        """select class_id, class_from, class_why, priority, tags, assignee from conversation
        where brand_id = ? and conversation_id = ?""",
        [brand_id, conversation_id],
    )


def count_classes(store: Store, brand_id: str) -> dict[str, int]:
    """Conversations by class; '' are those without one."""
    rows = store.rows(
        "select class_id, count(*) as n from conversation where brand_id = ? group by class_id", [brand_id]
    )
    return {row["class_id"]: int(row["n"]) for row in rows}
