"""How heated an incoming message is and why, and how long an answer to it should wait."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmlite.domain.calm.words import Found, Token, Words, plain, tokens_of
from cmlite.domain.inbox import Message
from cmlite.domain.moderation import HEATED, Plan

READS = 4_000
"""So much of a message is read: whoever is angry shows it by then."""
USUAL_PAUSE = 10
"""Minutes an answer to a heated message waits where its class says nothing."""
RECENT = timedelta(days=3)
"""A heated message older than this pauses nothing: whoever answers now has slept over it."""
_SHOUTED = re.compile(r"(?<![\w#@])[^\W\d_a-zß-ÿ]{3,}(?!\w)")
_MARKS = re.compile(r"[!?¡]{2,}|(?:!\s*){3,}")
_ENOUGH = 2
_MOST_CAPITALS = 0.6


@dataclass(frozen=True, slots=True)
class Heat:
    """Why a message counts as heated: `rude` and `threat` are words of it, the others what it looks like."""

    rude: str = ""
    insult: str = ""
    threat: str = ""
    capitals: str = ""
    marks: int = 0

    @property
    def score(self) -> int:
        """Insults weigh two, everything else one."""
        return 2 * bool(self.insult) + bool(self.rude) + bool(self.threat) + bool(self.capitals) + (self.marks > 2)

    @property
    def is_heated(self) -> bool:
        """Whether it is better not to answer at once."""
        return self.score >= _ENOUGH

    @property
    def reasons(self) -> dict[str, object]:
        """What counted, by name, each with what to show."""
        told = {"insult": self.insult, "rude": self.rude, "threat": self.threat, "capitals": self.capitals}
        shown: dict[str, object] = {name: words for name, words in told.items() if words}
        return shown | ({"marks": self.marks} if self.marks > 2 else {})


def heat_of(text: str, words: Words, language: str = "") -> Heat:
    """How heated a message is. Looks at its beginning only, however long it is."""
    read = plain(text[:READS])
    tokens = tokens_of(read)
    found = words.of(words.language_of(tokens) or language).find(read, tokens)
    return heat_from(read, tokens, found)


def heat_from(read: str, tokens: Sequence[Token], found: Mapping[str, Sequence[Found]]) -> Heat:
    """The same for a message that was taken apart before."""
    said = {name: found[name][0].said if name in found else "" for name in ("rude", "insult", "threats")}
    return Heat(
        rude=said["rude"],
        insult=said["insult"],
        threat=said["threats"],
        capitals=_capitals(read, len(tokens)),
        marks=read.count("!") if read.count("!") > 2 else 3 * bool(_MARKS.search(read)),
    )


def _capitals(text: str, n: int) -> str:
    shouted = [word for word in _SHOUTED.findall(text) if word.isupper()]
    letters = sum(1 for sign in text if sign.isalpha())
    capital = sum(1 for sign in text if sign.isupper())
    loud = len(shouted) > 2 or (n > 2 and letters > 12 and capital > _MOST_CAPITALS * letters)
    return " ".join(shouted[:3]) if loud else ""


@dataclass(frozen=True, slots=True)
class Pause:
    """An answer waits `minutes` from when the heated message, sent at `sent_at`, was first seen; and why."""

    message_id: str
    sent_at: datetime
    minutes: int
    heat: Heat

    def ends_at(self, began_at: datetime) -> datetime:
        """When it is over."""
        return began_at + timedelta(minutes=self.minutes)


def pause_of(
    messages: Sequence[Message], class_id: str, plan: Plan, words: Words, *, language: str, now: datetime
) -> Pause | None:
    """The pause an answer to this thread needs; None where nothing after our last answer is heated.

    A class with a pause of its own in the plan has that one; a heated message of another class has the usual one.
    """
    last = max((n for n, one in enumerate(messages) if one.direction == "out"), default=-1)
    unanswered = [
        one
        for one in messages[last + 1 :]
        if one.direction == "in" and one.state != "deleted" and now - one.sent_at < RECENT
    ]
    hottest = max(
        ((heat_of(one.text, words, language), one) for one in unanswered[-5:]),
        key=lambda pair: pair[0].score,
        default=None,
    )
    if hottest is None:
        return None
    heat, message = hottest
    known = plan.class_of(class_id)
    own = known.cool_off if known is not None else 0
    if class_id in HEATED and known is not None and not own:  # the owner wants none for this class
        return None
    if not heat.is_heated and not (own and class_id in HEATED - {"complaint"}):
        return None
    return Pause(message.message_id, message.sent_at, own or USUAL_PAUSE, heat)
