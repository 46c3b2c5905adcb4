"""How long a text is for a network: each counts in its own way, and nothing is ever cut.

Where a network's own rule is not on record the stricter reading is taken, so that what fits here fits there. Unpaired
surrogates, which some programs leave in texts, count like any character.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import regex

from cmlite.domain.links import links
from cmlite.domain.networks import Counting, Network

URL_LENGTH = 23
"""What a web address costs on X (twitter-text 3, `transformedURLLength`) and Mastodon
(`characters_reserved_per_url` of /api/v2/instance), however long it is."""

# Weights of twitter-text 3 (config/v3.json, read 2026-11-24): these ranges weigh 1, everything else 2.
_HEAVY = re.compile(r"[^\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")
# Reserved in LinkedIn's "little text format", each written with a backslash before it:
# https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
_RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
# A mention with its server, as Mastodon reads it (app/models/account.rb, MENTION_RE).
_MENTION = re.compile(r"(?<![=/\w])@[A-Za-z0-9_]++(?:[.-]++[A-Za-z0-9_]++)*+(?P<server>@[\w.-]*\w)")

# Characters that stand for themselves whatever is beside them; most texts hold no others.
_PLAIN = (
    "\x00-\xa8\xaa-\xad\xaf-\u02ff\u0370-\u0482\u048a-\u058f\u0620-\u064a\u1e00-\u1fff\u2010-\u2027\u2030-\u203b"
    "\u20a0-\u20c0\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff"
)
_NOT_PLAIN = re.compile(f"[^{_PLAIN}]+")
_PREPENDED = regex.compile(r"\p{GCB=Prepend}")
_CLUSTER = regex.compile(r"\X")

# Where emoji can be: a quick look before the exact one.
_PERHAPS_EMOJI = re.compile(
    "[0-9#*]?[\xa9\xae\u200d\u203c\u2049\u20e3\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934-\u2b55"
    "\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001fffd\U000e0020-\U000e007f]+"
)
_EMOJI = regex.compile(
    r"\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3"
    r"|(?:\p{EBase}\uFE0F?\p{EMod}|\p{ExtPict}\uFE0F?)(?:[\U000E0020-\U000E007E]+\U000E007F)?"
    r"(?:\u200D(?:\p{EBase}\uFE0F?\p{EMod}|\p{ExtPict}\uFE0F?))*"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """The length of a text beside what the network takes; `limit` is None where none is on record."""

    length: int
    limit: int | None
    unit: str

    @property
    def fits(self) -> bool:
        """Whether the network takes it, as far as that is known."""
        return self.limit is None or self.length <= self.limit

    @property
    def left(self) -> int | None:
        """How much more would fit; negative where it is too long."""
        return None if self.limit is None else self.limit - self.length


def length(text: str, counting: Counting) -> int:
    """How long a text is when counted this way."""
    return _COUNT[counting](text)


def measure(text: str, network: Network, *, surface: str = "post", limit: int | None = None) -> Measure:
    """The length of a text for one surface (post, reply, comment, caption …) of a network.

    `limit` is that of one server or account where it has its own. A network with a second rule in bytes gets the
    measure of the rule that binds: the one that is broken, or used up further.
    """
    row = network.limit("text_length", surface)
    unit = row.unit if row is not None else _UNIT[network.counting]
    counting: Counting = network.counting if unit == _UNIT[network.counting] else "characters"
    known = network.number("text_length", surface)
    most = limit if limit is not None else None if known is None else int(known)
    found = Measure(length(text, counting), most, unit)
    most_bytes = network.number("text_bytes", surface)
    if most_bytes is None:
        return found
    in_bytes = Measure(_bytes(text), int(most_bytes), "bytes")
    return max(found, in_bytes, key=_used)


def graphemes(text: str) -> int:
    """What a reader takes for single characters (Unicode's extended grapheme clusters)."""
    text = text.replace("\r\n", "\n")
    if text.isascii():
        return len(text)
    if _PREPENDED.search(text):
        return len(_CLUSTER.findall(text))
    joined = 0
    for found in _NOT_PLAIN.finditer(text):
        piece = text[max(found.start() - 1, 0) : found.end()]
        joined += len(piece) - len(_CLUSTER.findall(piece))
    return len(text) - joined


def emojis(text: str) -> list[str]:
    """The emoji of a text; © ® ™ are letters to X, and so they are here."""
    return [
        emoji
        for piece in _PERHAPS_EMOJI.findall(text)
        for emoji in _EMOJI.findall(piece)
        if emoji[0] not in "\xa9\xae\u2122"
    ]


def _used(one: Measure) -> float:
    return 0.0 if one.limit is None else one.length / max(one.limit, 1)


def _weighted(text: str) -> int:
    text = unicodedata.normalize("NFC", text)
    return _weight(text) + sum(URL_LENGTH - _weight(link.url) for link in links(text))


def _weight(text: str) -> int:
    """Every emoji weighs 2, of however many characters it is made. (X knows a list of sequences; one that is on no
    keyboard may cost more there.)"""
    if text.isascii():
        return len(text)
    return len(text) + _heavy(text) + sum(2 - len(emoji) - _heavy(emoji) for emoji in emojis(text))


def _heavy(text: str) -> int:
    return sum(map(len, _HEAVY.findall(text)))


def _mastodon(text: str) -> int:
    """Servers of today count an address without https:// letter by letter, newer ones as a link: the larger of both."""
    total = graphemes(text)
    for link in links(text):
        written = graphemes(link.url)
        total += max(URL_LENGTH - written, 0) if link.bare else URL_LENGTH - written
    if "@" not in text:
        return total
    outside = " ".join(word for word in text.split() if "://" not in word)
    servers = (found["server"] for found in _MENTION.finditer(outside))
    return total - sum(graphemes(server) for server in servers if "." in server)


def _threads(text: str) -> int:
    """An emoji counts as many characters as it has bytes in UTF-8."""
    if text.isascii():
        return len(text)
    return len(text) + sum(_bytes(emoji) - len(emoji) for emoji in emojis(text))


def _linkedin(text: str) -> int:
    return len(text) + len(_RESERVED.findall(text))


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_COUNT: Mapping[Counting, Callable[[str], int]] = {
    "graphemes": graphemes,
    "characters": len,
    "twitter": _weighted,
    "bluesky": graphemes,
    "mastodon": _mastodon,
    "threads": _threads,
    "linkedin": _linkedin,
    "youtube_bytes": _bytes,
    "utf16": _utf16,
    # After its markup is read, of which we send none. Telegram measures markup in UTF-16 units and gives the limit in
    # characters: the units, the stricter of both.
    "telegram": _utf16,
}
_UNIT: Mapping[Counting, str] = {
    "graphemes": "characters",
    "characters": "characters",
    "twitter": "weighted characters",
    "bluesky": "graphemes",
    "mastodon": "characters",
    "threads": "characters",
    "linkedin": "characters after escaping",
    "youtube_bytes": "bytes",
    "utf16": "UTF-16 units",
    "telegram": "characters after parsing",
}
"""The unit of a limit that is counted this way; a limit in another unit is counted in plain characters."""
