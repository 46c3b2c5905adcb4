"""Exports of posts from Meta Business Suite (Facebook, Instagram) and from the old Facebook Page Insights."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from cmlite.importers.base import Parsed, ReadOptions, Table, note, question, warning
from cmlite.importers.days import blank_where
from cmlite.importers.ids import time_in_instagram_link
from cmlite.importers.metrics import Metric, counts
from cmlite.importers.posts import Draft, PostSpec, read_posts

_SECONDS_AN_HOUR: Final = 3600
# clocks offered when the times inside Instagram addresses contradict the owner's setting
_OTHER_CLOCKS: Final = (
    "America/Los_Angeles", "UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York",
    "America/Chicago", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
_COMMENT_ID: Final = re.compile(r"\bID (\d{5,})")

SPECS: Final = {
    "meta_fb_posts": PostSpec(
        network="facebook",
        external_id="post id",
        text=("title", "description"),
        published_at="publish time",
        clock="meta",
        format="post type",
        account_id="page id",
        account_name="page name",
        comment="data comment",
        usual_day_first=False,
        metrics={
            **counts(
                views="views",
                impressions="impressions",
                reach="reach",
                likes="reactions",
                comments="comments",
                shares="shares",
                clicks="total clicks",
                link_clicks="link clicks",
                engagements="reactions, comments and shares",
            ),
            "watch_hours": Metric(("seconds viewed",), "amount", _SECONDS_AN_HOUR),
            "video_seconds": Metric(("duration (sec)",), "amount"),
        },
    ),
    "meta_ig_posts": PostSpec(
        network="instagram",
        external_id="post id",
        text=("description",),
        published_at="publish time",
        clock="meta",
        format="post type",
        account_id="account id",
        account_handle="account username",
        account_name="account name",
        comment="data comment",
        usual_day_first=False,
        metrics={
            **counts(
                views="views",
                impressions="impressions",
                reach="reach",
                likes="likes",
                comments="comments",
                shares="shares",
                saves="saves",
                follows="follows",
            ),
            "video_seconds": Metric(("duration (sec)",), "amount"),
        },
    ),
    "meta_fb_video": PostSpec(
        network="facebook",
        external_id="video asset id",
        text=("title",),
        published_at="publish time",
        clock="meta",
        usual_format="video",
        account_id="page id",
        account_name="page name",
        comment="data comment",
        usual_day_first=False,
        metrics={
            **counts(
                reach="reach",
                likes="reactions",
                comments="comments",
                shares="shares",
                engagements="reactions, comments and shares",
            ),
            "watch_hours": Metric(("seconds viewed",), "amount", _SECONDS_AN_HOUR),
            "video_seconds": Metric(("duration (sec)",), "amount"),
        },
    ),
    "fb_page_insights_posts": PostSpec(
        network="facebook",
        external_id="post id",
        text=("post message",),
        published_at="posted",
        clock="meta",
        format="type",
        usual_day_first=False,
        metrics=counts(
            reach="lifetime post total reach",
            impressions="lifetime post total impressions",
            clicks="lifetime post consumptions",
        ),
    ),
}


def read(table: Table, format_id: str, options: ReadOptions) -> Parsed:
    """Posts of a Meta export; post times are read in the zone of the options and stored as UTC."""
    if format_id == "fb_page_insights_posts":  # the old files do not state their clock
        table.findings.append(note("zone_assumed", zone=options.meta_zone))
    return read_posts(table, format_id, SPECS[format_id], options, refine=_refine)


def _refine(draft: Draft) -> None:
    _rows_without_metadata(draft)
    _false_zeros(draft)
    _shared(draft)
    _check_clock(draft)
    if "video_seconds" in draft.metrics:  # a photo has no length
        length = draft.metrics["video_seconds"]
        draft.metrics["video_seconds"] = blank_where(length, length == 0)
    if not draft.account["account_id"] and draft.spec.external_id == "post id":
        owners = draft.posts["external_id"].str.extract(r"^(\d+)_\d+$")[0].dropna()
        draft.account["account_id"] = "" if owners.empty else str(owners.mode().iloc[0])


def _rows_without_metadata(draft: Draft) -> None:
    """Rows that carry only an error sentence and some numbers: the id stands in the sentence."""
    comments = draft.table.column(draft.spec.comment) if draft.spec.comment else []
    posts = draft.posts
    found = 0
    for index, comment in enumerate(comments):
        match = _COMMENT_ID.search(comment)
        if match and not posts.at[index, "external_id"]:
            posts.at[index, "external_id"] = match.group(1)
            found += 1
    if found:
        draft.warn(warning("rows_without_metadata", n=found))


def _false_zeros(draft: Draft) -> None:
    """Views of 0 beside a reach above 0 are missing; a column of nothing but such zeros altogether."""
    views, reach = draft.metrics.get("views"), draft.metrics.get("reach")
    if views is None or reach is None:
        return
    contradicts = (views == 0) & (reach > 0)
    if contradicts.any() and not (views > 0).any():
        contradicts = views == 0
    if contradicts.any():
        draft.metrics["views"] = blank_where(views, contradicts)
        draft.warn(warning("false_zeros", n=int(contradicts.sum())))


def _shared(draft: Draft) -> None:
    shares = draft.table.column("is share")
    draft.posts["is_shared"] = [cell.casefold() in ("1", "true", "yes") for cell in shares]
    handle = draft.account["account_handle"]
    if handle:
        authors = pd.Series(draft.table.column(*draft.spec.account_handle.split("|")))
        others = (authors != "") & (authors != handle)
        draft.posts["is_shared"] |= others
        if others.any():
            draft.warn(note("posts_of_others", n=int(others.sum())))


def _check_clock(draft: Draft) -> None:
    """Compare post times with the times inside Instagram addresses; propose the zone that fits."""
    if draft.spec.network != "instagram":
        return
    inside = pd.Series([time_in_instagram_link(link) for link in draft.posts["permalink"]], dtype="datetime64[us]")
    both = inside.notna() & draft.posts["published_at"].notna()
    if both.sum() < 3:
        return
    read = draft.posts.loc[both, "published_at"]
    hours = _median_hours(read - inside[both])
    if hours == 0:
        return
    wall = read.dt.tz_localize("UTC").dt.tz_convert(draft.options.meta_zone).dt.tz_localize(None)
    for zone in _OTHER_CLOCKS:
        there = wall.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT").dt.tz_convert("UTC")
        if _median_hours(there.dt.tz_localize(None) - inside[both]) == 0:
            draft.warn(question("zone", hours=hours, zone=draft.options.meta_zone, proposed=zone))
            return
    draft.warn(warning("zone_contradicted", hours=hours, zone=draft.options.meta_zone))


def _median_hours(distances: pd.Series) -> int:
    return round(float(np.median(distances.dropna().dt.total_seconds())) / 3600)
