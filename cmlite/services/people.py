"""People: find them, keep tags, notes and consents, join their handles on the owner's word."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cmlite.domain.clocks import to_wall
from cmlite.domain.ids import new_id
from cmlite.domain.people import (
    CONSENT_LONGEST,
    NOTE_LONGEST,
    Handle,
    Listed,
    Person,
    Wanted,
    check_consent,
    tidy_tags,
)
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands
from cmlite.store import people as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update

PAGE_SIZE = 20
MONTHS = 12
"""So many months with something to tell are shown of a person's tone."""


def people(store: Store, brand_id: str, wanted: Wanted, *, page: int) -> tuple[list[Listed], int]:
    """One page of the list (1 is the first) and how many people fit."""
    total = table.count_people(store, brand_id, wanted)
    offset = (min(max(page, 1), pages_of(total)) - 1) * PAGE_SIZE
    return table.read_people(store, brand_id, wanted, limit=PAGE_SIZE, offset=offset), total


def pages_of(total: int) -> int:
    """The number of pages of a list."""
    return max(1, -(-total // PAGE_SIZE))


def tags(store: Store, brand_id: str) -> list[str]:
    """Every tag somebody bears."""
    return table.read_tags(store, brand_id)


def person(store: Store, brand_id: str, person_id: str) -> Person:
    """A person by any of their handles. Raises NotFoundError when they are gone or another brand's."""
    found = table.read_person(store, brand_id, person_id) if person_id else None
    if found is None:
        raise NotFoundError("errors.people.gone")
    return found


def talk(store: Store, brand_id: str, found: Person, *, page: int) -> list[dict[str, Any]]:
    """One page of a person's conversations, newest first; keys see the store."""
    offset = (min(max(page, 1), pages_of(found.conversations)) - 1) * PAGE_SIZE
    return table.read_talk(store, brand_id, found.ids, limit=PAGE_SIZE, offset=offset)


def tones(store: Store, brand_id: str, found: Person, *, zone: str) -> dict[date, Counter[str]]:
    """How many conversations had which tone ('' unsure), by the month of their last message: the newest months."""
    months: dict[date, Counter[str]] = {}
    for row in table.read_tones(store, brand_id, found.ids):
        month = to_wall(row["last_message_at"], zone).date().replace(day=1)
        if month not in months and len(months) == MONTHS:
            break
        months.setdefault(month, Counter())[row["tone"]] += 1
    return months


def candidates(store: Store, brand_id: str, found: Person, text: str) -> list[Handle]:
    """Handles that may be joined to this person, by what was typed or else by their own name."""
    words = text.strip() or found.handles[0].handle.lstrip("@").split("@")[0].split(".")[0]
    return table.search_handles(store, brand_id, words, without=found.ids, limit=8) if len(words) > 1 else []


def save(
    store: Store, brand_id: str, person_id: str, *, tags: Sequence[str], note: str, now: datetime, actor: str
) -> None:
    """Keep tags and note of a person. Raises RuleError when one of them is too long."""
    kept = tidy_tags(tags)
    if len(note) > NOTE_LONGEST:
        raise RuleError("errors.people.note_long", most=NOTE_LONGEST)
    with store.write() as cursor:
        handles = _living(cursor, brand_id, person_id)
        for number, one in enumerate(handles):
            own = kept if not number else tuple(tag for tag in one.tags if tag in kept)
            said = note.strip() if not number else ""
            if (own, said) != (one.tags, one.note):
                update(cursor, "person", _key(brand_id, one.person_id), tags=",".join(own), note=said)
        brands.record(cursor, brand_id, "person", handles[0].person_id, "", "changed", now=now, actor=actor)


def join(store: Store, brand_id: str, person_id: str, other_id: str, *, now: datetime, actor: str) -> None:
    """Two handles are one person, on the owner's word; `part` undoes it."""
    with store.write() as cursor:
        mine, theirs = _living(cursor, brand_id, person_id), _living(cursor, brand_id, other_id)
        head = mine[0].person_id
        if head == theirs[0].person_id:
            raise RuleError("errors.people.joined")
        for one in theirs:
            update(cursor, "person", _key(brand_id, one.person_id), same_as=head)
        brands.record(
            cursor, brand_id, "person", head, "", "joined", now=now, actor=actor, detail={"with": theirs[0].person_id}
        )


def part(store: Store, brand_id: str, person_id: str, *, now: datetime, actor: str) -> None:
    """This handle is somebody else after all. The others stay together."""
    with store.write() as cursor:
        handles = _living(cursor, brand_id, person_id)
        rest = [one.person_id for one in handles if one.person_id != person_id]
        if not rest:
            raise RuleError("errors.people.alone")
        head = handles[0].person_id if handles[0].person_id != person_id else rest[0]
        update(cursor, "person", _key(brand_id, person_id), same_as="")
        for one in rest:
            update(cursor, "person", _key(brand_id, one), same_as="" if one == head else head)
        brands.record(cursor, brand_id, "person", head, "", "parted", now=now, actor=actor, detail={"from": person_id})


def note_consent(
    store: Store,
    brand_id: str,
    person_id: str,
    *,
    about: str,
    how: str,
    given_on: date,
    today: date,
    now: datetime,
    actor: str,
) -> str:
    """Keep what a person agreed to; returns its id. Raises RuleError when that makes no sense."""
    check_consent(about, given_on, today)
    consent_id = new_id("consent", now)
    with store.write() as cursor:
        head = _living(cursor, brand_id, person_id)[0].person_id
        insert(
            cursor,
            "person_consent",
            consent_id=consent_id,
            brand_id=brand_id,
            person_id=head,
            about=about.strip()[:CONSENT_LONGEST],
            how=how.strip()[:CONSENT_LONGEST],
            given_on=given_on,
            noted_at=now,
            actor=actor,
        )
        brands.record(
            cursor, brand_id, "person", head, "", "consented", now=now, actor=actor, detail={"consent": consent_id}
        )
    return consent_id


def withdraw_consent(
    store: Store, brand_id: str, consent_id: str, on: date | None, *, now: datetime, actor: str
) -> None:
    """They took their consent back on this day; None: that was an error, it holds."""
    with store.write() as cursor:
        if not update(cursor, "person_consent", {"brand_id": brand_id, "consent_id": consent_id}, withdrawn_on=on):
            raise NotFoundError("errors.people.gone")
        brands.record(cursor, brand_id, "consent", consent_id, "", "withdrawn" if on else "given", now=now, actor=actor)


def _key(brand_id: str, person_id: str) -> dict[str, object]:
    return {"brand_id": brand_id, "person_id": person_id}


def _living(cursor: Cursor, brand_id: str, person_id: str) -> list[Handle]:
    found = table.lock_group(cursor, brand_id, person_id)
    if not found:
        raise NotFoundError("errors.people.gone")
    return found
