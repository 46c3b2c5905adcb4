"""Identifiers of posts: damage by spreadsheets, and the times hidden inside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

_POWER: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{2}")
_SHORTCODE: Final = re.compile(r"instagram\.com/(?:[^/]+/)?(?:p|reel|tv)/([A-Za-z0-9_-]{11})")
_ALPHABET: Final = {
    sign: value for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}
LINKS: Final = {
    "facebook": re.compile(r"facebook\.com/.*?(?:posts/|videos/|reel/|fbid=|photos/[^/]+/)(?:[^/]*?)(\d{8,20})"),
    "x": re.compile(r"/status(?:es)?/(\d{5,20})"),
    "tiktok": re.compile(r"/(?:video|photo|v)/(\d{15,20})"),
    "linkedin": re.compile(r"(?:urn:li:(?:activity|share|ugcPost):|(?:activity|share|ugcPost)-)(\d{15,20})"),
}


def id_from_link(network: str, link: str) -> str:
    """The post's number inside its address, or an empty text. Instagram addresses do not hold it."""
    pattern = LINKS.get(network)
    found = pattern.search(link) if pattern else None
    return found.group(1) if found else ""


def damaged(ids: Sequence[str]) -> list[int]:
    """Positions of ids a spreadsheet shortened: `6.49E+17`, or all long ones end in zeros after 15 digits."""
    broken = [index for index, value in enumerate(ids) if _POWER.fullmatch(value)]
    long = [index for index, value in enumerate(ids) if len(value) > 16 and value.isdecimal()]
    if len(long) >= 3 and all(set(ids[index][15:]) == {"0"} for index in long):
        broken = sorted({*broken, *long})
    return broken


def _utc(seconds: float) -> datetime | None:
    if not 1_000_000_000 < seconds < 4_000_000_000:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=0)


def time_in_x_id(value: str) -> datetime | None:
    """UTC time of an X post, to the second; ids from before November 2010 hold none."""
    return _utc(((int(value) >> 22) + 1_288_834_974_657) / 1000) if _long(value, 10**14) else None


def time_in_tiktok_id(value: str) -> datetime | None:
    """UTC time of a TikTok video, to the second."""
    return _utc(int(value) >> 32) if _long(value, 10**18) else None


def time_in_instagram_link(link: str) -> datetime | None:
    """UTC time of the upload of an Instagram post, from the code in its address."""
    found = _SHORTCODE.search(link)
    if not found:
        return None
    number = 0
    for sign in found.group(1):
        number = number * 64 + _ALPHABET[sign]
    return _utc(((number >> 23) + 1_314_220_021_721) / 1000)


def _long(value: str, least: int) -> bool:
    return value.isascii() and value.isdecimal() and least <= int(value) < 2**64


def hashed_id(*parts: str) -> str:
    """An id for a post whose file gives none; the same parts always give the same id."""
    return "hash:" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


TIME_IN_ID: Final[dict[str, Callable[[str], datetime | None]]] = {
    "x": time_in_x_id,
    "tiktok": time_in_tiktok_id,
}
