"""Tables of triage: how often it is right, how well it orders, how far its certainty may be believed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, average_precision_score, f1_score, precision_recall_fscore_support

from benchmarks.triage_data import Task


@dataclass(frozen=True)
class Answers:
    """All answers of one pipeline on one task."""

    truth: list[str]
    told: list[str]
    shares: NDArray[np.float64]
    labels: tuple[str, ...]

    def certainty(self) -> NDArray[np.float64]:
        """How sure it was of what it told."""
        return self.shares[np.arange(len(self.told)), [self.labels.index(one) for one in self.told]]


def quality(tasks: Sequence[Task], answers: dict[str, dict[str, Answers]]) -> str:
    """Macro-F1 / accuracy of each task, the majority answer and the reference beside them."""
    rows = []
    for task in tasks:
        both = answers[task.name]
        truth = both["cmlite"].truth
        most = Counter(task.train[1]).most_common(1)[0][0]
        reference, ours = (_f1(both[name]) for name in ("reference", "cmlite"))
        each = f1_score(truth, both["cmlite"].told, average=None, labels=list(both["cmlite"].labels), zero_division=0)
        rows.append(
            (
                task.name,
                len(truth),
                _pair(truth, [most] * len(truth)),
                _pair(truth, both["reference"].told),
                f"**{_pair(truth, both['cmlite'].told)}**",
                f"{ours - reference:+.1f}",
                ", ".join(f"{name} {100 * value:.1f}" for name, value in zip(both["cmlite"].labels, each, strict=True)),
                _half_way(task, both),
            )
        )
    head = (
        "task",
        "n",
        "majority",
        "reference",
        "cmlite",
        "gain",
        "F1 by class",
        "half of the way to the published best",
    )
    return table(head, rows)


def _half_way(task: Task, both: dict[str, Answers]) -> str:
    if not task.measure:
        return "none published"
    reference, ours = (_measured(task.measure, both[name]) for name in ("reference", "cmlite"))
    wanted = (reference + task.published) / 2 if task.published > reference else reference
    return f"{task.measure} {ours:.1f} of {wanted:.1f}: {'yes' if ours >= wanted else 'no'}"


def _measured(measure: str, one: Answers) -> float:
    if measure == "accuracy":
        return 100 * float(accuracy_score(one.truth, one.told))
    if measure == "macro-F1":
        return _f1(one)
    precision, recall, _, _ = precision_recall_fscore_support(one.truth, one.told, average="macro", zero_division=0)
    return 100 * float(2 * precision * recall / (precision + recall))


def order(tasks: Sequence[Task], answers: dict[str, dict[str, Answers]]) -> str:
    """Average precision, hits at the top, accuracy of the surest, calibration error."""
    rows = []
    for task in tasks:
        for name, one in answers[task.name].items():
            hits = np.array([label == task.hit for label in one.truth])
            scores = one.shares[:, one.labels.index(task.hit)]
            ranked = hits[np.argsort(-scores, kind="stable")]
            right = np.array([told == truth for told, truth in zip(one.told, one.truth, strict=True)])
            sure = right[np.argsort(-one.certainty(), kind="stable")]
            rows.append(
                (
                    f"{task.name}: {task.hit}",
                    name,
                    f"{100 * hits.mean():.1f}",
                    f"{100 * average_precision_score(hits, scores):.1f}",
                    *(f"{100 * ranked[: max(round(len(ranked) * part), 1)].mean():.1f}" for part in (0.1, 0.2)),
                    f"{100 * ranked[: len(ranked) // 2].sum() / max(hits.sum(), 1):.1f}",
                    " / ".join(f"{100 * sure[: max(len(sure) * part // 4, 1)].mean():.1f}" for part in (1, 2, 3, 4)),
                    f"{_calibration_error(one.certainty(), right):.3f}",
                )
            )
    return table(
        (
            "task: hit",
            "",
            "base",
            "average precision",
            "top 10 %",
            "top 20 %",
            "in top half",
            "surest ¼ ½ ¾ all",
            "calibration error",
        ),
        rows,
    )


def _calibration_error(certainty: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean distance between certainty and being right, in ten bins, weighted by their texts."""
    bins = np.minimum((certainty * 10).astype(int), 9)
    return float(
        sum(abs(certainty[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean() for one in set(bins))
    )


def _f1(one: Answers) -> float:
    return 100 * float(f1_score(one.truth, one.told, average="macro", zero_division=0))


def _pair(truth: Sequence[str], told: Sequence[str]) -> str:
    f1 = f1_score(truth, told, average="macro", zero_division=0)
    return f"{100 * f1:.1f} / {100 * accuracy_score(truth, told):.1f}"


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(one) for one in line) + " |" for line in lines)
