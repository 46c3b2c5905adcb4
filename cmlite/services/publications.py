"""The publications of a post that is being written: one a wanted channel, as long as nothing of them is out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.approvals import state_after_save
from cmlite.domain.ids import new_id
from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import check_transition
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import checks, media
from cmlite.store import approvals, posts
from cmlite.store import sending as attempts
from cmlite.store.channels import read_channels
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update
from cmlite.store.team import lock_team

_OPEN = {"draft", "in_review", "approved", "rejected", "scheduled", "missed", "failed", "cancelled"}
"""States in which a publication still follows its post."""


def _check(before: str, after: str) -> None:
    if before != after:
        check_transition(before, after)


def nothing_is_out(cursor: Cursor, post_id: str) -> list[dict[str, Any]]:
    """The publications of a post of which none is published; raises RuleError otherwise."""
    found = posts.publications_of(cursor, post_id)
    if any(publication["state"] in {"published", "publishing", "removed"} for publication in found):
        raise RuleError("errors.posts.already_out")
    if any(publication["state"] == "unconfirmed" for publication in found):
        raise RuleError("errors.posts.unconfirmed")
    if attempts.has_parts_out(cursor, post_id):
        raise RuleError("errors.posts.partly_out")
    return found


def set_publications(
    store: Store,
    cursor: Cursor,
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
    team = lock_team(cursor, brand_id)
    state = state_after_save(draft.stage, team, actor)
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
    draft.check_words(live)
    if draft.stage == "planned":
        media.can_be_sent(cursor, brand_id, post_id, live)
        wanted = [channels[one] for one in draft.channel_ids if one in channels]
        checks.refuse_what_blocks(store, cursor, brand_id, post_id, draft, wanted)
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
                **own_of(draft, channel_id),
                **planned,
            )
        elif row["state"] in _OPEN:
            _check(row["state"], state)
            own = own_of(draft, channel_id) | {"parts": ""}  # cut anew from what it says now
            update(cursor, "publication", {"publication_id": row["publication_id"]}, state=state, **own, **planned)
    if team.exists and draft.stage == "planned":
        step = "asked" if state == "in_review" else "approved"
        approvals.note(cursor, brand_id, post_id, _version(cursor, brand_id, post_id), step, now=now, actor=actor)
    for channel_id, row in existing.items():
        if channel_id not in draft.channel_ids and row["state"] in _OPEN:
            update(cursor, "publication", {"publication_id": row["publication_id"]}, deleted_at=now)


def own_of(draft: PostDraft, channel_id: str) -> dict[str, object]:
    """What one channel has of its own: its text, our comment beneath it and how it goes out."""
    options = draft.options.get(channel_id)
    return {
        "text": draft.texts.get(channel_id, ""),
        "first_comment": draft.comments.get(channel_id, ""),
        "options": options.as_json() if options else "",
    }


def _version(cursor: Cursor, brand_id: str, post_id: str) -> int:
    row = posts.lock_post(cursor, brand_id, post_id)
    return int(row["version"]) if row else 1


def move_publication(cursor: Cursor, row: Mapping[str, Any], planned: Mapping[str, object]) -> None:
    """Give a publication the new time of its post; one that was missed or failed is planned again."""
    if row["state"] in _OPEN:
        state = "scheduled" if row["state"] in {"missed", "failed", "approved"} else row["state"]
        _check(row["state"], state)
        update(cursor, "publication", {"publication_id": row["publication_id"]}, state=state, **planned)
