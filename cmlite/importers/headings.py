"""Recognises an export by the set of its headings."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_INVISIBLE: Final = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_BLANKS: Final = re.compile(r"[\u00a0\u202f\u2007\u2009\t\r\n]")
SCANNED_ROWS: Final = 15


def norm(text: str) -> str:
    """A heading, metric name or footer as it is compared: no invisible signs, single blanks, case folded."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return re.sub(r" +", " ", _BLANKS.sub(" ", text)).strip().casefold()


def headings_key(headings: Iterable[str]) -> str:
    """A stable hash of the set of normalised headings; order, repetition and empty headings do not count."""
    names = sorted({norm(heading) for heading in headings} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


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
        "date|impressions (organic)|impressions (total)|clicks (total)|reactions (total)"
        "|engagement rate (total)",
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


@dataclass(frozen=True, slots=True)
class Match:
    """A format found in a row of the file; `german` maps German headings to the English ones they mean."""

    format_id: str
    row: int
    keys: tuple[str, ...]
    german: dict[str, str]


def keys_of(row: Sequence[str]) -> list[str]:
    """The normalised headings of a row without the empty ones at its end."""
    keys = [norm(cell) for cell in row]
    while keys and not keys[-1]:
        keys.pop()
    return keys


def title_of(row: Sequence[str]) -> str:
    """The normalised text of a row whose only filled cell is the first, otherwise an empty text."""
    return norm(row[0]) if row and not any(cell.strip() for cell in row[1:]) else ""


def _known(keys: Sequence[str]) -> str:
    present = frozenset(keys)
    return next((known.id for known in KNOWN if known.fits(present)), "")


def _in_german(keys: Sequence[str]) -> dict[str, str]:
    present = {key: GERMAN_META[key] for key in keys if key in GERMAN_META}
    return present if len(present) >= 4 else {}


def is_audience_title(title: str) -> bool:
    """Whether a one-cell row is the title of a Meta audience block."""
    return bool(title) and AUDIENCE_TITLE.match(title) is not None


def _block_format(rows: Sequence[Sequence[str]], start: int) -> str:
    title = title_of(rows[start])
    following = next((keys_of(row) for row in rows[start + 1 : start + 3] if any(row)), [])
    if title in DAILY_METRICS and following == ["date", "primary"]:
        return "meta_daily"
    if title in CONTENT_TITLES and len(CONTENT_TYPES & set(following)) >= 2:
        return "meta_content_formats"
    if is_audience_title(title) and len(following) >= 1 and following != ["date", "primary"]:
        return "meta_audience"
    return ""


def find_format(rows: Sequence[Sequence[str]]) -> Match | None:
    """The first known format among the first 15 rows, or None."""
    for index, row in enumerate(rows[:SCANNED_ROWS]):
        keys = keys_of(row)
        found = _known(keys) or _block_format(rows, index)
        if found:
            return Match(found, index, tuple(keys), {})
        german = _in_german(keys)
        translated = [german.get(key, key) for key in keys]
        # the German name of "Is crosspost" is unknown, so it is not asked for
        if german and (found := _known([*translated, "is crosspost"])):
            return Match(found, index, tuple(translated), german)
    return None


def nearest(keys: Iterable[str]) -> tuple[Format, list[str]] | None:
    """The known format that shares most required headings (two at least), and the headings it misses."""
    present = frozenset(keys)
    close = [known for known in KNOWN if len(known.every & present) >= 2 and known.every - present]
    if not close:
        return None
    best = max(close, key=lambda known: (len(known.every & present), -len(known.every)))
    return best, sorted(best.every - present)
