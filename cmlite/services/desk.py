"""What is done with conversations besides answering: class, tags, who takes care, later, merge, split; with undo."""

from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.domain.bulk import OLD, Choice, Done
from cmlite.domain.inbox import Filters
from cmlite.errors import NotFoundError
from cmlite.services import bulk, classes, deadlines, inbox, merging, saved_searches
from cmlite.store.db import Store


def carry_out(
    store: Store,
    brand_id: str,
    conversation_id: str,
    name: str,
    value: str = "",
    until: datetime | None = None,
    *,
    now: datetime,
    actor: str,
) -> Done:
    """Do what was chosen beside one conversation; `value` is a class, tag, member, other conversation or message."""
    if name == "read":
        inbox.read_mentions(store, brand_id, conversation_id, now=now, actor=actor)
        return Done("", "")
    if name == "merge":
        change = merging.merge(store, brand_id, conversation_id, value, now=now, actor=actor)
        return Done("thread", change, opens=conversation_id)
    if name == "split":
        fresh = merging.split(store, brand_id, conversation_id, value, now=now, actor=actor)
        change = next(one for one in merging.changes(store, brand_id, fresh) if one["to_id"] == fresh)["change_id"]
        return Done("thread", change, opens=fresh)
    if name == "back":
        return Done("", "", opens=merging.take_back(store, brand_id, value, now=now, actor=actor))
    return change_all(store, brand_id, Choice(ids=(conversation_id,)), name, value, until, now=now, actor=actor)


def change_all(
    store: Store,
    brand_id: str,
    choice: Choice,
    act: str,
    value: str = "",
    until: datetime | None = None,
    *,
    now: datetime,
    actor: str,
) -> Done:
    """Do an act of `domain.bulk.ACTS`, or `class`, to all that are chosen."""
    if act == "class":
        batch_id, n = bulk.set_class(store, brand_id, choice, value, now=now, actor=actor)
        return Done("class" if batch_id else "", batch_id, n)
    bulk_id, n = bulk.change(store, brand_id, choice, act, value, until=until, now=now, actor=actor)
    return Done("bulk" if n else "", bulk_id, n)


def old(store: Store, brand: Brand, *, now: datetime) -> int:
    """How many open conversations were past due already when a file brought them."""
    deadlines.bring_up(store, brand, now=now)
    return bulk.count(store, brand.brand_id, OLD, now=now)


def keep_search(
    store: Store, brand_id: str, what: str, value: str, filters: Filters, *, now: datetime, actor: str
) -> Done:
    """Save what is looked for under the name `value`, delete the search of that id, or rename it (id, blank, name)."""
    if what == "delete":
        saved_searches.delete(store, brand_id, value, now=now, actor=actor)
        return Done("search", value)
    if what == "rename":
        search_id, _, name = value.partition(" ")
        saved_searches.rename(store, brand_id, search_id, name, now=now, actor=actor)
        return Done("", search_id)
    return Done("", saved_searches.save(store, brand_id, value, filters, now=now, actor=actor))


def take_back(store: Store, brand_id: str, kind: str, subject: str, *, now: datetime, actor: str) -> str:
    """Undo what `Done` told, or the deletion of a saved search; returns the conversation to look at, or ''."""
    if kind == "thread":
        return merging.take_back(store, brand_id, subject, now=now, actor=actor)
    if kind == "bulk":
        bulk.take_back(store, brand_id, subject, now=now, actor=actor)
    elif kind == "class":
        classes.undo(store, brand_id, subject, now=now, actor=actor)
    elif kind == "search":
        saved_searches.bring_back(store, brand_id, subject, now=now, actor=actor)
    else:
        raise NotFoundError("errors.queue.nothing_to_undo")
    return ""
