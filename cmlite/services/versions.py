"""The history of a post: what it said at every save, and saying it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.posts import PostDraft
from cmlite.domain.versions import Saying, Version, saying_of
from cmlite.errors import NotFoundError
from cmlite.store import posts
from cmlite.store import versions as table
from cmlite.store.db import Connection, Store


def versions(store: Store, brand_id: str, post_id: str) -> list[Version]:
    """What a post said at its saves, newest first."""
    return table.read_versions(store, brand_id, post_id)


def version(store: Store, brand_id: str, post_id: str, number: int) -> Version:
    """One of them. Raises NotFoundError."""
    found = next((one for one in versions(store, brand_id, post_id) if one.version == number), None)
    if found is None:
        raise NotFoundError("errors.posts.version_gone")
    return found


def keep_first(store: Store, cursor: Connection, brand_id: str, row: Mapping[str, Any]) -> None:
    """Before the first change of a post that has no history yet: what it says until then. `row` is that of the post."""
    if table.is_kept(cursor, row["post_id"]):
        return
    entry = posts.read_entry(store, brand_id, row["post_id"])
    if entry is not None:
        table.keep(
            cursor, brand_id, entry.post_id, entry.version, saying_of(entry), now=row["changed_at"], actor=row["actor"]
        )


def keep(
    cursor: Connection, brand_id: str, post_id: str, number: int, draft: PostDraft, *, now: datetime, actor: str
) -> None:
    """Keep what a post says at a save."""
    saying = Saying.model_validate(draft.model_dump())
    table.keep(cursor, brand_id, post_id, number, saying, now=now, actor=actor)
