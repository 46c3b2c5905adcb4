"""What a conversation is taken for, and what stands beside it: the plan, what rules did."""

from datetime import datetime, timedelta
from typing import NamedTuple

from cmlite.domain.brands import Brand
from cmlite.domain.holidays import closed_around
from cmlite.domain.hours import business_days, business_minutes
from cmlite.domain.moderation import HEATED, Plan, Rung
from cmlite.domain.rules import Rule

LONGEST = timedelta(days=60)
"""Who has waited longer has waited long enough for every rung."""


class Sorted(NamedTuple):
    """The class of one conversation with where it comes from, and what else it is marked with."""

    class_id: str
    class_from: str
    class_why: str
    priority: int
    tags: str
    assignee: str


class RuleAct(NamedTuple):
    """What a rule did to a conversation; `rule` as it is now."""

    change_id: str
    rule_id: str
    rule: Rule


class Beside(NamedTuple):
    """What is shown beside a thread."""

    plan: Plan
    found: Sorted
    acts: tuple[RuleAct, ...]


def waited(brand: Brand, since: datetime, now: datetime) -> float:
    """Business minutes somebody has waited (naive UTC), counted over the last `LONGEST` at most.

    None at all where the message is from later than `now`: times of a file without a zone may be hours ahead.
    """
    since = min(max(since, now - LONGEST), now)
    first, last = since.date(), now.date()
    closed = closed_around(first, last, country=brand.country, subdivision=brand.subdivision)
    return business_minutes(business_days(first, last, brand.business_hours, brand.zone, closed), since, now)


def rung_due(plan: Plan, class_id: str, minutes: float) -> Rung | None:
    """Whom it is time to tell after so many business minutes: the highest rung that was reached.

    Only what is heated or to be passed on climbs by itself. Everything else goes to the first rung when its deadline is
    over, and no higher: a kind word that was left lying is nothing for a lawyer.
    """
    one = plan.class_of(class_id)
    deadline = plan.deadline_of(class_id)
    climbs = class_id in HEATED or (one is not None and one.action == "escalate")
    if not climbs and (deadline is None or minutes < deadline):
        return None
    reached = [rung for rung in plan.ladder if rung.after and rung.after <= minutes]
    furthest = max if climbs else min
    return furthest(reached, key=lambda rung: rung.after, default=None)
