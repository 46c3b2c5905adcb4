"""Exports of TikTok Studio and TikTok for Business."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import pandas as pd

from cmlite.importers.base import Parsed, ReadOptions, Table, note, question
from cmlite.importers.dates import read_month_days
from cmlite.importers.days import BreakdownSpec, DaySpec, read_breakdown, read_days
from cmlite.importers.metrics import Metric, counts
from cmlite.importers.numbers import is_missing
from cmlite.importers.posts import Draft, PostSpec, read_posts

_HANDLE: Final = re.compile(r"tiktok\.com/@([A-Za-z0-9_.]+)/")
_SHARE: Final = {"followers": Metric(("distribution",), "fraction")}

POSTS: Final = {
    "tiktok_business_video": PostSpec(
        network="tiktok",
        external_id="video id",
        text=("video title",),
        published_at="post time",
        permalink="video link",
        clock="UTC",
        usual_format="video",
        metrics=counts(
            views="video views", likes="likes", comments="comments", shares="shares", saves="add to favorites"
        ),
    ),
    "tiktok_content": PostSpec(
        network="tiktok",
        external_id="video id",
        text=("video title",),
        published_at="",  # a day without a year; the time inside the id is exact
        permalink="video link",
        usual_format="video",
        metrics=counts(views="total views", likes="total likes", comments="total comments", shares="total shares"),
    ),
}
DAYS: Final = {
    "tiktok_business_daily": DaySpec(
        "tiktok",
        counts(
            views="video views",
            reach="reached audience",
            profile_visits="profile views",
            likes="likes",
            comments="comments",
            shares="shares",
            follows="new followers",
            unfollows="lost followers",
        ),
    ),
    "tiktok_business_audience": DaySpec(
        "tiktok", counts(follows="new followers", followers="total followers", reach="reached audience")
    ),
    "tiktok_overview": DaySpec(
        "tiktok",
        counts(
            views="video views",
            profile_visits="profile views",
            likes="likes",
            comments="comments",
            shares="shares",
        ),
    ),
    "tiktok_viewers": DaySpec("tiktok", counts(reach="total viewers")),
    "tiktok_follower_history": DaySpec("tiktok", counts(followers="followers")),
}
BREAKDOWNS: Final = {
    "tiktok_gender": BreakdownSpec("tiktok", "gender", ("gender",), _SHARE),
    "tiktok_territories": BreakdownSpec("tiktok", "country", ("top territories",), _SHARE),
    "tiktok_follower_activity": BreakdownSpec(
        "tiktok", "hour", ("hour",), counts(followers="active followers"), daily=True
    ),
}


def read(table: Table, format_id: str, options: ReadOptions, made_on: date | None) -> Parsed:
    """One TikTok table. `made_on` is the day of the download, from which dates without a year take theirs."""
    if format_id in POSTS:
        return read_posts(table, format_id, POSTS[format_id], options, refine=_refine)
    _write_years(table, options, made_on)
    if format_id in DAYS:
        _false_zeros(table, format_id)
        return read_days(table, format_id, DAYS[format_id], options)
    if format_id == "tiktok_follower_activity":
        _drop_uncounted_hours(table)
    return read_breakdown(table, format_id, BREAKDOWNS[format_id], options)


def _refine(draft: Draft) -> None:
    handles = draft.posts["permalink"].str.extract(_HANDLE)[0].dropna()
    draft.account["account_handle"] = "" if handles.empty else str(handles.mode().iloc[0])
    if draft.spec is POSTS["tiktok_content"]:
        draft.warn(note("top_list", n=len(draft.posts)))


def _write_years(table: Table, options: ReadOptions, made_on: date | None) -> None:
    """Replace days such as `February 28` by full dates; ask when the year cannot be told."""
    place = table.place("date")
    if place is None or all(cell[:4].isdigit() for cell in table.column("date")):
        return
    days = read_month_days(table.column("date"), options.last_year, made_on)
    if days is None:
        table.findings.append(question("year", column=table.headings[place], cell=table.rows[-1][place][:40]))
    for index, row in enumerate(table.rows):
        row[place] = days[index].isoformat() if days else ""


def _false_zeros(table: Table, format_id: str) -> None:
    """Where viewers or followers are `undefined`, the zeros beside them are missing, too."""
    leading = {"tiktok_viewers": "total viewers", "tiktok_follower_history": "followers"}.get(format_id)
    place = table.place(leading) if leading else None
    if place is None:
        return
    missing = sum(is_missing(row[place]) for row in table.rows)
    if missing:
        table.findings.append(note("days_not_counted", n=missing))


def _drop_uncounted_hours(table: Table) -> None:
    """The zero hours at the end of the last day are hours TikTok has not counted yet."""
    order = pd.DataFrame({"day": table.column("date"), "hour": pd.to_numeric(table.column("hour"), "coerce")})
    values = pd.to_numeric(pd.Series(table.column("active followers")), "coerce")
    last = order.index[order["day"] == order["day"].max()]
    late = order.loc[last].sort_values("hour", ascending=False).index
    uncounted = []
    for index in late:
        if values[index] != 0:
            break
        uncounted.append(index)
    if uncounted:
        table.keep(index not in set(uncounted) for index in range(len(table.rows)))
        table.findings.append(note("hours_not_counted", n=len(uncounted)))
