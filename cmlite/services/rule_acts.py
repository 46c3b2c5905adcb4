"""Ask the rules of moderation about messages; what they did is listed and taken back.

Nothing is hidden, deleted or sent by a rule: it gives a class, a tag, a priority, an assignee and a suggestion.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from cmlite.domain.classes import RuleAct
from cmlite.domain.ids import new_id
from cmlite.domain.rules import Rule
from cmlite.errors import NotFoundError
from cmlite.services.rules import PAGE_SIZE, closed_days
from cmlite.store import brands
from cmlite.store import class_changes as changes
from cmlite.store import rule_acts as table
from cmlite.store import rules as kept
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

ACTOR = "worker"
"""Who acts when a rule does."""


def apply_to_open(store: Store, brand_id: str, *, now: datetime, actor: str) -> tuple[str, int]:
    """Ask the rules that are on about everything that is not done; the id `undo` takes, and how much they did."""
    with store.write() as cursor:
        batch_id, count = _ask(cursor, brand_id, lambda: table.choose_open(cursor, brand_id), now=now, actor=actor)
        _note(cursor, brand_id, "open", "", "applied", count, now=now, actor=actor)
    return batch_id, count


def on_arrival(cursor: Cursor, brand_id: str, channel_id: str, *, now: datetime) -> int:
    """Ask the rules that are on about what a network just told, in the transaction that saves it."""
    return _ask(
        cursor, brand_id, lambda: table.choose_arrived(cursor, brand_id, channel_id, now), now=now, actor=ACTOR
    )[1]


def on_import(cursor: Cursor, brand_id: str, import_id: str, *, now: datetime) -> int:
    """The same for what a file brought."""
    return _ask(cursor, brand_id, lambda: table.choose_imported(cursor, brand_id, import_id), now=now, actor=ACTOR)[1]


def on_judged(cursor: Cursor, brand_id: str, conversation_ids: Sequence[str], *, now: datetime) -> int:
    """Ask the rules that look at the tone, once triage has told it, in the transaction that saves it."""
    choose = partial(table.choose_judged, cursor, brand_id, conversation_ids)
    return _ask(cursor, brand_id, choose, now=now, actor=ACTOR, asks=lambda rule: bool(rule.tones))[1]


def count_acts(store: Store, brand_id: str) -> int:
    """How much rules did, also those that were deleted since."""
    return sum(done for done, _ in kept.read_done(store, brand_id).values())


def acts(store: Store, brand_id: str, rule_id: str, *, page: int) -> list[dict[str, Any]]:
    """One page of what a rule did ('' is every rule), newest first; columns see the store."""
    return kept.read_acts(store, brand_id, rule_id, limit=PAGE_SIZE, offset=(max(page, 1) - 1) * PAGE_SIZE)


def of_conversation(store: Store, brand_id: str, conversation_id: str) -> list[RuleAct]:
    """What rules did to one conversation and was not taken back, newest first."""
    found = kept.read_of_conversation(store, brand_id, conversation_id)
    return [RuleAct(row["change_id"], row["rule_id"], Rule.model_validate_json(row["rule"])) for row in found]


def undo(store: Store, brand_id: str, chosen_by: str, wanted_id: str, *, now: datetime, actor: str) -> int:
    """Take back one act ('change'), one press of the button ('batch') or all a rule did ('rule'); returns how many."""
    with store.write() as cursor:
        count = changes.take_back(cursor, brand_id, chosen_by, wanted_id, now=now, actor=actor)
        if not count:
            raise NotFoundError("errors.moderation.nothing_to_undo")
        _note(cursor, brand_id, wanted_id, "applied", "undone", count, now=now, actor=actor)
    return count


def _ask(
    cursor: Cursor,
    brand_id: str,
    choose: Any,
    *,
    now: datetime,
    actor: str,
    asks: Callable[[Rule], bool] = lambda rule: True,
) -> tuple[str, int]:
    """Ask every rule that is on and meant, in their order, about the conversations that `choose` picks."""
    on = [one for one in kept.lock_rules(cursor, brand_id) if one.is_on and asks(one.content)]
    brand = brands.lock_brand(cursor, brand_id) if on else None
    if brand is None or not choose():
        return "", 0
    batch_id = new_id("rules", now)
    closed = closed_days(brand, now)
    count = sum(table.act(cursor, brand, one, closed, batch_id=batch_id, now=now, actor=actor) for one in on)
    table.let_go(cursor)
    return batch_id, count


def _note(
    cursor: Cursor, brand_id: str, subject_id: str, before: str, after: str, changed: int, *, now: datetime, actor: str
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="moderation_rule",
        subject_id=subject_id,
        from_state=before,
        to_state=after,
        now=now,
        actor=actor,
        detail={"changed": changed},
    )
