"""The plan as a calendar that programs on this computer subscribe to, under a secret address that can be revoked."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.ics import calendar_file
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError
from cmlite.store import brands, posts
from cmlite.store import calendar_feed as table
from cmlite.store.db import Store

_BACK, _AHEAD = timedelta(days=60), timedelta(days=400)
_SHOWN = {"approved", "scheduled", "publishing", "published", "partly", "missed", "failed", "unconfirmed"}
"""Ideas and drafts stay private, and so does what was cancelled."""

_LONGEST = 100
"""Characters of an address that are looked at."""


def feeds(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Addresses that hold, newest first: feed_id, created_at (naive UTC)."""
    return table.read_feeds(store, brand_id)


def create(store: Store, brand_id: str, *, now: datetime, actor: str) -> str:
    """A new secret address, told once: only its hash is kept."""
    token = secrets.token_urlsafe(24)
    feed_id = new_id("feed", now)
    with store.write() as cursor:
        table.insert_feed(
            cursor,
            feed_id=feed_id,
            brand_id=brand_id,
            token_hash=_hash(token),
            created_at=now,
            actor=actor,
        )
        brands.record(cursor, brand_id, "calendar_feed", feed_id, "", "open", now=now, actor=actor)
    return token


def revoke(store: Store, brand_id: str, feed_id: str, *, now: datetime, actor: str) -> None:
    """The address leads nowhere from now on."""
    with store.write() as cursor:
        if not table.revoke(cursor, brand_id, feed_id, now=now, actor=actor):
            raise NotFoundError("errors.calendar_feed.gone")
        brands.record(cursor, brand_id, "calendar_feed", feed_id, "open", "revoked", now=now, actor=actor)


def carry_over(present: Store, other: Store, *, now: datetime, actor: str) -> int:
    """Keep addresses revoked in `other`, a backup about to be restored, that were revoked since; returns how many.

    Those of a brand that was removed since are revoked as well.
    """
    revoked, removed = table.read_revoked(present), set(table.read_removed_brands(present))
    gone = {row["feed_id"] for row in revoked}
    with other.write() as cursor:
        revived = [row for row in table.lock_open(cursor) if row["feed_id"] in gone or row["brand_id"] in removed]
        for row in revived:
            table.revoke(cursor, row["brand_id"], row["feed_id"], now=now, actor=actor)
            brands.record(
                cursor, row["brand_id"], "calendar_feed", row["feed_id"], "open", "revoked", now=now, actor=actor
            )
        table.keep_revoked(cursor, revoked)
    return len(revived)


def answer(store: Store, token: str, networks: Mapping[str, str], *, now: datetime) -> tuple[bytes, str] | None:
    """The calendar behind a secret address and its ETag; None where the address is wrong or revoked.

    Every address is compared, and each in constant time, so that the time of the answer says nothing.
    """
    wanted = _hash(token[:_LONGEST])
    found = [row for row in table.read_hashes(store) if hmac.compare_digest(row["token_hash"], wanted)]
    brand = next((one for one in brands.read_brands(store) if found and one.brand_id == found[0]["brand_id"]), None)
    if brand is None:
        return None
    entries = [
        one for one in posts.read_entries(store, brand.brand_id, now - _BACK, now + _AHEAD) if one.state in _SHOWN
    ]
    changed = table.read_changed_at(store, brand.brand_id) or brand.created_at
    content = calendar_file(brand.name, entries, networks, now=changed, feed=True)
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
