"""What was pressed in the panel of a post, carried out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cmlite.domain.clocks import to_minute, to_wall
from cmlite.domain.post_panel import Choice, Fields
from cmlite.domain.posts import TEXT_MAX, Entry, PostDraft
from cmlite.errors import RuleError
from cmlite.services import (
    calendar,
    calendar_unsaved,
    connections,
    correcting,
    deleting,
    publishing,
    sending,
    taking_back,
)
from cmlite.services.calendar import Saved
from cmlite.services.claims import Fits
from cmlite.services.connections import Outside
from cmlite.services.sending import Clock
from cmlite.store.db import Store


def carry_out(
    store: Store,
    outside: Outside,
    brand_id: str,
    choice: Choice,
    found: Entry | None,
    fields: Mapping[str, object],
    *,
    version: int,
    zone: str,
    fits: Fits,
    clock: Clock,
    now: datetime,
    actor: str,
) -> Saved | None:
    """Do what was pressed in the panel of a post; `fields` are its form, `version` the one it was opened with."""
    if choice.action in {"edit", "remove", "corrected", "uncorrected"}:
        return _correct(store, outside, brand_id, choice, fits=fits, clock=clock, now=now, actor=actor)
    post_id = found.post_id if found else None
    if choice.action in {"save", "publish"}:
        if choice.action == "publish":
            fields = _at_once(store, brand_id, fields, zone, now)
        _within_bounds(fields)
        draft = PostDraft.model_validate(fields)
        if post_id is None:
            saved = calendar.create(store, brand_id, draft, now=now, actor=actor, post_id=choice.post_id)
        else:
            saved = calendar.change(store, brand_id, post_id, draft, version=version, now=now, actor=actor)
        calendar_unsaved.forget(store, brand_id, post_id, actor=actor)
        if choice.action == "publish" and calendar.entry(store, brand_id, saved.post_id).state == "in_review":
            return replace(saved, came="handed_in")
        return saved
    if choice.action == "forget":
        calendar_unsaved.forget(store, brand_id, post_id, actor=actor)
    elif choice.action == "published":
        publishing.confirm_published(store, brand_id, choice.publication_id, link=choice.link, now=now, actor=actor)
    elif choice.action == "not_published":
        taking_back.take_back(store, brand_id, choice.publication_id, now=now, actor=actor)
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
        deleting.delete(store, brand_id, found.post_id, now=now, actor=actor)
    return None


def _within_bounds(fields: Mapping[str, object]) -> None:
    """Raise RuleError where more stands in a field than a post may have: fields of the page take any length."""
    typed = Fields.model_validate({name: fields[name] for name in ("text", "texts", "comments") if name in fields})
    longest = max(len(one.strip()) for one in (typed.text, *typed.texts.values(), *typed.comments.values()))
    if longest > TEXT_MAX:
        raise RuleError("errors.posts.beyond", n=longest, most=TEXT_MAX)


def _at_once(
    store: Store, brand_id: str, fields: Mapping[str, object], zone: str, now: datetime
) -> Mapping[str, object]:
    """The fields of a post as it is planned for this moment. Raises RuleError while everything planned is held."""
    if connections.is_held(store, brand_id):
        raise RuleError("errors.publishing.held")
    return {**fields, "stage": "planned", "wall": to_wall(to_minute(now), zone), "at_once": True}


def undo(store: Store, brand_id: str, kind: str, about: str, *, now: datetime, actor: str) -> None:
    """Take the last step in the panel back: a deletion, or that something was published by hand."""
    if kind == "deleted_post":
        deleting.bring_back(store, brand_id, about, now=now, actor=actor)
    else:
        taking_back.take_back(store, brand_id, about, now=now, actor=actor)


def _correct(
    store: Store,
    outside: Outside,
    brand_id: str,
    choice: Choice,
    *,
    fits: Fits,
    clock: Clock,
    now: datetime,
    actor: str,
) -> Saved:
    """Edit or delete what is out, or hear from the owner what became of that."""
    one, came = choice.publication_id, ""
    if choice.action == "edit":
        came = correcting.edit(store, outside, brand_id, one, choice.texts, fits=fits, clock=clock, actor=actor)
    elif choice.action == "remove":
        came = correcting.remove(store, outside, brand_id, one, clock=clock, actor=actor)
    else:
        correcting.decide(store, brand_id, one, arrived=choice.action == "corrected", now=now, actor=actor)
    return Saved("", moved=False, came=came if came == "unconfirmed" else "")
