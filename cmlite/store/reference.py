"""The dated facts that come with the app: read once, the same for every brand."""

from functools import lru_cache
from pathlib import Path

from cmlite.domain.calm.words import Words, read_words
from cmlite.domain.moderation_proposal import Beginnings, read_beginnings
from cmlite.domain.networks import Network, read_networks
from cmlite.domain.practice import Exercise, read_exercises
from cmlite.domain.proposals import Proposals, read_proposals
from cmlite.domain.replies import Beginnings as Replies
from cmlite.domain.replies import read_beginnings as read_replies

_FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "reference"
TRIAGE_WORDS = _FOLDER / "triage.toml"
"""First guesses about messages; read where they are judged."""


@lru_cache(maxsize=1)
def networks() -> dict[str, Network]:
    """What is known about every network, by key."""
    return read_networks((_FOLDER / "networks.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def proposals() -> Proposals:
    """What editorial lines begin with."""
    return read_proposals((_FOLDER / "editorial.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def calm_words() -> Words:
    """The words by which answers are looked at before they go out."""
    return read_words((_FOLDER / "calm.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def exercises() -> tuple[Exercise, ...]:
    """Invented comments to practise on."""
    return read_exercises((_FOLDER / "practice.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def replies() -> Replies:
    """What saved replies begin with, and how opening hours are written."""
    return read_replies((_FOLDER / "replies.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def moderation() -> Beginnings:
    """What moderation plans begin with."""
    return read_beginnings((_FOLDER / "moderation.toml").read_text(encoding="utf-8"))
