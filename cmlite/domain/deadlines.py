"""When an answer is due and what is said about it: deadlines of the plan, windows of the networks."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cmlite.domain.brands import Brand
from cmlite.domain.hours import business_minutes_a_week
from cmlite.domain.inbox import PRIVATE, Conversation
from cmlite.domain.moderation import Plan
from cmlite.domain.networks import Network

Kind = Literal["overdue", "urgent", "due", "closing", "closed", "priority", "waits", "old", "state"]
URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a conversation stands where it does. `at` is the instant it is about (naive UTC)."""

    kind: Kind
    at: datetime | None = None


def deadlines_by_class(plan: Plan) -> dict[str, int | None]:
    """Business minutes until the first answer by class, '' for conversations without one or with one that is gone."""
    return {"": plan.deadline_of("")} | {one.class_id: one.deadline for one in plan.classes}


def windows(facts: Mapping[str, Network]) -> dict[str, float]:
    """Hours after the last private message in which a network takes an answer, where it has such a limit."""
    found = {key: one.number("reply_window", "message") for key, one in facts.items()}
    return {key: float(hours) for key, hours in found.items() if hours}


def mark_of(plan: Plan, brand: Brand, closing: Mapping[str, float]) -> str:
    """Stands for all that deadlines are computed from: another mark, other deadlines."""
    hours = brand.business_hours.model_dump(mode="json")
    where = [brand.zone, brand.country, brand.subdivision]
    everything = json.dumps([deadlines_by_class(plan), hours, where, dict(closing)], sort_keys=True)
    return hashlib.sha256(everything.encode()).hexdigest()[:12]


def horizon(plan: Plan, brand: Brand) -> timedelta:
    """So far into the future reaches the longest deadline at the most, holidays included."""
    longest = max((minutes for minutes in deadlines_by_class(plan).values() if minutes), default=0)
    weeks = longest / max(business_minutes_a_week(brand.business_hours), 1.0)
    return timedelta(days=21 + 7 * min(weeks, 200) * 1.5)


def reason(conversation: Conversation, now: datetime) -> Reason:
    """The first thing to say about a conversation: what makes it more urgent than others, else how long it waits."""
    if conversation.state != "open" or conversation.waiting_since is None:
        return Reason("state")
    if conversation.came_late:
        return Reason("old", conversation.waiting_since)
    due, closes = conversation.due_at, conversation.closes_at
    if due is not None and due <= now:
        return Reason("overdue", due)
    if closes is not None and closes <= now:
        return Reason("closed", closes)
    if conversation.priority > 0:
        return Reason("priority", due)
    if conversation.urgency == URGENT:
        return Reason("urgent", due)
    if closes is not None and (due is None or closes < due):
        return Reason("closing", closes)
    return Reason("due", due) if due is not None else Reason("waits", conversation.waiting_since)


def by_hand_until(conversation: Conversation, facts: Mapping[str, Network]) -> datetime | None:
    """Until when a person may still answer a private message although the usual window is closed; None: not known."""
    network = facts.get(conversation.network)
    hours = network.number("reply_window_human_agent", "message") if network else None
    if hours is None or conversation.kind != PRIVATE:
        return None
    return conversation.last_message_at + timedelta(hours=hours)
