"""Deadlines of conversations, kept as columns so that the engine orders the queue; computed where they changed."""

from datetime import datetime

from cmlite.domain import deadlines as rules
from cmlite.domain.brands import Brand
from cmlite.domain.holidays import closed_around
from cmlite.domain.hours import business_days
from cmlite.services import moderation
from cmlite.store import deadlines as table
from cmlite.store import reference
from cmlite.store.db import Store


def bring_up(store: Store, brand: Brand, *, now: datetime) -> int:
    """Compute the deadlines that are missing or out of date: of new messages, other classes, after a pause, and all of
    them when the plan, the opening hours or the holidays are others. Returns how many; nothing is read twice while
    nothing changed. Who may only look is shown what was computed before.
    """
    plan = moderation.plan_in_force(store, brand.brand_id)
    closing = rules.windows(reference.networks())
    mark = rules.mark_of(plan, brand, closing)
    if not table.read_stale(store, brand.brand_id, mark, now)["n"] or not store.may_write:
        return 0
    with store.write() as cursor:
        stale = table.lock_stale(cursor, brand.brand_id, mark, now)  # meanwhile older ones may have come in
        if not stale["n"]:
            return 0
        first = stale["first"].date()
        last = (max(now, stale["last"] or now) + rules.horizon(plan, brand)).date()
        closed = closed_around(first, last, country=brand.country, subdivision=brand.subdivision)
        hours = business_days(first, last, brand.business_hours, brand.zone, closed)
        return table.compute(cursor, brand.brand_id, mark, rules.deadlines_by_class(plan), closing, hours, now=now)
