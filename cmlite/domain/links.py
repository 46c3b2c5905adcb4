"""Find web addresses in a text as X and Mastodon do, which count each of them with a fixed length.

After the rules of twitter-text 3 (https://github.com/twitter/twitter-text, which both networks use), written anew to
take time in proportion to the text. The endings (.de, .bakery …) come from the Public Suffix List.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

_LATIN = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u036f\u1e00-\u1eff"
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_PATH = rf"{_LATIN}\u0400-\u04ff!*';:=+,.$%#\[\]\-\u2013_~@|&/()"
_NOT_BEFORE = rf"(?<![A-Za-z0-9@＠$#＃{_TURNS}])"
_LINK = re.compile(
    rf"{_NOT_BEFORE}(?i:https?://)(?P<host>[^\s!\"'#%&()*+,/:;<=>?@\\\[\]^{{|}}~$\ufffe\ufeff\uffff{_TURNS}]++)"
    rf"|{_NOT_BEFORE}(?<![-_./{_LATIN}])(?P<bare>[{_LATIN}\-]++(?:\.[{_LATIN}\-]++)++)"
)
_REST = re.compile(rf"(?::[0-9]++)?(?:/[{_PATH}]*+)?(?:\?[{_PATH}?]*+)?")
_BARE_REST = re.compile(rf"(?::[0-9]++)?/[{_PATH}]*+(?:\?[{_PATH}?]*+)?")
_MAY_END = re.compile(rf"[{_LATIN}\u0400-\u04ff+\-=_#/&]")
_ASCII_LETTERS = re.compile(r"[A-Za-z]++(?![A-Za-z0-9@+\-])")
_MAX_URL, _MAX_LABEL = 4096, 63


@dataclass(frozen=True, slots=True)
class Link:
    """A web address as it stands in the text; `bare`: without http(s)://."""

    url: str
    bare: bool


def links(text: str) -> Iterator[Link]:
    """The web addresses of a text in their order."""
    if "." not in text:
        return
    for word in text.split():
        if "." in word:
            yield from _links_of(word)


def _links_of(word: str) -> Iterator[Link]:
    after = 0
    for found in _LINK.finditer(word):
        if found.start() < after:
            continue
        bare = found["bare"] is not None
        host = found["bare"] if bare else found["host"]
        begin = found.end() - len(host)
        length = _host_length(host, followed_by=word[found.end() : found.end() + 1])
        if not length:
            continue
        end = begin + length
        if rest := (_BARE_REST if bare else _REST).match(word, end):
            end += len(_without_closing_signs(rest.group()))
        if end - found.start() <= _MAX_URL:
            yield Link(word[found.start() : end], bare)
            after = end


def _host_length(host: str, *, followed_by: str) -> int:
    """How much of `host` is a domain name with a known ending; 0 where nothing is."""
    end, labels = len(host), host.split(".")
    for place in range(len(labels) - 1, 0, -1):
        start = end - len(labels[place])
        if top := _top_of(labels[place], last=followed_by if end == len(host) else ""):
            return start + len(top) if all(map(_is_label, labels[:place])) and "_" not in labels[place - 1] else 0
        end = start - 1
    return 0


def _top_of(label: str, *, last: str) -> str:
    """The ending that this label is or, before foreign letters, begins with."""
    if label and _is_top(label.lower()):
        return "" if last in {"@", "+"} else label
    if label.isascii() and label.isalnum():
        return ""
    found = _ASCII_LETTERS.match(label)
    return found.group() if found and found.end() < len(label) and _is_top(found.group().lower()) else ""


def _is_label(label: str) -> bool:
    if not label or len(label) > _MAX_LABEL or label[0] in "-_" or label[-1] in "-_":
        return False
    if label.isascii():
        return True
    try:
        return len(label.encode("idna")) <= _MAX_LABEL
    except UnicodeError:
        return False


def _without_closing_signs(rest: str) -> str:
    """Path and query without the signs that belong to the sentence: `/menu).` becomes `/menu`."""
    end, open_ones = len(rest), rest.count("(") - rest.count(")")
    while end:
        sign = rest[end - 1]
        if _MAY_END.match(sign) or (sign == ")" and not open_ones):
            break
        open_ones += {"(": -1, ")": 1}.get(sign, 0)
        end -= 1
    return rest[:end]


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """Reading the list takes a tenth of a second, so it waits for the first text with a full stop in a word."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=4096)
def _is_top(label: str) -> bool:
    if len(label) > _MAX_LABEL:
        return False
    try:
        return _suffixes().publicsuffix(label.encode("idna").decode() if not label.isascii() else label) is not None
    except UnicodeError:
        return False
