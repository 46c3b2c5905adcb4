"""The private conversation with a person who wrote in public: found, begun, and taken back where nothing was said."""

from datetime import datetime

from cmlite.domain.ids import new_id
from cmlite.domain.inbox import PRIVATE
from cmlite.errors import NotFoundError
from cmlite.store.rows import Cursor, insert, one


def private_place(cursor: Cursor, brand_id: str, conversation_id: str, *, now: datetime, actor: str) -> str:
    """The newest private conversation with the person of a public one on the same channel, else a new one; its id."""
    there = one(
        cursor,
        """select p.conversation_id from conversation as c
        inner join conversation as p on p.brand_id = c.brand_id and p.channel_id = c.channel_id
          and p.person_id = c.person_id and p.kind = ?
        where c.brand_id = ? and c.conversation_id = ?
        order by p.last_message_at desc, p.conversation_id limit 1""",
        [PRIVATE, brand_id, conversation_id],
    )
    if there:
        return str(there["conversation_id"])
    public = one(
        cursor,
        "select channel_id, network, person_id from conversation where brand_id = ? and conversation_id = ?",
        [brand_id, conversation_id],
    )
    if public is None:
        raise NotFoundError("errors.inbox.gone")
    made = new_id("conversation", now)
    insert(
        cursor,
        "conversation",
        conversation_id=made,
        brand_id=brand_id,
        kind=PRIVATE,
        state="waiting",
        last_message_at=now,
        changed_at=now,
        actor=actor,
        **public,
    )
    return made


def drop_private(cursor: Cursor, conversation_id: str, message_id: str) -> None:
    """A private answer did not arrive: it goes, and with it a conversation in which nothing else was said."""
    cursor.execute("delete from message where message_id = ?", [message_id])
    cursor.execute(
        """delete from conversation where conversation_id = ?
          and not exists (select 1 from message as m where m.conversation_id = conversation.conversation_id)""",
        [conversation_id],
    )
