"""Take posts out of the calendar, and put them back as they were."""

from datetime import datetime

from cmlite.errors import NotFoundError
from cmlite.services import publications, publishing
from cmlite.services.calendar import living
from cmlite.store import brands, channels, posts
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update


def delete(store: Store, brand_id: str, post_id: str, *, now: datetime, actor: str) -> None:
    """Take a post out of the calendar; `bring_back` undoes it."""
    with store.write() as cursor:
        take_out(cursor, brand_id, post_id, now=now, actor=actor)


def take_out(cursor: Cursor, brand_id: str, post_id: str, *, now: datetime, actor: str) -> None:
    """The same inside a transaction."""
    row = living(cursor, brand_id, post_id)
    publications.nothing_is_out(cursor, post_id)
    update(cursor, "post", {"post_id": post_id}, deleted_at=now, changed_at=now, actor=actor)
    cursor.execute("update publication set deleted_at = ? where post_id = ? and deleted_at is null", [now, post_id])
    brands.record(cursor, brand_id, "post", post_id, row["stage"], "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, post_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion together with the publications that went with it; on a channel closed since, it stays dropped."""
    with store.write() as cursor:
        put_back(cursor, brand_id, post_id, now=now, actor=actor)


def put_back(cursor: Cursor, brand_id: str, post_id: str, *, now: datetime, actor: str) -> None:
    """The same inside a transaction."""
    row = posts.lock_post(cursor, brand_id, post_id)
    if row is None:
        raise NotFoundError("errors.posts.gone")
    update(cursor, "post", {"post_id": post_id}, deleted_at=None, changed_at=now, actor=actor)
    cursor.execute(
        "update publication set deleted_at = null where post_id = ? and deleted_at = ?", [post_id, row["deleted_at"]]
    )
    for publication_id in channels.lock_open_on_closed(cursor, brand_id, [post_id]):
        publishing.step(cursor, brand_id, publication_id, "cancelled", now=now, actor=actor)
    brands.record(cursor, brand_id, "post", post_id, "deleted", row["stage"], now=now, actor=actor)
