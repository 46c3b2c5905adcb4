"""The cards of a period: each figure with what it rests on and what it was before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmlite.domain.intervals import (
    MIN_POSTS,
    Pairs,
    Span,
    Sum,
    count_change_interval,
    days_change_interval,
    ratio,
    ratio_change_interval,
    ratio_interval,
    share_change_interval,
    share_interval,
    spread_change_interval,
    sum_change_interval,
)
from cmlite.domain.kpis import SUMS, Card, Period
from cmlite.services import kpi_series as series
from cmlite.store.kpis import Row

_ALIKE = 0.1
"""By how much what is known of two periods may differ, so that one is compared with the other."""


def of_posts(posts: Sequence[Row], days: Sequence[Row], period: Period) -> list[Card]:
    """Reach, views, impressions, interactions and engagement rate; rows see `store.kpis.read_post_sums`."""
    return [*(_sum_card(name, posts, days, period) for name in SUMS), _rate_card(posts)]


def posts_card(posts: Sequence[Row], period: Period) -> Card:
    """How many posts were published. None before the period means that nothing is known of that time."""
    now, before = (sum(row["posts"] for row in part(posts, name)) for name in ("now", "before"))
    known = bool(now or before)
    return Card(
        name="posts",
        unit="count",
        value=float(now) if known else None,
        n=now,
        of=now,
        before=float(before) if before else None,
        n_before=before,
        series=series.by_day(part(posts, "now", "day"), "posts", period),
        basis="posts" if known else "",
        is_exact=True,
    )


def followers_card(stock: Sequence[Row], period: Period) -> Card:
    """Newest stock of every channel; the change is that of the channels with a stock from before the period."""
    base = {row["channel_id"]: row["value"] for row in stock if row["day"] < period.first}
    moved = {row["channel_id"]: row["value"] for row in stock if row["day"] >= period.first}
    newest = base | moved
    if not newest:
        return Card(name="followers", unit="count", is_exact=True)
    both = base.keys() & moved.keys()
    total = float(sum(newest.values()))
    return Card(
        name="followers",
        unit="count",
        value=total,
        n=len(both),
        of=len(newest),
        before=total - sum(moved[name] - base[name] for name in both) if both else None,
        n_before=len(both),
        series=series.stock_by_day(stock, period),
        basis="channel",
        sources=tuple(sorted({row["source"] for row in stock})),
        newest=max(row["fetched_at"] for row in stock),
        is_exact=True,
    )


def of_inbox(answers: Sequence[Row], period: Period, clock: str) -> list[Card]:
    """Conversations, median first response and share in target; rows see `store.kpis.read_response_sums`."""
    now, before = (next(iter(part(answers, name, "all")), {}) for name in ("now", "before"))
    counts = {name: float(now.get(name, 0)) for name in ("answered", "waiting", "judged", "hits")}
    shared: dict[str, Any] = {"of": now.get("n", 0), "basis": "inbox" if now else "", "more": counts}
    shared["newest"] = now.get("changed_at")
    return [
        _conversations_card(now, before, series.by_day(part(answers, "now", "day"), "n", period), shared),
        _response_card(now, before, clock, shared),
        _target_card(now, before, shared),
    ]


def part(rows: Iterable[Row], name: str, section: str = "channel") -> list[Row]:
    """The rows of one section and part ('now' or 'before')."""
    return [row for row in rows if row["section"] == section and row["part"] == name]


def sum_of(rows: Iterable[Row], name: str) -> Sum:
    """A figure over several rows of sums."""
    known = [row for row in rows if row[f"{name}_n"]]
    return Sum(*(sum(row[key] for row in known) for key in (f"{name}_n", name, f"{name}_squares")))


def pairs_of(rows: Iterable[Row]) -> Pairs:
    """Reach and interactions over several rows of sums."""
    known = [row for row in rows if row["pair_n"]]
    return Pairs(*(sum(row[f"pair_{key}"] for row in known) for key in ("n", "x", "y", "xx", "yy", "xy")))


def _sum_card(name: str, posts: Sequence[Row], days: Sequence[Row], period: Period) -> Card:
    """A sum over the posts of the period; where no post has the figure, over the days of the channels.

    Nothing is said of a change where the figure is known of another share of the posts than before.
    """
    mine, past = part(posts, "now"), part(posts, "before")
    now, before = sum_of(mine, name), sum_of(past, name)
    of, of_before = (sum(row["posts"] for row in rows) for rows in (mine, past))
    if not now.n:
        return _channel_card(name, days, period) or Card(name=name, unit="count", of=of)
    comparable = before.n and abs(now.n / of - before.n / of_before) <= _ALIKE
    return Card(
        name=name,
        unit="count",
        value=now.total,
        n=now.n,
        of=of,
        before=before.total if before.n else None,
        n_before=before.n,
        change_interval=sum_change_interval(now, before) if comparable else None,
        series=series.by_day(part(posts, "now", "day"), name, period),
        basis="posts",
        **_origin(mine),
    )


def _channel_card(name: str, days: Sequence[Row], period: Period) -> Card | None:
    """The sum of the daily figures; compared only when nearly as many days are known in both periods."""
    mine = [row for row in days if row[name] is not None and row["part"] == "now"]
    past = [row for row in days if row[name] is not None and row["part"] == "before"]
    if not mine:
        return None
    now, before = (
        Sum(len(rows), sum(row[name] for row in rows), sum(row[name] ** 2 for row in rows)) for rows in (mine, past)
    )
    comparable = abs(now.n - before.n) <= now.n * _ALIKE
    return Card(
        name=name,
        unit="count",
        value=now.total,
        n=now.n,
        of=period.days * len({row["channel_id"] for row in mine}),
        before=before.total if comparable else None,
        n_before=before.n,
        change_interval=days_change_interval(now, before) if comparable else None,
        series=series.by_day(mine, name, period, whole=True),
        basis="channel",
        **_origin(mine),
    )


def _rate_card(posts: Sequence[Row]) -> Card:
    mine = part(posts, "now")
    now, before = pairs_of(mine), pairs_of(part(posts, "before"))
    return Card(
        name="engagement_rate",
        unit="rate",
        value=ratio(now) if now.n >= MIN_POSTS else None,
        n=now.n,
        of=sum(row["posts"] for row in mine),
        before=ratio(before) if before.n >= MIN_POSTS else None,
        n_before=before.n,
        interval=ratio_interval(now),
        change_interval=ratio_change_interval(now, before),
        basis="posts" if now.n else "",
        more={"reach": now.x, "interactions": now.y},
        **_origin(mine),
    )


def _conversations_card(now: Row, before: Row, course: tuple[float | None, ...], shared: dict[str, Any]) -> Card:
    count, past = now.get("n", 0), before.get("n", 0)
    return Card(
        name="conversations",
        unit="count",
        value=float(count) if count or past else None,
        n=count,
        before=float(past) if past else None,
        n_before=past,
        change_interval=count_change_interval(count, past),
        series=course,
        **shared,
    )


def _response_card(now: Row, before: Row, clock: str, shared: dict[str, Any]) -> Card:
    median, past = now.get(clock), before.get(clock)
    if now.get("answered"):
        names = {
            "most": f"{clock}_most",
            "within_15": "within_15",
            "within_60": "within_60",
            "within_day": "within_day",
        }
        shared = shared | {"more": shared["more"] | _known(now, names)}
    span, past_span = _median_span(now, clock), _median_span(before, clock)
    return Card(
        name="first_response",
        unit="minutes",
        value=median,
        n=now.get("answered", 0),
        before=past,
        n_before=before.get("answered", 0),
        interval=span,
        change_interval=spread_change_interval(median or 0.0, span, past or 0.0, past_span),
        better="down",
        **shared,
    )


def _target_card(now: Row, before: Row, shared: dict[str, Any]) -> Card:
    hits, judged = now.get("hits", 0), now.get("judged", 0)
    past_hits, past_judged = before.get("hits", 0), before.get("judged", 0)
    return Card(
        name="in_target",
        unit="rate",
        value=hits / judged if judged else None,
        n=judged,
        before=past_hits / past_judged if past_judged else None,
        n_before=past_judged,
        interval=share_interval(hits, judged),
        change_interval=share_change_interval(hits, judged, past_hits, past_judged),
        **shared,
    )


def _known(row: Row, names: Mapping[str, str]) -> dict[str, float]:
    """Business minutes until an answer from the future are not known."""
    return {name: float(row[column]) for name, column in names.items() if row[column] is not None}


def _median_span(row: Row, clock: str) -> Span | None:
    low, high = row.get(f"{clock}_low"), row.get(f"{clock}_high")
    return None if low is None or high is None else (low, high)


def _origin(rows: Iterable[Row]) -> dict[str, Any]:
    """Sources and the newest import of some rows."""
    known = [row for row in rows if row["fetched_at"] is not None]
    if not known:
        return {}
    names = {row[key] for row in known for key in ("source_first", "source_last")}
    return {"sources": tuple(sorted(names)), "newest": max(row["fetched_at"] for row in known)}
