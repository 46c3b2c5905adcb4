"""What a network would show of a text: how much before "more", with which card, in which parts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import regex

from cmlite.domain.links import links
from cmlite.domain.networks import Network
from cmlite.domain.tagging import host_of
from cmlite.domain.threads import split

_CLUSTER = regex.compile(r"\X")
_NEAR = 0.01
"""Shapes this close are the same to the eye."""
_LONGEST = 700
"""More of what is hidden than this is not shown in a preview."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as a feed shows it: `shown` stands open, `hidden` behind "more" ('' where nothing is)."""

    shown: str
    hidden: str = ""


def folded(text: str, network: Network) -> Folded:
    """Cut where the network's feed hides the rest, as far as that is on record; else the whole text stands open."""
    text = text.strip()
    cut = len(text)
    if (lines := network.number("fold_lines")) is not None:
        cut = min(cut, _end_of_line(text, int(lines)))
    if (most := network.number("fold_length")) is not None:
        cut = min(cut, _end_of_word(text, int(most)))
    hidden = text[cut:].strip()
    return Folded(text[:cut].rstrip(), hidden if len(hidden) <= _LONGEST else f"{hidden[:_LONGEST]} …")


def _end_of_line(text: str, lines: int) -> int:
    """Where the line of that number ends."""
    place = -1
    for _ in range(lines):
        place = text.find("\n", place + 1)
        if place < 0:
            return len(text)
    return place


def _end_of_word(text: str, most: int) -> int:
    """Where the last whole word within so many characters ends; a word longer than that is cut."""
    clusters = list(islice(_CLUSTER.finditer(text), most + 1))
    if len(clusters) <= most:
        return len(text)
    end = clusters[most].start()
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    return space if space > end // 2 else end


def card_of(text: str, network: Network) -> str:
    """The website whose card the network puts beneath a text: that of its first link; '' where it makes none."""
    if "link_card" not in network.shows.value:
        return ""
    first = next((link.url for link in links(text) if not link.bare), "")
    return host_of(first)


def crop_of(width: int, height: int, network: Network) -> float | None:
    """The shape (width by height) to which the network's feed cuts a picture; None where it shows the whole."""
    if not width or not height:
        return None
    ratio, low, high = width / height, network.number("ratio_min"), network.number("ratio_max")
    if low is not None and ratio < low - _NEAR:
        return float(low)
    return float(high) if high is not None and ratio > high + _NEAR else None


def parts_of(text: str, fits: Callable[[str], bool], *, as_thread: bool) -> list[str]:
    """The posts a text becomes: one, or as many as it takes where the owner agreed to a thread."""
    return split(text, fits) if as_thread and not fits(text) else [text.strip()]
