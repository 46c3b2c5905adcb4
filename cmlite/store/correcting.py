"""Tries to edit or delete what is out, in the table `attempt`."""

from datetime import datetime
from typing import Any

from cmlite.store.brands import ARCHIVED
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many, one

_UNSETTLED = """select a.attempt_id, a.brand_id, a.channel_id, a.subject, a.subject_id as publication_id, a.part,
        a.external_id, a.wanted, a.ended_at, p.network, o.post_id, o.title, p.text
    from attempt as a
    inner join publication as p on p.publication_id = a.subject_id and p.deleted_at is null
    inner join post as o on o.post_id = p.post_id and o.deleted_at is null
    inner join connection as c on c.channel_id = a.channel_id
    where a.subject in ('edit', 'remove') and a.outcome = 'unknown'
      and not exists (select 1 from attempt as b
        where b.subject_id = a.subject_id and b.external_id = a.external_id and b.subject in ('edit', 'remove')
          and (b.started_at > a.started_at or (b.started_at = a.started_at and b.attempt_id > a.attempt_id)))"""


def read_unsettled(store: Store) -> list[dict[str, Any]]:
    """The newest correction of each message of which nobody knows whether it arrived; not of archived brands.

    Keys: attempt_id, brand_id, channel_id, subject (edit, remove), publication_id, part, external_id, wanted (the new
    words), ended_at, network, post_id, title, text.
    """
    return store.rows(f"{_UNSETTLED} and a.brand_id not in {ARCHIVED} order by a.ended_at, a.attempt_id")


def read_unsettled_of(store: Store, brand_id: str, before: datetime) -> list[dict[str, Any]]:
    """Those of a brand that are unsettled since before an instant."""
    return store.rows(
        f"{_UNSETTLED} and a.brand_id = ? and a.ended_at <= ? order by a.ended_at, a.attempt_id", [brand_id, before]
    )


def lock_unsettled(cursor: Cursor, attempt_id: str) -> dict[str, Any] | None:
    """A correction that is still unsettled, inside a transaction."""
    return one(cursor, f"{_UNSETTLED} and a.attempt_id = ?", [attempt_id])


def lock_unsettled_of(cursor: Cursor, brand_id: str, publication_id: str) -> list[dict[str, Any]]:
    """All unsettled corrections of a publication, inside a transaction."""
    return many(
        cursor, f"{_UNSETTLED} and a.brand_id = ? and a.subject_id = ? order by a.part", [brand_id, publication_id]
    )


def lock_published(cursor: Cursor, brand_id: str, publication_id: str) -> dict[str, Any] | None:
    """A publication that is out, inside a transaction."""
    return one(
        cursor,
        """select * from publication
        where brand_id = ? and publication_id = ? and state = 'published' and deleted_at is null""",
        [brand_id, publication_id],
    )


def keep_words(cursor: Cursor, publication_id: str, text: str, parts: str, now: datetime, actor: str) -> None:
    """What a publication says now, whole and in its parts (JSON)."""
    cursor.execute(
        "update publication set text = ?, parts = ?, changed_at = ?, actor = ? where publication_id = ?",
        [text, parts, now, actor, publication_id],
    )
