"""Plan posts: write, move and duplicate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.clocks import day_bounds, to_minute, to_utc, to_wall
from cmlite.domain.ideas import Origin
from cmlite.domain.ids import new_id
from cmlite.domain.posts import Entry, PostDraft, Stage
from cmlite.domain.versions import Saying, said_in
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import media, publications
from cmlite.store import brands, ideas, posts, versions
from cmlite.store import media as media_table
from cmlite.store.channels import read_channels
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `moved` says that the clock change made the wanted time impossible."""

    post_id: str
    moved: bool
    came: str = ""
    """What came of it where that is not sure: 'unconfirmed', or 'handed_in' where somebody has to approve first."""


def entries(store: Store, brand_id: str, first: datetime, days: int, zone: str) -> list[Entry]:
    """Posts of the wall days from `first` on, by time."""
    start, end = day_bounds(first, days, zone)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    last = midnight + timedelta(days=days)  # of some only the day is known, by its midnight, whatever the zone
    found = posts.read_entries(store, brand_id, min(start, midnight), max(end, last))
    return [one for one in found if one.at and (midnight <= one.at < last if one.day_only else start <= one.at < end)]


def undated(store: Store, brand_id: str) -> list[Entry]:
    """Ideas and drafts that have no day yet."""
    return posts.read_undated(store, brand_id)


def entry(store: Store, brand_id: str, post_id: str) -> Entry:
    """One post. Raises NotFoundError when it is gone or another brand's."""
    found = posts.read_entry(store, brand_id, post_id)
    if found is None:
        raise NotFoundError("errors.posts.gone")
    return found


def find(store: Store, brand_id: str, post_id: str | None) -> Entry | None:
    """One post as it stands; None when it is new or gone."""
    return posts.read_entry(store, brand_id, post_id) if post_id else None


def create(
    store: Store,
    brand_id: str,
    draft: PostDraft,
    *,
    now: datetime,
    actor: str,
    origin: Origin | None = None,
    post_id: str = "",
) -> Saved:
    """Save a new post with one publication a channel, and where it came from; with a `post_id` only once."""
    with store.write() as cursor:
        if post_id and posts.lock_post(cursor, brand_id, post_id) is not None:
            return Saved(post_id, moved=False)
        return add(store, cursor, brand_id, draft, now=now, actor=actor, origin=origin, post_id=post_id)


def add(
    store: Store,
    cursor: Cursor,
    brand_id: str,
    draft: PostDraft,
    *,
    now: datetime,
    actor: str,
    origin: Origin | None = None,
    post_id: str = "",
) -> Saved:
    """The same inside a transaction, for posts of which all or none are to be made."""
    post_id = post_id or new_id("post", now)
    instant, moved = _instant(draft, now)
    insert(
        cursor,
        "post",
        post_id=post_id,
        brand_id=brand_id,
        **said(draft, instant),
        created_at=now,
        changed_at=now,
        actor=actor,
    )
    if draft.media:
        media.attach(cursor, brand_id, post_id, draft.media, now=now, actor=actor)
    publications.set_publications(store, cursor, brand_id, post_id, draft, instant, now=now, actor=actor)
    versions.keep(cursor, brand_id, post_id, 1, _said(cursor, post_id, draft), now=now, actor=actor)
    if origin is not None:
        ideas.save_origin(cursor, brand_id, post_id, origin, now=now, actor=actor)
    brands.record(cursor, brand_id, "post", post_id, "", draft.stage, now=now, actor=actor)
    return Saved(post_id, moved)


def change(
    store: Store, brand_id: str, post_id: str, draft: PostDraft, *, version: int, now: datetime, actor: str
) -> Saved:
    """Save an edited post. Raises RuleError when another window saved it since `version` was read."""
    with store.write() as cursor:
        return alter(store, cursor, brand_id, post_id, draft, version=version, now=now, actor=actor)


def alter(
    store: Store,
    cursor: Cursor,
    brand_id: str,
    post_id: str,
    draft: PostDraft,
    *,
    version: int,
    now: datetime,
    actor: str,
) -> Saved:
    """The same inside a transaction."""
    instant, moved = _instant(draft, now)
    row = living(cursor, brand_id, post_id)
    if row["version"] != version:
        raise RuleError("errors.posts.changed_elsewhere")
    publications.nothing_is_out(cursor, post_id)
    versions.keep_first(store, cursor, brand_id, row)
    changes = {**said(draft, instant), "version": version + 1, "changed_at": now, "actor": actor}
    update(cursor, "post", {"post_id": post_id}, **changes)
    if draft.media is not None:
        media.attach(cursor, brand_id, post_id, draft.media, now=now, actor=actor)
    publications.set_publications(store, cursor, brand_id, post_id, draft, instant, now=now, actor=actor)
    versions.keep(cursor, brand_id, post_id, version + 1, _said(cursor, post_id, draft), now=now, actor=actor)
    brands.record(cursor, brand_id, "post", post_id, row["stage"], draft.stage, now=now, actor=actor)
    return Saved(post_id, moved)


def move(store: Store, brand_id: str, post_id: str, wall: datetime, *, zone: str, now: datetime, actor: str) -> Saved:
    """Give a post another wall time; what is already out stays where it is."""
    instant, moved = to_utc(wall, zone)
    with store.write() as cursor:
        row = living(cursor, brand_id, post_id)
        found = publications.nothing_is_out(cursor, post_id)
        if row["stage"] == "planned" and instant <= now:
            raise RuleError("errors.publishing.past")
        planned = {
            "planned_utc": instant,
            "planned_zone": zone,
            "planned_wall": wall,
            "changed_at": now,
            "actor": actor,
        }
        update(cursor, "post", {"post_id": post_id}, version=row["version"] + 1, **planned)
        for publication in found:
            publications.move_publication(cursor, publication, planned)
        brands.record(cursor, brand_id, "post", post_id, row["stage"], "moved", now=now, actor=actor)
    return Saved(post_id, moved)


def move_to_day(
    store: Store, brand_id: str, post_id: str, day: datetime, *, zone: str, now: datetime, actor: str
) -> Saved:
    """Move a post to another day at the same time of day; a post without a time gets 09:00."""
    found = entry(store, brand_id, post_id)
    wall = found.wall or (to_wall(found.at, zone) if found.at else day.replace(hour=9))
    return move(store, brand_id, post_id, datetime.combine(day.date(), wall.time()), zone=zone, now=now, actor=actor)


def duplicate(store: Store, brand_id: str, post_id: str, *, zone: str, now: datetime, actor: str) -> Saved:
    """A draft with the same text and channels, one week later when the post has a day."""
    found = entry(store, brand_id, post_id)
    draft = as_draft(store, brand_id, found, stage="draft", wall=_a_week_later(found, zone, now), zone=zone)
    return create(store, brand_id, draft, now=now, actor=actor)


def as_draft(store: Store, brand_id: str, found: Entry, *, stage: Stage, wall: datetime | None, zone: str) -> PostDraft:
    """A post as it would be saved again, at another stage and time, without channels that were closed or dropped."""
    active = {channel.channel_id for channel in read_channels(store, brand_id)}
    targets = [target for target in found.wanted if target.channel_id in active]
    return PostDraft(
        title=found.title,
        text=found.text,
        pillar_id=found.pillar_id,
        format=found.format,
        campaign_id=found.campaign_id,
        channel_ids=tuple(target.channel_id for target in targets),
        texts={target.channel_id: own for target in targets if (own := found.own_text(target, said=False))},
        comments={target.channel_id: target.comment for target in targets if target.comment},
        tagged=found.tagged,
        as_thread=any(target.as_thread for target in targets),
        stage=stage,
        wall=wall,
        options={target.channel_id: target.options for target in targets},
        media=tuple(one.attached for one in media.of_post(store, brand_id, found.post_id)),
        zone=zone,
    )


def _a_week_later(found: Entry, zone: str, now: datetime) -> datetime | None:
    wall = _wall(found, zone)
    if wall is None:
        return None
    later = wall + timedelta(days=7)
    while to_utc(later, zone)[0] <= now:
        later += timedelta(days=7)
    return later


def said(draft: PostDraft, instant: datetime | None) -> dict[str, object]:
    """The columns of a post that a draft fills."""
    return {
        "stage": draft.stage,
        "title": draft.title,
        "text": draft.text,
        "pillar_id": draft.pillar_id,
        "campaign_id": draft.campaign_id,
        "format": draft.format,
        "tagged": draft.tagged,
        "planned_utc": instant,
        "planned_zone": draft.zone if instant else "",
        "planned_wall": draft.wall,
    }


def _said(cursor: Cursor, post_id: str, draft: PostDraft) -> Saying:
    return said_in(draft, media_table.lock_of_post(cursor, post_id))


def _instant(draft: PostDraft, now: datetime) -> tuple[datetime | None, bool]:
    if draft.wall is None:
        return None, False
    if draft.at_once:
        return to_minute(now), False
    instant, moved = to_utc(draft.wall, draft.zone)
    if draft.stage == "planned" and instant <= now:
        raise RuleError("errors.publishing.past")
    return instant, moved


def living(cursor: Cursor, brand_id: str, post_id: str) -> dict[str, Any]:
    """The row of a post that was not deleted, locked. Raises NotFoundError."""
    row = posts.lock_post(cursor, brand_id, post_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFoundError("errors.posts.gone")
    return row


def _wall(found: Entry, zone: str) -> datetime | None:
    return found.wall or (to_wall(found.at, zone) if found.at else None)
