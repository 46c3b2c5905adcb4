"""The editorial lines of a brand: what is proposed, what the owner made of it, the versions in between."""

from collections.abc import Collection
from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.domain.editorial import EditorialLine, LineVersion
from cmlite.domain.ids import new_id
from cmlite.domain.proposals import propose
from cmlite.domain.strategy import Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import strategy
from cmlite.store import brands, reference
from cmlite.store import editorial as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert


def lines(store: Store, brand_id: str) -> dict[str, EditorialLine]:
    """The lines of the networks of the strategy and of those the owner wrote one for, by network."""
    saved = table.read_current(store, brand_id)
    proposed = proposals(store, brand_id)
    wanted = [choice.network for choice in strategy.in_force(store, brand_id).networks]
    places = dict.fromkeys([*wanted, *(one for one in reference.networks() if one in saved)])
    return {network: saved.get(network) or proposed[network] for network in places if network in proposed}


def line_for(store: Store, brand_id: str, network: str) -> EditorialLine:
    """The line that counts for a network: the owner's, else the proposal. Raises NotFoundError for no network."""
    return table.read_current(store, brand_id).get(network) or proposal(store, brand_id, network)


def proposal(store: Store, brand_id: str, network: str) -> EditorialLine:
    """What would be proposed today, whatever was saved."""
    found = proposals(store, brand_id).get(network)
    if found is None:
        raise NotFoundError("errors.editorial.no_network")
    return found


def proposals(store: Store, brand_id: str) -> dict[str, EditorialLine]:
    """The proposal of every network there is; an unknown brand has none."""
    brand = _brand(store, brand_id)
    if brand is None:
        return {}
    content = strategy.in_force(store, brand_id)
    known = reference.proposals()
    return {key: propose(network, brand, content, known) for key, network in reference.networks().items()}


def binding(store: Store, brand: Brand, content: Strategy, networks: Collection[str]) -> dict[str, EditorialLine]:
    """The lines by which drafts for these networks are judged; one query.

    What a proposal guesses about times, hashtags and favourite words binds nobody before the owner has made it a line
    of their own.
    """
    saved = table.read_current(store, brand.brand_id)
    facts, known = reference.networks(), reference.proposals()
    return {
        network: saved.get(network)
        or propose(facts[network], brand, content, known).model_copy(
            update={"slots": (), "hashtags": (), "words_use": ()}
        )
        for network in networks
        if network in facts
    }


def versions(store: Store, brand_id: str, network: str) -> list[LineVersion]:
    """What was saved for a network, newest first."""
    return table.read_versions(store, brand_id, network)


def save(
    store: Store, brand_id: str, line: EditorialLine, *, version: int, now: datetime, actor: str
) -> LineVersion | None:
    """Save a changed line as its next version; None where nothing changed.

    `version` is the one that was read, 0 for the proposal. Raises RuleError when another window saved since, or where
    a smallest number is larger than the largest.
    """
    _in_order(line)
    usual = proposals(store, brand_id).get(line.network)
    with store.write() as cursor:
        known = table.lock_versions(cursor, brand_id, line.network)
        current = next((one for one in known if one.state == "current"), None)
        if (current.version if current else 0) != version:
            raise RuleError("errors.editorial.changed_elsewhere")
        if line == (current.content if current else usual):
            return None
        return _add(cursor, brand_id, line, known, now=now, actor=actor)


def restore(store: Store, brand_id: str, line_id: str, *, now: datetime, actor: str) -> LineVersion:
    """Make an earlier version the next one. Raises NotFoundError when it is not the brand's."""
    with store.write() as cursor:
        found = table.lock_version(cursor, brand_id, line_id)
        if found is None:
            raise NotFoundError("errors.editorial.no_version")
        known = table.lock_versions(cursor, brand_id, found.network)
        return _add(cursor, brand_id, found.content, known, now=now, actor=actor)


def back_to_proposal(store: Store, brand_id: str, network: str, *, now: datetime, actor: str) -> str:
    """Let the proposal count again; gives back the id of the version that was given up, '' where there was none."""
    with store.write() as cursor:
        current = next((one for one in table.lock_versions(cursor, brand_id, network) if one.state == "current"), None)
        if current is None:
            return ""
        table.retire(cursor, brand_id, network)
        brands.record(
            cursor, brand_id, "editorial_line", network, f"version {current.version}", "proposal", now=now, actor=actor
        )
    return current.line_id


def _add(
    cursor: Cursor, brand_id: str, line: EditorialLine, known: list[LineVersion], *, now: datetime, actor: str
) -> LineVersion:
    before = next((f"version {one.version}" for one in known if one.state == "current"), "proposal")
    made = LineVersion(
        line_id=new_id("line", now),
        brand_id=brand_id,
        network=line.network,
        version=max((one.version for one in known), default=0) + 1,
        state="current",
        content=line,
        saved_at=now,
        actor=actor,
    )
    table.retire(cursor, brand_id, line.network)
    insert(cursor, "editorial_line", **made.model_dump(exclude={"content"}), content=line.model_dump_json())
    brands.record(
        cursor, brand_id, "editorial_line", line.network, before, f"version {made.version}", now=now, actor=actor
    )
    return made


def _in_order(line: EditorialLine) -> None:
    for low, high, band in (
        (line.length_min, line.length_max, "length"),
        (line.emoji_min, line.emoji_max, "emoji"),
        (line.hashtag_min, line.hashtag_max, "hashtags"),
    ):
        if high is not None and low > high:
            raise RuleError(f"errors.editorial.band_{band}", low=low, high=high)


def _brand(store: Store, brand_id: str) -> Brand | None:
    return next((one for one in brands.read_brands(store) if one.brand_id == brand_id), None)
