"""Messages of the last days as their networks show them now: edits, deletions, and what is there again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.sync import APART
from cmlite.store.class_changes import forget_reasons
from cmlite.store.db import Store
from cmlite.store.inbox import refresh_times
from cmlite.store.rows import Cursor, one

YOUNG = timedelta(minutes=15)
"""Networks may take a moment to show what they took; a younger message is not asked for."""
GONE_AFTER = timedelta(hours=1)
"""A message is gone when two looks this far apart do not find it: a network that lags or stumbles proves nothing."""
GONE_A_TURN = 20


def read_followed(
    store: Store, channel_id: str, now: datetime, *, since: datetime, limit: int, young: bool = False
) -> list[dict[str, Any]]:
    """Messages of a channel since `since`: those that were missing once, then the newest, and a few that are gone.

    What is younger than `YOUNG` only where `young` asks for it. Keys: message_id, external_id, direction, state, text,
    missing_since.
    """
    rows = []
    for states, most in (("('received', 'sent')", limit), ("('deleted')", GONE_A_TURN)):
        rows += store.rows(
            f"""select m.message_id, m.external_id, m.direction, m.state, m.text, m.missing_since from message as m
            inner join conversation as c on c.conversation_id = m.conversation_id
            where c.channel_id = ? and m.external_id <> '' and m.external_id not like '{APART}%'
              and m.state in {states} and m.sent_at >= ?
              and m.sent_at <= ?
            order by m.missing_since is null, m.sent_at desc limit ?""",
            [channel_id, since, now if young else now - YOUNG, most],
        )
    return rows


def follow(
    cursor: Cursor,
    rows: Sequence[Mapping[str, Any]],
    asked: Collection[str],
    seen: Mapping[str, str | None],
    now: datetime,
) -> None:
    """Take over what the network showed of the messages it was asked for; `seen` has the text where it was told."""
    for row in rows:
        external_id, message_id, missing = row["external_id"], row["message_id"], row["missing_since"]
        if external_id in seen:
            text = seen[external_id]
            if text is not None and (row["state"] == "deleted" or text != row["text"]):
                keep_text(cursor, message_id, text)
            elif missing is not None and row["state"] != "deleted":
                cursor.execute("update message set missing_since = null where message_id = ?", [message_id])
        elif external_id not in asked or row["state"] == "deleted":
            continue
        elif missing is None:
            cursor.execute("update message set missing_since = ? where message_id = ?", [now, message_id])
        elif now - missing >= GONE_AFTER:
            forget_text(cursor, message_id)


def forget_text(cursor: Cursor, message_id: str) -> None:
    """A message that was deleted on its network: that it was there stays, what it said does not."""
    before = _before(cursor, message_id)
    cursor.execute("update message set text = '', state = 'deleted' where message_id = ?", [message_id])
    if before["direction"] == "out" and before["state"] != "deleted":
        _see_who_waits(cursor, before["conversation_id"])
    _judge_again(cursor, message_id)
    # Words that were the reason for a class came from what is no longer said.
    cursor.execute(
        """update conversation set class_id = '', class_from = '', class_why = ''
        where (class_from = 'words' or class_from like 'model:%')
          and conversation_id in (select m.conversation_id from message as m where m.message_id = ?)""",
        [message_id],
    )
    of_it = "select m.conversation_id from message as m where m.message_id = $message"
    forget_reasons(cursor, of_it, {"message": message_id})


def keep_text(cursor: Cursor, message_id: str, text: str) -> None:
    """A message was edited on its network, or is there again."""
    before = _before(cursor, message_id)
    cursor.execute(
        """update message set text = ?, missing_since = null,
            state = case when direction = 'in' then 'received' else 'sent' end
        where message_id = ?""",
        [text, message_id],
    )
    if before["direction"] == "out" and before["state"] == "deleted":
        _see_who_waits(cursor, before["conversation_id"])
    _judge_again(cursor, message_id)


def _before(cursor: Cursor, message_id: str) -> Mapping[str, Any]:
    asked = "select conversation_id, direction, state from message where message_id = ?"
    return one(cursor, asked, [message_id]) or {"direction": "", "state": ""}


def _see_who_waits(cursor: Cursor, conversation_id: str) -> None:
    """An answer that is gone answers nobody: where we waited, the person waits again, and the other way round.

    What somebody said is done, or put off, stays so.
    """
    refresh_times(cursor, "c.conversation_id = ?", [conversation_id])
    cursor.execute(
        """update conversation set state = case when waiting_since is null then 'waiting' else 'open' end
        where conversation_id = ? and state in ('open', 'waiting')""",
        [conversation_id],
    )


def _judge_again(cursor: Cursor, message_id: str) -> None:
    """What a message was taken for went with its words."""
    cursor.execute("delete from triage_judgement where message_id = ?", [message_id])
