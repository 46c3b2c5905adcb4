"""Practise answering: the same checks as in the inbox look at answers to invented comments; nothing is ever sent."""

from datetime import datetime
from functools import partial

from cmlite.domain.brands import Brand
from cmlite.domain.calm import Finding, Reply, check
from cmlite.domain.ids import new_id
from cmlite.domain.inbox import PRIVATE
from cmlite.domain.practice import Exercise, Progress, progress_of
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import moderation, strategy
from cmlite.store import practice as table
from cmlite.store import reference
from cmlite.store.db import Store
from cmlite.store.rows import insert
from cmlite.store.side_by_side import together


def exercises() -> tuple[Exercise, ...]:
    """Every comment there is to practise on."""
    return reference.exercises()


def progress(store: Store, brand_id: str, language: str, *, actor: str) -> Progress:
    """How far somebody has come."""
    return progress_of(table.read_last(store, brand_id, actor, language))


def last_text(store: Store, brand_id: str, exercise_id: str, language: str, *, actor: str) -> str:
    """What somebody wrote last in an exercise, or ''."""
    return table.read_text(store, brand_id, actor, language, exercise_id)


def check_answer(
    store: Store, brand: Brand, exercise_id: str, language: str, text: str, *, now: datetime, actor: str
) -> tuple[Finding, ...]:
    """What the rules find about an answer; the try is kept, unless somebody may only look. RuleError for no answer."""
    exercise = next((one for one in exercises() if one.id == exercise_id), None)
    if exercise is None:
        raise NotFoundError("errors.practice.gone")
    if not text.strip():
        raise RuleError("errors.practice.empty")
    plan, content = together(
        partial(moderation.plan_in_force, store, brand.brand_id), partial(strategy.in_force, store, brand.brand_id)
    )
    reply = Reply(text, is_public=exercise.kind != PRIVATE, language=language, address=content.culture.address)
    found = check(reply, exercise.thread(language), plan, reference.calm_words())
    if store.may_write:
        with store.write() as cursor:
            insert(
                cursor,
                "practice_try",
                try_id=new_id("try", now),
                brand_id=brand.brand_id,
                exercise_id=exercise_id,
                language=language,
                text=text.strip()[:5_000],
                found=" ".join(one.rule for one in found),
                tried_at=now,
                actor=actor,
            )
    return found
