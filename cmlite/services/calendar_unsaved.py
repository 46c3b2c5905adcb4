"""What was typed about a post and not saved yet: kept in the store, offered again, gone once it is saved."""

from dataclasses import dataclass
from datetime import datetime

from cmlite.domain.posts import Entry, Unsaved
from cmlite.store import brands, posts
from cmlite.store.db import Store

NEW = "new"
"""Stands for the id of a post that does not exist yet."""

_PREFIX = "unsaved:"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post somebody went on writing without saving; `entry` is None for a new one."""

    entry: Entry | None
    typed: Unsaved

    @property
    def headline(self) -> str:
        """Its working title, else the beginning of its text, as typed."""
        words = self.typed.title or (self.entry.title if self.entry else "") or self.typed.text or ""
        return " ".join(words.split())[:80] or (self.entry.headline if self.entry else "")


def keep(store: Store, brand_id: str, post_id: str | None, typed: Unsaved, *, now: datetime, actor: str) -> bool:
    """Keep what was typed (post_id None: a new post); nothing worth keeping removes it. Returns whether it is kept."""
    if not store.may_write:  # it comes by itself: who only looks is not told about every key
        return False
    name = _PREFIX + (post_id or NEW)
    wanted = typed.is_worth_keeping(is_new=post_id is None)
    with store.write() as cursor:
        if wanted:
            value = typed.model_dump_json(exclude_none=True)
            brands.save_setting(cursor, brand_id, name, value, now=now, actor=actor)
        else:
            brands.drop_setting(cursor, brand_id, name)
    return wanted


def kept(store: Store, brand_id: str, post_id: str | None) -> Unsaved | None:
    """What is kept of a post, or of a new one."""
    found = brands.read_settings(store, brand_id).get(_PREFIX + (post_id or NEW))
    return Unsaved.model_validate_json(found) if found else None


def forget(store: Store, brand_id: str, post_id: str | None) -> None:
    """Drop what is kept: it was saved, or is not wanted."""
    with store.write() as cursor:
        brands.drop_setting(cursor, brand_id, _PREFIX + (post_id or NEW))


def waiting(store: Store, brand_id: str) -> list[Waiting]:
    """Everything that is kept, a new post first; posts that are gone or already out are left out."""
    names = {
        name.removeprefix(_PREFIX): value
        for name, value in brands.read_settings(store, brand_id).items()
        if name.startswith(_PREFIX)
    }
    found = []
    for post_id in sorted(names, key=lambda one: (one != NEW, one)):
        entry = None if post_id == NEW else posts.read_entry(store, brand_id, post_id)
        if post_id == NEW or (entry and entry.is_movable):
            found.append(Waiting(entry, Unsaved.model_validate_json(names[post_id])))
    return found
