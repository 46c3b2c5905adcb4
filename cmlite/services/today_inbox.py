"""What the inbox asks for on the start page: people who wait, notes and drafts that ask for whoever is at work."""

from datetime import datetime
from itertools import islice

from cmlite.domain.brands import Brand
from cmlite.domain.inbox import Filters
from cmlite.domain.today import Task
from cmlite.services import deadlines, inbox, looks
from cmlite.services.team import AtWork
from cmlite.store.db import Store


def answer_tasks(store: Store, brand: Brand, now: datetime) -> list[Task]:
    """How many wait, how many of them for too long; leads to the most urgent."""
    waiting = inbox.count_waiting(store, brand.brand_id, now=now)
    if not waiting:
        return []
    deadlines.bring_up(store, brand, now=now)
    late = inbox.overview(store, brand.brand_id, now=now).views["overdue"]
    first = inbox.first_in_queue(store, brand.brand_id, Filters(), now=now) or {}
    return [
        Task(
            kind="answer",
            urgency=0,
            page="inbox",
            values={"n": waiting, "late": late},
            params={"conversation": first["conversation_id"]} if first else {},
            since=first.get("waiting_since"),
        )
    ]


def mention_tasks(store: Store, brand: Brand, work: AtWork | None) -> list[Task]:
    """Notes in which a colleague named whoever is at work, one task a conversation."""
    if work is None or work.member is None:
        return []
    notes = inbox.mentions(store, brand.brand_id, me=work.member.member_id)
    newest = {one["conversation_id"]: one for one in reversed(notes)}
    return [
        Task(
            kind="mentioned",
            urgency=0,
            page="inbox",
            values={"who": work.team.name_of(one["actor"]), "lead": one["text"][:160]},
            params={"conversation": conversation_id},
            since=one["happened_at"],
        )
        for conversation_id, one in islice(newest.items(), 3)
    ]


def look_tasks(store: Store, brand: Brand, work: AtWork | None) -> list[Task]:
    """Drafts of answers somebody wants whoever is at work to look at; and what was said of their own ones."""
    if work is None or work.member is None:
        return []
    return [
        Task(
            kind=f"look_{row['verdict']}",
            urgency=0,
            page="inbox",
            values={"who": work.team.name_of(row["member_id"]), "lead": row["remark"][:160]},
            params={"conversation": row["conversation_id"]},
            since=row["answered_at"],
        )
        for row in looks.answered(store, brand.brand_id, work.member.member_id)[:3]
    ] + [
        Task(
            kind="look",
            urgency=0,
            page="inbox",
            values={"who": work.team.name_of(row["actor"])},
            params={"conversation": row["conversation_id"]},
            since=row["asked_at"],
        )
        for row in looks.waiting(store, brand.brand_id, work.member.member_id)[:3]
    ]
