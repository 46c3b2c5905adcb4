"""The known exports as data: headings of each format, titles of Meta's blocks, German names of Meta's headings.

All names are normalised as `headings.norm` does it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """A known export: all of `every`, at least one of `some` (when given), none of `never`."""

    id: str
    every: frozenset[str]
    some: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    only: bool = False

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a row of normalised headings is this format's."""
        return (
            self.every <= keys
            and (not self.some or bool(self.some & keys))
            and not self.never & keys
            and (not self.only or self.every == keys - {""})
        )


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split("|") if name.strip())


def _format(name: str, every: str, some: str = "", never: str = "", *, only: bool = False) -> Format:
    return Format(name, _names(every), _names(some), _names(never), only)


_YT_DE: Final = "veröffentlichungszeitpunkt des videos"
KNOWN: Final = (
    _format("meta_fb_video", "video asset id|universal video id|page id|publish time|3-second video views"),
    _format(
        "meta_fb_posts",
        "post id|page id|page name|publish time|permalink|post type|is crosspost",
        "reach|views|impressions",
    ),
    _format(
        "meta_ig_posts",
        "post id|account id|account username|publish time|permalink|post type|saves",
        never="page id",
    ),
    _format(
        "fb_page_insights_posts",
        "post id|permalink|post message|type|posted|lifetime post total reach",
    ),
    _format("yt_chart_video", "date|content|video title|video publish time|views"),
    _format("yt_chart_video", f"datum|videotitel|{_YT_DE}|aufrufe"),
    _format(
        "yt_table_video",
        "content|video title|video publish time",
        "views|impressions|watch time (hours)",
        "date|datum",
    ),
    _format("yt_table_video", f"videotitel|{_YT_DE}", "aufrufe|impressionen", "date|datum"),
    _format("yt_cities", "cities|city name"),
    _format("yt_traffic", "traffic source|views"),
    _format("yt_viewer_age", "viewer age", "views (%)|watch time (hours) (%)"),
    _format("yt_viewer_gender", "viewer gender", "views (%)|watch time (hours) (%)"),
    _format("yt_subscription_chart", "date|subscription status|views"),
    _format("yt_subscription", "subscription status|views"),
    _format("tiktok_business_daily", "date|video views|reached audience|profile views|net growth"),
    _format(
        "tiktok_business_audience",
        "date|new followers|total followers|reached audience|engaged audience",
    ),
    _format("tiktok_business_video", "video title|video link|post time|video views|add to favorites"),
    _format(
        "tiktok_overview",
        "date|video views|profile views|likes|comments|shares",
        never="reached audience",
    ),
    _format("tiktok_content", "video title|video link|post time|total likes|total views"),
    _format("tiktok_viewers", "date|total viewers|new viewers|returning viewers"),
    _format("tiktok_follower_history", "date|followers|difference in followers from previous day"),
    _format("tiktok_follower_activity", "date|hour|active followers"),
    _format("tiktok_gender", "gender|distribution"),
    _format("tiktok_territories", "top territories|distribution"),
    _format("x_content", "post id|date|post text|post link|impressions|engagements"),
    _format("x_overview", "date|impressions|likes|engagements|bookmarks|new follows|unfollows"),
    _format("x_video_overview", "date|views|watch time (ms)|completion rate"),
    _format("x_tweet_activity", "tweet id|tweet permalink|tweet text|time|impressions|engagements"),
    _format(
        "linkedin_content",
        "date|impressions (organic)|impressions (total)|clicks (total)|reactions (total)|engagement rate (total)",
    ),
    _format("linkedin_posts", "post link|post type|created date|impressions|engagement rate"),
    _format("linkedin_followers", "date|sponsored followers|organic followers|total followers"),
    _format("linkedin_visitors", "date|total page views (total)|total unique visitors (total)"),
    _format(
        "yt_day",
        "date|views",
        "watch time (hours)|average view duration|estimated revenue (usd)",
        "content|video title|engagements",
    ),
    _format("yt_totals", "datum|aufrufe", never="videotitel"),
    _format("date_views_only", "date|views", only=True),
    _format("pinterest_ads", "date|campaign name|pin clicks"),
    _format("web_analytics_report", "date|event count|total users"),
    *(
        _format("linkedin_demographics", dimension, "total followers|total views", never="date")
        for dimension in ("location", "job function", "seniority", "industry", "company size")
    ),
)

DAILY_METRICS: Final = {
    "follows": ("follows", None),
    "facebook follows": ("follows", "facebook"),
    "instagram follows": ("follows", "instagram"),
    "content interactions": ("interactions", None),
    "facebook content interactions": ("interactions", "facebook"),
    "instagram content interactions": ("interactions", "instagram"),
    "link clicks": ("link_clicks", None),
    "facebook link clicks": ("link_clicks", "facebook"),
    "instagram link clicks": ("link_clicks", "instagram"),
    "views": ("views", None),
    "facebook views": ("views", "facebook"),
    "instagram views": ("views", "instagram"),
    "viewers": ("reach", None),
    "reach": ("reach", None),
    "facebook reach": ("reach", "facebook"),
    "instagram reach": ("reach", "instagram"),
    "facebook visits": ("visits", "facebook"),
    "instagram profile visits": ("visits", "instagram"),
}
AUDIENCE_TITLE: Final = re.compile(
    r"(?:(facebook|instagram) followers)?(?: by )?"
    r"(age & gender|gender and age|top cities|top towns/cities|top countries|top pages|follows)?$"
)
CONTENT_TITLES: Final = {
    "views": "views",
    "content interactions": "interactions",
    "published content": "posts",
}
CONTENT_TYPES: Final = _names("reels|photos|stories|links|text|multi-photo|others|videos|live")

# German names of Meta's headings are reconstructed, never seen in a real file: synonyms only.
GERMAN_META: Final = {
    "beitrags-id": "post id",
    "konto-id": "account id",
    "konto-benutzername": "account username",
    "benutzername des kontos": "account username",
    "kontoname": "account name",
    "seiten-id": "page id",
    "seitenname": "page name",
    "titel": "title",
    "beschreibung": "description",
    "bildunterschrift": "description",
    "dauer (sek.)": "duration (sec)",
    "veröffentlichungszeitpunkt": "publish time",
    "veröffentlichungszeit": "publish time",
    "dauerhafter link": "permalink",
    "beitragstyp": "post type",
    "datenkommentar": "data comment",
    "datum": "date",
    "aufrufe": "views",
    "impressionen": "impressions",
    "reichweite": "reach",
    "erreichte konten": "reach",
    "„gefällt mir“-angaben": "likes",
    "„gefällt mir”-angaben": "likes",
    "reaktionen": "reactions",
    "kommentare": "comments",
    "geteilte inhalte": "shares",
    "reaktionen, kommentare und geteilte inhalte": "reactions, comments and shares",
    "gespeicherte beiträge": "saves",
    "gespeicherte inhalte": "saves",
}
