"""What strangers write in HTML, made harmless: plain text and web addresses."""

import html
import re
from urllib.parse import urljoin, urlsplit

_LONGEST_SOURCE, _LONGEST_LINK = 50_000, 2_000
_PIECE = re.compile(r"<!--|<(/?)([A-Za-z][\w:-]*+)[^<>]*+>|<[!?/][^<>]*+>")
_SILENT = {"script", "style", "template", "title", "iframe"}
_PARAGRAPHS = {"p", "div", "blockquote", "ul", "ol", "pre", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_UNFINISHED = re.compile(r"<[A-Za-z/!?][^<>]*+$")
"""Summaries are often cut off in the middle of a tag."""
# Control characters, marks that turn the direction of writing about, halves of characters.
_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def words(source: object, limit: int) -> str:
    """The text of a piece of HTML, at most `limit` characters, then …; '' for anything but text.

    Markup that was escaped is taken away as well, as feeds often escape once too much: no tag is left.
    """
    if not isinstance(source, str):
        return ""
    text = _UNFINISHED.sub("", source[:_LONGEST_SOURCE])
    for _ in range(3):
        text = _untagged(text)
        if not _TAG.search(text):
            break
    text = _HARMFUL.sub("", _TAG.sub("‹", _HARMFUL.sub("", text)))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def message(source: str) -> str:
    """The text of a message as it was written: paragraphs apart, line breaks kept, what was escaped shown as it is."""
    return re.sub(r"\n{3,}", "\n\n", _untagged(source)).strip()


def line(source: object, limit: int) -> str:
    """Like `words`, in one line."""
    return " ".join(words(source, limit).split())


def link(address: object, base: str = "") -> str:
    """A web address (http or https), seen from `base`; '' for everything else."""
    if not isinstance(address, str) or re.search(r"[\x00-\x20\x7f\ud800-\udfff]", address.strip()):
        return ""
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        found = parts.geturl()
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return found if is_web and len(found) <= _LONGEST_LINK else ""


def _untagged(source: str) -> str:
    """Without its tags. In one pass: Python's own parser takes seconds for a few kilobytes of unfinished tags."""
    parts, place = [], 0
    while found := _PIECE.search(source, place):
        parts.append(source[place : found.start()])
        place = found.end()
        name = "" if found[1] else (found[2] or "").lower()
        if name in _SILENT or found[0] == "<!--":
            end = re.compile(f"</{name}" if name else "-->", re.IGNORECASE).search(source, place)
            place = end.end() - len(name) - 2 if end and name else end.end() if end else len(source)
        parts.append("\n" if name == "br" else "\n- " if name == "li" else "\n\n" if name in _PARAGRAPHS else "")
    parts.append(source[place:])
    text = "".join(parts)
    try:
        return html.unescape(text)
    except ValueError:  # a number with thousands of digits
        return text
