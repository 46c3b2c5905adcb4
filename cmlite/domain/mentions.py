"""Links, mentions and hashtags in a text, by the rules the open networks share."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal

_LINK = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_MENTION = re.compile(r"(?<![\w@/.])@([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9-]+)+)")
_TAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d])(\w{1,64})")
_CLOSING = ".,;:!?…\"'»”"


@dataclass(frozen=True, slots=True)
class Part:
    """One marked piece of a text. `start` and `end` count UTF-8 bytes, as Bluesky does; `value` without the sign."""

    kind: Literal["link", "mention", "tag"]
    value: str
    start: int
    end: int


def parts_of(text: str) -> list[Part]:
    """Every link, mention (@name.domain) and hashtag, in the order of the text; a link swallows what is inside it."""
    found: list[tuple[int, int, Literal["link", "mention", "tag"], str]] = []
    for match in _LINK.finditer(text):
        link = _trimmed(match[0])
        found.append((match.start(), match.start() + len(link), "link", link))
    begins, ends = [start for start, *_ in found], [end for _, end, *_ in found]
    for kind, pattern in (("mention", _MENTION), ("tag", _TAG)):
        for match in pattern.finditer(text):
            links = bisect_right(ends, match.start()), bisect_left(begins, match.end())
            if links[0] == links[1]:  # as many end before it as begin before its end: none is touched
                found.append((match.start(), match.end(), kind, match[1]))  # type: ignore[arg-type]
    parts, place, size = [], 0, 0
    for start, end, kind, value in sorted(found):
        first = size + len(text[place:start].encode())
        place, size = end, first + len(text[start:end].encode())
        parts.append(Part(kind, value, first, size))
    return parts


def _trimmed(link: str) -> str:
    """A link without the punctuation of the sentence around it; a bracket stays when it was opened inside."""
    while link and (link[-1] in _CLOSING or (link[-1] == ")" and link.count("(") < link.count(")"))):
        link = link[:-1]
    return link
