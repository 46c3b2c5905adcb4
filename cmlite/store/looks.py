"""Table `draft_look`."""

from datetime import datetime
from typing import Any

from cmlite.domain.looks import Look
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one


def read_look(store: Store, brand_id: str, conversation_id: str) -> Look | None:
    """The newest question about a draft of this conversation that is not closed."""
    row = store.row(
        """select * from draft_look where brand_id = ? and conversation_id = ? and closed_at is null
        order by asked_at desc, look_id desc limit 1""",
        [brand_id, conversation_id],
    )
    return Look.model_validate(row) if row else None


def read_waiting(store: Store, brand_id: str, member_id: str) -> list[dict[str, Any]]:
    """What somebody was asked to look at and has not yet, the oldest first: conversation_id, asked_at, who, actor."""
    return store.rows(
        """select l.conversation_id, l.asked_at, l.actor, coalesce(nullif(p.display_name, ''), p.handle, '') as who
        from draft_look as l
        inner join conversation as c on c.conversation_id = l.conversation_id and c.brand_id = l.brand_id
        left join person as p on p.person_id = c.person_id
        where l.brand_id = ? and l.member_id = ? and l.verdict = '' and l.closed_at is null
        order by l.asked_at, l.look_id""",
        [brand_id, member_id],
    )


def read_answered(store: Store, brand_id: str, actor: str) -> list[dict[str, Any]]:
    """What somebody said about drafts of `actor` that did not go out yet, the newest first: conversation_id,
    answered_at, member_id, verdict, remark."""
    return store.rows(
        """select l.conversation_id, l.answered_at, l.member_id, l.verdict, l.remark
        from draft_look as l
        inner join conversation as c on c.conversation_id = l.conversation_id and c.brand_id = l.brand_id
        where l.brand_id = ? and l.actor = ? and l.verdict <> '' and l.closed_at is null and c.state <> 'done'
        order by l.answered_at desc, l.look_id""",
        [brand_id, actor],
    )


def lock_look(cursor: Cursor, brand_id: str, look_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(cursor, "select * from draft_look where brand_id = ? and look_id = ?", [brand_id, look_id])


def close_looks(cursor: Cursor, brand_id: str, conversation_id: str, now: datetime) -> None:
    """The answer went out, or somebody else is asked: older questions are over."""
    cursor.execute(
        "update draft_look set closed_at = ? where brand_id = ? and conversation_id = ? and closed_at is null",
        [now, brand_id, conversation_id],
    )
