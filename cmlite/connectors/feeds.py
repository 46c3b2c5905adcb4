"""Feeds of websites: RSS, Atom and JSON Feed, fetched through the guarded gate and read as plain text."""

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cmlite.connectors.feed_text import line, link, words
from cmlite.connectors.gate import Answer, Gate
from cmlite.domain.clocks import FIRST_YEAR, LAST_YEAR
from cmlite.domain.feeds import Feed, FeedItem, Fetched
from cmlite.errors import Refused

NO_FEED = "errors.feeds.not_a_feed"
CAP, ITEMS = 4_000_000, 300
"""Bytes of a feed, entries that are read of it: the newest stand first."""
TITLE, SUMMARY, AUTHOR = 300, 2_000, 200
_ACCEPT = "application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"


def fetch_feed(gate: Gate, address: str, *, etag: str = "", modified: str = "") -> Fetched:
    """The feed at an address an owner typed; `etag` and `modified` from the last time. Raises Wait or Refused."""
    headers = {"Accept": _ACCEPT}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    answer = gate.fetch(full_address(address), headers=headers)
    if answer.status == 304:
        return Fetched(feed=None, etag=etag, modified=modified, address=answer.url, moved=answer.moved)
    return read_answer(answer)


def read_answer(answer: Answer) -> Fetched:
    """The feed in an answer. Raises Refused when there is none in it."""
    return Fetched(
        feed=read_feed(answer.body, content_type=answer.headers.get("content-type", ""), address=answer.url),
        etag=answer.headers.get("etag", ""),
        modified=answer.headers.get("last-modified", ""),
        address=answer.url,
        moved=answer.moved,
    )


def read_feed(body: bytes, *, content_type: str = "", address: str = "") -> Feed:
    """A feed out of any bytes; `address` is where relative links start. Raises Refused when there is none in them."""
    if len(body) > CAP:
        raise Refused("errors.network.too_large", host=urlsplit(address).hostname or "")
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    feed = _json_feed(body, address) if start == b"{" else _xml_feed(body, content_type, address)
    if feed is None:
        raise Refused(NO_FEED)
    return feed


def full_address(address: str) -> str:
    """The address as it is asked for: feeds are passed around as feed://… and without https://, too."""
    found = re.sub(r"^feed:(//)?(?=https?:)", "", address.strip())
    found = re.sub(r"^feed://", "https://", found)
    return found if "://" in found else f"https://{found}"


def _xml_feed(body: bytes, content_type: str, address: str) -> Feed | None:
    import feedparser  # large, and many owners read no feed

    headers = {"content-location": address, **({"content-type": content_type} if content_type else {})}
    try:
        # As a stream: bare bytes would be tried as the name of a file. Its own cleaning is left out, as no tag stays.
        found = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # whatever a broken document makes it stumble over, there is no feed in it
        return None
    if not found.get("version") and not found["entries"]:
        return None
    about = found["feed"]
    return Feed(
        title=line(about.get("title"), TITLE),
        link=link(about.get("link"), address),
        items=_unique(_xml_item(entry, address) for entry in found["entries"][:ITEMS]),
    )


def _xml_item(entry: Mapping[str, Any], address: str) -> FeedItem:
    content = entry.get("content") or [{}]
    # Asked in this order: feedparser warns of a field it fills in from another.
    at = entry.get("published_parsed") or (entry.get("updated_parsed") if "updated_parsed" in entry else None)
    return _item(
        entry.get("id"),
        title=entry.get("title"),
        summary=entry.get("summary") or content[0].get("value"),
        address=link(entry.get("link"), address),
        author=(entry.get("author_detail") or {}).get("name") or entry.get("author"),
        published_at=_moment(lambda: datetime(*at[:5]).replace(second=min(at[5], 59))) if at else None,
    )


def _json_feed(body: bytes, address: str) -> Feed | None:
    """JSON Feed 1 and 1.1, jsonfeed.org."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or "jsonfeed.org/version/" not in str(found.get("version")):
        return None
    items = found.get("items")
    return Feed(
        title=line(found.get("title"), TITLE),
        link=link(found.get("home_page_url"), address),
        items=_unique(_json_item(one, address) for one in items[:ITEMS] if isinstance(one, dict))
        if isinstance(items, list)
        else (),
    )


def _json_item(item: Mapping[str, Any], address: str) -> FeedItem:
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    at = item.get("date_published") or item.get("date_modified")
    return _item(
        str(item["id"]) if isinstance(item.get("id"), (str, int, float)) else "",
        title=item.get("title"),
        summary=item.get("summary") or item.get("content_html") or item.get("content_text"),
        address=link(item.get("url"), address) or link(item.get("external_url"), address),
        author=author.get("name") if isinstance(author, dict) else "",
        published_at=_moment(lambda: datetime.fromisoformat(at)) if isinstance(at, str) else None,
    )


def _item(
    item_id: object, *, title: object, summary: object, address: str, author: object, published_at: datetime | None
) -> FeedItem:
    heading, text = line(title, TITLE), words(summary, SUMMARY)
    made_up = "words:" + hashlib.sha256(f"{heading}\n{text}".encode()).hexdigest()[:24]
    return FeedItem(
        item_id=line(item_id, 500) or address or made_up,
        title=heading,
        summary=text,
        link=address,
        author=line(author, AUTHOR),
        published_at=published_at,
    )


def _unique(items: Iterable[FeedItem]) -> tuple[FeedItem, ...]:
    kept: dict[str, FeedItem] = {}
    for item in items:
        kept.setdefault(item.item_id, item)
    return tuple(kept.values())


def _moment(read: Any) -> datetime | None:
    try:
        found: datetime = read()
        told = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
        return told if FIRST_YEAR <= told.year <= LAST_YEAR else None
    except (ValueError, TypeError, OverflowError):
        return None
