"""What somebody typed about a post and did not save yet: kept in the store, offered again, gone once it is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cmlite.domain.post_panel import Unsaved
from cmlite.domain.posts import Entry
from cmlite.domain.team import Team
from cmlite.store import brands, posts, team
from cmlite.store.db import Store

NEW = "new"
"""Stands for the id of a post that does not exist yet."""

_LONGEST = 1_000_000
_PREFIX, _BY = "unsaved:", "|"


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
    """Keep what somebody typed (post_id None: a new post); nothing worth keeping removes it. Returns if it is kept.

    Everybody has their own: what a colleague typed stays as it is.
    """
    if not store.may_write:  # it comes by itself: who only looks is not told about every key
        return False
    wanted = typed.is_worth_keeping(is_new=post_id is None)
    if not wanted:
        forget(store, brand_id, post_id, actor=actor)
        return False
    value = typed.model_dump_json(exclude_none=True)
    if len(value) > _LONGEST:  # pasted by mistake, and the field says so: what was kept before stays
        return True
    with store.write() as cursor:
        brands.save_setting(cursor, brand_id, _name(post_id, actor), value, now=now, actor=actor)
    return True


def kept(store: Store, brand_id: str, post_id: str | None, *, actor: str) -> Unsaved | None:
    """What is kept for somebody of a post, or of a new one."""
    found = _of(store, brand_id, actor).get(post_id or NEW)
    return Unsaved.model_validate_json(found) if found else None


def forget(store: Store, brand_id: str, post_id: str | None, *, actor: str) -> None:
    """Drop what is kept for somebody: it was saved, or is not wanted."""
    with store.write() as cursor:
        whose = _whose(team.lock_team(cursor, brand_id), actor)
        for name in brands.read_settings(store, brand_id):
            if name.startswith(_PREFIX) and _parts(name)[0] == (post_id or NEW) and whose(_parts(name)[1]):
                brands.drop_setting(cursor, brand_id, name)


def waiting(store: Store, brand_id: str, *, actor: str) -> list[Waiting]:
    """Everything that is kept for somebody, a new post first; posts that are gone or already out are left out."""
    names = _of(store, brand_id, actor)
    found = []
    for post_id in sorted(names, key=lambda one: (one != NEW, one)):
        entry = None if post_id == NEW else posts.read_entry(store, brand_id, post_id)
        if post_id == NEW or (entry and entry.is_movable):
            found.append(Waiting(entry, Unsaved.model_validate_json(names[post_id])))
    return found


def _name(post_id: str | None, actor: str) -> str:
    return f"{_PREFIX}{post_id or NEW}{_BY}{actor}"


def _parts(name: str) -> tuple[str, str]:
    """Post and person of a setting; '' for words from before every person had their own."""
    post_id, _, person = name.removeprefix(_PREFIX).partition(_BY)
    return post_id, person


def _of(store: Store, brand_id: str, actor: str) -> dict[str, str]:
    """What is kept for somebody by post, their own words before those that fell to them."""
    settings = brands.read_settings(store, brand_id)
    names = [name for name in settings if name.startswith(_PREFIX)]
    if not names:
        return {}
    whose = _whose(team.read_team(store, brand_id), actor)
    mine = sorted((name for name in names if whose(_parts(name)[1])), key=lambda name: _parts(name)[1] == actor)
    return {_parts(name)[0]: settings[name] for name in mine}


def _whose(people: Team, actor: str) -> Callable[[str], bool]:
    """Whether words of a person are somebody's: their own, and for owners what nobody of the team is left for."""
    is_owner = people.role_of(actor) == "owner"

    def mine(person: str) -> bool:
        return person == actor or (is_owner and (not people.exists or people.member(person) is None))

    return mine
