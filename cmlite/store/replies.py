"""Tables `saved_reply` and `reply_use`."""

from datetime import datetime
from typing import Any

from cmlite.domain.replies import CameBack, SavedReply
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many, one, update


def read_replies(store: Store, brand_id: str) -> list[SavedReply]:
    """The saved replies of a brand, the most used first."""
    rows = store.rows(
        "select * from saved_reply where brand_id = ? and deleted_at is null order by uses desc, name, reply_id",
        [brand_id],
    )
    return [SavedReply.model_validate(row) for row in rows]


def lock_reply(cursor: Cursor, brand_id: str, reply_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change, also if it was deleted."""
    return one(cursor, "select * from saved_reply where brand_id = ? and reply_id = ?", [brand_id, reply_id])


def lock_names(cursor: Cursor, brand_id: str) -> set[tuple[str, str]]:
    """Name and language of what is there, so that nothing is taken over twice."""
    rows = many(cursor, "select name, language from saved_reply where brand_id = ? and deleted_at is null", [brand_id])
    return {(row["name"], row["language"]) for row in rows}


def count_use(cursor: Cursor, brand_id: str, reply_id: str) -> None:
    """One more time it was inserted."""
    cursor.execute("update saved_reply set uses = uses + 1 where brand_id = ? and reply_id = ?", [brand_id, reply_id])


def lock_unsent(cursor: Cursor, brand_id: str, conversation_id: str, since: datetime) -> list[dict[str, Any]]:
    """Saved replies inserted in a conversation whose answer is not out yet: use_id and text."""
    return many(
        cursor,
        """select u.use_id, r.text from reply_use as u inner join saved_reply as r on r.reply_id = u.reply_id
        where u.brand_id = ? and u.conversation_id = ? and u.sent_at is null and u.used_at >= ?""",
        [brand_id, conversation_id, since],
    )


def set_sent(cursor: Cursor, brand_id: str, use_id: str, now: datetime) -> None:
    """The answer went out with it."""
    update(cursor, "reply_use", {"brand_id": brand_id, "use_id": use_id}, sent_at=now)


def read_came_back(store: Store, brand_id: str) -> dict[str, CameBack]:
    """What followed, by saved reply: answers sent, people who wrote again, median minutes until they did."""
    rows = store.rows(
        """with back as (
            select u.reply_id, u.use_id, u.sent_at, min(m.sent_at) as came_at
            from reply_use as u
            left join message as m on m.brand_id = u.brand_id and m.conversation_id = u.conversation_id
              and m.direction = 'in' and m.sent_at > u.sent_at
            where u.brand_id = ? and u.sent_at is not null
            group by u.reply_id, u.use_id, u.sent_at
        )
        select reply_id, count(*) as sent, count(came_at) as answered,
            percentile_cont(0.5) within group (
                order by cast(extract(epoch from (came_at - sent_at)) as double) / 60) as minutes
        from back group by reply_id""",
        [brand_id],
    )
    return {row["reply_id"]: CameBack(row["sent"], row["answered"], row["minutes"]) for row in rows}
