"""Rules of moderation: written, tried out on the past, switched on by the owner; what they do is in `rule_acts`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.holidays import closed_around
from cmlite.domain.ids import new_id
from cmlite.domain.rules import Rule, SavedRule, check, is_other
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import moderation
from cmlite.store import brands, rule_matches
from cmlite.store import rules as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update
from cmlite.store.team import lock_team

PAGE_SIZE = 20
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
        brands.record(cursor, brand_id, "moderation_rule", rule_id, before, "kept", now=now, actor=actor)
    return rule_id


def test(store: Store, brand: Brand, rule_id: str, *, now: datetime, actor: str) -> tuple[int, int]:
    """Try a rule out on everything that ever came in: how many conversations it finds, of how many. Changes none."""
    rule = _rule(store, brand.brand_id, rule_id)
    found = rule_matches.read_numbers(store, brand, rule.content, closed_days(brand, now))
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
        brands.record(cursor, brand.brand_id, "moderation_rule", rule_id, "kept", "tested", now=now, actor=actor)
    return found


def matches(store: Store, brand: Brand, rule_id: str, *, page: int, now: datetime) -> list[dict[str, Any]]:
    """One page (1 is the first) of the conversations a rule finds, newest first; columns see the store."""
    rule = _rule(store, brand.brand_id, rule_id)
    offset = (max(page, 1) - 1) * PAGE_SIZE
    return rule_matches.read_matches(
        store, brand, rule.content, closed_days(brand, now), limit=PAGE_SIZE, offset=offset
    )


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
        brands.record(
            cursor, brand_id, "moderation_rule", rule_id, words[bool(row["is_on"])], words[on], now=now, actor=actor
        )


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
        brands.record(cursor, brand_id, "moderation_rule", rule_id, "kept", "moved", now=now, actor=actor)


def delete(store: Store, brand_id: str, rule_id: str, *, now: datetime, actor: str) -> None:
    """Take a rule away; what it did stays listed and can still be taken back. `bring_back` undoes it, switched off."""
    with store.write() as cursor:
        _living(cursor, brand_id, rule_id)
        key = {"rule_id": rule_id, "brand_id": brand_id}
        update(cursor, "moderation_rule", key, deleted_at=now, is_on=False, actor=actor)
        brands.record(cursor, brand_id, "moderation_rule", rule_id, "kept", "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, rule_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion."""
    with store.write() as cursor:
        if table.lock_rule(cursor, brand_id, rule_id) is None:
            raise NotFoundError("errors.rules.gone")
        update(cursor, "moderation_rule", {"rule_id": rule_id, "brand_id": brand_id}, deleted_at=None, actor=actor)
        brands.record(cursor, brand_id, "moderation_rule", rule_id, "deleted", "kept", now=now, actor=actor)


def closed_days(brand: Brand, now: datetime) -> list[date]:
    """The days on which the business was closed by law, in order, up to now and some years back."""
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
