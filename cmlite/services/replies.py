"""Keep saved replies: make, change, delete and bring back; fill them for a conversation; see what came back."""

from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.ids import new_id
from cmlite.domain.inbox import Conversation
from cmlite.domain.replies import CameBack, ReplyDraft, SavedReply, opening_words, still_says
from cmlite.errors import NotFoundError
from cmlite.services import strategy
from cmlite.store import brands, reference
from cmlite.store import replies as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update

_OPEN = timedelta(days=7)
"""An answer that did not go out within this time no longer counts as the reply it began with."""


def replies(store: Store, brand_id: str) -> list[SavedReply]:
    """The saved replies of a brand, the most used first."""
    return table.read_replies(store, brand_id)


def came_back(store: Store, brand_id: str) -> dict[str, CameBack]:
    """What followed the answers that went out with each of them."""
    return table.read_came_back(store, brand_id)


def save(store: Store, brand_id: str, reply_id: str | None, draft: ReplyDraft, *, now: datetime, actor: str) -> str:
    """Save a new reply, or a changed one; returns its id."""
    with store.write() as cursor:
        if reply_id is None:
            return _add(cursor, brand_id, draft, now=now, actor=actor)
        _living(cursor, brand_id, reply_id)
        update(cursor, "saved_reply", {"reply_id": reply_id}, changed_at=now, actor=actor, **draft.model_dump())
        brands.record(cursor, brand_id, "saved_reply", reply_id, "kept", "kept", now=now, actor=actor)
    return reply_id


def begin(store: Store, brand_id: str, *, now: datetime, actor: str) -> int:
    """Take over the replies to begin with, addressed as the brand addresses people; returns how many are new."""
    drafts = reference.replies().drafts(strategy.in_force(store, brand_id).culture.address)
    with store.write() as cursor:
        there = table.lock_names(cursor, brand_id)
        fresh = [one for one in drafts if (one.name, one.language) not in there]
        for draft in fresh:
            _add(cursor, brand_id, draft, now=now, actor=actor)
    return len(fresh)


def delete(store: Store, brand_id: str, reply_id: str, *, now: datetime, actor: str) -> None:
    """Take a reply away; `bring_back` undoes it. Answers it was used in stay as they are."""
    with store.write() as cursor:
        _living(cursor, brand_id, reply_id)
        update(cursor, "saved_reply", {"reply_id": reply_id}, deleted_at=now, changed_at=now, actor=actor)
        brands.record(cursor, brand_id, "saved_reply", reply_id, "kept", "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, reply_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion."""
    with store.write() as cursor:
        if table.lock_reply(cursor, brand_id, reply_id) is None:
            raise NotFoundError("errors.replies.gone")
        update(cursor, "saved_reply", {"reply_id": reply_id}, deleted_at=None, changed_at=now, actor=actor)
        brands.record(cursor, brand_id, "saved_reply", reply_id, "deleted", "kept", now=now, actor=actor)


def note_use(store: Store, brand_id: str, reply_id: str, conversation_id: str, *, now: datetime, actor: str) -> None:
    """A reply was put into the answer to a conversation."""
    with store.write() as cursor:
        _living(cursor, brand_id, reply_id)
        table.count_use(cursor, brand_id, reply_id)
        insert(
            cursor,
            "reply_use",
            use_id=new_id("use", now),
            brand_id=brand_id,
            reply_id=reply_id,
            conversation_id=conversation_id,
            used_at=now,
            actor=actor,
        )


def note_sent(store: Store, brand_id: str, conversation_id: str, text: str, *, now: datetime) -> None:
    """An answer went out: the replies it still says count as sent from now on."""
    with store.write() as cursor:
        for row in table.lock_unsent(cursor, brand_id, conversation_id, now - _OPEN):
            if still_says(row["text"], text):
                table.set_sent(cursor, brand_id, row["use_id"], now)


def values(brand: Brand, conversation: Conversation, language: str) -> dict[str, str]:
    """What the variables of a reply stand for in this conversation; '' where that is not known."""
    network = reference.networks().get(conversation.network)
    words = reference.replies().hours
    return {
        "name": conversation.who,
        "brand": brand.name,
        "opening_hours": opening_words(brand.business_hours, words.get(language) or words["de"]),
        "website": brand.website,
        "place": brand.place,
        "network": network.name if network else conversation.network,
    }


def _add(cursor: Cursor, brand_id: str, draft: ReplyDraft, *, now: datetime, actor: str) -> str:
    reply_id = new_id("reply", now)
    insert(
        cursor,
        "saved_reply",
        reply_id=reply_id,
        brand_id=brand_id,
        created_at=now,
        changed_at=now,
        actor=actor,
        **draft.model_dump(),
    )
    brands.record(cursor, brand_id, "saved_reply", reply_id, "", "kept", now=now, actor=actor)
    return reply_id


def _living(cursor: Cursor, brand_id: str, reply_id: str) -> dict[str, Any]:
    row = table.lock_reply(cursor, brand_id, reply_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFoundError("errors.replies.gone")
    return row
