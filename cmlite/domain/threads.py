"""Cut a long text into the parts of a thread, at paragraphs, sentences or words, and lose nothing."""

import hashlib
import re
from collections.abc import Callable

import regex

_BREAKS = tuple(re.compile(one) for one in (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s+", r"\s+"))
"""Where a part may end: after a paragraph, a line, a sentence, a word."""

_CLUSTER = regex.compile(r"\X")
_STEP = 256


def split(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The parts of a text, each of which `fits`; one part when the whole does.

    Cut after paragraphs where that works, else after sentences, else between words, else anywhere. Joined again,
    the parts give the text but for the white space at the cuts. Takes as long as its parts are many, however long the
    rest behind them is.
    """
    text = text.strip()
    parts: list[str] = []
    place = 0
    while place < len(text):
        room = _room(text, place, fits)
        end = len(text) if place + room >= len(text) else place + _well_ending(text, place, room)
        parts.append(text[place:end].rstrip())
        place = end
        while place < len(text) and text[place].isspace():
            place += 1
    return parts


def _well_ending(text: str, place: int, room: int) -> int:
    """How much of what stands at `place` is the next part, of the `room` that fits; never nothing."""
    near = text[place : place + room + 1]  # a break may begin where the room ends
    for pattern in _BREAKS:
        best = max((match.start() for match in pattern.finditer(near)), default=0)
        if best * 3 >= room:  # a cut that leaves most of the room empty is none
            return max(best, 1)
    whole = 0
    for cluster in _CLUSTER.finditer(text[place : place + room + _STEP]):
        if cluster.end() > room:
            break
        whole = cluster.end()
    return whole or room


def _room(text: str, place: int, fits: Callable[[str], bool]) -> int:
    """The length of the longest beginning that fits, looked for from small to large; at least 1."""
    most = len(text) - place
    high = min(_STEP, most)
    while high < most and fits(text[place : place + high]):
        high = min(high * 2, most)
    if fits(text[place : place + high]):
        return high
    low = 1
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(text[place : place + middle]) else (low, middle)
    return low


def send_key(subject_id: str, part: int, text: str) -> str:
    """The key under which a network sees every try of the same message; another text gets another key."""
    return hashlib.sha256(f"{subject_id}|{part}|{text}".encode()).hexdigest()[:40]
