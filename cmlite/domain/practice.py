"""Angry comments to practise on, all invented: what is written, a good answer, and how far somebody has come."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from cmlite.domain.calm import Thread


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Frozen):
    """One comment in one language: who writes, what, one good answer of many, and what matters here."""

    who: str
    text: str
    answer: str
    tip: str


class Exercise(_Frozen):
    """One comment; `kind` is that of a conversation (comment, review, message)."""

    id: str
    class_id: str
    kind: str
    de: Said
    en: Said

    def said(self, language: str) -> Said:
        """In a language; German where there is no other."""
        return self.en if language == "en" else self.de

    def thread(self, language: str) -> Thread:
        """As the calm check sees it."""
        said = self.said(language)
        return Thread(said=said.text, kind=self.kind, class_id=self.class_id, language=language, who=(said.who,))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come in a language: ids of what was answered, and of what was answered calmly in the end."""

    answered: frozenset[str] = frozenset()
    calm: frozenset[str] = frozenset()


def read_exercises(text: str) -> tuple[Exercise, ...]:
    """Raises `tomllib.TOMLDecodeError` or `pydantic.ValidationError`."""
    return tuple(Exercise.model_validate(one) for one in tomllib.loads(text)["exercise"])


def progress_of(last: Mapping[str, str]) -> Progress:
    """From the rules the last try of each exercise broke ('' for none)."""
    return Progress(frozenset(last), frozenset(one for one, found in last.items() if not found))


def next_after(exercises: Sequence[Exercise], current: str, progress: Progress) -> str:
    """What to practise next: the first after `current` that was not answered yet, else not calmly, else the next."""
    ids = [one.id for one in exercises]
    at = ids.index(current) + 1 if current in ids else 0
    ahead = [one for one in (*ids[at:], *ids[:at]) if one != current]
    for done in (progress.answered, progress.calm):
        if left := next((one for one in ahead if one not in done), ""):
            return left
    return ahead[0] if ahead else current
