"""Exports of X: content, account overview, video overview, and the Tweet activity of the years until 2024."""

from __future__ import annotations

import re
from typing import Final

from cmlite.importers.base import Parsed, ReadOptions, Table
from cmlite.importers.days import DaySpec, read_days
from cmlite.importers.metrics import Metric, counts
from cmlite.importers.posts import Draft, PostSpec, read_posts

_HANDLE: Final = re.compile(r"(?:x|twitter)\.com/([A-Za-z0-9_]+)/status")

POSTS: Final = {
    "x_content": PostSpec(
        network="x",
        external_id="post id",
        text=("post text",),
        published_at="date",
        permalink="post link",
        # "Shares" are links sent by message: not the reposts, and kept apart
        metrics=counts(
            impressions="impressions",
            likes="likes",
            engagements="engagements",
            saves="bookmarks",
            follows="new follows",
            comments="replies",
            shares="reposts",
            profile_visits="profile visits",
            clicks="url clicks",
            link_clicks="url clicks",
        ),
    ),
    "x_tweet_activity": PostSpec(
        network="x",
        external_id="tweet id",
        text=("tweet text",),
        published_at="time",
        permalink="tweet permalink",
        clock="UTC",
        metrics=counts(
            impressions="impressions",
            engagements="engagements",
            shares="retweets",
            comments="replies",
            likes="likes|favorites",
            follows="follows",
            profile_visits="user profile clicks",
            clicks="url clicks",
            link_clicks="url clicks",
        ),
    ),
}
DAYS: Final = {
    "x_overview": DaySpec(
        "x",
        counts(
            impressions="impressions",
            likes="likes",
            engagements="engagements",
            saves="bookmarks",
            follows="new follows",
            unfollows="unfollows",
            comments="replies",
            shares="reposts",
            profile_visits="profile visits",
        ),
    ),
    "x_video_overview": DaySpec(
        "x",
        {
            **counts(views="views"),
            "watch_hours": Metric(("watch time (ms)",), "amount", 3_600_000),
        },
    ),
}


def read(table: Table, format_id: str, options: ReadOptions) -> Parsed:
    """One X table; posts get the UTC time inside their ids, replies are marked."""
    if format_id in POSTS:
        return read_posts(table, format_id, POSTS[format_id], options, refine=_refine)
    return read_days(table, format_id, DAYS[format_id], options)


def typed(text: str) -> str:
    """The text as somebody typed it: X writes three signs as entities, each is taken back once; text stays text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _refine(draft: Draft) -> None:
    draft.posts["text"] = [typed(text) for text in draft.posts["text"]]
    draft.posts["is_reply"] = draft.posts["text"].str.startswith("@")
    handles = draft.posts["permalink"].str.extract(_HANDLE)[0].dropna()
    draft.account["account_handle"] = "" if handles.empty else str(handles.mode().iloc[0])
