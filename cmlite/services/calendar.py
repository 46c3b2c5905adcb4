"""Plan posts: write, move, duplicate, delete and bring back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.clocks import day_bounds, to_utc, to_wall
from cmlite.domain.ids import new_id
from cmlite.domain.posts import Choice, Entry, PostDraft
from cmlite.domain.publishing import check_transition
from cmlite.domain.strategy import Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar_unsaved, publishing, sending
from cmlite.store import brands, posts
from cmlite.store import sending as attempts
from cmlite.store.channels import read_channels
from cmlite.store.db import Connection, Store, insert, update

Row = dict[str, object]
COLUMNS = (
    *("post_id", "day", "time", "zone", "state", "title"),
    *("text", "pillar", "format", "networks", "channels", "links"),
)

_OPEN = {"draft", "scheduled", "missed", "failed", "cancelled"}
"""States in which a publication still follows its post."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `moved` says that the clock change made the wanted time impossible."""

    post_id: str
    moved: bool


def entries(store: Store, brand_id: str, first: datetime, days: int, zone: str) -> list[Entry]:
    """Posts of the wall days from `first` on, by time."""
    return posts.read_entries(store, brand_id, *day_bounds(first, days, zone))


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


def create(store: Store, brand_id: str, draft: PostDraft, *, now: datetime, actor: str) -> Saved:
    """Save a new post with one publication a channel."""
    post_id = new_id("post", now)
    instant, moved = _instant(draft, now)
    with store.write() as cursor:
        insert(
            cursor,
            "post",
            post_id=post_id,
            brand_id=brand_id,
            stage=draft.stage,
            title=draft.title,
            text=draft.text,
            pillar_id=draft.pillar_id,
            format=draft.format,
            planned_utc=instant,
            planned_zone=draft.zone if instant else "",
            planned_wall=draft.wall,
            created_at=now,
            changed_at=now,
            actor=actor,
        )
        _set_publications(store, cursor, brand_id, post_id, draft, instant, now=now, actor=actor)
        _note(cursor, brand_id, post_id, "", draft.stage, now=now, actor=actor)
    return Saved(post_id, moved)


def change(
    store: Store, brand_id: str, post_id: str, draft: PostDraft, *, version: int, now: datetime, actor: str
) -> Saved:
    """Save an edited post. Raises RuleError when another window saved it since `version` was read."""
    instant, moved = _instant(draft, now)
    with store.write() as cursor:
        row = _living(cursor, brand_id, post_id)
        if row["version"] != version:
            raise RuleError("errors.posts.changed_elsewhere")
        _nothing_is_out(cursor, post_id)
        update(
            cursor,
            "post",
            {"post_id": post_id},
            stage=draft.stage,
            title=draft.title,
            text=draft.text,
            pillar_id=draft.pillar_id,
            format=draft.format,
            planned_utc=instant,
            planned_zone=draft.zone if instant else "",
            planned_wall=draft.wall,
            version=version + 1,
            changed_at=now,
            actor=actor,
        )
        _set_publications(store, cursor, brand_id, post_id, draft, instant, now=now, actor=actor)
        _note(cursor, brand_id, post_id, row["stage"], draft.stage, now=now, actor=actor)
    return Saved(post_id, moved)


def move(store: Store, brand_id: str, post_id: str, wall: datetime, *, zone: str, now: datetime, actor: str) -> Saved:
    """Give a post another wall time; what is already out stays where it is."""
    instant, moved = to_utc(wall, zone)
    with store.write() as cursor:
        row = _living(cursor, brand_id, post_id)
        found = _nothing_is_out(cursor, post_id)
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
            if publication["state"] in _OPEN:
                state = "scheduled" if publication["state"] in {"missed", "failed"} else publication["state"]
                _check(publication["state"], state)
                update(
                    cursor,
                    "publication",
                    {"publication_id": publication["publication_id"]},
                    state=state,
                    **planned,
                )
        _note(cursor, brand_id, post_id, row["stage"], "moved", now=now, actor=actor)
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
    from_entry = entry(store, brand_id, post_id)
    active = {channel.channel_id for channel in read_channels(store, brand_id)}
    draft = PostDraft(
        title=from_entry.title,
        text=from_entry.text,
        pillar_id=from_entry.pillar_id,
        format=from_entry.format,
        channel_ids=tuple(target.channel_id for target in from_entry.targets if target.channel_id in active),
        stage="draft",
        wall=_a_week_later(from_entry, zone, now),
        zone=zone,
    )
    return create(store, brand_id, draft, now=now, actor=actor)


def delete(store: Store, brand_id: str, post_id: str, *, now: datetime, actor: str) -> None:
    """Take a post out of the calendar; `bring_back` undoes it."""
    with store.write() as cursor:
        row = _living(cursor, brand_id, post_id)
        _nothing_is_out(cursor, post_id)
        update(cursor, "post", {"post_id": post_id}, deleted_at=now, changed_at=now, actor=actor)
        cursor.execute("update publication set deleted_at = ? where post_id = ? and deleted_at is null", [now, post_id])
        _note(cursor, brand_id, post_id, row["stage"], "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, post_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion together with the publications that went with it."""
    with store.write() as cursor:
        row = posts.lock_post(cursor, brand_id, post_id)
        if row is None:
            raise NotFoundError("errors.posts.gone")
        update(cursor, "post", {"post_id": post_id}, deleted_at=None, changed_at=now, actor=actor)
        cursor.execute(
            "update publication set deleted_at = null where post_id = ? and deleted_at = ?",
            [post_id, row["deleted_at"]],
        )
        _note(cursor, brand_id, post_id, "deleted", row["stage"], now=now, actor=actor)


def _a_week_later(found: Entry, zone: str, now: datetime) -> datetime | None:
    wall = _wall(found, zone)
    if wall is None:
        return None
    later = wall + timedelta(days=7)
    while to_utc(later, zone)[0] <= now:
        later += timedelta(days=7)
    return later


def _instant(draft: PostDraft, now: datetime) -> tuple[datetime | None, bool]:
    if draft.wall is None:
        return None, False
    instant, moved = to_utc(draft.wall, draft.zone)
    if draft.stage == "planned" and instant <= now:
        raise RuleError("errors.publishing.past")
    return instant, moved


def _check(before: str, after: str) -> None:
    if before != after:
        check_transition(before, after)


def _nothing_is_out(cursor: Connection, post_id: str) -> list[dict[str, Any]]:
    """The publications of a post of which none is published; raises RuleError otherwise."""
    found = posts.publications_of(cursor, post_id)
    if any(publication["state"] in {"published", "publishing"} for publication in found):
        raise RuleError("errors.posts.already_out")
    if any(publication["state"] == "unconfirmed" for publication in found):
        raise RuleError("errors.posts.unconfirmed")
    if attempts.has_parts_out(cursor, post_id):
        raise RuleError("errors.posts.partly_out")
    return found


def _living(cursor: Connection, brand_id: str, post_id: str) -> dict[str, Any]:
    row = posts.lock_post(cursor, brand_id, post_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFoundError("errors.posts.gone")
    return row


def _set_publications(
    store: Store,
    cursor: Connection,
    brand_id: str,
    post_id: str,
    draft: PostDraft,
    instant: datetime | None,
    *,
    now: datetime,
    actor: str,
) -> None:
    """One publication a wanted channel, none for the others; what is out stays."""
    channels = {channel.channel_id: channel for channel in read_channels(store, brand_id)}
    existing = {row["channel_id"]: row for row in posts.publications_of(cursor, post_id)}
    state = "scheduled" if draft.stage == "planned" else "draft"
    planned = {
        "planned_utc": instant,
        "planned_zone": draft.zone if instant else "",
        "planned_wall": draft.wall,
        "format": draft.format,
        "as_thread": draft.as_thread,
        "changed_at": now,
        "actor": actor,
    }
    live = [one for one in draft.channel_ids if one in channels and channels[one].mode == "live"]
    if draft.stage == "planned" and live and not draft.text:
        raise RuleError("errors.posts.text_missing")
    for channel_id in draft.channel_ids:
        row = existing.get(channel_id)
        if row is not None and row["state"] == "cancelled":  # its tries belong to what was dropped
            update(cursor, "publication", {"publication_id": row["publication_id"]}, deleted_at=now)
            row = None
        if row is None:
            if channel_id not in channels:
                raise NotFoundError("errors.channels.gone")
            insert(
                cursor,
                "publication",
                publication_id=new_id("publication", now),
                brand_id=brand_id,
                post_id=post_id,
                channel_id=channel_id,
                network=channels[channel_id].network,
                state=state,
                **planned,
            )
        elif row["state"] in _OPEN:
            _check(row["state"], state)
            update(cursor, "publication", {"publication_id": row["publication_id"]}, state=state, **planned)
    for channel_id, row in existing.items():
        if channel_id not in draft.channel_ids and row["state"] in _OPEN:
            update(cursor, "publication", {"publication_id": row["publication_id"]}, deleted_at=now)


def _note(
    cursor: Connection, brand_id: str, post_id: str, before: object, after: str, *, now: datetime, actor: str
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="post",
        subject_id=post_id,
        from_state=str(before),
        to_state=after,
        now=now,
        actor=actor,
    )


def carry_out(
    store: Store,
    brand_id: str,
    choice: Choice,
    found: Entry | None,
    fields: Mapping[str, object],
    *,
    version: int,
    zone: str,
    now: datetime,
    actor: str,
) -> Saved | None:
    """Do what was pressed in the panel of a post; `fields` are its form, `version` the one it was opened with."""
    post_id = found.post_id if found else None
    if choice.action == "save":
        draft = PostDraft.model_validate(fields)
        if post_id is None:
            saved = create(store, brand_id, draft, now=now, actor=actor)
        else:
            saved = change(store, brand_id, post_id, draft, version=version, now=now, actor=actor)
        calendar_unsaved.forget(store, brand_id, post_id)
        return saved
    if choice.action == "forget":
        calendar_unsaved.forget(store, brand_id, post_id)
    elif choice.action == "published":
        publishing.confirm_published(store, brand_id, choice.publication_id, link=choice.link, now=now, actor=actor)
    elif choice.action == "cancel":
        publishing.cancel(store, brand_id, choice.publication_id, now=now, actor=actor)
    elif choice.action == "send_now":
        sending.send_now(store, brand_id, choice.publication_id, now=now, actor=actor)
    elif choice.action == "same":
        publishing.take_as_published(store, brand_id, choice.publication_id, choice.link, now=now, actor=actor)
    elif found is not None and choice.action == "duplicate":
        return duplicate(store, brand_id, found.post_id, zone=zone, now=now, actor=actor)
    elif found is not None:
        delete(store, brand_id, found.post_id, now=now, actor=actor)
    return None


def table(entries_shown: Sequence[Entry], channels: Mapping[str, str], strategy: Strategy, zone: str) -> list[Row]:
    """Entries as rows for a file, under the names in COLUMNS; day and time are wall time in `zone`."""
    return [
        {
            "post_id": one.post_id,
            "day": place[0].isoformat() if (place := one.place(zone)) else "",
            "time": f"{place[1]:%H:%M}" if place and place[1] else "",
            "zone": zone,
            "state": one.state,
            "title": one.title,
            "text": one.text,
            "pillar": strategy.pillar_name(one.pillar_id),
            "format": one.format,
            "networks": " ".join(one.networks),
            "channels": " ".join(channels.get(target.channel_id, "") for target in one.targets),
            "links": " ".join(target.permalink for target in one.targets if target.permalink),
        }
        for one in entries_shown
    ]


def _wall(found: Entry, zone: str) -> datetime | None:
    return found.wall or (to_wall(found.at, zone) if found.at else None)
