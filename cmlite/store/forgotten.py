"""Table `forgotten`: keyed checksums of who was erased, so that networks, files and backups do not bring them back."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cmlite.domain.rights import mark
from cmlite.domain.sync import Arrival
from cmlite.store.brands import save_setting
from cmlite.store.rows import Cursor, insert_rows, many, one

_SALT = "forgotten_salt"
_DEEPEST = 20
"""So many of our own answers in a row may follow what was erased."""


def salt_of(cursor: Cursor, brand_id: str, *, now: datetime) -> str:
    """The key of a brand's marks, made when it is first needed."""
    row = one(cursor, "select value from setting where brand_id = ? and name = ?", [brand_id, _SALT])
    if row:
        return str(row["value"])
    made = secrets.token_hex(16)
    save_setting(cursor, brand_id, _SALT, made, now=now, actor="worker")
    return made


def keep_away(
    cursor: Cursor, brand_id: str, erasure_id: str, subjects: Iterable[tuple[str, str, str]], *, now: datetime
) -> int:
    """Remember people, handles and messages (kind, network, value) as erased now; returns how many marks there are."""
    salt = salt_of(cursor, brand_id, now=now)
    marks = {mark(salt, *subject): subject[0] for subject in subjects if subject[2]}
    cursor.execute(
        "delete from forgotten where brand_id = $brand and mark in (select unnest($marks))",
        {"brand": brand_id, "marks": list(marks)},
    )
    insert_rows(
        cursor,
        "forgotten",
        [
            {"brand_id": brand_id, "mark": key, "kind": kind, "erasure_id": erasure_id, "until_at": now}
            for key, kind in marks.items()
        ],
    )
    return len(marks)


def without_forgotten(cursor: Cursor, brand_id: str, network: str, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Arrivals without what was erased here: that message, an answer to it, or an older one of the same person.

    What the rule about old messages forgot does not come back either.
    """
    floor = floor_of(cursor, brand_id)
    kept = [arrival for arrival in arrivals if floor is None or arrival.sent_at >= floor]
    if not kept or one(cursor, "select 1 as n from forgotten where brand_id = ? limit 1", [brand_id]) is None:
        return kept
    salt = salt_of(cursor, brand_id, now=kept[0].sent_at)
    marks = {id(arrival): _marks(salt, network, arrival) for arrival in kept}
    asked = sorted({key for people, messages in marks.values() for key in (*people, *messages)})
    known = {
        row["mark"]: row["until_at"]
        for row in many(
            cursor,
            "select mark, until_at from forgotten where brand_id = $brand and mark in (select unnest($marks))",
            {"brand": brand_id, "marks": asked},
        )
    }
    return [arrival for arrival in kept if not _is_gone(arrival, *marks[id(arrival)], known)]


def _marks(salt: str, network: str, arrival: Arrival) -> tuple[list[str], list[str]]:
    people = [] if arrival.ours else [("person", arrival.author_id), ("handle", arrival.author_handle)]
    if arrival.partner is not None:
        people += [("person", arrival.partner.person_id), ("handle", arrival.partner.handle)]
    messages = [arrival.external_id, *([arrival.parent_id] if arrival.ours else [])]
    return (
        [mark(salt, kind, network, value) for kind, value in people if value],
        [mark(salt, "message", network, value) for value in messages if value],
    )


def _is_gone(arrival: Arrival, people: Sequence[str], messages: Sequence[str], known: Mapping[str, datetime]) -> bool:
    return any(key in known for key in messages) or any(
        key in known and arrival.sent_at <= known[key] for key in people
    )


def floor_of(cursor: Cursor, brand_id: str) -> datetime | None:
    """Older messages were forgotten by rule; None: none were."""
    row = one(
        cursor,
        "select max(before_at) as floor from retention_run where brand_id = ? and kind = 'messages' and forgotten > 0",
        [brand_id],
    )
    return row["floor"] if row else None


def mark_staged(cursor: Cursor, brand_id: str, network: str) -> bool:
    """Put the lines of `staged` that were erased here into the temp table `gone_line`; False where there are none.

    This is the bulk path, which speaks the engine's own dialect.
    """
    cursor.execute("create or replace temp table gone_line (line bigint)")
    floor = floor_of(cursor, brand_id)
    marked = one(cursor, "select 1 as n from forgotten where brand_id = ? limit 1", [brand_id])
    if floor is None and marked is None:
        return False
    salt = one(cursor, "select value from setting where brand_id = ? and name = ?", [brand_id, _SALT])
    given = {"brand": brand_id, "salt": salt["value"] if salt else "", "network": network, "floor": floor}
    cursor.execute(
        """insert into gone_line
        with marked as (
            select line, sent_at, true as by_person, sha256($salt || 'person:' || $network || ':' || plain) as mark
            from (select line, sent_at, lower(ltrim(trim(author), '@')) as plain from staged where author <> '')
            union all
            select line, sent_at, true, sha256($salt || 'handle:' || $network || ':' || plain)
            from (select line, sent_at, lower(ltrim(trim(author), '@')) as plain from staged where author <> '')
            union all
            select line, sent_at, false, sha256($salt || 'message:' || $network || ':' || external_id) from staged
            union all
            select line, sent_at, false, sha256($salt || 'message:' || $network || ':' || parent) from staged
            where direction = 'out' and parent <> ''
        )
        select distinct m.line from marked as m
        inner join forgotten as f on f.brand_id = $brand and f.mark = m.mark
        where not m.by_person or m.sent_at <= f.until_at
        union
        select line from staged where sent_at < $floor""",
        given,
    )
    for _ in range(_DEEPEST):
        more = cursor.execute(
            """insert into gone_line
            select s.line from staged as s
            inner join staged as p on p.external_id = s.parent and s.parent <> ''
            where s.direction = 'out' and p.line in (select line from gone_line)
              and s.line not in (select line from gone_line)"""
        ).fetchall()
        if not more or not more[0][0]:
            break
    return True
