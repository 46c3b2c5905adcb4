"""Claim what is due on live channels, once, cut into the parts in which it goes out."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmlite.domain.send_options import SendOptions, read_options
from cmlite.domain.tagging import Tagging, untagged
from cmlite.domain.threads import split
from cmlite.errors import RuleError
from cmlite.services import publishing
from cmlite.services.connections import HOLD
from cmlite.store import native
from cmlite.store import sending as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update

WORKER = "worker"
"""Who did it, where nobody pressed anything."""
Fits = Callable[[str, str, int | None], bool]
"""Whether a text fits a network: text, network, the server's own limit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One publication that this process, and nobody else, is about to send."""

    publication_id: str
    brand_id: str
    channel_id: str
    network: str
    parts: tuple[str, ...]
    language: str
    options: SendOptions
    post_id: str = ""
    comment: str = ""
    """What we comment beneath it; the last of the parts."""

    @property
    def said(self) -> str:
        """What the post says, without our comment."""
        return "\n\n".join(self.parts[:-1] if self.comment else self.parts)


def claim_due(store: Store, *, fits: Fits, busy: Collection[str], now: datetime) -> list[Claim]:
    """Claim the next due publication of every live channel that is not busy; each is `publishing` from here on.

    One that seems to be on the network already, made by hand, waits until the owner has said whether it is.
    """
    if not table.has_due(store, now):
        return []
    claims = []
    with store.write() as cursor:
        for row in _decided(cursor, busy, now):
            try:
                publishing.step(cursor, row["brand_id"], row["publication_id"], "publishing", now=now, actor=WORKER)
            except RuleError:  # another process was faster
                continue
            claim = claim_of(row, fits)
            update(cursor, "publication", {"publication_id": claim.publication_id}, parts=json.dumps(claim.parts))
            claims.append(claim)
    return claims


def _decided(cursor: Cursor, busy: Collection[str], now: datetime) -> list[dict[str, Any]]:
    """The next due publication of every free channel, without those that wait for a word of the owner."""
    undecided: set[str] = set()
    while True:
        rows = table.lock_due(cursor, now, busy, HOLD, undecided)
        found = native.lock_undecided(cursor, [row["publication_id"] for row in rows])
        if not found:
            return rows
        undecided |= found


def claim_of(row: Mapping[str, Any], fits: Fits) -> Claim:
    """A publication as it goes out: which parts, with which options; `row` as `store.sending` reads it."""
    options = read_options(row["options"]).only(row["can"].split())
    return Claim(
        row["publication_id"],
        row["brand_id"],
        row["channel_id"],
        row["network"],
        tuple(_parts(row, options, fits)),
        options.language or row["language"] or "",
        options,
        row["post_id"],
        row["first_comment"],
    )


def _parts(row: Mapping[str, Any], options: SendOptions, fits: Fits) -> list[str]:
    """The parts as they were cut before, while the text is still the same; limits may have changed since.

    Links are marked before the text is cut; our own first comment is the last part, with the care of every part.
    """
    network, limit, marks = row["network"], row["text_limit"], Tagging(row["website"], row["utm_name"])
    text, comment = (marks.marked(words, network) for words in (row["text"], row["first_comment"]))
    kept: list[str] = json.loads(row["parts"] or "[]")
    if kept and _bare("".join(kept)) == _bare(text + comment):
        return kept
    parts = [text] if text.strip() else []
    if row["as_thread"]:
        parts = split(text, lambda words: fits(options.counted(words), network, limit))
    return [*parts, comment] if parts and comment else parts


def _bare(text: str) -> str:
    return "".join(untagged(text).split())
