"""The history of a post: what it said at every save, and saying it again."""

from datetime import datetime
from typing import cast

from cmlite.domain.posts import PostDraft, Stage
from cmlite.domain.versions import Version
from cmlite.errors import NotFoundError
from cmlite.services import calendar
from cmlite.services.calendar import Saved
from cmlite.store import versions as table
from cmlite.store.db import Store


def versions(store: Store, brand_id: str, post_id: str) -> list[Version]:
    """What a post said at its saves, newest first."""
    return table.read_versions(store, brand_id, post_id)


def restore(store: Store, brand_id: str, post_id: str, number: int, *, zone: str, now: datetime, actor: str) -> Saved:
    """Say again what a post said at an earlier save, as its newest version; channels, stage and time stay.

    Own texts and comments of channels that are no longer chosen are left out, and what was dropped altogether becomes
    a draft: it must not go out after all. Raises NotFoundError.
    """
    found = next((one for one in versions(store, brand_id, post_id) if one.version == number), None)
    if found is None:
        raise NotFoundError("errors.posts.version_gone")
    entry = calendar.entry(store, brand_id, post_id)
    at_rest = {"idea": "idea", "draft": "draft", "cancelled": "draft"}
    stage = cast("Stage", at_rest.get(entry.state, "planned"))
    now_said = calendar.as_draft(store, brand_id, entry, stage=stage, wall=entry.wall, zone=zone)
    draft = PostDraft.model_validate(now_said.model_dump() | found.saying.model_dump())
    return calendar.change(store, brand_id, post_id, draft, version=entry.version, now=now, actor=actor)
