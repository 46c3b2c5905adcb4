"""Ask after a resolved complaint: the question is laid down as a draft, the owner sends it and notes the answer."""

from datetime import datetime, timedelta

from cmlite.domain.ids import new_id
from cmlite.domain.satisfaction import QUESTION_LONGEST, Mean, Question, check_score, mean_of
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, inbox
from cmlite.store import satisfaction as table
from cmlite.store.db import Store
from cmlite.store.rows import insert, update

COMPLAINT = "complaint"
SHOWN = 10
ASKED_WITHIN = timedelta(days=60)
"""Whoever is asked later than this hardly knows what about."""
_NAME = "satisfaction_question"


def question(store: Store, brand_id: str) -> str:
    """The owner's own words of the question; '' where the usual ones hold."""
    return brands.read_settings(store, brand_id).get(_NAME, "")


def save_question(store: Store, brand_id: str, words: str, *, now: datetime, actor: str) -> None:
    """Keep the words of the question; an empty text brings the usual ones back."""
    if len(words) > QUESTION_LONGEST:
        raise RuleError("errors.satisfaction.long", most=QUESTION_LONGEST)
    with store.write() as cursor:
        brands.save_setting(cursor, brand_id, _NAME, words.strip(), now=now, actor=actor)
        brands.record(cursor, brand_id, "setting", _NAME, "", "changed", now=now, actor=actor)


def unasked(store: Store, brand_id: str, *, now: datetime) -> list[Question]:
    """Resolved complaints of the last weeks whose person was not asked yet."""
    return table.read_unasked(store, brand_id, COMPLAINT, since=now - ASKED_WITHIN, limit=SHOWN)


def asked(store: Store, brand_id: str) -> list[Question]:
    """Those who were asked; without an answer first."""
    return table.read_asked(store, brand_id, limit=SHOWN)


def mean(store: Store, brand_id: str) -> Mean:
    """What people answered so far."""
    return mean_of(*table.read_scores(store, brand_id))


def ask(store: Store, brand_id: str, conversation_id: str, words: str, *, now: datetime, actor: str) -> str:
    """Lay the question down as a draft in the conversation; nothing is sent. Returns the id of the question.

    Raises RuleError where an answer is begun already, or the person was asked before.
    """
    with store.write() as cursor:
        found = inbox.lock_conversation(cursor, brand_id, conversation_id)
        if found is None:
            raise NotFoundError("errors.inbox.gone")
        if table.was_asked(cursor, brand_id, conversation_id):
            raise RuleError("errors.satisfaction.asked")
        if table.find_draft(cursor, brand_id, conversation_id):
            raise RuleError("errors.satisfaction.draft")
        insert(
            cursor,
            "message",
            message_id=new_id("message", now),
            brand_id=brand_id,
            conversation_id=conversation_id,
            direction="out",
            state="draft",
            text=words.strip(),
            sent_at=now,
            actor=actor,
        )
        satisfaction_id = new_id("satisfaction", now)
        insert(
            cursor,
            "satisfaction",
            satisfaction_id=satisfaction_id,
            brand_id=brand_id,
            conversation_id=conversation_id,
            person_id=found["person_id"],
            asked_at=now,
            actor=actor,
        )
        brands.record(cursor, brand_id, "satisfaction", satisfaction_id, "", "asked", now=now, actor=actor)
    return satisfaction_id


def note_score(
    store: Store, brand_id: str, satisfaction_id: str, score: int | None, *, now: datetime, actor: str
) -> None:
    """Note what the person answered, 1 to 5; None takes it back."""
    if score is not None:
        check_score(score)
    with store.write() as cursor:
        before = table.lock_question(cursor, brand_id, satisfaction_id)
        if before is None:
            raise NotFoundError("errors.satisfaction.gone")
        key = {"brand_id": brand_id, "satisfaction_id": satisfaction_id}
        update(cursor, "satisfaction", key, score=score, noted_at=None if score is None else now)
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="satisfaction",
            subject_id=satisfaction_id,
            from_state="" if before["score"] is None else str(before["score"]),
            to_state="" if score is None else str(score),
            now=now,
            actor=actor,
        )


def drop(store: Store, brand_id: str, satisfaction_id: str, *, now: datetime, actor: str) -> None:
    """They were not asked after all: the question was never sent."""
    with store.write() as cursor:
        if table.lock_question(cursor, brand_id, satisfaction_id) is None:
            raise NotFoundError("errors.satisfaction.gone")
        cursor.execute(
            "delete from satisfaction where brand_id = ? and satisfaction_id = ?", [brand_id, satisfaction_id]
        )
        brands.record(cursor, brand_id, "satisfaction", satisfaction_id, "asked", "dropped", now=now, actor=actor)
