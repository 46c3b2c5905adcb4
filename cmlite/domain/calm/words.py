"""The word lists of answering calmly, and how they are found in a text: every list in one pass over its words."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

LISTS = (
    *("heat", "insult", "rude", "threats", "complaint", "praise", "question", "blame", "sarcasm", "belittling"),
    *("dismissal", "orders", "menace", "hollow", "closing", "sorry", "half_sorry", "but", "reasons", "steps"),
    *("greetings", "thanks", "answers", "personal", "refund", "gift", "dates", "guarantee", "admission", "asks_data"),
    *("private_ways", "negations", "informal", "titles", "staff", "unfilled", "language", "ours"),
)
_GAP = 3
"""So many words at most stand for `..`."""
_TOKEN = re.compile(r"(?P<word>[^\W_]{1,60}(?:['’][^\W\d_]{1,20})?)|(?P<end>[.!?…;:\n]+)")
_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "’": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, where it stands, and in which sentence."""

    word: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that stands in a text: its words as they were written, the place of its first and last word."""

    said: str
    first: int
    last: int


def folded(word: str) -> str:
    """A word as it is compared: small letters, ä as ae, styled letters as plain ones."""
    return unicodedata.normalize("NFKC", word).casefold().translate(_FOLDS)


def plain(text: str) -> str:
    """A text without characters nobody sees, which would hide a word."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cs"})


def tokens_of(text: str) -> list[Token]:
    """The words of a text in their order; signs that end a sentence count its number up."""
    found, sentence = [], 0
    for match in _TOKEN.finditer(text):
        if match["end"]:
            sentence += 1
        else:
            found.append(Token(folded(match["word"]), match.start(), match.end(), sentence))
    return found


class Lists:
    """The lists of one language, found by the beginning of their first word."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._by_start: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._sets = {name: frozenset(folded(one) for one in phrases) for name, phrases in lists.items()}
        for name, phrases in lists.items():
            if name not in {"language", "ours"}:
                for phrase in phrases:
                    self._add(name, phrase)

    def _add(self, name: str, phrase: str) -> None:
        parts = tuple(part if part in {"..", "*"} else folded(part) for part in phrase.replace("-", " ").split())
        if parts:
            self._by_start.setdefault(parts[0][:2].rstrip("*"), []).append((name, parts))

    def words(self, name: str) -> frozenset[str]:
        """The entries of a list, folded."""
        return self._sets[name]

    def find(self, text: str, tokens: Sequence[Token]) -> dict[str, list[Found]]:
        """What stands in a text, by list and in the order of the text."""
        found: dict[str, list[Found]] = {}
        for at, token in enumerate(tokens):
            for start in {token.word[:2], token.word[:1]}:
                for name, parts in self._by_start.get(start, ()):
                    last = _ends(tokens, at, parts)
                    if last is not None:
                        said = " ".join(text[token.start : tokens[last].end].split())
                        found.setdefault(name, []).append(Found(said, at, last))
        return found


def _ends(tokens: Sequence[Token], at: int, parts: Sequence[str]) -> int | None:
    """The place of the last word of a phrase that begins at a word; None where it does not stand there."""
    if not _is(tokens[at].word, parts[0]):
        return None
    here = at
    skip = 0
    for part in parts[1:]:
        if part == "..":
            skip = _GAP
            continue
        near = range(here + 1, min(here + 2 + skip, len(tokens)))
        place = next((n for n in near if _is(tokens[n].word, part)), None)
        if place is None or tokens[place].sentence != tokens[at].sentence:
            return None
        here, skip = place, 0
    return here


def _is(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@dataclass(frozen=True)
class Words:
    """The lists of every language."""

    by_language: Mapping[str, Lists]

    def of(self, language: str) -> Lists:
        """The lists of a language; of German where there are none."""
        return self.by_language.get(language) or self.by_language["de"]

    def language_of(self, tokens: Sequence[Token]) -> str:
        """The language of a text, '' where that cannot be told: too short, or as much of one as of the other."""
        counts = {code: sum(1 for token in tokens if token.word in self._common[code]) for code in self.by_language}
        best, *others = sorted(counts, key=lambda code: -counts[code])
        second = counts[others[0]] if others else 0
        return best if counts[best] >= 2 and counts[best] > second * 1.5 else ""

    @cached_property
    def _common(self) -> dict[str, frozenset[str]]:
        return {code: lists.words("language") for code, lists in self.by_language.items()}

    def phrases(self, phrases: Sequence[str], text: str, tokens: Sequence[Token]) -> Iterator[str]:
        """Which of an owner's own phrases stand in a text, as they were written there."""
        for found in Lists({"own": phrases}).find(text, tokens).values():
            yield from (one.said for one in found)


def read_words(text: str) -> Words:
    """The lists from their file. Raises `tomllib.TOMLDecodeError`, or KeyError where a language lacks a list."""
    tables = tomllib.loads(text)
    return Words({code: Lists({name: tables[code][name] for name in LISTS}) for code in tables})
