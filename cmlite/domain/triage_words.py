"""First guesses without a model: words and signs of our own making, counted; one sign alone decides nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cmlite.domain.triage import ASPECTS, UNSURE, Judgement

_READ = 4_000
"""Characters that are read; who writes more has said it by then."""
_MOST = 6
_LINK = re.compile(r"https?://\S+|www\.\S+")
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
_MARKS = re.compile(r"!{2,}|\?!|!\?|\?{3,}")

Lists = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]
"""Aspect → value → `strong` or `weak` → words; a `*` at the end stands for any ending."""


@dataclass(frozen=True)
class WordList:
    """The words and signs of one language."""

    lists: Lists

    def judge(self, text: str) -> dict[str, Judgement]:
        """What the words of a text speak for, by aspect. Nothing found, or things that contradict: unsure."""
        read = _LINK.sub(" ", text[:_READ])
        lower = read.lower()
        signs = _signs(text[:_READ], read)
        return {aspect: self._aspect(aspect, lower, signs) for aspect in ASPECTS}

    def _aspect(self, aspect: str, lower: str, signs: list[tuple[str, str, str, float]]) -> Judgement:
        points: dict[str, float] = {}
        found: dict[str, list[str]] = {}
        for value, weight, pattern in self._patterns.get(aspect, ()):
            for word in dict.fromkeys(hit.group(0) for hit in pattern.finditer(lower)):
                points[value] = points.get(value, 0.0) + weight
                found.setdefault(value, []).append(word)
        for sign_aspect, value, name, weight in signs:
            if sign_aspect == aspect:
                points[value] = points.get(value, 0.0) + weight
                found.setdefault(value, []).append(name)
        return _decide(points, found)

    @cached_property
    def _patterns(self) -> dict[str, list[tuple[str, float, re.Pattern[str]]]]:
        return {
            aspect: [
                (value, 2.0 if strength == "strong" else 1.0, _pattern(words))
                for value, by_strength in values.items()
                for strength, words in by_strength.items()
                if words
            ]
            for aspect, values in self.lists.items()
        }


def _decide(points: Mapping[str, float], found: Mapping[str, list[str]]) -> Judgement:
    if not points:
        return UNSURE
    if any(value != "question" and count >= 2 for value, count in points.items()):
        # A complaint that is asked as a question is a complaint, and an order is an order.
        points = {value: count for value, count in points.items() if value != "question"}
    best = max(points, key=points.__getitem__)
    rest = sum(points.values()) - points[best]
    # As if one more sign had spoken against it: two of two are 67 %, one alone 50 %.
    certainty = round(points[best] / (points[best] + rest + 1.0), 3)
    value = best if points[best] >= 2 and points[best] > 2 * rest else ""
    return Judgement(value, certainty, "words", tuple(found[best][:_MOST]))


def _signs(text: str, read: str) -> list[tuple[str, str, str, float]]:
    """What stands between the words: (aspect, value, sign, weight)."""
    signs: list[tuple[str, str, str, float]] = []
    links = len(_LINK.findall(text))
    if "?" in read:
        signs.append(("kind", "question", "?", 2.0 if read.rstrip().endswith("?") else 1.0))
    if links:
        signs.append(("kind", "spam", "link", 1.0 if links == 1 else 2.0))
    if len(_SHOUTED.findall(read)) >= 3:
        signs.append(("tone", "negative", "capitals", 1.0))
    if _MARKS.search(read):
        signs.append(("tone", "negative", "!!", 0.5))
    return signs


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, as whole words; what is no word (an emoji) anywhere."""
    whole = [
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"\b")
        for word in words
        if word[0].isalnum()
    ]
    other = [re.escape(word) for word in words if not word[0].isalnum()]
    parts = ([r"\b(?:" + "|".join(whole) + ")"] if whole else []) + other
    return re.compile("|".join(parts))


def read_lists(content: Mapping[str, Mapping[str, Mapping[str, Mapping[str, list[str]]]]]) -> dict[str, WordList]:
    """The word lists by language, from `data/reference/triage.toml` as it was parsed."""
    return {
        language: WordList(
            {
                aspect: {
                    value: {strength: tuple(words) for strength, words in by_strength.items()}
                    for value, by_strength in values.items()
                }
                for aspect, values in aspects.items()
            }
        )
        for language, aspects in content.items()
    }
