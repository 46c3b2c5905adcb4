"""The courses behind the key figures: by day, by hour, by week. A day nothing is known of is a gap, not a zero."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from cmlite.domain.intervals import share_interval
from cmlite.domain.kpis import Period
from cmlite.store.export import frame_of
from cmlite.store.kpis import Row

DAILY_UNTIL = 92
"""Longer periods are shown by week."""


def by_day(rows: Iterable[Row], name: str, period: Period, *, whole: bool = False) -> tuple[float | None, ...]:
    """A value for each day of the period, or for each seven days of a longer one; None where nothing is known.

    `whole`: where a day is missing, seven days are unknown, too; else a day without a row has nothing to add.
    """
    known: dict[date, float] = {}
    for row in rows:
        if row[name] is not None:
            known[row["day"]] = known.get(row["day"], 0.0) + float(row[name])
    if len(known) < 2:
        return ()
    days = period.all_days()
    size = 1 if period.days <= 31 else 7
    steps = [days[max(end - size, 0) : end] for end in range(len(days), 0, -size)][::-1]
    if whole:
        steps = [step for step in steps if len(step) == size]
        course = tuple(sum(known[day] for day in step) if known.keys() >= set(step) else None for step in steps)
        return course if any(value is not None for value in course) else ()
    return tuple(
        sum(known[day] for day in step if day in known) if known.keys() & set(step) else None for step in steps
    )


def stock_by_day(stock: Iterable[Row], period: Period) -> tuple[float, ...]:
    """The stock of all channels together on the days on which each of them is known."""
    inside = [row for row in stock if row["day"] >= period.first]
    channels = {row["channel_id"] for row in inside}
    days: dict[date, list[float]] = {}
    for row in inside:
        days.setdefault(row["day"], []).append(row["value"])
    known = tuple(sum(values) for _, values in sorted(days.items()) if len(values) == len(channels))
    return known if len(known) > 1 else ()


def reach(post_days: Iterable[Row], days: Iterable[Row], period: Period) -> Any:
    """Reach of each channel: from its daily figures where it has any, else from its posts on their day.

    Frame: day (first day of the step), channel_id, network, value (float, empty where a day is missing), basis
    ('channel' or 'posts'), n (posts, or known days).
    """
    rows: list[Row] = []
    daily: set[str] = set()
    for (channel_id, network), group in _by_channel(row for row in days if row["reach"] is not None):
        daily.add(channel_id)
        values = {row["day"]: row["reach"] for row in group}
        for step in _steps(period, whole=True):
            known = [values[day] for day in step if day in values]
            total = sum(known) if len(known) == len(step) else None
            rows.append(_point(step[0], channel_id, network, total, "channel") | {"n": len(known)})
    others = (row for row in post_days if row["reach_n"] and row["channel_id"] not in daily)
    for (channel_id, network), group in _by_channel(others):
        found = {row["day"]: (row["reach"], row["reach_n"]) for row in group}
        for step in _steps(period, whole=False):
            mine = [found[day] for day in step if day in found]
            if mine:
                point = _point(step[0], channel_id, network, sum(value for value, _ in mine), "posts")
                rows.append(point | {"n": sum(n for _, n in mine)})
    return frame_of(rows, ("day", "channel_id", "network", "value", "basis", "n"))


def hours(rows: Iterable[Row]) -> Any:
    """Mean interactions of a post by weekday and hour of publishing.

    Frame: weekday (1 is Monday), hour (0 to 23), n (posts with known interactions), mean.
    """
    found = [
        {"weekday": row["weekday"], "hour": row["hour"], "n": row["interactions_n"]}
        | {"mean": row["interactions"] / row["interactions_n"]}
        for row in rows
        if row["weekday"] is not None and row["interactions_n"]
    ]
    return frame_of(found, ("weekday", "hour", "n", "mean"))


def answers(rows: Iterable[Row], period: Period) -> Any:
    """Share of first answers in time by week, or by day in periods of at most two weeks.

    Frame: day (first day of the step), judged, hits, waiting (int), share, low, high (float, 95 % interval).
    """
    found = {row["day"]: (row["judged"], row["hits"], row["waiting"]) for row in rows}
    steps = [[day] for day in period.all_days()] if period.days <= 14 else _weeks(period)
    result = []
    for step in steps:
        judged, hits, waiting = (sum(found[day][n] for day in step if day in found) for n in range(3))
        span = share_interval(hits, judged)
        if span is not None:
            row = {"day": step[0], "judged": judged, "hits": hits, "waiting": waiting}
            result.append(row | {"share": hits / judged, "low": span[0], "high": span[1]})
    return frame_of(result, ("day", "judged", "hits", "waiting", "share", "low", "high"))


def followers(stock: Iterable[Row], days: Iterable[Row], period: Period) -> Any:
    """Followers by channel and day; where no stock is known, the new followers a day.

    Frame: day, channel_id, network, value (float, empty where a day is missing), basis ('stock' or 'new').
    """
    source, column, basis = [row for row in stock if row["day"] >= period.first], "value", "stock"
    if not source:
        source, column, basis = [row for row in days if row["follows"] is not None], "follows", "new"
    rows: list[Row] = []
    for (channel_id, network), group in _by_channel(source):
        values = {row["day"]: row[column] for row in group}
        rows += [_point(day, channel_id, network, values.get(day), basis) for day in period.all_days()]
    return frame_of(rows, ("day", "channel_id", "network", "value", "basis"))


def _point(day: date, channel_id: str, network: str, value: float | None, basis: str) -> Row:
    return {"day": day, "channel_id": channel_id, "network": network, "value": value, "basis": basis}


def _by_channel(rows: Iterable[Row]) -> list[tuple[tuple[str, str], list[Row]]]:
    def channel(row: Row) -> tuple[str, str]:
        return row["channel_id"], row["network"]

    return [(key, list(group)) for key, group in groupby(sorted(rows, key=channel), key=channel)]


def _steps(period: Period, *, whole: bool) -> list[list[date]]:
    if period.days <= DAILY_UNTIL:
        return [[day] for day in period.all_days()]
    return [week for week in _weeks(period) if len(week) == 7 or not whole]


def _weeks(period: Period) -> list[list[date]]:
    """The days of the period by calendar week; the first and the last may be short."""
    weeks: dict[date, list[date]] = {}
    for day in period.all_days():
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return list(weeks.values())
