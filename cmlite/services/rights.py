"""The rights of people: show and hand out everything that is kept about somebody, and erase it with a proof."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmlite.domain.people import Person
from cmlite.domain.rights import NAMED, Erasure, mark, unbroken
from cmlite.services import people, retention
from cmlite.store import brands, erasing, forgetting, traces
from cmlite.store.db import Store
from cmlite.store.rows import insert_rows, many
from cmlite.store.team import lock_team

COLUMNS = ("section", "row", "field", "value")


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept about a person, by table; rows of others that name them apart."""

    person: Person
    own: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    naming: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def everything(store: Store, brand_id: str, person_id: str) -> Kept:
    """Everything about a person with all their handles. Raises NotFoundError."""
    found = people.person(store, brand_id, person_id)
    with store.read() as cursor:
        rows = traces.read_everything(cursor, traces.read_traces(cursor, brand_id, found.ids))
    return Kept(
        person=found,
        own={name: group for name, group in rows.items() if not name.startswith(NAMED)},
        naming={name.removeprefix(NAMED): group for name, group in rows.items() if name.startswith(NAMED)},
    )


def as_json(kept: Kept, *, now: datetime) -> bytes:
    """Everything as a JSON file. Rows of others that name the person are left out: they hold words of others."""
    content = {"person": kept.person.who, "made_at": now.isoformat(), "tables": kept.own}
    return json.dumps(content, default=_plain, ensure_ascii=False, indent=2).encode()


def as_rows(kept: Kept) -> list[dict[str, object]]:
    """The same as one line a value: section, row, field, value; empty values are left out."""
    return [
        {"section": table, "row": number, "field": name, "value": str(_plain(value))}
        for table, rows in kept.own.items()
        for number, row in enumerate(rows, 1)
        for name, value in row.items()
        if value not in (None, "")
    ]


def erase(store: Store, brand_id: str, person_id: str, *, folder: Path, now: datetime, actor: str) -> Erasure:
    """Erase a person with all their handles in one transaction; returns the proof. Raises NotFoundError, and
    RuleError for somebody who may not do this.

    `folder` holds the backups: those that were written before still know the person, and are named in the proof.
    """
    with store.write() as cursor:
        lock_team(cursor, brand_id).check(actor, "erase")
        found = people.person(store, brand_id, person_id)
        made = erasing.erase(
            cursor, brand_id, found.ids, cause="asked", backups=backups_before(store, folder), now=now, actor=actor
        )
        _note(cursor, made)
    return made


def backups_before(store: Store, folder: Path) -> list[str]:
    """Names of files that still hold what is erased now: backups, and what restoring one put aside."""
    aside = store.path.parent.glob("before-restore-*.duckdb")
    return sorted(path.name for path in (*folder.glob("cmlite-*.zip"), *aside))


def erasures(store: Store, brand_id: str) -> tuple[list[Erasure], bool]:
    """The proofs of a brand, newest first, and whether all of them are as they were written."""
    chain = erasing.read_erasures(store, brand_id)
    return chain[::-1], unbroken(chain)


def carry_over(present: Store, other: Store, *, now: datetime, actor: str) -> int:
    """Repeat in `other`, a backup about to be restored, what was erased and forgotten since; returns how many people.

    Who was erased is known by their marks alone, so the brand's key for them is carried over as well. The rules of
    forgetting stay as they are now, else what was to go by itself would be kept for ever again.
    """
    again = 0
    for brand in brands.read_brands(other):
        brand_id = brand.brand_id
        missing = _missing(present, other, brand_id)
        runs = forgetting.read_runs(present, brand_id)
        done = {run.run_id for run in forgetting.read_runs(other, brand_id)}
        with other.write() as cursor:
            salt = brands.read_settings(present, brand_id).get("forgotten_salt", "")
            if missing["erasure"] and salt:
                brands.save_setting(cursor, brand_id, "forgotten_salt", salt, now=now, actor=actor)
                marks = {row["mark"] for row in missing["forgotten"] if row["kind"] == "person"}
                theirs = [
                    row["person_id"]
                    for row in many(cursor, "select person_id, network from person where brand_id = ?", [brand_id])
                    if mark(salt, "person", row["network"], _own(brand_id, row)) in marks
                ]
                insert_rows(cursor, "erasure", missing["erasure"])
                if theirs:
                    erasing.erase(cursor, brand_id, theirs, cause="restored", backups=(), now=now, actor=actor)
                    again += len(theirs)
                _keep_marks(cursor, brand_id, missing["forgotten"])
            for run in runs:
                if run.run_id not in done and run.kind != "people":
                    forgetting.forget(cursor, brand_id, run.kind, run.before_at)
                    forgetting.save_run(cursor, run)
            if (rules := brands.read_settings(present, brand_id).get(retention.SETTING)) is not None:
                brands.save_setting(cursor, brand_id, retention.SETTING, rules, now=now, actor=actor)
    return again


def _missing(present: Store, other: Store, brand_id: str) -> dict[str, list[dict[str, Any]]]:
    """Proofs and marks of the present file that a backup does not have."""
    known = {row["erasure_id"] for row in other.rows("select erasure_id from erasure where brand_id = ?", [brand_id])}
    return {
        table: [
            row
            for row in present.rows(f"select * from {table} where brand_id = ?", [brand_id])
            if row["erasure_id"] not in known
        ]
        for table in ("erasure", "forgotten")
    }


def _keep_marks(cursor: Any, brand_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Take over marks as they are: what is older than the erasure stays away, what came later does not."""
    cursor.execute(
        "delete from forgotten where brand_id = $brand and mark in (select unnest($marks))",
        {"brand": brand_id, "marks": [row["mark"] for row in rows]},
    )
    insert_rows(cursor, "forgotten", rows)


def _own(brand_id: str, row: Mapping[str, Any]) -> str:
    return str(row["person_id"]).removeprefix(f"{brand_id}:{row['network']}:")


def _note(cursor: Any, made: Erasure) -> None:
    brands.record(
        cursor,
        brand_id=made.brand_id,
        subject="erasure",
        subject_id=made.erasure_id,
        to_state=made.cause,
        now=made.happened_at,
        actor=made.actor,
        detail={"rows": made.rows},
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
