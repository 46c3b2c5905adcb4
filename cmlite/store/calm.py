"""Table `cool_off`, and what was answered lately."""

from datetime import datetime
from typing import Any

from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, one, update


def read_recent_answers(store: Store, brand_id: str, *, without: str, since: datetime, limit: int = 40) -> list[str]:
    """The newest answers to others: the texts of messages we sent in conversations besides `without`."""
    rows = store.rows(
        f"""select m.text from message as m
        where m.brand_id = ? and m.direction = 'out' and m.state = 'sent' and m.sent_at >= ? and m.conversation_id <> ?
        order by m.sent_at desc limit {int(limit)}""",
        [brand_id, since, without],
    )
    return [str(row["text"]) for row in rows]


def read_pause(store: Store, brand_id: str, conversation_id: str, message_id: str, actor: str) -> dict[str, Any] | None:
    """When somebody first saw a heated message, and when they ended the pause: began_at, overruled_at."""
    return store.row(
        """select began_at, overruled_at from cool_off
        where brand_id = ? and conversation_id = ? and message_id = ? and actor = ?""",
        [brand_id, conversation_id, message_id, actor],
    )


def begin_pause(
    cursor: Cursor, brand_id: str, conversation_id: str, message_id: str, actor: str, *, now: datetime
) -> datetime:
    """Write down that somebody sees a heated message for the first time; gives when that was."""
    known = one(
        cursor,
        """select began_at from cool_off
        where brand_id = ? and conversation_id = ? and message_id = ? and actor = ?""",
        [brand_id, conversation_id, message_id, actor],
    )
    if known:
        began: datetime = known["began_at"]
        return began
    insert(
        cursor,
        "cool_off",
        brand_id=brand_id,
        conversation_id=conversation_id,
        message_id=message_id,
        actor=actor,
        began_at=now,
    )
    return now


def end_pause(
    cursor: Cursor, brand_id: str, conversation_id: str, message_id: str, actor: str, *, now: datetime
) -> int:
    """Somebody does not wait for the end of the pause; returns how many rows that changed."""
    key = {"brand_id": brand_id, "conversation_id": conversation_id, "message_id": message_id, "actor": actor}
    return update(cursor, "cool_off", key, overruled_at=now)
