"""How well triage does beside a majority answer and a reference pipeline: `python -m benchmarks.triage --data DIR`.

The protocol: one configuration for all tasks, nothing tuned per task, the same seed gives the same answers. Five folds
are scored once over all left-out answers. Times are processor time of one thread; the sense of a text is worked out
once and kept for the runs that measure quality, and worked out anew where time is measured.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from threadpoolctl import threadpool_limits

from benchmarks.triage_data import FOLDS, Part, Task, development, held_out, languages
from benchmarks.triage_reference import Reference
from benchmarks.triage_tables import Answers, order, quality, table
from cmlite.learning import features, language, model

CURVE = (25, 50, 100, 200, 400, 800, 1_600)
SEEDS = 5


class Learnt(Protocol):
    """What both pipelines are."""

    @property
    def labels(self) -> tuple[str, ...]:
        """In the order of the columns."""

    def tell(self, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
        """Labels and probabilities."""


Sense = Callable[[Sequence[str]], NDArray[np.float32]]
Learn = Callable[[Sequence[str], Sequence[str]], Learnt]


def main() -> None:
    """Print the tables: quality, order and certainty, learning curve, speed, language."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.triage", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the public sets")
    parser.add_argument("--quick", action="store_true", help="no learning curve")
    parser.add_argument("--held-out", action="store_true", help="official tests, where their files are there")
    options = parser.parse_args()
    if not (options.data / "germeval2017").is_dir():
        parser.error(f"{options.data} does not hold the public sets; name their folder with --data")
    with threadpool_limits(1):
        tasks = held_out(options.data) if options.held_out else development(options.data)
        speed = [_speed(task) for task in tasks]
        features.sense = _remembered(features.sense)
        answers = {task.name: _answers(task) for task in tasks}
        print(quality(tasks, answers), order(tasks, answers), sep="\n\n", flush=True)
        if not options.quick and not options.held_out:
            print("\n" + _curve([task for task in tasks if "relevance" not in task.name]), flush=True)
        print(
            "\n" + table(("task", "", "train s", "texts a second", "size MB"), [row for rows in speed for row in rows])
        )
        print("\n" + _language(*languages(options.data)))


def _answers(task: Task) -> dict[str, Answers]:
    return {"reference": _run(task, Reference), "cmlite": _run(task, model.train)}


def _run(task: Task, learn: Learn) -> Answers:
    texts, labels = task.train
    if task.test is not None:
        learnt = learn(texts, labels)
        told, shares = learnt.tell(task.test[0])
        return Answers(task.test[1], told, shares, learnt.labels)
    names = tuple(sorted(set(labels)))
    told_all, shares_all = [""] * len(texts), np.zeros((len(texts), len(names)))
    for older, left in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, labels):
        learnt = learn([texts[one] for one in older], [labels[one] for one in older])
        told, shares = learnt.tell([texts[one] for one in left])
        shares_all[left] = shares
        for place, one in zip(left, told, strict=True):
            told_all[place] = one
    return Answers(labels, told_all, shares_all, names)


def _curve(tasks: Sequence[Task]) -> str:
    rows = []
    for task in tasks:
        texts, labels = task.train
        tested: Part
        if task.test is None:
            older, left = train_test_split(range(len(texts)), test_size=0.2, stratify=labels, random_state=0)
            tested = [texts[one] for one in left], [labels[one] for one in left]
            texts, labels = [texts[one] for one in older], [labels[one] for one in older]
        else:
            tested = task.test
        for count in CURVE:
            if count > len(texts):
                continue
            found: dict[str, list[float]] = {"reference": [], "cmlite": []}
            for seed in range(SEEDS):
                drawn = np.random.RandomState(seed).choice(len(texts), count, replace=False)
                some, said = [texts[one] for one in drawn], [labels[one] for one in drawn]
                for name, learn in (("reference", lambda a, b: Reference(a, b, ranks=False)), ("cmlite", model.train)):
                    told, _ = learn(some, said).tell(tested[0])
                    found[name].append(100 * float(f1_score(tested[1], told, average="macro", zero_division=0)))
            rows.append(
                (
                    task.name,
                    count,
                    *(f"{np.mean(found[name]):.1f} ({min(found[name]):.1f})" for name in ("reference", "cmlite")),
                    f"{np.mean(found['cmlite']) - np.mean(found['reference']):+.1f}",
                )
            )
    return table(("task", "texts", "reference, mean (worst)", "cmlite, mean (worst)", "gain"), rows)


def _speed(task: Task) -> list[tuple[Any, ...]]:
    texts, labels = task.train
    tested = task.test[0] if task.test else texts[: len(texts) // FOLDS]
    rows = []
    for name, learn in (("reference", Reference), ("cmlite", model.train)):
        began = time.process_time()
        learnt = learn(texts, labels)
        trained = time.process_time()
        learnt.tell(tested)
        told = time.process_time()
        size = f"{len(learnt.to_bytes()) / 1e6:.2f}" if isinstance(learnt, model.Model) else "–"
        rows.append((task.name, name, f"{trained - began:.1f}", f"{len(tested) / (told - trained):,.0f}", size))
    return rows


def _language(texts: Sequence[str], truth: Sequence[str]) -> str:
    began = time.process_time()
    told = [language.tell(text)[0] for text in texts]
    seconds = time.process_time() - began
    bands = ((0, 2), (3, 5), (6, 10), (11, 20), (21, 10_000))
    words = [len(features.masked(text).replace("@user", "").replace("url", "").split()) for text in texts]
    rows = []
    for low, high in ((0, 10_000), *bands):
        places = [one for one, count in enumerate(words) if low <= count <= high]
        known = [one for one in places if told[one]]
        right = sum(told[one] == truth[one] for one in known)
        rows.append(
            (
                f"{low}–{high if high < 10_000 else ''} words",
                len(places),
                f"{100 * right / max(len(known), 1):.1f}",
                f"{100 * len(known) / max(len(places), 1):.1f}",
            )
        )
    head = ("language", "texts", "right where told %", "told %")
    return table(head, rows) + f"\n\n{len(texts) / seconds:,.0f} texts a second"


def _remembered(
    work_out: Callable[[Sequence[str]], NDArray[np.float32]],
) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    known: dict[str, NDArray[np.float32]] = {}

    def sense(texts: Sequence[str]) -> NDArray[np.float32]:
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            known.update(zip(new, work_out(new), strict=True))
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), 512)

    return sense


if __name__ == "__main__":
    main()
