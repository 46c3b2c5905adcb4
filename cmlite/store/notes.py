"""Tables `mention_of_member` and `writing_now`: who is named in a note, who writes an answer at the moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.clocks import to_minute
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed, insert, insert_rows, update

ALIVE = timedelta(minutes=2)
"""So long somebody counts as writing after their last words."""


def insert_mentions(
    cursor: Cursor,
    brand_id: str,
    conversation_id: str,
    message_id: str,
    members: Sequence[str],
    *,
    now: datetime,
    actor: str,
) -> None:
    """Note who is named in a note."""
    fixed = {"message_id": message_id, "brand_id": brand_id, "conversation_id": conversation_id}
    rows = [fixed | {"member_id": member, "happened_at": now, "actor": actor} for member in members]
    insert_rows(cursor, "mention_of_member", rows)


def read_unread(store: Store, brand_id: str, member_id: str) -> list[dict[str, Any]]:
    """Notes that name somebody and were not read yet, newest first: message_id, conversation_id, happened_at, actor,
    text."""
    return store.rows(
        """select n.message_id, n.conversation_id, n.happened_at, n.actor, m.text
        from mention_of_member as n inner join message as m on m.message_id = n.message_id
        where n.brand_id = ? and n.member_id = ? and n.read_at is null
        order by n.happened_at desc, n.message_id""",
        [brand_id, member_id],
    )


def set_read(cursor: Cursor, brand_id: str, conversation_id: str, member_id: str, now: datetime) -> int:
    """Everything in a conversation that names somebody is read; returns how much was not."""
    return changed(
        cursor,
        """update mention_of_member set read_at = ?
        where brand_id = ? and conversation_id = ? and member_id = ? and read_at is null""",
        [now, brand_id, conversation_id, member_id],
    )


def note_writing(
    cursor: Cursor, brand_id: str, conversation_id: str, window_id: str, *, now: datetime, actor: str
) -> None:
    """Somebody writes here in this window; what is older than a moment goes."""
    key = {"window_id": window_id, "brand_id": brand_id, "conversation_id": conversation_id}
    cursor.execute("delete from writing_now where written_at < ?", [now - 10 * ALIVE])
    if not update(cursor, "writing_now", key, actor=actor, written_at=now):
        insert(cursor, "writing_now", **key, actor=actor, written_at=now)


def stop_writing(cursor: Cursor, brand_id: str, conversation_id: str) -> None:
    """The answer is out: nobody writes here any more."""
    cursor.execute(
        "delete from writing_now where brand_id = ? and conversation_id = ?",
        [brand_id, conversation_id],
    )


def read_writing(
    store: Store, brand_id: str, conversation_id: str, *, besides: str, now: datetime
) -> list[dict[str, Any]]:
    """Who else writes here: actor, written_at, newest first. `besides` is the window that asks."""
    return store.rows(
        """select actor, written_at from writing_now
        where brand_id = $brand and conversation_id = $id and window_id <> $window and written_at > $since
        order by written_at desc""",
        {"brand": brand_id, "id": conversation_id, "window": besides, "since": to_minute(now) - ALIVE},
    )
