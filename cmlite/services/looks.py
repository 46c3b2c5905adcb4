"""Show a draft of an answer to somebody of the team, who says whether it is fine."""

from datetime import datetime
from typing import Any

from cmlite.domain.ids import new_id
from cmlite.domain.looks import Look, Verdict
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, inbox
from cmlite.store import looks as table
from cmlite.store import team as people
from cmlite.store.db import Store
from cmlite.store.rows import insert, update


def current(store: Store, brand_id: str, conversation_id: str) -> Look | None:
    """What somebody was asked last about the draft of this conversation."""
    return table.read_look(store, brand_id, conversation_id)


def waiting(store: Store, brand_id: str, member_id: str) -> list[dict[str, Any]]:
    """What somebody has still to look at; columns see the store."""
    return table.read_waiting(store, brand_id, member_id)


def answered(store: Store, brand_id: str, member_id: str) -> list[dict[str, Any]]:
    """What somebody was told about their drafts that still wait; columns see the store."""
    return table.read_answered(store, brand_id, member_id)


def ask(
    store: Store,
    brand_id: str,
    conversation_id: str,
    member_id: str,
    text: str,
    question: str,
    *,
    now: datetime,
    actor: str,
) -> str:
    """Ask somebody of the team for a look at a draft; an earlier question about it is over then. Returns its id."""
    if not text.strip():
        raise RuleError("errors.inbox.empty")
    with store.write() as cursor:
        judges = people.lock_team(cursor, brand_id).who_judge(actor)
        if member_id not in {one.member_id for one in judges}:
            raise NotFoundError("errors.team.gone")
        if inbox.lock_conversation(cursor, brand_id, conversation_id) is None:
            raise NotFoundError("errors.inbox.gone")
        table.close_looks(cursor, brand_id, conversation_id, now)
        look_id = new_id("look", now)
        insert(
            cursor,
            "draft_look",
            look_id=look_id,
            brand_id=brand_id,
            conversation_id=conversation_id,
            member_id=member_id,
            text=text.strip(),
            question=question.strip()[:1_000],
            asked_at=now,
            actor=actor,
        )
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="conversation",
            subject_id=conversation_id,
            to_state="draft_shown",
            now=now,
            actor=actor,
            detail={"member": member_id},
        )
    return look_id


def judge(
    store: Store, brand_id: str, look_id: str, verdict: Verdict, remark: str, *, now: datetime, actor: str
) -> None:
    """Whoever was asked says whether the draft is fine or should change. Raises RuleError for anybody else."""
    with store.write() as cursor:
        row = table.lock_look(cursor, brand_id, look_id)
        if row is None or row["closed_at"] is not None:
            raise NotFoundError("errors.looks.gone")
        if row["member_id"] != actor:
            raise RuleError("errors.looks.not_asked")
        if verdict == "change" and not remark.strip():
            raise RuleError("errors.looks.remark_missing")
        update(
            cursor,
            "draft_look",
            {"brand_id": brand_id, "look_id": look_id},
            verdict=verdict,
            remark=remark.strip()[:2_000],
            answered_at=now,
        )
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="conversation",
            subject_id=row["conversation_id"],
            from_state="draft_shown",
            to_state=f"draft_{verdict}",
            now=now,
            actor=actor,
        )


def close(store: Store, brand_id: str, conversation_id: str, *, now: datetime) -> None:
    """The answer went out: nobody has to look at its draft any more."""
    with store.write() as cursor:
        table.close_looks(cursor, brand_id, conversation_id, now)
