"""What kind of message a conversation is: set by hand, with undo. Corrections by people are learnt from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.classes import Beside, Sorted
from cmlite.domain.ids import new_id
from cmlite.domain.moderation import Plan
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import conversations, moderation, rule_acts
from cmlite.store import brands, inbox
from cmlite.store import class_changes as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor


def set_class(
    store: Store, brand_id: str, conversation_ids: Sequence[str], class_id: str, *, now: datetime, actor: str
) -> str:
    """Give conversations a class by hand ('' takes it away); returns the id `undo` takes, '' where nothing changed.

    Raises RuleError for a class that is not in the plan.
    """
    plan = moderation.plan_in_force(store, brand_id)
    with store.write() as cursor:
        return set_within(cursor, brand_id, plan, conversation_ids, class_id, now=now, actor=actor)


def set_within(
    cursor: Cursor,
    brand_id: str,
    plan: Plan,
    conversation_ids: Sequence[str],
    class_id: str,
    *,
    now: datetime,
    actor: str,
) -> str:
    """The same inside a transaction."""
    if class_id and plan.class_of(class_id) is None:
        raise RuleError("errors.moderation.no_class")
    batch_id = new_id("classes", now)
    count = table.set_by_person(cursor, brand_id, conversation_ids, class_id, batch_id=batch_id, now=now, actor=actor)
    if not count:
        return ""
    _note(cursor, brand_id, conversation_ids, class_id or "none", count, now=now, actor=actor)
    return batch_id


def undo(store: Store, brand_id: str, batch_id: str, *, now: datetime, actor: str) -> int:
    """Take back one press of the button; returns how many conversations. Raises NotFoundError when there is none."""
    with store.write() as cursor:
        return undo_within(cursor, brand_id, batch_id, now=now, actor=actor)


def undo_within(cursor: Cursor, brand_id: str, batch_id: str, *, now: datetime, actor: str) -> int:
    """The same inside a transaction."""
    count = table.take_back(cursor, brand_id, "batch", batch_id, now=now, actor=actor)
    if not count:
        raise NotFoundError("errors.moderation.nothing_to_undo")
    _note(cursor, brand_id, (batch_id,), "undone", count, now=now, actor=actor)
    return count


def carry_out(
    store: Store, brand_id: str, conversation_id: str, name: str, words: str, *, now: datetime, actor: str
) -> str:
    """Do what was pressed beside a conversation: class, undo, rule_undo, draft, note; see `set_class` for the result.

    A draft that was begun stays, the words come after it.
    """
    if name == "class":
        return set_class(store, brand_id, [conversation_id], words, now=now, actor=actor)
    if name == "undo":
        undo(store, brand_id, words, now=now, actor=actor)
    elif name == "rule_undo":
        rule_acts.undo(store, brand_id, "change", words, now=now, actor=actor)
    elif name == "note":
        conversations.add_note(store, brand_id, conversation_id, words, now=now, actor=actor)
    elif name == "draft":
        begun = inbox.read_draft(store, brand_id, conversation_id).rstrip()
        whole = f"{begun}\n\n{words}" if begun else words
        conversations.save_draft(store, brand_id, conversation_id, whole, now=now, actor=actor)
    return ""


def of_conversation(store: Store, brand_id: str, conversation_id: str) -> dict[str, Any] | None:
    """What a conversation is taken for and why; columns see the store."""
    return table.read_classes(store, brand_id, conversation_id)


def beside(store: Store, brand_id: str, conversation_id: str) -> Beside:
    """What is shown beside a thread. Raises NotFoundError when the conversation is gone."""
    found = table.read_classes(store, brand_id, conversation_id)
    if found is None:
        raise NotFoundError("errors.inbox.gone")
    acts = rule_acts.of_conversation(store, brand_id, conversation_id)
    return Beside(moderation.plan_in_force(store, brand_id), Sorted(**found), tuple(acts))


def counts(store: Store, brand_id: str) -> dict[str, int]:
    """Conversations by class; '' are those without one."""
    return table.count_classes(store, brand_id)


def _note(
    cursor: Cursor, brand_id: str, ids: Sequence[str], after: str, count: int, *, now: datetime, actor: str
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="class",
        subject_id=ids[0] if len(ids) == 1 else "several",
        to_state=after,
        now=now,
        actor=actor,
        detail={"changed": count},
    )
