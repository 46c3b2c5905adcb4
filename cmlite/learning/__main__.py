"""`python -m cmlite.learning`: one order as JSON on standard input, its answer as JSON on standard output."""

import base64
import json
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cmlite.domain.triage import ASPECTS, PERHAPS, UNSURE, Judgement
from cmlite.domain.triage_words import WordList, read_lists
from cmlite.learning import language

_NICE = 10
"""Whoever clicks in the app goes first."""


def answer(order: Mapping[str, Any]) -> dict[str, Any]:
    """Do what the order says: `judge` texts, `train` a model, or say which texts would `teach` most."""
    if order["task"] == "judge":
        return {"judged": judge(order)}
    return train(order)


def judge(order: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Language, kind, tone and urgency of each text.

    `order`: `texts`; `words` (path of the word lists); `main_language`; `models` with `aspect`, `language`, `model_id`,
    `content` (base64) and `allowed` values.
    """
    texts: Sequence[str] = order["texts"]
    told = [language.tell(text) for text in texts]
    with open(order["words"], "rb") as file:  # noqa: PTH123  # a path as text from another process
        lists = read_lists(tomllib.load(file))
    spoken = [name or order["main_language"] for name, _ in told]
    judged: list[dict[str, Any]] = [
        {"language": name, "language_certainty": share, **_by_words(lists.get(used), text)}
        for (name, share), used, text in zip(told, spoken, texts, strict=True)
    ]
    for one in order["models"]:
        places = [place for place, used in enumerate(spoken) if used == one["language"]]
        if places:
            _by_model(one, texts, places, judged)
    return judged


def train(order: Mapping[str, Any]) -> dict[str, Any]:
    """A model and how it did on later texts. `order`: `texts`, `labels`, `by_chance`, oldest first."""
    from cmlite.learning import model, proof

    texts, labels, by_chance = order["texts"], order["labels"], order["by_chance"]
    tested = proof.on_later(texts, labels, by_chance)
    content = model.train(texts, labels).to_bytes()
    return {
        "tested": asdict(tested) if tested else None,
        "content": base64.b64encode(content).decode("ascii"),
    }


def _by_words(words: WordList | None, text: str) -> dict[str, Any]:
    found = words.judge(text) if words else {}
    return {aspect: asdict(found.get(aspect, UNSURE)) for aspect in ASPECTS}


def _by_model(
    one: Mapping[str, Any], texts: Sequence[str], places: Sequence[int], judged: list[dict[str, Any]]
) -> None:
    """A model's answer replaces that of the words; where it is not even half sure the message stays unsure."""
    from cmlite.learning import model

    learnt = model.from_bytes(base64.b64decode(one["content"]))
    told, probabilities = learnt.tell([texts[place] for place in places])
    for place, value, row in zip(places, told, probabilities, strict=True):
        certainty = round(float(row[learnt.labels.index(value)]), 3)
        known = value in one["allowed"] and certainty >= PERHAPS
        why = tuple(learnt.reasons(texts[place], value)) if known else ()
        source = f"model:{one['model_id']}"
        judged[place][one["aspect"]] = asdict(Judgement(value if known else "", certainty, source, why))


def main() -> None:
    """Read, work, write. What goes wrong ends the process with its own words on standard error."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if hasattr(os, "nice"):
        os.nice(_NICE)
    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer(order)).encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()
