"""Table `post_version`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.versions import Saying, Version, saying_of
from cmlite.store import posts
from cmlite.store.db import Store
from cmlite.store.rows import Cursor


def keep(
    cursor: Cursor, brand_id: str, post_id: str, version: int, saying: Saying, *, now: datetime, actor: str
) -> None:
    """Keep what a post says at a save; what is kept of a version already stays."""
    cursor.execute(
        """insert into post_version (post_id, version, brand_id, content, saved_at, actor) values (?, ?, ?, ?, ?, ?)
        on conflict (post_id, version) do nothing""",
        [post_id, version, brand_id, saying.model_dump_json(), now, actor],
    )


def _is_kept(cursor: Cursor, post_id: str) -> bool:
    """Whether any version of a post is kept, inside a transaction."""
    found = cursor.execute("select 1 from post_version where post_id = ? limit 1", [post_id]).fetchall()
    return bool(found)


def read_versions(store: Store, brand_id: str, post_id: str) -> list[Version]:
    """The versions of a post, newest first."""
    rows = store.rows(
        "select * from post_version where brand_id = ? and post_id = ? order by version desc", [brand_id, post_id]
    )
    return [_version(row) for row in rows]


def _version(row: Mapping[str, object]) -> Version:
    return Version.model_validate({**row, "saying": Saying.model_validate_json(str(row["content"]))})


def keep_first(store: Store, cursor: Cursor, brand_id: str, row: Mapping[str, Any]) -> None:
    """Before the first change of a post without a history: what it says until then. `row` is that of the post."""
    if _is_kept(cursor, row["post_id"]):
        return
    entry = posts.read_entry(store, brand_id, row["post_id"])
    if entry is not None:
        saying, saved = saying_of(entry), {"now": row["changed_at"], "actor": row["actor"]}
        keep(cursor, brand_id, entry.post_id, entry.version, saying, **saved)
