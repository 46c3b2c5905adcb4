"""What belongs to a conversation besides its messages: it goes along when threads are merged or split, and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from cmlite.store.rows import Cursor, many, update

_OF_MESSAGES = (
    "message",
    "network_act",
    "mention_of_member",
    "triage_judgement",
    "triage_correction",
    "cool_off",
    "alert_evidence",
)
"""Tables whose rows go along with a message."""
_OF_THREADS = {
    "lead": ("lead_id", "created_at"),
    "reply_use": ("use_id", "used_at"),
    "satisfaction": ("satisfaction_id", "asked_at"),
    "draft_look": ("look_id", "asked_at"),
}
"""Tables whose rows name a conversation alone: their id, and when they began."""


def move(cursor: Cursor, brand_id: str, message_ids: Sequence[str], to_id: str) -> None:
    """Put messages, and what is known and was done about them, into another conversation."""
    for table in _OF_MESSAGES:
        cursor.execute(
            f"update {table} set conversation_id = ? where brand_id = ? and message_id in (select unnest(?))",
            [to_id, brand_id, list(message_ids)],
        )


def follow(
    cursor: Cursor, brand_id: str, from_id: str, to_id: str, *, since: datetime | None = None
) -> dict[str, list[str]]:
    """Have leads, uses of saved replies and the like name another conversation; returns which, by table.

    With `since` (naive UTC) only what began then or later.
    """
    followed: dict[str, list[str]] = {}
    for table, (name, began) in _OF_THREADS.items():
        found = many(
            cursor,
            f"""select {name} as id from {table} where brand_id = $brand and conversation_id = $id
              and ($since is null or {began} >= $since) order by 1""",
            {"brand": brand_id, "id": from_id, "since": since},
        )
        if ids := [str(row["id"]) for row in found]:
            followed[table] = ids
    go(cursor, brand_id, followed, from_id, to_id)
    return followed


def go(cursor: Cursor, brand_id: str, followed: Mapping[str, Sequence[str]], from_id: str, to_id: str) -> None:
    """Have these rows name another conversation, where they still name the first one."""
    for table, ids in followed.items():
        cursor.execute(
            f"""update {table} set conversation_id = ? where brand_id = ? and conversation_id = ?
              and {_OF_THREADS[table][0]} in (select unnest(?))""",
            [to_id, brand_id, from_id, list(ids)],
        )


def forget_reasons(cursor: Cursor, conversations: str, given: Mapping[str, object]) -> None:
    """Words of messages that are gone are no reason any more, also not of a conversation that was merged into another
    one; `conversations` selects ids."""
    rows = many(
        cursor,
        f"""select change_id, brand_id, gone from thread_change
        where kind = 'merge' and (from_id in ({conversations}) or to_id in ({conversations}))""",
        dict(given),
    )
    for row in rows:
        gone = json.loads(row["gone"] or "{}")
        kept = gone.get("row", {})
        source = str(kept.get("class_from") or "")
        if kept.get("class_why") and (source == "words" or source.startswith("model:")):
            kept["class_why"] = ""
            key = {"brand_id": row["brand_id"], "change_id": row["change_id"]}
            update(cursor, "thread_change", key, gone=json.dumps(gone, ensure_ascii=False))


def forget_changes(cursor: Cursor, brand_id: str, conversations: str) -> None:
    """Merges and splits of which no message is left: there is nothing to take back; `conversations` selects ids."""
    rows = many(
        cursor,
        f"""select change_id, message_ids from thread_change
        where brand_id = ? and (from_id in ({conversations}) or to_id in ({conversations}))""",
        [brand_id],
    )
    for row in rows:
        left = many(
            cursor,
            "select 1 as n from message where brand_id = ? and message_id in (select unnest(?)) limit 1",
            [brand_id, json.loads(row["message_ids"])],
        )
        if not left:
            key = [brand_id, row["change_id"]]
            cursor.execute("delete from thread_change where brand_id = ? and change_id = ?", key)
