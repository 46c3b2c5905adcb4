"""Assisted publishing: what is due, what was missed, and what the owner says happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cmlite.domain.clocks import on_own_day, to_wall
from cmlite.domain.publishing import LATE_MINUTES, TOLERANCE, check_transition
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, lateness, native, posts
from cmlite.store import sending as attempts
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update

AT_REST = frozenset({"scheduled", "missed", "failed", "unconfirmed"})
"""States in which the owner may decide: nothing of it is being sent at this moment."""


def due(store: Store, brand_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """Publications that need the owner now: due, missed, failed or unconfirmed; oldest first."""
    return posts.read_due(store, brand_id, now)


def mark_missed(store: Store, *, now: datetime, tolerance: bool = True) -> int:
    """Set what came due more than the tolerance ago to `missed`; returns how many. Nothing is sent late.

    What the owner publishes by hand has two hours, what cmlite publishes itself the time the brand allows; without
    `tolerance` nothing has any.
    """
    limit = {"by_hand": now - TOLERANCE if tolerance else now, "live": now, "lenient": int(tolerance)}
    if not posts.read_late(store, limit):
        return 0
    with store.write() as cursor:  # read again: somebody may have moved or published one of them meanwhile
        late = posts.lock_late(cursor, limit)
        for brand_id, publication_id in late:
            step(cursor, brand_id, publication_id, "missed", now=now, actor="worker")
    return len(late)


def confirm_published(
    store: Store, brand_id: str, publication_id: str, *, link: str, now: datetime, actor: str
) -> None:
    """The owner posted by hand; `link` is the address of the post, or '' when it has none (a story).

    The text that went out is kept with the publication. Confirmed long after the planned time, only the day is
    taken as known; what cmlite tried to send itself went out when it was tried.
    """
    link = link.strip()
    if link and (urlsplit(link).scheme != "https" or not urlsplit(link).netloc):
        raise RuleError("errors.publishing.link")
    with store.write() as cursor:
        row = posts.lock_publication(cursor, brand_id, publication_id)
        on_time = row is not None and row["planned_utc"] and abs(now - row["planned_utc"]) <= TOLERANCE
        is_unsure = row is not None and row["state"] == "unconfirmed"
        tried = attempts.last_attempt(cursor, publication_id) if is_unsure else None
        brand = brands.lock_brand(cursor, brand_id)
        day = on_own_day(now, brand.zone) if brand else now
        step(
            cursor,
            brand_id,
            publication_id,
            "published",
            now=now,
            actor=actor,
            only=AT_REST,
            published_at=tried["started_at"] if tried else now if on_time else day,
            published_precision="minute" if tried or on_time else "day",
            permalink=link,
            text=posts.text_of(cursor, publication_id),
            format=posts.format_of(cursor, publication_id, empty="text" if tried else ""),
        )


def take_as_published(
    store: Store, brand_id: str, publication_id: str, native_id: str, *, now: datetime, actor: str
) -> None:
    """The owner confirms that a post made elsewhere (`native_id`) is this planned one: it is published, once."""
    with store.write() as cursor:
        row = native.lock_native(cursor, brand_id, native_id)
        if row is None:
            is_there = posts.lock_publication(cursor, brand_id, publication_id) is not None
            raise RuleError("errors.publishing.elsewhere") if is_there else NotFoundError("errors.publishing.gone")
        step(
            cursor,
            brand_id,
            publication_id,
            "published",
            now=now,
            actor=actor,
            only=AT_REST,
            published_at=row["published_at"],
            published_precision=row["published_precision"],
            external_id=row["external_id"],
            permalink=row["permalink"],
            text=row["text"],
            format=posts.format_of(cursor, publication_id, empty=row["format"]),
        )
        native.move_figures(cursor, row, publication_id, now)
        _move_to_when_it_went_out(cursor, brand_id, publication_id, row["published_at"], now=now, actor=actor)


def _move_to_when_it_went_out(
    cursor: Cursor, brand_id: str, publication_id: str, at: datetime, *, now: datetime, actor: str
) -> None:
    """A post whose only publication was made elsewhere stands in the calendar at that time, not at the planned one."""
    row = posts.lock_publication(cursor, brand_id, publication_id)
    if row is None:
        return
    living = [one for one in posts.publications_of(cursor, row["post_id"]) if one["state"] != "cancelled"]
    if len(living) == 1 and row["planned_zone"]:
        wall = to_wall(at, row["planned_zone"])
        update(
            cursor, "post", {"post_id": row["post_id"]}, planned_utc=at, planned_wall=wall, changed_at=now, actor=actor
        )


def matches(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Posts made elsewhere that seem to be planned ones; columns see the store."""
    return native.read_matches(store, brand_id)


def keep_apart(store: Store, brand_id: str, publication_id: str, native_id: str, *, now: datetime, actor: str) -> None:
    """The owner says that a post made elsewhere (`native_id`) is another one: the planned one goes out on its own."""
    with store.write() as cursor:
        tell_apart(cursor, brand_id, publication_id, [native_id], now=now, actor=actor)


def tell_apart(
    cursor: Cursor, brand_id: str, publication_id: str, native_ids: Sequence[str], *, now: datetime, actor: str
) -> None:
    """Note that these posts made elsewhere are not this planned one."""
    row = posts.lock_publication(cursor, brand_id, publication_id)
    if row is None:
        raise NotFoundError("errors.publishing.gone")
    others = " ".join(dict.fromkeys([*(row["other_than"] or "").split(), *native_ids]))
    update(cursor, "publication", {"publication_id": publication_id}, other_than=others, changed_at=now, actor=actor)
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="publication",
        subject_id=publication_id,
        from_state=row["state"],
        to_state=row["state"],
        now=now,
        actor=actor,
        detail={"other_than": list(native_ids)},
    )


def late_minutes(store: Store, brand_id: str) -> int:
    """How many minutes late cmlite may still publish for this brand."""
    return int(lateness.read_allowed(store, brand_id).total_seconds() // 60)


def allow_late(store: Store, brand_id: str, minutes: int, *, now: datetime, actor: str) -> None:
    """Choose how late cmlite may still publish by itself."""
    if minutes not in LATE_MINUTES:
        raise RuleError("errors.publishing.late", first=LATE_MINUTES[0], last=LATE_MINUTES[-1])
    with store.write() as cursor:
        before = brands.read_settings(store, brand_id).get(lateness.NAME, "")
        brands.save_setting(cursor, brand_id, lateness.NAME, str(minutes), now=now, actor=actor)
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="brand",
            subject_id=brand_id,
            from_state=before,
            to_state=str(minutes),
            now=now,
            actor=actor,
            detail={"setting": lateness.NAME},
        )


def cancel(store: Store, brand_id: str, publication_id: str, *, now: datetime, actor: str) -> None:
    """Drop one publication; the others of its post stay."""
    with store.write() as cursor:
        step(cursor, brand_id, publication_id, "cancelled", now=now, actor=actor)


def step(
    cursor: Cursor,
    brand_id: str,
    publication_id: str,
    after: str,
    *,
    now: datetime,
    actor: str,
    only: frozenset[str] | None = None,
    taken_back: bool = False,
    detail: Mapping[str, object] | None = None,
    **changes: object,
) -> None:
    """One allowed step of one publication, with its line in the audit; `only` narrows the states it may come from.

    Only one of two who take the same step at once gets it, also when they are two processes on one database: the
    state must still be what it was read as. Raises RuleError for the other.
    """
    row = posts.lock_publication(cursor, brand_id, publication_id)
    if row is None:
        raise NotFoundError("errors.publishing.gone")
    if row["state"] == after:
        raise RuleError("errors.publishing.elsewhere")
    check_transition(row["state"], after, taken_back=taken_back)
    if only is not None and row["state"] not in only:
        raise RuleError("errors.publishing.transition", before=row["state"], after=after)
    is_mine = update(
        cursor,
        "publication",
        {"publication_id": publication_id, "state": row["state"]},
        state=after,
        changed_at=now,
        actor=actor,
        **changes,
    )
    if not is_mine:
        raise RuleError("errors.publishing.transition", before=row["state"], after=after)
    brands.record(
        cursor, brand_id, "publication", publication_id, row["state"], after, now=now, actor=actor, detail=detail
    )
