"""What came in is looked at: language, kind, tone and urgency, each with its certainty and its reason."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cmlite.domain import triage as rules
from cmlite.domain.ids import new_id
from cmlite.domain.moderation import CLASSES
from cmlite.domain.triage import Judgement
from cmlite.errors import NotFoundError, RuleError
from cmlite.learning import process
from cmlite.services import classes, moderation, rule_acts
from cmlite.store import brands, reference
from cmlite.store import triage as table
from cmlite.store import triage_models as models_table
from cmlite.store.db import Store

AT_ONCE = 4_000
"""Messages given to the learning process in one order."""
Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def judge_new(store: Store, *, now: datetime, ask: Ask = process.ask, most: int = AT_ONCE) -> int:
    """Judge messages nobody has judged yet, the newest first; returns how many. Raises LearningError."""
    waiting = table.pending(store, most)
    if not waiting:
        return 0
    in_use = models_table.in_use(store)
    known = {brand.brand_id: brand for brand in brands.read_brands(store)}
    count = 0
    for brand_id in dict.fromkeys(row["brand_id"] for row in waiting):
        rows = [row for row in waiting if row["brand_id"] == brand_id]
        ours = [one for one in in_use if one["brand_id"] == brand_id]
        brand = known.get(brand_id)
        allowed = [one.class_id for one in moderation.plan_in_force(store, brand_id).classes] if brand else CLASSES
        order = {
            "task": "judge",
            "texts": [row["text"] for row in rows],
            "words": str(reference.TRIAGE_WORDS),
            "main_language": main_language(brand.language if brand else ""),
            "models": [_sendable(one, allowed) for one in ours],
        }
        judged = [row | told for row, told in zip(rows, ask(order)["judged"], strict=True)]
        with store.write() as cursor:
            if _used(models_table.in_use(store), brand_id) != _used(ours, brand_id):
                continue  # switched off or learnt anew meanwhile: the next round asks those that count now
            table.save_judgements(cursor, judged, labels=_labels(ours), now=now)
            if brand is not None:
                rule_acts.on_judged(cursor, brand_id, [one["conversation_id"] for one in judged], now=now)
        count += len(judged)
    return count


def is_waiting(store: Store) -> bool:
    """Whether there are messages nobody has judged yet."""
    return bool(table.pending(store, 1))


def of_conversation(store: Store, brand_id: str, conversation_id: str) -> dict[str, Judgement] | None:
    """What a conversation is taken for, by aspect and `language`; None where nothing was judged yet."""
    row = table.judgement_of(store, brand_id, conversation_id)
    if row is None:
        return None
    told = {
        aspect: Judgement(
            row[aspect],
            row[f"{aspect}_certainty"],
            row[f"{aspect}_from"],
            _why(row[f"{aspect}_why"]),
            counts=row[f"said_{aspect}_from"] == row[f"{aspect}_from"] != "" and row[aspect] == row[f"said_{aspect}"],
        )
        for aspect in rules.ASPECTS
    }
    for aspect in rules.ASPECTS:
        if row[f"said_{aspect}_from"] == "person" or row[f"said_{aspect}_from"].startswith("rule:"):
            told[aspect] = Judgement(row[f"said_{aspect}"], None, row[f"said_{aspect}_from"], counts=True)
    return told | {"language": Judgement(row["language"], row["language_certainty"], "words")}


def correct(
    store: Store,
    brand_id: str,
    conversation_id: str,
    aspect: rules.Aspect,
    value: str,
    *,
    now: datetime,
    actor: str,
    drawn: str = "inbox",
) -> str:
    """A person says what a conversation is; it is learnt from. Returns the id `take_back` takes.

    Raises RuleError for a value there is not, NotFoundError for a conversation nobody wrote into.
    """
    if aspect != "kind" and value not in rules.VALUES[aspect]:
        raise RuleError("errors.triage.no_value")
    correction_id = new_id("correction", now)
    plan = moderation.plan_in_force(store, brand_id)
    spoken = language_of_brand(store, brand_id)
    with store.write() as cursor:
        row = table.judgement_of(store, brand_id, conversation_id)
        if row is None:
            raise NotFoundError("errors.triage.not_judged")
        batch = ""
        if aspect == "kind":
            batch = classes.set_within(cursor, brand_id, plan, [conversation_id], value, now=now, actor=actor)
        else:
            models_table.set_aspect(cursor, brand_id, conversation_id, aspect, value, "person")
        models_table.write_correction(
            cursor,
            brand_id,
            correction_id,
            message_id=row["message_id"],
            conversation_id=conversation_id,
            aspect=aspect,
            language=row["language"] if row["language"] in rules.LANGUAGES else spoken,
            value=value,
            before_value=row[f"said_{aspect}"] or row[aspect],
            before_from=row[f"said_{aspect}_from"] or row[f"{aspect}_from"],
            before_certainty=row[f"{aspect}_certainty"],
            drawn=drawn,
            corrected_at=now,
            actor=actor,
        )
        if aspect != "kind":
            brands.record(cursor, brand_id, "triage", conversation_id, "", f"{aspect}:{value}", now=now, actor=actor)
    return f"{correction_id} {batch}".strip()


def take_back(store: Store, brand_id: str, correction_id: str, *, now: datetime, actor: str) -> None:
    """What was there before a correction is there again, and nothing is learnt from it; what somebody said since stays.

    Raises NotFoundError.
    """
    correction_id, _, batch = correction_id.partition(" ")
    row = models_table.read_correction(store, brand_id, correction_id)
    if row is None:
        raise NotFoundError("errors.triage.nothing_to_take_back")
    with store.write() as cursor:
        if batch:
            classes.undo_within(cursor, brand_id, batch, now=now, actor=actor)
        models_table.take_back(cursor, brand_id, row, now)
        brands.record(
            cursor, brand_id, "triage", row["conversation_id"], "", f"{row['aspect']}:undone", now=now, actor=actor
        )


def main_language(language: str) -> str:
    """The language of a brand as models know it."""
    return language if language in rules.LANGUAGES else "de"


def language_of_brand(store: Store, brand_id: str) -> str:
    """The language in which short messages of a brand are read."""
    return main_language(next((one.language for one in brands.read_brands(store) if one.brand_id == brand_id), ""))


def _used(models: list[dict[str, Any]], brand_id: str) -> set[tuple[str, str]]:
    return {(one["model_id"], one["state"]) for one in models if one["brand_id"] == brand_id}


def _labels(models: list[dict[str, Any]]) -> list[str]:
    return ["words", *(f"model:{one['model_id']}" for one in models if one["state"] == "on")]


def _sendable(model: Mapping[str, Any], classes_of_plan: Any) -> dict[str, Any]:
    return {
        "model_id": model["model_id"],
        "aspect": model["aspect"],
        "language": model["language"],
        "content": base64.b64encode(model["content"]).decode("ascii"),
        "allowed": list(rules.VALUES.get(model["aspect"], classes_of_plan)),
    }


def _why(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored)) if stored else ()
