"""The moderation plan of a brand: what is proposed, what the owner made of it, the versions in between."""

from datetime import date, datetime

from cmlite.domain.brands import Brand
from cmlite.domain.ids import new_id
from cmlite.domain.moderation import Plan, PlanVersion
from cmlite.domain.moderation_proposal import propose_plan
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import strategy
from cmlite.store import brands, reference, rules
from cmlite.store import moderation as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert


def plan_in_force(store: Store, brand_id: str) -> Plan:
    """The plan that counts: the owner's, else the proposal."""
    current = table.read_current(store, brand_id)
    return current.content if current else proposal(store, brand_id)


def proposal(store: Store, brand_id: str) -> Plan:
    """What would be proposed today, whatever was saved; an unknown brand has an empty plan."""
    brand = next((one for one in brands.read_brands(store) if one.brand_id == brand_id), None)
    if brand is None:
        return Plan()
    address = strategy.in_force(store, brand_id).culture.address
    return propose_plan(brand, address, reference.moderation())


def law_source(brand: Brand) -> tuple[str, date]:
    """Where the offences named in the proposal stand, and when that was looked up."""
    known = reference.moderation().law
    found = known.get(brand.country, known["DE"])
    return found.source, found.checked


def versions(store: Store, brand_id: str) -> list[PlanVersion]:
    """What was saved, newest first."""
    return table.read_versions(store, brand_id)


def save(store: Store, brand_id: str, content: Plan, *, version: int, now: datetime, actor: str) -> PlanVersion | None:
    """Save a changed plan as its next version; None where nothing changed.

    `version` is the one that was read, 0 for the proposal. Raises RuleError when another window saved since.
    """
    usual = proposal(store, brand_id)
    with store.write() as cursor:
        known = table.lock_versions(cursor, brand_id)
        current = next((one for one in known if one.state == "current"), None)
        if (current.version if current else 0) != version:
            raise RuleError("errors.moderation.changed_elsewhere")
        if content == (current.content if current else usual):
            return None
        return _add(cursor, brand_id, content, known, now=now, actor=actor)


def restore(store: Store, brand_id: str, plan_id: str, *, now: datetime, actor: str) -> PlanVersion:
    """Make an earlier version the next one. Raises NotFoundError when it is not the brand's."""
    with store.write() as cursor:
        known = table.lock_versions(cursor, brand_id)
        found = next((one for one in known if one.plan_id == plan_id), None)
        if found is None:
            raise NotFoundError("errors.moderation.no_version")
        return _add(cursor, brand_id, found.content, known, now=now, actor=actor)


def back_to_proposal(store: Store, brand_id: str, *, now: datetime, actor: str) -> str:
    """Let the proposal count again; gives back the id of the version that was given up, '' where there was none."""
    usual = proposal(store, brand_id)
    with store.write() as cursor:
        current = next((one for one in table.lock_versions(cursor, brand_id) if one.state == "current"), None)
        if current is None:
            return ""
        _keep_classes_in_use(cursor, brand_id, usual)
        table.retire(cursor, brand_id)
        _note(cursor, brand_id, f"version {current.version}", "proposal", now=now, actor=actor)
    return current.plan_id


def _add(
    cursor: Cursor, brand_id: str, content: Plan, known: list[PlanVersion], *, now: datetime, actor: str
) -> PlanVersion:
    _keep_classes_in_use(cursor, brand_id, content)
    before = next((f"version {one.version}" for one in known if one.state == "current"), "proposal")
    made = PlanVersion(
        plan_id=new_id("plan", now),
        brand_id=brand_id,
        version=max((one.version for one in known), default=0) + 1,
        state="current",
        content=content,
        saved_at=now,
        actor=actor,
    )
    table.retire(cursor, brand_id)
    insert(cursor, "moderation_plan", **made.model_dump(exclude={"content"}), content=content.model_dump_json())
    _note(cursor, brand_id, before, f"version {made.version}", now=now, actor=actor)
    return made


def _keep_classes_in_use(cursor: Cursor, brand_id: str, content: Plan) -> None:
    """Raise RuleError where a rule that is on gives a class this plan does not have."""
    for one in rules.lock_rules(cursor, brand_id):
        if one.is_on and one.content.class_id and content.class_of(one.content.class_id) is None:
            raise RuleError("errors.moderation.class_in_use", rule=one.content.name)


def _note(cursor: Cursor, brand_id: str, before: str, after: str, *, now: datetime, actor: str) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="moderation_plan",
        subject_id=brand_id,
        from_state=before,
        to_state=after,
        now=now,
        actor=actor,
    )
