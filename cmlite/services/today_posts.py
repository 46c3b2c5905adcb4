"""What posts ask for on the start page: going out, what became of them out there, approval, what was left unsaved."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.posts import short_heading
from cmlite.domain.today import Task
from cmlite.services import approvals, calendar_unsaved, correcting, publishing
from cmlite.services.team import AtWork
from cmlite.store.db import Store

_LOUD = ("unconfirmed", "failed", "missed")
"""States that name the task of a post, the one that needs the owner most first."""


def publishing_tasks(store: Store, brand: Brand, asked: Collection[str], now: datetime) -> list[Task]:
    """One task a post, whatever the number of its channels; `asked` are publications of another question."""
    posts: dict[str, list[dict[str, Any]]] = {}
    for row in publishing.due(store, brand.brand_id, now=now):
        if row["publication_id"] in asked and row["state"] == "missed":
            continue
        posts.setdefault(row["post_id"], []).append(row)
    return [
        Task(
            kind=next((loud for loud in _LOUD if any(row["state"] == loud for row in rows)), "publish"),
            urgency=0,
            page="calendar",
            values={
                "title": short_heading(rows[0]["title"], rows[0]["text"]),
                "networks": tuple(dict.fromkeys(row["network"] for row in rows)),
            },
            params={"post": post_id},
            since=rows[0]["planned_utc"],
        )
        for post_id, rows in islice(posts.items(), 5)
    ]


def same_tasks(matches: Sequence[Mapping[str, Any]], now: datetime) -> list[Task]:
    """Posts made by hand meanwhile; a planned one that is due waits for the word of the owner."""
    return [
        Task(
            kind="same",
            urgency=0 if row["planned_utc"] <= now else 1,
            page="calendar",
            values={"title": short_heading(row["title"], row["text"]), "networks": (row["network"],)},
            params={"post": row["post_id"]},
            since=row["planned_utc"] if row["planned_utc"] <= now else None,
        )
        for row in matches[:3]
    ]


def correction_tasks(store: Store, brand: Brand, now: datetime) -> list[Task]:
    """Posts that were edited or deleted, and nobody knows whether that arrived; one task a post."""
    rows = {row["post_id"]: row for row in correcting.undecided(store, brand.brand_id, now=now)}
    return [
        Task(
            kind=f"unsettled_{row['subject']}",
            urgency=0,
            page="calendar",
            values={"title": short_heading(row["title"], row["text"]), "networks": (row["network"],)},
            params={"post": post_id},
            since=row["ended_at"],
        )
        for post_id, row in islice(rows.items(), 3)
    ]


def approval_tasks(store: Store, brand: Brand, work: AtWork | None) -> list[Task]:
    """Posts that wait for approval, for whoever may give it; posts that came back, for everybody else."""
    if work is None or work.member is None or work.member.role == "viewer":
        return []
    if work.team.may_approve(work.member.member_id):
        waiting = approvals.count_waiting(store, brand.brand_id)
        return [Task(kind="approve", urgency=0, page="approvals", values={"n": waiting})] if waiting else []
    return [
        Task(
            kind="returned",
            urgency=1,
            page="calendar",
            values={"title": one.headline},
            params={"post": one.post_id},
            since=one.decided_at,
        )
        for one in approvals.returned(store, brand.brand_id)[:5]
    ]


def unsaved_tasks(store: Store, brand: Brand, work: AtWork | None) -> list[Task]:
    """Posts whoever is at work went on writing without saving."""
    actor = work.member.member_id if work and work.member else "owner"
    return [
        Task(
            kind="unsaved",
            urgency=2,
            page="composer",
            values={"title": one.headline},
            params={"post": one.entry.post_id} if one.entry else {},
        )
        for one in calendar_unsaved.waiting(store, brand.brand_id, actor=actor)[:3]
    ]
