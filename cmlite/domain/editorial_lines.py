"""Lists of an editorial line as lines of text, the way they are typed: one thing a line, and read back."""

import re
from collections.abc import Iterable, Sequence
from datetime import time

from cmlite.domain.editorial import Swap, Tags
from cmlite.domain.slots import Slot, in_order
from cmlite.errors import RuleError

_DAYS: dict[str, tuple[str, ...]] = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_WEEKDAY = {name[:2].casefold(): day for names in _DAYS.values() for day, name in enumerate(names)}
_SLOT = re.compile(r"^([A-Za-z]{2,12})[.,]?\s+(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uhr|h))?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:=|→|->|:)\s*")
_LONGEST_WORD, _LONGEST_TAG = 80, 100


def lines_of(words: str) -> tuple[str, ...]:
    """What stands on the lines of a field, each once; empty lines are left out."""
    return tuple(dict.fromkeys(line.strip()[:500] for line in words.splitlines() if line.strip()))


def written_swaps(swaps: Iterable[Swap]) -> str:
    """`billig = den Preis nennen`, one a line."""
    return "\n".join(f"{one.word} = {one.instead}" if one.instead else one.word for one in swaps)


def read_swaps(words: str) -> tuple[Swap, ...]:
    """Words to avoid with what to say instead. Raises RuleError where a word is too long to be one."""
    found = {}
    for line in lines_of(words):
        word, *rest = _BETWEEN.split(line, maxsplit=1)
        if not word or len(word) > _LONGEST_WORD:
            raise RuleError("errors.editorial.word", line=line[:60])
        found[word.casefold()] = Swap(word=word, instead=(rest[0] if rest else "")[:200])
    return tuple(found.values())


def written_tags(groups: Iterable[Tags]) -> str:
    """`Advent: #Plätzchen #Adventszeit`, one group a line."""
    return "\n".join(f"{one.name}: {' '.join(f'#{tag}' for tag in one.tags)}" for one in groups)


def read_tags(words: str, before: Sequence[Tags]) -> tuple[Tags, ...]:
    """Groups of hashtags; a line without a name is one that counts always. What `before` said of occasions stays.

    Raises RuleError where a hashtag holds signs that end it.
    """
    occasions = {one.name: one.occasion for one in before}
    found = []
    for line in lines_of(words):
        name, colon, rest = line.partition(":")
        if not colon or name.lstrip().startswith("#"):
            name, rest = "", line
        tags = tuple(dict.fromkeys(tag.lstrip("#") for tag in rest.replace(",", " ").split() if tag.strip("#")))
        for tag in tags:
            if not re.fullmatch(rf"\w{{1,{_LONGEST_TAG}}}", tag):
                raise RuleError("errors.editorial.tag", line=tag[:60])
        if tags:
            name = name.strip()[:100] or f"#{tags[0]}"
            found.append(Tags(name=name, tags=tags, occasion=occasions.get(name, "")))
    return tuple(found)


def written_slots(slots: Iterable[Slot], language: str) -> str:
    """`Di 09:00`, one a line, in the language of the visitor."""
    names = _DAYS.get(language, _DAYS["de"])
    return "\n".join(f"{names[slot.weekday]} {slot.at:%H:%M}" for slot in slots)


def read_slots(words: str) -> tuple[Slot, ...]:
    """Times of the week, the days in German or English. Raises RuleError where a line is none."""
    found = []
    for line in lines_of(words):
        match = _SLOT.match(line)
        day = _WEEKDAY.get(match[1][:2].casefold()) if match else None
        hour, minute = (int(match[2]), int(match[3] or 0)) if match else (24, 0)
        if day is None or hour > 23 or minute > 59:
            raise RuleError("errors.editorial.slot", line=line[:60])
        found.append(Slot(weekday=day, at=time(hour, minute)))
    return in_order(found)
