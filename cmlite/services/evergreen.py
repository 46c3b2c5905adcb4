"""Posts that stay true: marked by the owner, proposed again after their distance, never planned by themselves."""

from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.domain.evergreen import Evergreen, due_on, next_due
from cmlite.domain.ideas import Origin
from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, rhythm
from cmlite.services.calendar import Saved
from cmlite.store import brands, posts
from cmlite.store import evergreen as table
from cmlite.store.db import Store


def listed(store: Store, brand_id: str, *, now: datetime) -> list[tuple[Evergreen, datetime | None]]:
    """Every evergreen post with when it may be shown again (naive UTC); those that wait longest first."""
    distances = {one: found.evergreen_days for one, found in rhythm.rhythms(store, brand_id).items()}
    found = [(post, next_due(post, distances, now)) for post in table.read_evergreens(store, brand_id)]
    return sorted(found, key=lambda one: (one[1] is None, one[1] or now, one[0].last or datetime.min, one[0].post_id))


def mark(store: Store, brand_id: str, post_id: str, on: bool, *, now: datetime, actor: str) -> None:
    """Mark a post as one that stays true and may be shown again, or take the mark away."""
    with store.write() as cursor:
        row = posts.lock_post(cursor, brand_id, post_id)
        if row is None or row["deleted_at"] is not None:
            raise NotFoundError("errors.posts.gone")
        table.mark(cursor, brand_id, post_id, on=on, now=now, actor=actor)
        brands.record(
            cursor, brand_id, "post", post_id, "", "evergreen" if on else "not_evergreen", now=now, actor=actor
        )


def repeat(store: Store, brand: Brand, post_id: str, *, now: datetime, actor: str) -> Saved:
    """A draft that shows a post again, in the next free slot of the channels whose distance has passed by then.

    Raises RuleError while no channel may show it, and where these channels have no free slot.
    """
    with store.write() as cursor:  # from here on nobody else shows it, or fills a slot
        draft, headline = _repeated(store, brand, post_id, now)
        origin = Origin(kind="evergreen", words=headline, source_id=post_id)
        return calendar.add(store, cursor, brand.brand_id, draft, now=now, actor=actor, origin=origin)


def _repeated(store: Store, brand: Brand, post_id: str, now: datetime) -> tuple[PostDraft, str]:
    rhythms = rhythm.rhythms(store, brand.brand_id)
    distances = {one: found.evergreen_days for one, found in rhythms.items()}
    post = next((one for one in table.read_evergreens(store, brand.brand_id) if one.post_id == post_id), None)
    if post is None:
        raise NotFoundError("errors.posts.gone")
    due = due_on(post, distances, now)
    slot = rhythm.free_slot(store, brand, due, now=now)
    if due and slot is None:
        raise RuleError("errors.evergreen.no_slot")
    due = due_on(post, distances, slot.instant) if slot else ()
    if not due or slot is None:
        raise RuleError("errors.evergreen.too_soon")
    entry = calendar.entry(store, brand.brand_id, post_id)
    draft = calendar.as_draft(store, brand.brand_id, entry, stage="draft", wall=slot.wall, zone=brand.zone)
    return PostDraft.model_validate(draft.model_dump() | {"channel_ids": due}), post.headline
