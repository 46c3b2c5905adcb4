"""Assisted publishing: what is due, what was missed, and what the owner says happened."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cmlite.domain.publishing import TOLERANCE, check_transition
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, posts
from cmlite.store.db import Connection, Store, update


def due(store: Store, brand_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """Publications that need the owner now: due, missed, failed or unconfirmed; oldest first."""
    return posts.read_due(store, brand_id, now)


def mark_missed(store: Store, *, now: datetime) -> int:
    """Set what came due more than the tolerance ago to `missed`; returns how many. Nothing is sent late."""
    limit = now - TOLERANCE
    late = store.rows(
        "select brand_id, publication_id from publication"
        " where state = 'scheduled' and planned_utc < ? and deleted_at is null",
        [limit],
    )
    if not late:
        return 0
    with store.write() as cursor:
        for row in late:
            _step(cursor, row["brand_id"], row["publication_id"], "missed", now=now, actor="worker")
    return len(late)


def confirm_published(
    store: Store, brand_id: str, publication_id: str, *, link: str, now: datetime, actor: str
) -> None:
    """The owner posted by hand; `link` is the address of the post, or '' when it has none (a story)."""
    link = link.strip()
    if link and (urlsplit(link).scheme not in {"http", "https"} or not urlsplit(link).netloc):
        raise RuleError("errors.publishing.link")
    with store.write() as cursor:
        _step(
            cursor,
            brand_id,
            publication_id,
            "published",
            now=now,
            actor=actor,
            published_at=now,
            published_precision="minute",
            permalink=link,
        )


def cancel(store: Store, brand_id: str, publication_id: str, *, now: datetime, actor: str) -> None:
    """Drop one publication; the others of its post stay."""
    with store.write() as cursor:
        _step(cursor, brand_id, publication_id, "cancelled", now=now, actor=actor)


def _step(
    cursor: Connection,
    brand_id: str,
    publication_id: str,
    after: str,
    *,
    now: datetime,
    actor: str,
    **changes: object,
) -> None:
    """One allowed step of one publication, with its line in the audit."""
    row = posts.lock_publication(cursor, brand_id, publication_id)
    if row is None:
        raise NotFoundError("errors.publishing.gone")
    check_transition(row["state"], after)
    update(
        cursor,
        "publication",
        {"publication_id": publication_id},
        state=after,
        changed_at=now,
        actor=actor,
        **changes,
    )
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="publication",
        subject_id=publication_id,
        from_state=row["state"],
        to_state=after,
        now=now,
        actor=actor,
    )
