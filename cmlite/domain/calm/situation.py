"""All that is known about one thread while an answer to it is written: read once, asked at every pause of typing."""

from dataclasses import dataclass, replace
from datetime import datetime

from cmlite.domain.calm import Finding, Reply, Thread, check, heat
from cmlite.domain.calm.heat import Heat
from cmlite.domain.calm.words import Words, plain, tokens_of
from cmlite.domain.looks import covers
from cmlite.domain.moderation import Plan


@dataclass(frozen=True, slots=True)
class Wait:
    """The pause before an answer to a heated message: how long, until when (naive UTC), why, and what ended it.

    `ended_by` is '' while it counts, `look` once somebody found the draft fine, else `person`; `looked_at` is
    the text of that draft.
    """

    message_id: str
    minutes: int
    until: datetime
    heat: Heat
    ended_by: str = ""
    looked_at: str = ""

    def about(self, words: str) -> "Wait":
        """The pause of an answer in these words: a look ends it for what was looked at, not for anything else."""
        return self if covers(self.looked_at, words) else self.unseen()

    def unseen(self) -> "Wait":
        """The pause as it is where nobody looked at the answer."""
        return replace(self, ended_by="") if self.ended_by == "look" else self

    def left(self, now: datetime) -> float:
        """Minutes that are left; 0 once it is over."""
        return 0.0 if self.ended_by else max((self.until - now).total_seconds() / 60, 0.0)

    def share(self, now: datetime) -> float:
        """How much of it is over, from 0 to 1."""
        return 1 - min(self.left(now) / max(self.minutes, 1), 1.0)


@dataclass(frozen=True, slots=True)
class Situation:
    """Reply (without its text), thread, plan and words; `wait` is None where nothing is heated."""

    reply: Reply
    thread: Thread
    plan: Plan
    words: Words
    wait: Wait | None = None

    @property
    def heard_language(self) -> str:
        """The language the person writes in; '' where that cannot be told."""
        said = tokens_of(plain(self.thread.said[: heat.READS]))
        return self.thread.language or self.words.language_of(said)

    def findings(self, text: str) -> tuple[Finding, ...]:
        """What the rules find about a text as the answer."""
        return check(replace(self.reply, text=text), self.thread, self.plan, self.words)
