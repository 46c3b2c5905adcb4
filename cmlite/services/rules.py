"""Rules of moderation: written, tried out on the past, switched on by the owner, and everything they did taken back.

Nothing is hidden, deleted or sent by a rule: it gives a class, a tag, a priority, an assignee and a suggestion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.classes import RuleAct
from cmlite.domain.holidays import closed_around
from cmlite.domain.ids import new_id
from cmlite.domain.moderation import Rule, SavedRule
from cmlite.domain.rules import check, is_other
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import moderation
from cmlite.store import brands, rule_acts, rule_matches
from cmlite.store import class_changes as changes
from cmlite.store import rules as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update
from cmlite.store.team import lock_team

PAGE_SIZE = 20
ACTOR = "worker"
"""Who acts when a rule does."""
_YEARS = 4
"""So far back holidays count as days on which the business was closed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule with what it did: `done` acts, of which `undone` were taken back."""

    rule: SavedRule
    done: int
    undone: int


def rules(store: Store, brand_id: str) -> list[Kept]:
    """The rules of a brand in the order in which they are asked."""
    done = table.read_done(store, brand_id)
    return [Kept(one, *done.get(one.rule_id, (0, 0))) for one in table.read_rules(store, brand_id)]


def save(store: Store, brand_id: str, rule_id: str | None, content: Rule, *, now: datetime, actor: str) -> str:
    """Save a new rule, or a changed one; returns its id. It is off until it was tried out as it is now."""
    check(content)
    with store.write() as cursor:
        if rule_id is None:
            rule_id, before = new_id("rule", now), ""
            places = [one.place for one in table.lock_rules(cursor, brand_id)]
            insert(
                cursor,
                "moderation_rule",
                rule_id=rule_id,
                brand_id=brand_id,
                place=max(places, default=0) + 1,
                content=content.model_dump_json(),
                created_at=now,
                changed_at=now,
                actor=actor,
            )
        else:
            row, before = _living(cursor, brand_id, rule_id), "kept"
            fresh: dict[str, object] = {}
            if is_other(Rule.model_validate_json(row["content"]), content):
                fresh = {"is_on": False, "tested_at": None, "matched": None, "looked_at": None, "changed_at": now}
            update(
                cursor,
                "moderation_rule",
                {"rule_id": rule_id, "brand_id": brand_id},
                content=content.model_dump_json(),
                actor=actor,
                **fresh,
            )
        _note(cursor, brand_id, rule_id, before, "kept", now=now, actor=actor)
    return rule_id


def test(store: Store, brand: Brand, rule_id: str, *, now: datetime, actor: str) -> tuple[int, int]:
    """Try a rule out on everything that ever came in: how many conversations it finds, of how many. Changes none."""
    rule = _rule(store, brand.brand_id, rule_id)
    found = rule_matches.read_numbers(store, brand, rule.content, _closed(brand, now))
    with store.write() as cursor:
        row = _living(cursor, brand.brand_id, rule_id)
        if row["content"] != rule.content.model_dump_json():
            raise RuleError("errors.rules.changed_elsewhere")
        update(
            cursor,
            "moderation_rule",
            {"rule_id": rule_id, "brand_id": brand.brand_id},
            tested_at=now,
            matched=found[0],
            looked_at=found[1],
        )
        _note(cursor, brand.brand_id, rule_id, "kept", "tested", now=now, actor=actor)
    return found


def matches(store: Store, brand: Brand, rule_id: str, *, page: int, now: datetime) -> list[dict[str, Any]]:
    """One page (1 is the first) of the conversations a rule finds, newest first; columns see the store."""
    rule = _rule(store, brand.brand_id, rule_id)
    offset = (max(page, 1) - 1) * PAGE_SIZE
    return rule_matches.read_matches(store, brand, rule.content, _closed(brand, now), limit=PAGE_SIZE, offset=offset)


def switch(store: Store, brand_id: str, rule_id: str, *, on: bool, now: datetime, actor: str) -> None:
    """Switch a rule on or off: on only by the owner, and only after it was tried out as it is."""
    plan = moderation.plan_in_force(store, brand_id)
    with store.write() as cursor:
        row = _living(cursor, brand_id, rule_id)
        if on and lock_team(cursor, brand_id).role_of(actor) != "owner":
            raise RuleError("errors.rules.owner_only")
        if on and row["tested_at"] is None:
            raise RuleError("errors.rules.not_tested")
        class_id = Rule.model_validate_json(row["content"]).class_id
        if on and class_id and plan.class_of(class_id) is None:
            raise RuleError("errors.moderation.no_class")
        update(cursor, "moderation_rule", {"rule_id": rule_id, "brand_id": brand_id}, is_on=on, actor=actor)
        words = {True: "on", False: "off"}
        _note(cursor, brand_id, rule_id, words[bool(row["is_on"])], words[on], now=now, actor=actor)


def earlier(store: Store, brand_id: str, rule_id: str, *, now: datetime, actor: str) -> None:
    """Ask a rule before the one that was asked before it; of two rules that give a class the first counts."""
    with store.write() as cursor:
        known = [one.rule_id for one in table.lock_rules(cursor, brand_id)]
        if rule_id not in known:
            raise NotFoundError("errors.rules.gone")
        place = known.index(rule_id)
        if place:
            known[place - 1], known[place] = known[place], known[place - 1]
        for number, one in enumerate(known, start=1):
            update(cursor, "moderation_rule", {"rule_id": one, "brand_id": brand_id}, place=number)
        _note(cursor, brand_id, rule_id, "kept", "moved", now=now, actor=actor)


def delete(store: Store, brand_id: str, rule_id: str, *, now: datetime, actor: str) -> None:
    """Take a rule away; what it did stays listed and can still be taken back. `bring_back` undoes it, switched off."""
    with store.write() as cursor:
        _living(cursor, brand_id, rule_id)
        key = {"rule_id": rule_id, "brand_id": brand_id}
        update(cursor, "moderation_rule", key, deleted_at=now, is_on=False, actor=actor)
        _note(cursor, brand_id, rule_id, "kept", "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, rule_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion."""
    with store.write() as cursor:
        if table.lock_rule(cursor, brand_id, rule_id) is None:
            raise NotFoundError("errors.rules.gone")
        update(cursor, "moderation_rule", {"rule_id": rule_id, "brand_id": brand_id}, deleted_at=None, actor=actor)
        _note(cursor, brand_id, rule_id, "deleted", "kept", now=now, actor=actor)


def apply_to_open(store: Store, brand_id: str, *, now: datetime, actor: str) -> tuple[str, int]:
    """Ask the rules that are on about everything that is not done; the id `undo` takes, and how much they did."""
    with store.write() as cursor:
        batch_id, count = _ask(cursor, brand_id, lambda: rule_acts.choose_open(cursor, brand_id), now=now, actor=actor)
        _note(cursor, brand_id, "open", "", "applied", now=now, actor=actor, changed=count)
    return batch_id, count


def on_arrival(cursor: Cursor, brand_id: str, channel_id: str, *, now: datetime) -> int:
    """Ask the rules that are on about what a network just told, in the transaction that saves it."""
    return _ask(
        cursor, brand_id, lambda: rule_acts.choose_arrived(cursor, brand_id, channel_id, now), now=now, actor=ACTOR
    )[1]


def on_import(cursor: Cursor, brand_id: str, import_id: str, *, now: datetime) -> int:
    """The same for what a file brought."""
    return _ask(cursor, brand_id, lambda: rule_acts.choose_imported(cursor, brand_id, import_id), now=now, actor=ACTOR)[
        1
    ]


def on_judged(cursor: Cursor, brand_id: str, conversation_ids: Sequence[str], *, now: datetime) -> int:
    """Ask the rules that look at the tone, once triage has told it, in the transaction that saves it."""
    choose = partial(rule_acts.choose_judged, cursor, brand_id, conversation_ids)
    return _ask(cursor, brand_id, choose, now=now, actor=ACTOR, asks=lambda rule: bool(rule.tones))[1]


def count_acts(store: Store, brand_id: str) -> int:
    """How much rules did, also those that were deleted since."""
    return sum(done for done, _ in table.read_done(store, brand_id).values())


def acts(store: Store, brand_id: str, rule_id: str, *, page: int) -> list[dict[str, Any]]:
    """One page of what a rule did ('' is every rule), newest first; columns see the store."""
    return table.read_acts(store, brand_id, rule_id, limit=PAGE_SIZE, offset=(max(page, 1) - 1) * PAGE_SIZE)


def of_conversation(store: Store, brand_id: str, conversation_id: str) -> list[RuleAct]:
    """What rules did to one conversation and was not taken back, newest first."""
    found = table.read_of_conversation(store, brand_id, conversation_id)
    return [RuleAct(row["change_id"], row["rule_id"], Rule.model_validate_json(row["rule"])) for row in found]


def undo(store: Store, brand_id: str, chosen_by: str, wanted_id: str, *, now: datetime, actor: str) -> int:
    """Take back one act ('change'), one press of the button ('batch') or all a rule did ('rule'); returns how many."""
    with store.write() as cursor:
        count = changes.take_back(cursor, brand_id, chosen_by, wanted_id, now=now, actor=actor)
        if not count:
            raise NotFoundError("errors.moderation.nothing_to_undo")
        _note(cursor, brand_id, wanted_id, "applied", "undone", now=now, actor=actor, changed=count)
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
    on = [one for one in table.lock_rules(cursor, brand_id) if one.is_on and asks(one.content)]
    brand = brands.lock_brand(cursor, brand_id) if on else None
    if brand is None or not choose():
        return "", 0
    batch_id = new_id("rules", now)
    closed = _closed(brand, now)
    count = sum(rule_acts.act(cursor, brand, one, closed, batch_id=batch_id, now=now, actor=actor) for one in on)
    rule_acts.let_go(cursor)
    return batch_id, count


def _closed(brand: Brand, now: datetime) -> list[date]:
    today = now.date()
    first = today - timedelta(days=365 * _YEARS)
    return sorted(closed_around(first, today, country=brand.country, subdivision=brand.subdivision))


def _rule(store: Store, brand_id: str, rule_id: str) -> SavedRule:
    found = next((one for one in table.read_rules(store, brand_id) if one.rule_id == rule_id), None)
    if found is None:
        raise NotFoundError("errors.rules.gone")
    return found


def _living(cursor: Cursor, brand_id: str, rule_id: str) -> dict[str, Any]:
    row = table.lock_rule(cursor, brand_id, rule_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFoundError("errors.rules.gone")
    return row


def _note(
    cursor: Cursor,
    brand_id: str,
    subject_id: str,
    before: str,
    after: str,
    *,
    now: datetime,
    actor: str,
    changed: int | None = None,
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
        detail=None if changed is None else {"changed": changed},
    )
