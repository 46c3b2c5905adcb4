"""Cut a long text into the parts of a thread, at paragraphs, sentences or words, and lose nothing."""

import hashlib
import re
from collections.abc import Callable

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def split(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The parts of a text, each of which `fits`; one part when the whole does.

    Cut after paragraphs where that works, else after sentences, else between words, else anywhere. Joined again,
    the parts give the text but for the white space at the cuts.
    """
    text = text.strip()
    parts: list[str] = []
    while text and not fits(text):
        head = _longest(text, fits)
        parts.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return [*parts, text] if text else parts


def _longest(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning that fits and ends well; never empty."""
    for pattern in (re.compile(r"\n\s*\n"), re.compile(r"\n"), _SENTENCE, re.compile(r"\s+")):
        best = ""
        for match in pattern.finditer(text):
            if not fits(text[: match.start()].rstrip()):
                break
            best = text[: match.start()]
        if len(best) * 3 >= _any_length(text, fits):  # a cut that leaves most of the room empty is none
            return best
    return text[: _any_length(text, fits)]


def _any_length(text: str, fits: Callable[[str], bool]) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low


def send_key(subject_id: str, part: int, text: str) -> str:
    """The key under which a network sees every try of the same message; another text gets another key."""
    return hashlib.sha256(f"{subject_id}|{part}|{text}".encode()).hexdigest()[:40]
