"""One draft under the eyes of the rules: its words are taken apart once, and each rule reads what it needs."""

import re
from dataclasses import dataclass
from functools import cached_property

from cmlite.domain.checks.words import WORDS, WordList
from cmlite.domain.counting import Measure, emojis, measure
from cmlite.domain.drafts import Around, Draft
from cmlite.domain.editorial import EditorialLine
from cmlite.domain.networks import Limit, Network, Particular

READS = 20_000
"""How much of a text is read for style. No network's readers see more, and a longer one is found too long anyway."""

_TAG = re.compile(r"(?<![\w&/#])#(\w{1,100})")
_MENTION = re.compile(r"(?<![\w@/.])@[\w.-]{2,100}")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{1,60}")
_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++(?:[\s\"»“”')\]]+|$)|\n+")


@dataclass(frozen=True)
class Subject:
    """Draft, line, network and surroundings, with the parts of the text."""

    draft: Draft
    line: EditorialLine
    network: Network
    around: Around

    def row(self, key: str) -> Limit | None:
        """The limit that applies: that of the surface, else that of a post."""
        return self.network.limit(key, self.draft.surface) or self.network.limit(key)

    def holds(self, particular: Particular) -> bool | None:
        """A particular of the network; None where nothing is known."""
        fact = self.network.particulars.get(particular)
        return None if fact is None else fact.value

    @cached_property
    def words_of_language(self) -> WordList:
        """The word lists of the draft's language."""
        return WORDS["en" if self.draft.language == "en" else "de"]

    @cached_property
    def length(self) -> Measure:
        """The length of the text as the network counts."""
        surface = self.draft.surface
        if self.network.limit("text_length", surface) is None:
            surface = "post"
        words = self.draft.options.counted(self.draft.text)
        return measure(words, self.network, surface=surface, limit=self.draft.text_limit)

    @cached_property
    def text(self) -> str:
        """The part of the text that is read for style."""
        return self.draft.text[:READS]

    @cached_property
    def links(self) -> list[str]:
        """Web addresses as they were written."""
        return _LINK.findall(self.text)

    @cached_property
    def prose(self) -> str:
        """The text without links, mentions and hashtags."""
        return _TAG.sub(" ", _MENTION.sub(" ", _LINK.sub(" ", self.text)))

    @cached_property
    def tags(self) -> list[str]:
        """Hashtags without the sign; one of digits alone is none."""
        return [tag for tag in _TAG.findall(_LINK.sub(" ", self.text)) if not tag.isdigit()]

    @cached_property
    def mentions(self) -> list[str]:
        """Mentions with their sign."""
        return _MENTION.findall(_LINK.sub(" ", self.text))

    @cached_property
    def emojis(self) -> list[str]:
        """Every emoji, in order."""
        return emojis(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words of the prose."""
        return _WORD.findall(self.prose)

    @cached_property
    def small_words(self) -> list[str]:
        """The words in small letters."""
        return [word.casefold() for word in self.words]

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of the prose; a new line ends one."""
        return [part for part in _SENTENCE.split(self.prose) if part.strip()]

    def says(self, beginnings: tuple[str, ...]) -> str:
        """The first word of the text that begins like one of these (in small letters); '' where none does."""
        return next((word for word in self.small_words if word.startswith(beginnings)), "")
