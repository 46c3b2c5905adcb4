"""One answer under the eyes of the rules: what is answered, who reads it, and its words taken apart once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cmlite.domain.calm import heat
from cmlite.domain.calm.words import Found, Lists, Token, Words, plain, tokens_of
from cmlite.domain.counting import Measure, measure
from cmlite.domain.editorial import Swap
from cmlite.domain.moderation import HEATED, Plan
from cmlite.domain.networks import Network

READS = 8_000
"""How much of an answer is read. Whatever is longer is found too long anyway."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@/.])@[\w.-]{2,100}")


def prose_of(text: str) -> str:
    """A text without links and mentions."""
    return _MENTION.sub(" ", _LINK.sub(" ", text))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it would go out. `language` and `address` are those of the brand, `limit` that of one server.

    `is_public`: everybody reads it. `network` is None where nothing is known about it. `is_live`: cmlite sends it
    itself, so that what the network would refuse cannot be mended there.
    """

    text: str
    network: Network | None = None
    surface: str = "comment"
    is_public: bool = True
    is_live: bool = False
    language: str = "de"
    address: str = "sie"
    limit: int | None = None
    avoided: tuple[Swap, ...] = ()
    """Words the editorial line avoids."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What is answered: the last words of the person and what is known around them.

    `who`: the names the person goes by, `staff`: those of our own people and of the brand. `ours`: our earlier answers
    here, `others`: what we wrote to other people lately. `hosts`: our own websites. `class_id` is '' without a class.
    """

    said: str = ""
    kind: str = "comment"
    class_id: str = ""
    language: str = ""
    who: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    hosts: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Subject:
    """Answer, thread, plan and word lists, with the parts of the text."""

    reply: Reply
    thread: Thread
    plan: Plan
    words: Words

    @cached_property
    def text(self) -> str:
        """The answer as it is read: without characters nobody sees."""
        return plain(self.reply.text[:READS])

    @cached_property
    def prose(self) -> str:
        """The answer without links and mentions."""
        return prose_of(self.text)

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the prose."""
        return tokens_of(self.prose)

    @cached_property
    def language(self) -> str:
        """The language of the answer; that of the brand where it is too short to tell."""
        return self.words.language_of(self.tokens) or self.reply.language

    @cached_property
    def lists(self) -> Lists:
        """The word lists of the answer's language."""
        return self.words.of(self.language)

    @cached_property
    def found(self) -> dict[str, list[Found]]:
        """What of the lists stands in the answer."""
        return self.lists.find(self.prose, self.tokens)

    def says(self, name: str) -> str:
        """The first words of a list that stand in the answer; '' where none do."""
        return self.found[name][0].said if name in self.found else ""

    def affirms(self, name: str) -> str:
        """The same, without what is denied in its sentence: "a refund is not possible" promises none."""
        denied = {self.tokens[one.first].sentence for one in self.found.get("negations", ())}
        inside = {(one.first, one.last) for one in self.found.get("negations", ())}
        for one in self.found.get(name, ()):
            own = any(one.first <= first and last <= one.last for first, last in inside)
            if own or self.tokens[one.first].sentence not in denied:
                return one.said
        return ""

    @cached_property
    def sentences(self) -> list[list[Token]]:
        """The words sentence by sentence."""
        by_number: dict[int, list[Token]] = {}
        for token in self.tokens:
            by_number.setdefault(token.sentence, []).append(token)
        return list(by_number.values())

    @cached_property
    def length(self) -> Measure | None:
        """The length as the network counts; None where nothing is known about it."""
        network = self.reply.network
        if network is None:
            return None
        known = network.limit("text_length", self.reply.surface) is not None
        surface = self.reply.surface if known else "post"
        return measure(self.reply.text.strip(), network, surface=surface, limit=self.reply.limit)

    @cached_property
    def _said(self) -> str:
        return plain(self.thread.said[: heat.READS])

    @cached_property
    def heard(self) -> Sequence[Token]:
        """The words of the message that is answered."""
        return tokens_of(prose_of(self._said))

    @cached_property
    def heard_language(self) -> str:
        """The language of the message; '' where that cannot be told."""
        return self.thread.language or self.words.language_of(self.heard)

    @cached_property
    def heard_found(self) -> dict[str, list[Found]]:
        """What of the lists stands in the message."""
        lists = self.words.of(self.heard_language or self.reply.language)
        return lists.find(self._said, self.heard)

    @cached_property
    def heat(self) -> heat.Heat:
        """How heated the message is."""
        return heat.heat_from(self._said, self.heard, self.heard_found)

    @cached_property
    def is_complaint(self) -> bool:
        """Whether something went wrong for the person: by its class, where it has none by its words."""
        if self.thread.class_id:
            return self.thread.class_id in HEATED - {"threat"}
        said = len(self.heard_found.get("complaint", ()))
        asks = "?" in self.thread.said  # "is it cold, too?" complains of nothing
        return said > asks or self.heat.is_heated

    @cached_property
    def is_praise(self) -> bool:
        """Whether the person is pleased."""
        if self.thread.class_id:
            return self.thread.class_id == "praise"
        return len(self.heard_found.get("praise", ())) > 1 and not self.is_complaint
