"""Answers on their way: what they answer, and what became of them."""

from datetime import datetime
from typing import Any

from cmlite.domain.publishing import Sent
from cmlite.domain.sync import same_words
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one, update


def read_can(store: Store, brand_id: str, conversation_id: str) -> str:
    """What the signed-in channel of a conversation may do, in words with spaces between; '' where none may answer."""
    row = store.row(
        """select n.can, exists (select 1 from message as m
            where m.conversation_id = c.conversation_id and m.external_id <> '') as is_heard
        from conversation as c
        inner join connection as n on n.channel_id = c.channel_id and position(' reply ' in ' ' || n.can || ' ') > 0
        where c.brand_id = ? and c.conversation_id = ?""",
        [brand_id, conversation_id],
    )
    return str(row["can"]) if row and row["is_heard"] else ""


def read_targets(store: Store, brand_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """The messages from outside of a conversation on a signed-in channel, the newest first, as far as they are there.

    Keys: channel_id, network, kind, message_id, external_id, handle (of the person).
    """
    return store.rows(
        """select c.channel_id, c.network, c.kind, m.message_id, m.external_id,
            coalesce(p.handle, '') as handle
        from conversation as c
        inner join connection as n on n.channel_id = c.channel_id and position(' reply ' in ' ' || n.can || ' ') > 0
        inner join message as m on m.conversation_id = c.conversation_id and m.direction = 'in'
          and m.external_id <> '' and m.state = 'received'
        left join person as p on p.person_id = c.person_id
        where c.brand_id = ? and c.conversation_id = ?
        order by m.sent_at desc, m.message_id desc limit 20""",
        [brand_id, conversation_id],
    )


def note_missing(cursor: Cursor, message_id: str, now: datetime) -> None:
    """The network did not find a message that was to be answered: the next look decides whether it is gone."""
    cursor.execute(
        "update message set missing_since = ? where message_id = ? and missing_since is null", [now, message_id]
    )


def hang_under(cursor: Cursor, message_id: str, external_id: str) -> None:
    """What an answer answers."""
    update(cursor, "message", {"message_id": message_id}, parent_id=external_id)


def claim_conversation(cursor: Cursor, brand_id: str, conversation_id: str, now: datetime) -> int:
    """Whoever answers changes the conversation first: a second process on the same database waits here, and then sees
    the answer that is under way. Returns 0 where it is gone."""
    return update(cursor, "conversation", {"brand_id": brand_id, "conversation_id": conversation_id}, changed_at=now)


def is_under_way(cursor: Cursor, conversation_id: str, text: str) -> bool:
    """Whether this very answer is being sent, unsettled, or the last thing said (another window was faster)."""
    last = one(
        cursor,
        """select direction, state, text from message
        where conversation_id = ? and direction in ('in', 'out') and state <> 'draft'
        order by sent_at desc, message_id desc limit 1""",
        [conversation_id],
    )
    return last is not None and last["direction"] == "out" and same_words(last["text"], text)


def drop_drafts(cursor: Cursor, brand_id: str, conversation_id: str) -> None:
    """Remove the unsent answer of a conversation."""
    cursor.execute(
        "delete from message where brand_id = ? and conversation_id = ? and state = 'draft'",
        [brand_id, conversation_id],
    )


def back_to_draft(cursor: Cursor, message_id: str) -> None:
    """An answer did not arrive: a draft again, and where a newer one was begun meanwhile, before its words."""
    newer = one(
        cursor,
        """select d.message_id, d.text, a.text as before from message as a
        inner join message as d on d.conversation_id = a.conversation_id and d.state = 'draft'
        where a.message_id = ?""",
        [message_id],
    )
    if newer and not same_words(newer["text"], newer["before"]):
        both = f"{newer['before']}\n\n{newer['text']}"
        update(cursor, "message", {"message_id": newer["message_id"]}, text=both)
    if newer:
        cursor.execute("delete from message where message_id = ?", [message_id])
    else:
        set_state(cursor, message_id, "draft")


def set_state(cursor: Cursor, message_id: str, state: str) -> None:
    """What became of an answer: sending, sent, unconfirmed or draft."""
    update(cursor, "message", {"message_id": message_id}, state=state)


def set_sent(cursor: Cursor, message_id: str, sent: Sent, now: datetime) -> None:
    """An answer is on the network."""
    update(
        cursor,
        "message",
        {"message_id": message_id},
        state="sent",
        external_id=sent.external_id,
        url=sent.permalink,
        sent_at=sent.at or now,
    )


def lock_answer(cursor: Cursor, brand_id: str, message_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change."""
    return one(cursor, "select * from message where brand_id = ? and message_id = ?", [brand_id, message_id])
