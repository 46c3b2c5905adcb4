"""The first steps of an owner: the brand itself, and a look around with an example."""

from datetime import datetime

from cmlite.domain.brands import Brand, web_address
from cmlite.domain.goals import Progress
from cmlite.domain.ids import new_brand_id
from cmlite.domain.strategy import MEASURES, Goal, Strategy
from cmlite.errors import RuleError
from cmlite.services import goals
from cmlite.store import brands as table
from cmlite.store.db import Store


def save_business(store: Store, brand: Brand | None, values: dict[str, object], *, now: datetime, actor: str) -> Brand:
    """Create the brand, or change it; brings it into view. Raises RuleError without a name, for a new one with the name
    of another, and for a website that is none.

    What is not among the values stays as another window may have left it. Raises NotFoundError for a brand that was
    removed.
    """
    name = str(values.get("name", "")).strip()
    if not name:
        raise RuleError("errors.brands.name_missing")
    if "website" in values and not (brand and values["website"] == brand.website):
        values = values | {"website": web_address(str(values["website"]))}
    with store.write() as cursor:
        base: dict[str, object] = {"brand_id": new_brand_id(), "created_at": now}
        if brand:
            table.lock_living(cursor, brand.brand_id)
            base = (table.lock_brand(cursor, brand.brand_id) or brand).model_dump()
        elif any(one.name.casefold() == name.casefold() for one in table.read_brands(store)):
            raise RuleError("errors.brands.name_taken", name=name)
        saved = Brand.model_validate(base | values | {"actor": actor})
        table.save_brand(cursor, saved)
        table.save_setting(cursor, table.APP, "brand_in_view", saved.brand_id, now=now, actor=actor)
        table.record(
            cursor,
            brand_id=saved.brand_id,
            subject="brand",
            subject_id=saved.brand_id,
            to_state="changed" if brand else "created",
            now=now,
            actor=actor,
        )
    return saved


def present_values(store: Store, brand: Brand, *, now: datetime) -> dict[str, Progress]:
    """Where the brand is now, by measure, as far as imported figures and the inbox tell; nothing is guessed."""
    wanted = tuple(
        Goal(outcome=how.outcome, measure=measure, target=how.start, by=now.date()) for measure, how in MEASURES.items()
    )
    found = goals.progress(store, brand, Strategy(goals=wanted), now=now)
    return {one.goal.measure: one for one in found if one.value is not None}
