"""What is done with a conversation: draft, sent by hand, note, later, done, open again; each with its audit."""

from datetime import datetime
from typing import Any

from cmlite.domain.ids import new_id
from cmlite.domain.inbox import check_transition
from cmlite.domain.queue import named_in
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, notes
from cmlite.store import inbox as table
from cmlite.store.answering import drop_drafts
from cmlite.store.apart import private_place
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update
from cmlite.store.team import lock_team


def save_draft(
    store: Store,
    brand_id: str,
    conversation_id: str,
    text: str,
    *,
    base: str | None = None,
    window_id: str = "",
    now: datetime,
    actor: str,
) -> None:
    """Keep an unsent answer; an empty text removes it.

    `base` is what this window knew: where another one has saved other words since, RuleError is raised and theirs stay.
    With `window_id` others see that somebody writes here.
    """
    with store.write() as cursor:
        _living(cursor, brand_id, conversation_id)
        kept = table.lock_draft(cursor, brand_id, conversation_id)
        if base is not None and kept and kept not in {base, text}:
            raise RuleError("errors.inbox.draft_elsewhere")
        drop_drafts(cursor, brand_id, conversation_id)
        if text.strip():
            _say(cursor, brand_id, conversation_id, text, "out", "draft", now, actor)
        if window_id:
            notes.note_writing(cursor, brand_id, conversation_id, window_id, now=now, actor=actor)


def mark_sent(
    store: Store, brand_id: str, conversation_id: str, text: str, *, done: bool, now: datetime, actor: str
) -> None:
    """The owner sent this answer on the network by hand; the conversation waits for the person, or is done."""
    if not text.strip():
        raise RuleError("errors.inbox.empty")
    with store.write() as cursor:
        _living(cursor, brand_id, conversation_id)
        drop_drafts(cursor, brand_id, conversation_id)
        _say(cursor, brand_id, conversation_id, text.strip(), "out", "sent", now, actor)
        answered(cursor, brand_id, conversation_id, done=done, now=now, actor=actor)


def answered(cursor: Cursor, brand_id: str, conversation_id: str, *, done: bool, now: datetime, actor: str) -> None:
    """We spoke last: the conversation waits for the person, or is done."""
    before = _living(cursor, brand_id, conversation_id)
    table.refresh_times(cursor, "c.conversation_id = ?", [conversation_id])
    notes.stop_writing(cursor, brand_id, conversation_id)
    after = "done" if done else "waiting"
    _set_state(cursor, brand_id, conversation_id, before["state"], after, now, actor, snoozed_at=None)


def answered_apart(
    cursor: Cursor, brand_id: str, conversation_id: str, place: str, *, now: datetime, actor: str
) -> None:
    """A public conversation was answered in private (in the conversation `place`): it waits for the person."""
    before = _living(cursor, brand_id, conversation_id)
    drop_drafts(cursor, brand_id, conversation_id)
    _set_state(cursor, brand_id, conversation_id, before["state"], "waiting", now, actor)
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="conversation",
        subject_id=conversation_id,
        to_state="answered_in_private",
        now=now,
        actor=actor,
        detail={"conversation": place},
    )


def mark_sent_apart(store: Store, brand_id: str, conversation_id: str, text: str, *, now: datetime, actor: str) -> None:
    """The owner answered a public comment by a private message in the network: kept in a private conversation."""
    if not text.strip():
        raise RuleError("errors.inbox.empty")
    with store.write() as cursor:
        _living(cursor, brand_id, conversation_id)
        place = private_place(cursor, brand_id, conversation_id, now=now, actor=actor)
        _say(cursor, brand_id, place, text.strip(), "out", "sent", now, actor)
        answered(cursor, brand_id, place, done=False, now=now, actor=actor)
        answered_apart(cursor, brand_id, conversation_id, place, now=now, actor=actor)


def add_note(store: Store, brand_id: str, conversation_id: str, text: str, *, now: datetime, actor: str) -> list[str]:
    """Keep a remark that nobody outside sees; returns who of the team is named in it with an @, by member_id."""
    if not text.strip():
        raise RuleError("errors.inbox.empty")
    with store.write() as cursor:
        _living(cursor, brand_id, conversation_id)
        message_id = _say(cursor, brand_id, conversation_id, text.strip(), "note", "sent", now, actor)
        named = [one for one in named_in(text, lock_team(cursor, brand_id)) if one != actor]
        notes.insert_mentions(cursor, brand_id, conversation_id, message_id, named, now=now, actor=actor)
    return named


def finish(store: Store, brand_id: str, conversation_id: str, *, now: datetime, actor: str) -> None:
    """Done: nothing is waited for."""
    _change(store, brand_id, conversation_id, "done", now, actor)


def reopen(store: Store, brand_id: str, conversation_id: str, *, now: datetime, actor: str) -> None:
    """Back into the queue."""
    _change(store, brand_id, conversation_id, "open", now, actor)


def snooze(store: Store, brand_id: str, conversation_id: str, *, until: datetime, now: datetime, actor: str) -> None:
    """Out of the queue until `until` (naive UTC), which must lie in the future; its deadline pauses as long."""
    if until <= now:
        raise RuleError("errors.inbox.snooze_past")
    with store.write() as cursor:
        before = _living(cursor, brand_id, conversation_id)
        since = before["snoozed_at"] if before["state"] == "snoozed" else None
        changes = {"snoozed_until": until, "snoozed_at": since or now, "due_plan": ""}
        _set_state(cursor, brand_id, conversation_id, before["state"], "snoozed", now, actor, **changes)


def _say(
    cursor: Cursor,
    brand_id: str,
    conversation_id: str,
    text: str,
    direction: str,
    state: str,
    now: datetime,
    actor: str,
) -> str:
    message_id = new_id("message", now)
    insert(
        cursor,
        "message",
        message_id=message_id,
        brand_id=brand_id,
        conversation_id=conversation_id,
        direction=direction,
        state=state,
        text=text,
        sent_at=now,
        actor=actor,
    )
    return message_id


def _living(cursor: Cursor, brand_id: str, conversation_id: str) -> dict[str, Any]:
    row = table.lock_conversation(cursor, brand_id, conversation_id)
    if row is None:
        raise NotFoundError("errors.inbox.gone")
    return row


def _change(
    store: Store,
    brand_id: str,
    conversation_id: str,
    after: str,
    now: datetime,
    actor: str,
    **changes: object,
) -> None:
    with store.write() as cursor:
        before = _living(cursor, brand_id, conversation_id)
        _set_state(cursor, brand_id, conversation_id, before["state"], after, now, actor, **changes)


def _set_state(
    cursor: Cursor,
    brand_id: str,
    conversation_id: str,
    before: str,
    after: str,
    now: datetime,
    actor: str,
    **changes: object,
) -> None:
    if before != after:
        check_transition(before, after)
    update(
        cursor,
        "conversation",
        {"conversation_id": conversation_id},
        state=after,
        changed_at=now,
        actor=actor,
        **({"snoozed_until": None} | changes),
    )
    brands.record(cursor, brand_id, "conversation", conversation_id, before, after, now=now, actor=actor)


def carry_out(
    store: Store,
    brand_id: str,
    conversation_id: str,
    name: str,
    words: str,
    until: datetime | None,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Do what was pressed beside a conversation; `next` does nothing."""
    if name == "sent_private":
        mark_sent_apart(store, brand_id, conversation_id, words, now=now, actor=actor)
    elif name in {"sent", "sent_done", "sent_later"}:
        mark_sent(store, brand_id, conversation_id, words, done=name == "sent_done", now=now, actor=actor)
    elif name == "note":
        add_note(store, brand_id, conversation_id, words, now=now, actor=actor)
    elif name == "snooze" and until is not None:
        snooze(store, brand_id, conversation_id, until=until, now=now, actor=actor)
    elif name == "finish":
        finish(store, brand_id, conversation_id, now=now, actor=actor)
    elif name == "reopen":
        reopen(store, brand_id, conversation_id, now=now, actor=actor)
