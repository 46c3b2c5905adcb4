"""Exports of LinkedIn pages (content, posts, followers, visitors) and of personal profiles."""

from __future__ import annotations

import re
from typing import Final

from cmlite.importers.base import Parsed, ReadOptions, Table
from cmlite.importers.days import BreakdownSpec, DaySpec, read_breakdown, read_days
from cmlite.importers.ids import hashed_id
from cmlite.importers.metrics import counts
from cmlite.importers.posts import Draft, PostSpec, read_posts

_LINKS: Final = "post link|post url|link"
_DATES: Final = "created date|post publish date|post published date|date"
POSTS: Final = {
    "linkedin_posts": PostSpec(
        network="linkedin",
        external_id="post id",
        text=("post title", "update title", "posts"),
        published_at=_DATES,
        permalink=_LINKS,
        format="content type",
        usual_day_first=False,
        metrics=counts(
            impressions="impressions",
            views="views|views (excluding offsite video views)",
            clicks="clicks",
            likes="likes|reactions",
            comments="comments",
            shares="reposts|shares",
            follows="follows",
        ),
    ),
    "linkedin_profile": PostSpec(
        network="linkedin",
        external_id="post id",
        text=(),
        published_at=_DATES,
        permalink=_LINKS,
        usual_day_first=False,
        metrics=counts(impressions="impressions", engagements="engagements"),
    ),
}
DAYS: Final = {
    "linkedin_content": DaySpec(
        "linkedin",
        counts(
            impressions="impressions (total)",
            clicks="clicks (total)",
            likes="reactions (total)",
            comments="comments (total)",
            shares="reposts (total)|shares (total)",
            reach="unique impressions (organic)",
        ),
        usual_day_first=False,
    ),
    # "Total followers" are the followers the day brought, not the stock
    "linkedin_followers": DaySpec("linkedin", counts(follows="total followers"), usual_day_first=False),
    "linkedin_visitors": DaySpec("linkedin", counts(visits="total page views (total)"), usual_day_first=False),
}
_DIMENSIONS: Final = {
    "location": "location",
    "job function": "job_function",
    "seniority": "seniority",
    "industry": "industry",
    "company size": "company_size",
}


def read(table: Table, format_id: str, options: ReadOptions) -> Parsed:
    """One LinkedIn table; negative values (withdrawn reactions) are kept, they make the sums right."""
    if format_id in POSTS:
        return read_posts(table, format_id, POSTS[format_id], options, refine=_refine)
    if format_id in DAYS:
        return read_days(table, format_id, DAYS[format_id], options)
    heading = next(heading for heading in _DIMENSIONS if table.place(heading) is not None)
    metrics = counts(followers="total followers", visits="total views")
    spec = BreakdownSpec("linkedin", _DIMENSIONS[heading], (heading,), metrics)
    return read_breakdown(table, format_id, spec, options)


def _refine(draft: Draft) -> None:
    """A link without a number still identifies its post."""
    posts = draft.posts
    plain = (posts["permalink"] != "") & ~posts["permalink"].str.contains(r"\d{15}", regex=True)
    posts.loc[plain & (posts["external_id"] == ""), "external_id"] = posts["permalink"].map(hashed_id)


_LINK: Final = re.compile(r"(post )?(link|url)$")


def profile_tables(keys: list[str]) -> tuple[int, int] | None:
    """Where the two tables of a profile export begin, which stand side by side and share their links."""
    places = [place for place, key in enumerate(keys) if _LINK.match(key)]
    if len(places) == 2 and {"engagements", "impressions"} <= set(keys):
        return places[0], places[1]
    return None


def join_profile(rows: list[list[str]], keys: list[str]) -> tuple[list[str], list[list[str]]]:
    """One table of link, date, engagements and impressions, joined by link."""
    places = profile_tables(keys) or (0, 0)
    joined: dict[str, list[str]] = {}
    for start in places:
        end = places[1] if start == places[0] else len(keys)
        part = keys[start:end]
        when = next((start + at for at, key in enumerate(part) if "date" in key), None)
        for name, column in (("engagements", 2), ("impressions", 3)):
            if name not in part:
                continue
            value = start + part.index(name)
            for row in rows:
                if len(row) > value and row[start].strip():
                    entry = joined.setdefault(row[start].strip(), [row[start].strip(), "", "", ""])
                    entry[1] = entry[1] or (row[when] if when is not None else "")
                    entry[column] = row[value]
    return ["post link", "date", "engagements", "impressions"], list(joined.values())
