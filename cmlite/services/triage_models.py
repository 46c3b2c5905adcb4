"""What is learnt from corrections: models by brand, language and aspect, tested before they are believed."""

import base64
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cmlite.domain import triage as rules
from cmlite.domain.ids import new_id
from cmlite.domain.triage import FEWEST_TEXTS, LaterTest
from cmlite.errors import NotFoundError, RuleError
from cmlite.learning import process
from cmlite.services import moderation, triage
from cmlite.services.triage_switch import look_again, state_allowed
from cmlite.store import brands
from cmlite.store import triage as judged
from cmlite.store import triage_models as table
from cmlite.store.db import Store

ASKED = 5
"""Questions at a time."""
_POOL = 300

Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Quality:
    """How far one aspect is in one language. `missing`: corrections until something is learnt, 0 when there is a model.

    `fresh`: corrections since the newest version was learnt, below 0 where some it learnt from are gone. `different`:
    how many values people gave.
    """

    aspect: str
    language: str
    corrections: int
    by_chance: int
    missing: int
    fresh: int
    different: int
    model: Mapping[str, Any] | None
    tested: LaterTest | None
    versions: tuple[Mapping[str, Any], ...]

    @property
    def state(self) -> str:
        """`none`, `grey`, `ranking` or `on`."""
        return str(self.model["state"]) if self.model else "none"


@dataclass(frozen=True)
class Question:
    """A message the app asks about, because the answer teaches most or because chance drew it."""

    message_id: str
    conversation_id: str
    text: str
    network: str
    sent_at: datetime
    value: str
    certainty: float | None
    drawn: str


def quality(store: Store, brand_id: str) -> list[Quality]:
    """One line for every aspect in each language that is spoken here."""
    spoken = triage.language_of_brand(store, brand_id)
    counts = {(row["aspect"], row["language"]): row for row in table.example_counts(store, brand_id, spoken)}
    versions = table.models(store, brand_id)
    languages = [
        spoken,
        *(name for name in rules.LANGUAGES if name != spoken and any(key[1] == name for key in counts)),
    ]
    return [
        _quality(aspect, language, counts.get((aspect, language)), versions)
        for language in languages
        for aspect in rules.ASPECTS
    ]


def learn(
    store: Store,
    brand_id: str,
    aspect: str,
    language: str,
    *,
    now: datetime,
    actor: str,
    ask: Ask = process.ask,
) -> str:
    """Learn a model from all corrections, test it on the newest, keep it as the next version; returns its state.

    Where texts are gone that the version before had read, the words it knows from them go along with it. Raises
    RuleError while there are too few corrections or all say the same, LearningError where learning failed.
    """
    spoken = triage.language_of_brand(store, brand_id)
    rows = table.examples(store, brand_id, aspect, language, spoken)
    labels = [row["value"] for row in rows]
    if len(rows) < FEWEST_TEXTS:
        raise RuleError("errors.triage.too_few", n=FEWEST_TEXTS - len(rows))
    if len(set(labels)) < 2:
        raise RuleError("errors.triage.one_value")
    told = ask(
        {
            "task": "train",
            "texts": [row["text"] for row in rows],
            "labels": labels,
            "by_chance": [row["drawn"] == "sample" for row in rows],
        }
    )
    tested = LaterTest(**told["tested"]) if told["tested"] else None
    state = state_allowed(store, brand_id, aspect, language, tested)
    model_id = new_id("model", now)
    with store.write() as cursor:
        version = table.save_model(
            cursor,
            brand_id,
            model_id,
            asdict(tested) if tested else {},
            aspect=aspect,
            language=language,
            state=state,
            texts=len(rows),
            content=base64.b64decode(told["content"]),
            made_at=now,
            actor=actor,
        )
        table.forget_larger(cursor, brand_id, aspect, language, len(rows))
        look_again(cursor, brand_id, language, now)
        _note(cursor, brand_id, model_id, state, now=now, actor=actor, version=version, aspect=aspect)
    return state


def give_up(store: Store, brand_id: str, aspect: str, language: str, *, now: datetime, actor: str) -> None:
    """Too few corrections are left to learn from: what was learnt is forgotten, the record of it stays."""
    with store.write() as cursor:
        table.forget_larger(cursor, brand_id, aspect, language, -1)
        look_again(cursor, brand_id, language, now)
        _note(cursor, brand_id, f"{aspect}:{language}", "given_up", now=now, actor=actor, version=0, aspect=aspect)


def go_back(store: Store, brand_id: str, model_id: str, *, now: datetime, actor: str) -> str:
    """Use the version before again; returns its state. Raises NotFoundError where it is not kept any more."""
    row = next((one for one in table.models(store, brand_id) if one["model_id"] == model_id), None)
    if row is None or not row["size"]:
        raise NotFoundError("errors.triage.no_version")
    tested = LaterTest(**row["figures"]) if row["figures"] else None
    state = state_allowed(store, brand_id, row["aspect"], row["language"], tested)
    with store.write() as cursor:
        table.put_in_use(cursor, brand_id, row, state)
        look_again(cursor, brand_id, row["language"], now)
        _note(cursor, brand_id, model_id, state, now=now, actor=actor, version=row["version"], aspect=row["aspect"])
    return state


def questions(
    store: Store, brand_id: str, aspect: str, language: str, *, seed: int, besides: Collection[str] = ()
) -> list[Question]:
    """The few messages whose answer teaches most, unsure and unlike one another; and before them one that chance drew
    from all of them. The same seed asks the same. `besides`: messages that were skipped.
    """
    spoken = triage.language_of_brand(store, brand_id)
    most = _POOL + len(besides)
    pool = [
        row
        for row in judged.askable(store, brand_id, aspect, language, spoken, seed=seed, limit=most)
        if row["message_id"] not in besides
    ]
    hard = _unlike([row for row in pool if not row["by_chance"]], ASKED - 1)
    drawn = [_question(row, "sample") for row in pool if row["by_chance"]]
    return [*drawn, *(_question(row, "asked") for row in hard)]


def at_turn(asked: Sequence[Question], turn: int) -> Question:
    """Which of them is asked now: of `ASKED` turns one is for chance, each time another one."""
    wanted = "sample" if turn % ASKED == turn // ASKED % ASKED else "asked"
    return next((one for one in asked if one.drawn == wanted), asked[0])


def values_of(store: Store, brand_id: str, aspect: str) -> tuple[str, ...]:
    """What an aspect can be; kinds come from the moderation plan."""
    if aspect in rules.VALUES:
        return rules.VALUES[aspect]
    return tuple(one.class_id for one in moderation.plan_in_force(store, brand_id).classes)


def _unlike(pool: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """The first ones of a pool that do not say nearly the same as one already taken (half of the words in common)."""
    taken: list[Mapping[str, Any]] = []
    said: list[set[str]] = []
    for row in pool:
        words = set(row["text"][:1_000].lower().split())
        if any(len(words & other) * 2 > min(len(words), len(other)) for other in said):
            continue
        taken.append(row)
        said.append(words)
        if len(taken) == most:
            break
    return taken


def _quality(
    aspect: str, language: str, counted: Mapping[str, Any] | None, versions: Sequence[Mapping[str, Any]]
) -> Quality:
    ours = tuple(one for one in versions if one["aspect"] == aspect and one["language"] == language)
    model = next((one for one in ours if one["state"] != "past"), None)
    corrections = int(counted["n"]) if counted else 0
    return Quality(
        aspect=aspect,
        language=language,
        corrections=corrections,
        by_chance=int(counted["by_chance"]) if counted else 0,
        missing=0 if model else max(FEWEST_TEXTS - corrections, 0),
        fresh=corrections - next((int(one["texts"]) for one in ours if one["size"]), 0),
        different=int(counted["different"]) if counted else 0,
        model=model,
        tested=LaterTest(**model["figures"]) if model and model["figures"] else None,
        versions=ours,
    )


def _question(row: Mapping[str, Any], drawn: str) -> Question:
    return Question(
        row["message_id"],
        row["conversation_id"],
        row["text"],
        row["network"],
        row["sent_at"],
        row["value"],
        row["certainty"],
        drawn,
    )


def _note(
    cursor: Any, brand_id: str, model_id: str, state: str, *, now: datetime, actor: str, version: int, aspect: str
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="triage_model",
        subject_id=model_id,
        to_state=state,
        now=now,
        actor=actor,
        detail={"version": version, "aspect": aspect},
    )
