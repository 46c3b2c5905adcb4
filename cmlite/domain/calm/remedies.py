"""What one click mends in an answer: loudness and personal data, never what is said."""

import re
from collections.abc import Callable, Mapping

from cmlite.domain.calm import privacy
from cmlite.domain.calm.rules import Remedy
from cmlite.domain.counting import emojis

_SHOUTED = re.compile(r"(?<![\w#@/])[^\W\d_a-zß-ÿ]{3,}(?!\w)")
_MARKS = re.compile(r"!+(?:\s*!+)*")
_QUESTIONS = re.compile(r"[?!](?:\s*[?!])+")
_BLANKS = re.compile(r"[ \t]{2,}")
_BEFORE_SIGN = re.compile(r"[ \t]+([.,!?])")
_ABBREVIATION = 3
"""Words of so many capitals may be abbreviations and stay, as long as others shout."""


def mended(text: str, remedy: Remedy, *, placeholder: str = "") -> str:
    """A text after a remedy. `placeholder` stands where personal data was."""
    return _MENDS[remedy](text, placeholder)


def _lower(text: str, _: str) -> str:
    """Words in capitals in small letters, the first of a sentence with a capital."""

    def small(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) <= _ABBREVIATION or not word.isupper():
            return word
        before = text[: match.start()].rstrip()
        begins = not before or before[-1] in ".!?…:\n" or "\n" in text[len(before) : match.start()]
        return word.capitalize() if begins else word.lower()

    return _SHOUTED.sub(small, text)


def _fewer_marks(text: str, _: str) -> str:
    """Every exclamation mark becomes a full stop."""
    return _MARKS.sub(".", text)


def _fewer_questions(text: str, _: str) -> str:
    return _QUESTIONS.sub(lambda match: "?" if "?" in match[0] else match[0], text)


def _without_emoji(text: str, _: str) -> str:
    for one in dict.fromkeys(emojis(text)):
        text = text.replace(one, "")
    return _BEFORE_SIGN.sub(r"\1", _BLANKS.sub(" ", text)).strip()


def _without_data(text: str, placeholder: str) -> str:
    return privacy.masked(text, placeholder or "…")


def _as_it_is(text: str, _: str) -> str:
    return text


_MENDS: Mapping[Remedy, Callable[[str, str], str]] = {
    "": _as_it_is,
    "lower": _lower,
    "fewer_marks": _fewer_marks,
    "fewer_questions": _fewer_questions,
    "without_emoji": _without_emoji,
    "without_data": _without_data,
}
