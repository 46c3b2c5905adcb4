"""Lists of feeds as other readers exchange them: OPML, read with patience and written plainly."""

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from cmlite.errors import RuleError

LARGEST = 2_000_000
"""Bytes; thousands of feeds fit in."""
MOST = 500


def read_opml(content: bytes) -> list[tuple[str, str]]:
    """Address and title of every feed in a list, each once, in its order. Raises RuleError when it is none."""
    if len(content) > LARGEST:
        raise RuleError("errors.feeds.list_too_large")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # no list needs them, and they can make it endless
        raise RuleError("errors.feeds.not_a_list")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise RuleError("errors.feeds.not_a_list") from error
    found: dict[str, str] = {}
    for one in root.iter():
        given = {name.lower(): value.strip() for name, value in one.attrib.items()}
        if one.tag.lower() == "outline" and (address := given.get("xmlurl", "")):
            found.setdefault(address, given.get("title") or given.get("text") or "")
    if root.tag.lower() != "opml" or not found:
        raise RuleError("errors.feeds.not_a_list")
    return list(found.items())[:MOST]


def write_opml(title: str, feeds: Sequence[tuple[str, str, str]]) -> bytes:
    """A list of feeds (address, title, website) for any other reader."""
    lines = [
        f'    <outline type="rss" text={quoteattr(name)} title={quoteattr(name)} '
        f"xmlUrl={quoteattr(address)} htmlUrl={quoteattr(link)}/>"
        for address, name, link in feeds
    ]
    text = quoteattr(title)[1:-1]
    head = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', f"  <head><title>{text}</title></head>"]
    return "\n".join([*head, "  <body>", *lines, "  </body>", "</opml>", ""]).encode()
