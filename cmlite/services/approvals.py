"""Approve posts or give them back, one by one or many at once; who decided what about which version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.approvals import Decided, Waiting, due_when_approved
from cmlite.domain.posts import short_heading
from cmlite.errors import RuleError
from cmlite.services import publishing
from cmlite.store import approvals as table
from cmlite.store import posts
from cmlite.store import team as teams
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update


def waiting(store: Store, brand_id: str) -> list[Waiting]:
    """Posts that wait for approval, the next to go out first: at most 50, without their media."""
    ids = table.read_waiting_ids(store, brand_id)[:50]
    asked = table.read_last(store, brand_id, ids, "asked") if ids else {}
    found = posts.read_those(store, brand_id, ids) if ids else {}
    return [Waiting(entry=found[one], asked=asked.get(one)) for one in ids if one in found]


def count_waiting(store: Store, brand_id: str) -> int:
    """How many posts wait for approval."""
    return len(table.read_waiting_ids(store, brand_id))


def returned(store: Store, brand_id: str) -> list[Decided]:
    """Posts that were given back and not handed in again, with the comment."""
    ids = table.read_waiting_ids(store, brand_id, "rejected")
    return list(table.read_last(store, brand_id, ids, "returned").values()) if ids else []


def decided(store: Store, brand_id: str, post_id: str = "") -> list[Decided]:
    """The latest steps, newest first: of one post, or of all."""
    return table.read_decided(store, brand_id, post_id=post_id)


def approve(store: Store, brand_id: str, versions: Mapping[str, int], *, now: datetime, actor: str) -> tuple[int, int]:
    """Approve these versions of posts (by id) and plan them; all or nothing.

    What was handed in to go out at once goes out now. Returns how many were approved, and how many of them have no
    time in the future any more: they stay approved and wait for a new one. Raises RuleError when a post was changed
    since it was looked at.
    """
    late = 0
    with store.write() as cursor:
        _check_role(cursor, brand_id, actor)
        for post_id, version in versions.items():
            rows = _handed_in(cursor, brand_id, post_id, version)
            asked_at = table.lock_asked_at(cursor, brand_id, post_id, version)
            due = {row["publication_id"]: due_when_approved(row["planned_utc"], asked_at, now) for row in rows}
            for row in rows:
                _step(cursor, row, "approved", version, now=now, actor=actor)
                if (at := due[row["publication_id"]]) is not None:
                    _step(cursor, row, "scheduled", version, now=now, actor=actor)
                    update(cursor, "publication", {"publication_id": row["publication_id"]}, planned_utc=at)
            late += None in due.values()
            table.note(cursor, brand_id, post_id, version, "approved", now=now, actor=actor)
    return len(versions), late


def give_back(
    store: Store, brand_id: str, versions: Mapping[str, int], comment: str, *, now: datetime, actor: str
) -> int:
    """Give posts back with a comment that says what is missing; all or nothing. Returns how many."""
    words = comment.strip()[:2000]
    if not words:
        raise RuleError("errors.approvals.comment_missing")
    with store.write() as cursor:
        _check_role(cursor, brand_id, actor)
        for post_id, version in versions.items():
            for row in _handed_in(cursor, brand_id, post_id, version):
                _step(cursor, row, "rejected", version, now=now, actor=actor)
            table.note(cursor, brand_id, post_id, version, "returned", comment=words, now=now, actor=actor)
    return len(versions)


def _step(cursor: Cursor, row: Mapping[str, Any], after: str, version: int, *, now: datetime, actor: str) -> None:
    """One step of one publication; the audit says which version of the text was meant."""
    publishing.step(
        cursor, row["brand_id"], row["publication_id"], after, now=now, actor=actor, detail={"version": version}
    )


def _check_role(cursor: Cursor, brand_id: str, actor: str) -> None:
    if not teams.lock_team(cursor, brand_id).may_approve(actor):
        raise RuleError("errors.approvals.role")


def _handed_in(cursor: Cursor, brand_id: str, post_id: str, version: int) -> list[dict[str, Any]]:
    post = posts.lock_post(cursor, brand_id, post_id)
    rows = table.lock_publications(cursor, brand_id, ("in_review",), post_id)
    if post is None or post["deleted_at"] is not None or not rows:
        raise RuleError("errors.approvals.gone")
    if post["version"] != version:
        raise RuleError("errors.approvals.changed", title=short_heading(post["title"], post["text"]))
    return rows
