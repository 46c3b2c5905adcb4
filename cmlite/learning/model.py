"""One model: learns labels from texts, tells them with a calibrated probability, and is stored as plain arrays.

A linear classifier over words, letters, sense and style. Ideas that were measured and left out, because they brought
nothing on nine tasks of two languages: kernels and ensembles, the encoder's inner layers, long texts read in pieces.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from cmlite.learning import features

STRENGTH = 0.1
"""`C` of the classifier: the same for every task."""
_FOLDS = 5
_SEED = 0


@dataclass(frozen=True)
class Model:
    """A trained model. `labels` in the order of the columns of every answer."""

    labels: tuple[str, ...]
    vectorizers: tuple[TfidfVectorizer, TfidfVectorizer]
    weights: NDArray[np.float32]
    """(labels, features); one row for two labels."""
    offsets: NDArray[np.float32]
    calibration: NDArray[np.float32]
    """(labels, labels + 1): scores to log odds, the offset last."""

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(texts, labels): the higher, the more it is that label; every label counts the same, however rare it is."""
        rows = features.joined([one.transform(texts) for one in self.vectorizers], texts)
        return _two_sided(rows @ self.weights.T.astype(np.float64) + self.offsets)

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """(texts, labels): how often such a score was that label, learnt on texts the scores had not seen."""
        odds = scores @ self.calibration[:, :-1].T + self.calibration[:, -1]
        powers = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def tell(self, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
        """The label of each text, and (texts, labels) probabilities."""
        if not texts:
            return [], np.empty((0, len(self.labels)))
        scores = self.scores(texts)
        return [self.labels[place] for place in scores.argmax(axis=1)], self.probabilities(scores)

    def reasons(self, text: str, label: str, most: int = 4) -> list[str]:
        """The words of a text that speak most for a label."""
        words = self.vectorizers[0]
        row = words.transform([text]).tocoo()
        place = self.labels.index(label)
        weights = self.weights[place] if len(self.weights) > 1 else self.weights[0] * (1 if place else -1)
        names = words.get_feature_names_out()
        found = sorted(
            ((value * weights[at], names[at]) for at, value in zip(row.col, row.data, strict=True)), reverse=True
        )
        return [str(name) for value, name in found if value > 0][:most]

    def to_bytes(self) -> bytes:
        """As a compressed archive of arrays; reading it runs no code."""
        parts: dict[str, Any] = {
            "weights": self.weights.astype(np.float16),
            "offsets": self.offsets,
            "calibration": self.calibration,
        }
        for name, one in zip(("words", "letters"), self.vectorizers, strict=True):
            terms = [str(term) for term in one.get_feature_names_out()]
            parts[name] = np.frombuffer(json.dumps(terms, ensure_ascii=False).encode("utf-8"), dtype=np.uint8)
            parts[f"{name}_idf"] = one.idf_.astype(np.float32)
        parts["labels"] = np.frombuffer(json.dumps(self.labels).encode("utf-8"), dtype=np.uint8)
        out = io.BytesIO()
        np.savez_compressed(out, **parts)
        return out.getvalue()


def from_bytes(content: bytes) -> Model:
    """A stored model. Raises ValueError, KeyError or OSError where it is none."""
    with np.load(io.BytesIO(content), allow_pickle=False) as parts:
        vectorizers = []
        for name, one in zip(("words", "letters"), features.new_vectorizers(0), strict=True):
            terms = json.loads(bytes(parts[name]).decode("utf-8"))
            one.set_params(vocabulary={term: place for place, term in enumerate(terms)})
            one.idf_ = parts[f"{name}_idf"].astype(np.float64)
            vectorizers.append(one)
        return Model(
            labels=tuple(json.loads(bytes(parts["labels"]).decode("utf-8"))),
            vectorizers=(vectorizers[0], vectorizers[1]),
            weights=parts["weights"].astype(np.float32),
            offsets=parts["offsets"],
            calibration=parts["calibration"],
        )


def train(texts: Sequence[str], labels: Sequence[str]) -> Model:
    """Learn from texts and labels, always the same from the same. Raises ValueError with fewer than two labels."""
    vectorizers = features.new_vectorizers(len(texts))
    rows = features.joined([one.fit_transform(texts) for one in vectorizers], texts)
    answers = np.array(labels)
    classifier = LinearSVC(C=STRENGTH, class_weight="balanced", random_state=_SEED).fit(rows, answers)
    return Model(
        labels=tuple(str(label) for label in classifier.classes_),
        vectorizers=vectorizers,
        # Kept as it is stored, so that a model answers the same before and after it was stored.
        weights=classifier.coef_.astype(np.float16).astype(np.float32),
        offsets=classifier.intercept_.astype(np.float32),
        calibration=_calibrated(rows, answers, classifier.classes_),
    )


def _calibrated(rows: Any, answers: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.float32]:
    """What probability a score stands for, learnt from scores of texts that were left out, fold by fold."""
    fewest = min(np.unique(answers, return_counts=True)[1])
    if fewest < 2:
        return np.hstack([np.eye(len(labels)), np.zeros((len(labels), 1))]).astype(np.float32)
    folds = StratifiedKFold(int(min(_FOLDS, fewest)), shuffle=True, random_state=_SEED)
    fresh = LinearSVC(C=STRENGTH, class_weight="balanced", random_state=_SEED)
    scores = _two_sided(cross_val_predict(fresh, rows, answers, cv=folds, method="decision_function"))
    learnt = LogisticRegression(max_iter=1_000).fit(scores, answers)
    table = np.hstack([learnt.coef_, learnt.intercept_[:, None]])
    if len(labels) == 2:
        table = np.vstack([-table[0] / 2, table[0] / 2])
    return table.astype(np.float32)


def _two_sided(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores of two labels come as one column: it speaks for the second and against the first."""
    if scores.ndim == 2 and scores.shape[1] > 1:
        return scores
    column = scores.reshape(-1)
    return np.column_stack([-column, column])
