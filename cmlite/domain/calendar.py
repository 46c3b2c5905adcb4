"""The calendar as days: which days a view shows, what stands in them, plan against cadence and topics."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cmlite.domain.posts import Entry
from cmlite.domain.strategy import Strategy

VIEWS = ("month", "week", "list")
LIST_DAYS = 28
USUAL = time(9)
"""When a post is proposed on a day that has not begun."""
_NOT_PLANNED = {"idea", "cancelled", "removed"}


def span(view: str, anchor: date) -> tuple[date, int]:
    """First day and number of days a view shows: whole weeks from Monday, or four weeks as a list."""
    if view == "week":
        return anchor - timedelta(days=anchor.weekday()), 7
    if view == "list":
        return anchor, LIST_DAYS
    first = anchor.replace(day=1)
    start = first - timedelta(days=first.weekday())
    following = (first + timedelta(days=32)).replace(day=1)
    weeks = -(-((following - start).days) // 7)
    return start, weeks * 7


def step(view: str, anchor: date, direction: int) -> date:
    """The anchor of the view before (-1) or after (1)."""
    if view == "week":
        return anchor + timedelta(days=7 * direction)
    if view == "list":
        return anchor + timedelta(days=LIST_DAYS * direction)
    first = anchor.replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) if direction > 0 else (first - timedelta(days=1)).replace(day=1)


def proposed(day: date, now: datetime) -> datetime:
    """The time offered for a new post, never one that has passed (`now` is wall time).

    On a day to come nine o'clock, today (and for a day that is over) the next full hour, after 23:00 tomorrow.
    """
    if day > now.date():
        return datetime.combine(day, USUAL)
    following = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return following if following.date() == now.date() else datetime.combine(following.date(), USUAL)


def fits(
    entry: Entry,
    networks: Collection[str],
    pillars: Collection[str],
    states: Collection[str],
    campaigns: Collection[str] = (),
) -> bool:
    """Whether an entry passes the filters; an empty filter lets all pass."""
    return (
        (not networks or bool(set(networks) & set(entry.networks)))
        and (not pillars or entry.pillar_id in pillars)
        and (not states or entry.state in states)
        and (not campaigns or entry.campaign_id in campaigns)
    )


def by_day(entries: Sequence[Entry], zone: str) -> dict[date, list[Entry]]:
    """Entries by wall day, in the order given; entries without a day are left out."""
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        if (place := entry.place(zone)) is not None:
            found.setdefault(place[0], []).append(entry)
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """Something planned against what there is: posts a week by network, or percent by pillar."""

    key: str
    wanted: float
    actual: float
    n: int


def cadence(entries: Sequence[Entry], strategy: Strategy, days: int) -> list[Share]:
    """Publications by network against the posts a week of the strategy, scaled to `days`."""
    counted: dict[str, int] = {}
    for entry in entries:
        if entry.state not in _NOT_PLANNED:
            for network in entry.planned_networks:
                counted[network] = counted.get(network, 0) + 1
    wanted = {choice.network: choice.posts_per_week * days / 7 for choice in strategy.networks}
    return [
        Share(network, wanted.get(network, 0.0), counted.get(network, 0), counted.get(network, 0))
        for network in dict.fromkeys([*wanted, *counted])
    ]


def mix(entries: Sequence[Entry], strategy: Strategy) -> list[Share]:
    """Percent of posts by pillar against the shares of the strategy; posts without a pillar under ''."""
    counted: dict[str, int] = {}
    for entry in entries:
        if entry.state not in _NOT_PLANNED:
            known = entry.pillar_id if strategy.pillar_name(entry.pillar_id) else ""
            counted[known] = counted.get(known, 0) + 1
    total = sum(counted.values())
    rows = [
        Share(
            pillar.pillar_id,
            pillar.share,
            100 * counted.get(pillar.pillar_id, 0) / total if total else 0.0,
            counted.get(pillar.pillar_id, 0),
        )
        for pillar in strategy.pillars
    ]
    if counted.get(""):
        rows.append(Share("", 0.0, 100 * counted[""] / total, counted[""]))
    return rows
