"""Ways to look at the queue that have a name: save, delete, bring back."""

from datetime import datetime

from cmlite.domain.ids import new_id
from cmlite.domain.inbox import Filters
from cmlite.domain.queue import SavedSearch, tidy_name
from cmlite.errors import NotFoundError
from cmlite.store import brands
from cmlite.store import saved_searches as table
from cmlite.store.db import Store
from cmlite.store.rows import insert


def searches(store: Store, brand_id: str) -> list[SavedSearch]:
    """What is saved, by name."""
    return table.read_searches(store, brand_id)


def save(store: Store, brand_id: str, name: str, filters: Filters, *, now: datetime, actor: str) -> str:
    """Keep filters and order under a name; `me` stays whoever looks. Returns the id."""
    with store.write() as cursor:
        wanted = tidy_name(name, [one.name for one in table.lock_searches(cursor, brand_id)])
        search_id = new_id("search", now)
        insert(
            cursor,
            "saved_search",
            search_id=search_id,
            brand_id=brand_id,
            name=wanted,
            filters=filters.model_copy(update={"me": ""}).model_dump_json(),
            created_at=now,
            actor=actor,
        )
        brands.record(cursor, brand_id, "saved_search", search_id, "", "saved", now=now, actor=actor)
    return search_id


def rename(store: Store, brand_id: str, search_id: str, name: str, *, now: datetime, actor: str) -> None:
    """Give a search another name. Raises RuleError for none and for one that is taken."""
    with store.write() as cursor:
        others = [one.name for one in table.lock_searches(cursor, brand_id) if one.search_id != search_id]
        if not table.set_name(cursor, brand_id, search_id, tidy_name(name, others)):
            raise NotFoundError("errors.queue.search_gone")
        brands.record(cursor, brand_id, "saved_search", search_id, "", "renamed", now=now, actor=actor)


def delete(store: Store, brand_id: str, search_id: str, *, now: datetime, actor: str) -> None:
    """Take a search away; it can be brought back."""
    _set(store, brand_id, search_id, now, "deleted", now, actor)


def bring_back(store: Store, brand_id: str, search_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion."""
    _set(store, brand_id, search_id, None, "brought_back", now, actor)


def _set(
    store: Store, brand_id: str, search_id: str, deleted_at: datetime | None, what: str, now: datetime, actor: str
) -> None:
    with store.write() as cursor:
        if not table.set_deleted(cursor, brand_id, search_id, deleted_at):
            raise NotFoundError("errors.queue.search_gone")
        brands.record(cursor, brand_id, "saved_search", search_id, "", what, now=now, actor=actor)
