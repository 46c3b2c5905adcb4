"""Find the feed of a website: at the address itself, or in what its page names."""

import html
import re

from cmlite.connectors.feed_text import line, link
from cmlite.connectors.feeds import NO_FEED, full_address, read_answer
from cmlite.connectors.gate import Gate
from cmlite.domain.feeds import FeedLink, Found
from cmlite.errors import Refused

_HEAD = 400_000
"""Bytes of a page in which links are looked for."""
_MOST = 12
_LINK = re.compile(r"<link\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'<>]{1,1000}))"""
)
_KINDS = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml"}


def find_feed(gate: Gate, address: str) -> Found:
    """The feed at an address, or the only one its page names, or the several to choose from.

    Raises Wait or Refused.
    """
    answer = gate.fetch(full_address(address))
    try:
        return Found(fetched=read_answer(answer))
    except Refused as error:
        if error.key != NO_FEED:
            raise
    links = feed_links(answer.body, answer.url)
    if not links:
        raise Refused(NO_FEED)
    if len(links) > 1:
        return Found(links=links)
    return Found(fetched=read_answer(gate.fetch(links[0].address)))


def feed_links(body: bytes, address: str) -> tuple[FeedLink, ...]:
    """The feeds a web page names (`link rel=alternate`), each once; comments on single pages come last."""
    found: dict[str, FeedLink] = {}
    for match in _LINK.finditer(body[:_HEAD].decode("utf-8", "replace")):
        given = {
            one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(match[1])
        }
        kind = given.get("type", "").partition(";")[0].strip().lower()
        where = link(given.get("href"), address)
        if "alternate" in given.get("rel", "").lower().split() and kind in _KINDS and where:
            found.setdefault(where, FeedLink(address=where, title=line(given.get("title"), 120)))
    kept = sorted(found.values(), key=lambda one: "comment" in one.address.lower() or "kommentar" in one.title.lower())
    return tuple(kept[:_MOST])
