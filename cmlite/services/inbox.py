"""The inbox: the queue, a thread with all that belongs to it, how fast it was answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.holidays import closed_around
from cmlite.domain.hours import business_days, business_minutes
from cmlite.domain.inbox import Conversation, Filters, Message
from cmlite.domain.queue import Overview
from cmlite.domain.queue import overview as overview_of
from cmlite.errors import NotFoundError
from cmlite.store import inbox as table
from cmlite.store import notes
from cmlite.store import queue as queue_table
from cmlite.store.db import Store

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything the page shows of one conversation."""

    conversation: Conversation
    messages: list[Message]
    draft: str
    subject: dict[str, Any] | None
    history: list[dict[str, Any]]


def count_waiting(store: Store, brand_id: str, *, now: datetime) -> int:
    """How many people wait for an answer."""
    return queue_table.count_waiting(store, brand_id, now)


def first_in_queue(store: Store, brand_id: str, filters: Filters, *, now: datetime) -> dict[str, Any] | None:
    """Who comes first: conversation_id, waiting_since."""
    return queue_table.read_first(store, brand_id, filters, now)


def overview(store: Store, brand_id: str, *, me: str = "", now: datetime) -> Overview:
    """How many conversations of which state, class and view; `me` is whoever is at work."""
    rows = queue_table.count_kinds(store, brand_id, now)
    return overview_of(rows, me, len(notes.read_unread(store, brand_id, me)) if me else 0)


def tags(store: Store, brand_id: str) -> list[str]:
    """Every tag in use, the most used first."""
    return queue_table.read_tags(store, brand_id)


def mentions(store: Store, brand_id: str, *, me: str) -> list[dict[str, Any]]:
    """Notes that name whoever is at work, not read yet; keys see the store."""
    return notes.read_unread(store, brand_id, me)


def read_mentions(store: Store, brand_id: str, conversation_id: str, *, now: datetime, actor: str) -> int:
    """Whoever is at work has read what names them in a conversation; returns how many notes."""
    with store.write() as cursor:
        return notes.set_read(cursor, brand_id, conversation_id, actor, now)


def writing(
    store: Store, brand_id: str, conversation_id: str, *, besides: str, now: datetime, actor: str
) -> list[dict[str, Any]]:
    """Who else writes an answer here right now: actor ('' is `actor` in another window), written_at.

    `besides` is the window that asks.
    """
    rows = notes.read_writing(store, brand_id, conversation_id, besides=besides, now=now)
    return [row | {"actor": "" if row["actor"] == actor else row["actor"]} for row in rows]


def count(store: Store, brand_id: str, filters: Filters, *, now: datetime) -> int:
    """How many conversations fit the filters."""
    return queue_table.count_queue(store, brand_id, filters, now)


def queue(store: Store, brand_id: str, filters: Filters, *, page: int, now: datetime) -> tuple[list[Conversation], int]:
    """One page of the queue (1 is the first) and the number of pages."""
    pages = max(1, -(-count(store, brand_id, filters, now=now) // PAGE_SIZE))
    offset = (min(max(page, 1), pages) - 1) * PAGE_SIZE
    return queue_table.read_queue(store, brand_id, filters, now, limit=PAGE_SIZE, offset=offset), pages


def first_ids(store: Store, brand_id: str, filters: Filters, *, now: datetime, limit: int = 200) -> list[str]:
    """The conversations at the head of the queue, in its order."""
    rows = queue_table.read_queue(store, brand_id, filters, now, limit=limit, offset=0)
    return [row.conversation_id for row in rows]


def thread(store: Store, brand_id: str, conversation_id: str, *, now: datetime) -> Thread:
    """One conversation whole. Raises NotFoundError when it is gone or another brand's."""
    found = table.read_conversation(store, brand_id, conversation_id, now)
    if found is None:
        raise NotFoundError("errors.inbox.gone")
    return Thread(
        conversation=found,
        messages=table.read_thread(store, brand_id, conversation_id),
        draft=table.read_draft(store, brand_id, conversation_id),
        subject=table.read_subject(store, brand_id, found.publication_id),
        history=table.read_history(store, brand_id, found.person_id, without=conversation_id),
    )


def is_there(store: Store, brand_id: str, conversation_id: str) -> bool:
    """Whether a conversation of this brand still stands for itself: not erased, not merged into another one."""
    return table.is_there(store, brand_id, conversation_id)


def next_conversation(store: Store, brand_id: str, filters: Filters, *, after: str, now: datetime) -> str | None:
    """What to look at next."""
    return queue_table.read_next(store, brand_id, filters, now, after=after)


def export(store: Store, brand_id: str, filters: Filters, *, now: datetime) -> Any:
    """Every message of the filtered conversations; columns see the store."""
    return table.read_export(store, brand_id, filters, now)


def response_minutes(brand: Brand, conversation: Conversation) -> tuple[float | None, float | None]:
    """First-response time of one conversation: minutes on the clock, minutes within business hours."""
    asked, answered = conversation.first_in_at, conversation.first_out_at
    if asked is None or answered is None:
        return None, None
    first, last = asked.date(), answered.date()
    closed = closed_around(first, last, country=brand.country, subdivision=brand.subdivision)
    days = business_days(first, last, brand.business_hours, brand.zone, closed)
    return (answered - asked).total_seconds() / 60, business_minutes(days, asked, answered)
