"""The history of a post: what it said at every save, and saying it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cmlite.domain.posts import PostDraft, Stage
from cmlite.domain.versions import Saying, Version
from cmlite.errors import NotFoundError
from cmlite.services import calendar, media
from cmlite.services.calendar import Saved
from cmlite.store import versions as table
from cmlite.store.db import Store


def versions(store: Store, brand_id: str, post_id: str) -> list[Version]:
    """What a post said at its saves, newest first."""
    return table.read_versions(store, brand_id, post_id)


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of saying something again; `missing` counts media of that version that do not exist any more."""

    saved: Saved
    missing: int = 0


def pictures(store: Store, brand_id: str, sayings: Sequence[Saying]) -> dict[str, str]:
    """Names of the media of these versions by id, also of those that were taken out; erased ones are left out."""
    wanted = list({one.media_id: one for saying in sayings for one in saying.media or ()}.values())
    return {one.media_id: one.name for one in media.as_chosen(store, brand_id, wanted)}


def restore(
    store: Store, brand_id: str, post_id: str, number: int, *, zone: str, now: datetime, actor: str
) -> Restored:
    """Say again what a post said at an earlier save, as its newest version, with its pictures and what it said about
    them; channels, stage and time stay.

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
    then, missing = found.saying, 0
    if then.media is None:  # kept before pictures were: those of now stay
        then = then.model_copy(update={"media": now_said.media})
    elif then.media:
        known = media.there(store, brand_id, then.media)
        missing, then = len(then.media) - len(known), then.model_copy(update={"media": known})
    draft = PostDraft.model_validate(now_said.model_dump() | then.model_dump())
    saved = calendar.change(store, brand_id, post_id, draft, version=entry.version, now=now, actor=actor)
    return Restored(saved, missing)
