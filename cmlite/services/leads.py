"""Leads: begin, change, move between stages, delete and bring back; what is due, and what came of each source."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cmlite.domain.ids import new_id
from cmlite.domain.leads import STAGES, Course, Lead, LeadDraft, Source, Stage, funnel
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, inbox
from cmlite.store import leads as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update

ON_THE_BOARD = 20
"""So many leads of a stage stand on the board; the list has all."""
PAGE_SIZE = 20
COLUMNS = (
    *("lead_id", "stage", "interest", "value", "currency", "who", "network", "post", "next_step", "next_on"),
    *("reason", "created_at", "stage_at"),
)


def board(store: Store, brand_id: str) -> dict[Stage, list[Lead]]:
    """The leads of each stage, what is due first on top."""
    return {stage: table.read_leads(store, brand_id, stages=[stage], limit=ON_THE_BOARD) for stage in STAGES}


def counts(store: Store, brand_id: str) -> dict[str, int]:
    """Leads by stage."""
    return table.count_stages(store, brand_id)


def listed(store: Store, brand_id: str, stages: Sequence[str], *, page: int) -> list[Lead]:
    """One page of the list (1 is the first)."""
    offset = (max(page, 1) - 1) * PAGE_SIZE
    return table.read_leads(store, brand_id, stages=list(stages), limit=PAGE_SIZE, offset=offset)


def of_people(store: Store, brand_id: str, person_ids: Sequence[str]) -> list[Lead]:
    """The leads of these people."""
    return table.read_of_people(store, brand_id, person_ids)


def lead(store: Store, brand_id: str, lead_id: str) -> Lead:
    """One lead. Raises NotFoundError when it is gone or another brand's.

    A conversation that went with an undone import is not named; with the same file it comes back, and is named again.
    """
    found = table.read_lead(store, brand_id, lead_id)
    if found is None:
        raise NotFoundError("errors.leads.gone")
    if found.conversation_id and not inbox.is_there(store, brand_id, found.conversation_id):
        return found.model_copy(update={"conversation_id": ""})
    return found


def of_conversation(store: Store, brand_id: str, conversation_id: str) -> str | None:
    """The lead that was made from a conversation, if there is one."""
    return table.find_of_conversation(store, brand_id, conversation_id)


def steps(store: Store, brand_id: str, lead_id: str) -> list[dict[str, Any]]:
    """From which stage to which a lead went, when, and by whom; oldest first, keys see the store."""
    return table.read_steps(store, brand_id, lead_id)


def due(store: Store, brand_id: str, today: date, *, limit: int = 5) -> list[dict[str, Any]]:
    """Next steps that are due on this day of the brand's calendar; keys see the store."""
    return table.read_due(store, brand_id, today, limit=limit)


def rows(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Every lead, for a file."""
    found = table.read_leads(store, brand_id, stages=STAGES, limit=1_000_000)
    return [one.model_dump() | {"value": None if one.value is None else float(one.value)} for one in found]


def by_post(store: Store, brand_id: str) -> list[Source]:
    """What came of the leads of each post; those without one stand under ''."""
    return funnel(_course(row, row["post"] if row["publication_id"] else "") for row in _courses(store, brand_id))


def by_pillar(store: Store, brand_id: str) -> list[Source]:
    """What came of the leads of each pillar, by its id; '' where there is none."""
    return funnel(_course(row, row["pillar_id"]) for row in _courses(store, brand_id))


def begin(
    store: Store, brand_id: str, draft: LeadDraft, *, conversation_id: str = "", now: datetime, actor: str
) -> str:
    """Save a new lead, also of a conversation: who and which post it came from are taken over. Returns its id."""
    lead_id = new_id("lead", now)
    with store.write() as cursor:
        of = {"person_id": "", "publication_id": ""}
        if conversation_id:
            found = inbox.lock_conversation(cursor, brand_id, conversation_id)
            if found is None:
                raise NotFoundError("errors.inbox.gone")
            of = {name: found[name] for name in of}
        insert(
            cursor,
            "lead",
            lead_id=lead_id,
            brand_id=brand_id,
            conversation_id=conversation_id,
            stage_at=now,
            created_at=now,
            changed_at=now,
            actor=actor,
            **of,
            **draft.model_dump(),
        )
        brands.record(cursor, brand_id, "lead", lead_id, "", draft.stage, now=now, actor=actor)
    return lead_id


def change(
    store: Store, brand_id: str, lead_id: str, draft: LeadDraft, *, version: int, now: datetime, actor: str
) -> None:
    """Save an edited lead. Raises RuleError when another window saved it since `version` was read."""
    with store.write() as cursor:
        before = _living(cursor, brand_id, lead_id)
        if before["version"] != version:
            raise RuleError("errors.leads.changed_elsewhere")
        _set(cursor, before, now=now, actor=actor, **draft.model_dump())
        brands.record(cursor, brand_id, "lead", lead_id, before["stage"], draft.stage, now=now, actor=actor)


def move(store: Store, brand_id: str, lead_id: str, stage: Stage, *, now: datetime, actor: str) -> Stage:
    """Put a lead into another stage; returns the one it had. A lead that ended has no next step any more."""
    with store.write() as cursor:
        before = _living(cursor, brand_id, lead_id)
        if before["stage"] != stage:
            _set(cursor, before, now=now, actor=actor, stage=stage)
            brands.record(cursor, brand_id, "lead", lead_id, before["stage"], stage, now=now, actor=actor)
    was: Stage = before["stage"]
    return was


def delete(store: Store, brand_id: str, lead_id: str, *, now: datetime, actor: str) -> None:
    """Take a lead away; `bring_back` undoes it."""
    with store.write() as cursor:
        before = _living(cursor, brand_id, lead_id)
        _set(cursor, before, now=now, actor=actor, deleted_at=now)
        brands.record(cursor, brand_id, "lead", lead_id, before["stage"], "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, lead_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion."""
    with store.write() as cursor:
        before = table.lock_lead(cursor, brand_id, lead_id)
        if before is None:
            raise NotFoundError("errors.leads.gone")
        _set(cursor, before, now=now, actor=actor, deleted_at=None)
        brands.record(cursor, brand_id, "lead", lead_id, "deleted", before["stage"], now=now, actor=actor)


def _set(cursor: Cursor, before: dict[str, Any], *, now: datetime, actor: str, **values: object) -> None:
    if values.get("stage", before["stage"]) != before["stage"]:
        values["stage_at"] = now
    update(
        cursor,
        "lead",
        {"brand_id": before["brand_id"], "lead_id": before["lead_id"]},
        changed_at=now,
        actor=actor,
        version=before["version"] + 1,
        **values,
    )


def _living(cursor: Cursor, brand_id: str, lead_id: str) -> dict[str, Any]:
    found = table.lock_lead(cursor, brand_id, lead_id)
    if found is None or found["deleted_at"] is not None:
        raise NotFoundError("errors.leads.gone")
    return found


def _courses(store: Store, brand_id: str) -> list[dict[str, Any]]:
    return table.read_courses(store, brand_id)


def _course(row: dict[str, Any], source: str) -> Course:
    return Course(source, row["stage"], row["reached"], row["value"], row["currency"])
