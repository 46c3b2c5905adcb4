"""The rights of people: the words by which somebody is found in texts, marks that keep them away, and the proof."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

REMOVED = "[…]"
"""What stands where a name stood."""

NAMED = "@"
"""How the name of a table begins where rows of others are meant in which somebody is named."""

_LETTERS = "a-z0-9äöüßàáâãåæçèéêëìíîïñòóôõøùúûýÿœ"
_BEFORE = f"(?:^|[^{_LETTERS}_.@/-])"
_AFTER = f"($|[^{_LETTERS}_.-]|\\.(?:$|[^{_LETTERS}_]))"
_DISTINCT = re.compile(r"[0-9_.:@-]")
"""A handle with one of these is no word of the language: it is found without an @ before it, too."""


def words_of(person_id: str, brand_id: str, network: str, handle: str, display_name: str) -> tuple[str, ...]:
    """What names this person in texts of others: id on the network, handle, and a name of at least two words."""
    own = person_id.removeprefix(f"{brand_id}:{network}:")
    name = " ".join(display_name.split())
    found = [own if len(own) >= 5 and _DISTINCT.search(own) else "", handle.strip().lstrip("@"), name]
    return tuple(dict.fromkeys(word for word in found[:2] if len(word) >= 2)) + ((name,) if " " in name else ())


def pattern_of(word: str) -> str:
    """A regular expression that finds a word as a name; its first group stands before, its second after it.

    Read the same way by `re`, by DuckDB and by PostgreSQL, all without regard to case.
    """
    literal = "".join(f"\\{sign}" if sign in r"\.^$*+?{}[]|()" else sign for sign in word)
    if " " in word or _DISTINCT.search(word):
        return f"(^|[^{_LETTERS}_]){literal}{_AFTER}"
    return f"({_BEFORE}@|/){literal}{_AFTER}"


def names(text: str, words: Sequence[str]) -> bool:
    """Whether a text names somebody by one of these words."""
    return any(re.search(pattern_of(word), text, re.IGNORECASE) for word in words)


def mark(salt: str, kind: str, network: str, value: str) -> str:
    """A keyed checksum of a person, a handle or a message: tells whether it is the same, and nothing else."""
    plain = value.strip().lstrip("@").lower() if kind != "message" else value
    return sha256(f"{salt}{kind}:{network}:{plain}".encode()).hexdigest()


class Erasure(BaseModel):
    """The proof that somebody was erased, which says nothing about who it was. `happened_at` is naive UTC."""

    model_config = ConfigDict(frozen=True)

    erasure_id: str
    brand_id: str
    happened_at: datetime
    cause: str
    people: int
    counts: dict[str, int]
    backups: tuple[str, ...] = ()
    proof: str = ""
    actor: str

    @property
    def rows(self) -> int:
        """How many rows were deleted or made anonymous."""
        return sum(n for table, n in self.counts.items() if not table.startswith(NAMED))

    @property
    def places(self) -> int:
        """In how many places a name or a copied text was taken out of rows of others."""
        return sum(n for table, n in self.counts.items() if table.startswith(NAMED))

    def sealed(self, former: str) -> "Erasure":
        """The same with its checksum, which goes over everything here and over the proof before it."""
        return self.model_copy(update={"proof": seal(self, former)})


def seal(one: Erasure, former: str) -> str:
    """The checksum of a proof: whoever changes one of them later, or takes one out, breaks the chain."""
    said: Mapping[str, object] = one.model_dump(mode="json", exclude={"proof"})
    return sha256(f"{former}{json.dumps(said, sort_keys=True, ensure_ascii=False)}".encode()).hexdigest()


def unbroken(chain: Sequence[Erasure]) -> bool:
    """Whether these proofs, oldest first, are as they were written."""
    former = ""
    for one in chain:
        if one.proof != seal(one, former):
            return False
        former = one.proof
    return True
