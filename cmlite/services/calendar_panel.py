"""What was pressed in the panel of a post, carried out."""

from collections.abc import Mapping
from datetime import datetime

from cmlite.domain.posts import Choice, Entry, PostDraft
from cmlite.services import calendar, calendar_unsaved, publishing, sending
from cmlite.services.calendar import Saved
from cmlite.store.db import Store


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
            saved = calendar.create(store, brand_id, draft, now=now, actor=actor)
        else:
            saved = calendar.change(store, brand_id, post_id, draft, version=version, now=now, actor=actor)
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
    elif choice.action == "not_same":
        publishing.keep_apart(store, brand_id, choice.publication_id, choice.link, now=now, actor=actor)
    elif found is not None and choice.action == "duplicate":
        return calendar.duplicate(store, brand_id, found.post_id, zone=zone, now=now, actor=actor)
    elif found is not None:
        calendar.delete(store, brand_id, found.post_id, now=now, actor=actor)
    return None
