"""The start page: what needs doing now, and the week at a glance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_wall
from cmlite.domain.connections import Connection
from cmlite.domain.posts import Entry
from cmlite.domain.strategy import Strategy
from cmlite.domain.today import Task, in_order
from cmlite.services import (
    calendar,
    channels,
    connections,
    leads,
    publishing,
    strategy,
    today_inbox,
    today_posts,
)
from cmlite.services.team import AtWork
from cmlite.store.db import Store
from cmlite.store.metrics import newest_figure

STALE = timedelta(days=8)
"""Figures that end longer ago than this are worth a fresh import."""


@dataclass(frozen=True, slots=True)
class Day:
    """One wall day of the week at a glance."""

    day: date
    entries: list[Entry]


def week(store: Store, brand: Brand, *, now: datetime, days: int = 7) -> list[Day]:
    """Today and the days after it, with what is planned."""
    today = to_wall(now, brand.zone)
    found = calendar.entries(store, brand.brand_id, today, days, brand.zone)
    by_day: dict[date, list[Entry]] = {today.date() + timedelta(days=n): [] for n in range(days)}
    for entry in found:
        if (place := entry.place(brand.zone)) is not None and place[0] in by_day:
            by_day[place[0]].append(entry)
    return [Day(day, entries) for day, entries in by_day.items()]


def tasks(
    store: Store,
    brand: Brand,
    days: list[Day],
    *,
    locked: Callable[[], bool] = lambda: False,
    work: AtWork | None = None,
    now: datetime,
) -> list[Task]:
    """What needs doing, most urgent first; `locked`: sign-ins cannot be read until their passphrase is typed.

    With a team, `work` says for whom: only who may approve is told of posts that wait for it.
    """
    current = strategy.current(store, brand.brand_id)
    content = current.content if current else Strategy()
    live = connections.connections(store, brand.brand_id)
    matches = publishing.matches(store, brand.brand_id) if live else []
    found = [
        *today_posts.publishing_tasks(store, brand, {row["publication_id"] for row in matches}, now),
        *today_posts.same_tasks(matches, now),
        *(today_posts.correction_tasks(store, brand, now) if live else ()),
        *today_posts.approval_tasks(store, brand, work),
        *today_inbox.look_tasks(store, brand, work),
        *_connection_tasks(store, brand, live, locked, now),
        *today_inbox.answer_tasks(store, brand, now),
        *today_inbox.mention_tasks(store, brand, work),
        *_lead_tasks(store, brand, now),
        *_channel_tasks(store, brand, content),
        *_planning_tasks(content, days, can_fill=bool(channels.channels(store, brand.brand_id))),
        *today_posts.unsaved_tasks(store, brand, work),
        *_figure_tasks(store, brand, now),
    ]
    if current is None:
        begun = strategy.draft(store, brand.brand_id) is not None
        found.append(Task(kind="strategy_begun" if begun else "strategy", urgency=1, page="onboarding"))
    elif content.review_on and content.review_on <= to_wall(now, brand.zone).date():
        found.append(Task(kind="review", urgency=2, page="review", values={"day": content.review_on}))
    return in_order(found)


def _connection_tasks(
    store: Store, brand: Brand, live: Mapping[str, Connection], locked: Callable[[], bool], now: datetime
) -> list[Task]:
    """What keeps channels from working, before it hurts; what is held back is told with every channel."""
    held = [Task(kind="held", urgency=-1, page="channels")] if connections.is_held(store, brand.brand_id) else []
    if not live:
        return held
    networks = {channel.channel_id: channel.network for channel in channels.channels(store, brand.brand_id)}
    found = held
    if locked():
        found.append(Task(kind="locked", urgency=0, page="channels"))
    for kind, urgency in (("sign_in", 0), ("unreachable", 1), ("expiring", 1)):
        those = tuple(networks.get(one.channel_id, "") for one in live.values() if one.standing(now) == kind)
        if those:
            found.append(Task(kind=kind, urgency=urgency, page="channels", values={"networks": those}))
    return found


def _channel_tasks(store: Store, brand: Brand, content: Strategy) -> list[Task]:
    """Networks of the strategy on which the brand has no account here yet."""
    there = {channel.network for channel in channels.channels(store, brand.brand_id)}
    missing = tuple(choice.network for choice in content.networks if choice.network not in there)
    if not missing:
        return []
    return [Task(kind="channel", urgency=1, page="channels", values={"n": len(missing), "networks": missing})]


def _lead_tasks(store: Store, brand: Brand, now: datetime) -> list[Task]:
    """Next steps of leads that are due by the brand's calendar."""
    today = to_wall(now, brand.zone).date()
    return [
        Task(
            kind="lead",
            urgency=1,
            page="leads",
            values={"title": row["next_step"] or row["interest"], "lead": row["interest"], "day": row["next_on"]},
            params={"lead": row["lead_id"]},
        )
        for row in leads.due(store, brand.brand_id, today, limit=3)
    ]


def _planning_tasks(content: Strategy, days: list[Day], *, can_fill: bool) -> list[Task]:
    """An empty day leads to proposals for its week; before the first channel to the panel, which asks for one."""
    there = [entry for day in days for entry in day.entries if entry.state not in {"idea", "cancelled", "removed"}]
    planned = sum(
        max(len(entry.planned_networks), 1) for entry in there
    )  # as the strategy counts: one for every network
    wanted = round(content.posts_per_week)
    empty = next((day.day for day in days[1:] if not day.entries), None)
    if not wanted or planned >= wanted or empty is None:
        return []
    return [
        Task(
            kind="plan",
            urgency=2,
            page="week" if can_fill else "calendar",
            values={"planned": planned, "wanted": wanted, "day": empty},
            params={"day" if can_fill else "new": empty.isoformat()},
        )
    ]


def _figure_tasks(store: Store, brand: Brand, now: datetime) -> list[Task]:
    newest = newest_figure(store, brand.brand_id)
    if newest is None:
        return [Task(kind="first_import", urgency=3, page="imports")]
    if to_wall(now, brand.zone).date() - newest > STALE:
        return [Task(kind="import", urgency=3, page="imports", values={"day": newest})]
    return []
