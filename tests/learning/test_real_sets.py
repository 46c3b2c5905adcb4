"""On real, public texts the model is better than the reference pipeline: one configuration, both languages."""

from pathlib import Path

import pytest
from sklearn.metrics import f1_score

from benchmarks.triage_data import Task, development
from benchmarks.triage_reference import Reference
from cmlite.learning import language, model


@pytest.fixture(scope="module")
def tasks(shared: Path) -> dict[str, Task]:
    return {task.name: task for task in development(shared / "data")}


@pytest.mark.parametrize("name", ["sentiment, German tweets", "sentiment, English tweets"])
def test_it_beats_the_reference_on_texts_it_has_not_seen(tasks: dict[str, Task], name: str) -> None:
    task = tasks[name]
    assert task.test is not None
    truth = task.test[1]
    ours = f1_score(truth, model.train(*task.train).tell(task.test[0])[0], average="macro")
    reference = f1_score(truth, Reference(*task.train, ranks=False).tell(task.test[0])[0], average="macro")
    assert ours > reference + 0.01


def test_a_training_text_that_stands_in_the_test_is_left_out(tasks: dict[str, Task]) -> None:
    assert len(tasks["2017 relevance, German feedback"].train[0]) == 2_366


def test_german_and_english_are_told_apart(tasks: dict[str, Task]) -> None:
    for name, code in (("sentiment, German tweets", "de"), ("sentiment, English tweets", "en")):
        told = [language.tell(text)[0] for text in tasks[name].train[0][:500]]
        known = [one for one in told if one]
        assert len(known) > 440
        assert known.count(code) / len(known) > 0.95
