"""Table `satisfaction`: which complaints were asked about, and what people answered."""

from datetime import datetime
from typing import Any

from cmlite.domain.satisfaction import Question
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one

_WHO = """coalesce(nullif(p.display_name, ''), p.handle, '') as who, c.network, c.last_message_at"""
_PERSON = """left join (
    select person_id, min(display_name) as display_name, min(handle) as handle
    from person where brand_id = $brand group by person_id
) as p on p.person_id = c.person_id and c.person_id <> ''"""


def read_unasked(store: Store, brand_id: str, class_id: str, *, since: datetime, limit: int) -> list[Question]:
    """Conversations of a class that are done, went on after `since`, and whose person was not asked; newest first."""
    rows = store.rows(
        f"""select c.conversation_id, {_WHO} from conversation as c {_PERSON}
        where c.brand_id = $brand and c.state = 'done' and c.class_id = $class and c.person_id <> ''
          and c.last_message_at >= $since
          and not exists (select 1 from satisfaction as s
            where s.brand_id = $brand and s.conversation_id = c.conversation_id)
        order by c.last_message_at desc, c.conversation_id limit $limit""",
        {"brand": brand_id, "class": class_id, "since": since, "limit": limit},
    )
    return [Question.model_validate(row) for row in rows]


def read_asked(store: Store, brand_id: str, *, limit: int) -> list[Question]:
    """Complaints that were asked about: those without an answer first, then the newest."""
    rows = store.rows(
        f"""select s.satisfaction_id, s.conversation_id, s.asked_at, s.score, {_WHO}
        from satisfaction as s
        inner join conversation as c on c.conversation_id = s.conversation_id and c.brand_id = $brand {_PERSON}
        where s.brand_id = $brand
        order by s.score is not null, s.asked_at desc, s.satisfaction_id limit $limit""",
        {"brand": brand_id, "limit": limit},
    )
    return [Question.model_validate(row) for row in rows]


def read_scores(store: Store, brand_id: str) -> tuple[list[int], int]:
    """All scores, also of people who were erased, and how many were asked."""
    rows = store.rows("select score from satisfaction where brand_id = ?", [brand_id])
    return [int(row["score"]) for row in rows if row["score"] is not None], len(rows)


def lock_question(cursor: Cursor, brand_id: str, satisfaction_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(
        cursor, "select * from satisfaction where brand_id = ? and satisfaction_id = ?", [brand_id, satisfaction_id]
    )


def find_draft(cursor: Cursor, brand_id: str, conversation_id: str) -> bool:
    """Whether an answer is begun in a conversation."""
    found = one(
        cursor,
        "select 1 as n from message where brand_id = ? and conversation_id = ? and state = 'draft' limit 1",
        [brand_id, conversation_id],
    )
    return found is not None


def was_asked(cursor: Cursor, brand_id: str, conversation_id: str) -> bool:
    """Whether somebody was asked about this conversation."""
    found = one(
        cursor,
        "select 1 as n from satisfaction where brand_id = ? and conversation_id = ? limit 1",
        [brand_id, conversation_id],
    )
    return found is not None
