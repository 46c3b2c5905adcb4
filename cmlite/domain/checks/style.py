"""Rules on how a text reads: length, sentences, capitals, exclamation marks, emoji."""

import re

from cmlite.domain.checks.rules import Hit, rule
from cmlite.domain.checks.subject import Subject

_SHOUTED = re.compile(r"(?<!\w)[A-ZÄÖÜẞ]{4,40}(?!\w)")
_ROW = 3
"""From this many emoji in a row a screen reader reads a list of names."""
_PARAGRAPH = 500
"""Characters after which a paragraph on a telephone fills the screen."""


@rule("any.post.length_short", "style", from_line=True)
def length_short(subject: Subject) -> Hit | None:
    """Shorter than the line wants."""
    n, low = subject.length.length, subject.line.length_min
    return Hit({"n": n, "low": low}) if 0 < n < low else None


@rule("any.post.length_long", "style", from_line=True)
def length_long(subject: Subject) -> Hit | None:
    """Longer than the line wants, though the network would take it."""
    n, high = subject.length.length, subject.line.length_max
    return Hit({"n": n, "high": high}) if high is not None and n > high and subject.length.fits else None


@rule("any.post.emoji_few", "style", from_line=True)
def emoji_few(subject: Subject) -> Hit | None:
    """Fewer emoji than the line wants."""
    n, low = len(subject.emojis), subject.line.emoji_min
    return Hit({"n": n, "low": low}) if subject.words and n < low else None


@rule("any.post.emoji_many", "style", from_line=True)
def emoji_many(subject: Subject) -> Hit | None:
    """More emoji than the line wants."""
    n, high = len(subject.emojis), subject.line.emoji_max
    return Hit({"n": n, "high": high}) if high is not None and n > high else None


@rule("any.post.emoji_row", "style")
def emoji_row(subject: Subject) -> Hit | None:
    """Several emoji side by side."""
    if len(subject.emojis) < _ROW:
        return None
    text, at, row = subject.text, 0, 0
    for emoji in subject.emojis:
        found = text.find(emoji, at)
        row = 1 if text[at:found].strip() or not row else row + 1
        at = found + len(emoji)
        if row >= _ROW:
            return Hit({"n": _ROW})
    return None


@rule("any.post.capitals", "style")
def capitals(subject: Subject) -> Hit | None:
    """Words in capitals read as if somebody shouted; a single abbreviation does not."""
    found = _SHOUTED.findall(subject.prose)
    return Hit({"word": found[0]}) if len(found) > 1 or (found and len(found[0]) > 5) else None


@rule("any.post.exclamations", "style", from_line=True)
def exclamations(subject: Subject) -> Hit | None:
    """More exclamation marks than the line wants."""
    n, high = subject.text.count("!"), subject.line.exclamations_max
    return Hit({"n": n, "high": high}) if high is not None and n > high else None


@rule("any.post.sentence_long", "style", from_line=True)
def sentence_long(subject: Subject) -> Hit | None:
    """A sentence one has to read twice."""
    high = subject.line.sentence_words
    if high is None:
        return None
    longest = max(subject.sentences, key=len, default="")
    n = len(longest.split())
    return Hit({"n": n, "high": high, "words": " ".join(longest.split()[:6])}) if n > high else None


@rule("any.post.paragraph_long", "style")
def paragraph_long(subject: Subject) -> Hit | None:
    """A block of text without a break."""
    n = max(map(len, subject.text.splitlines()), default=0)
    return Hit({"n": n, "high": _PARAGRAPH}) if n > _PARAGRAPH else None
