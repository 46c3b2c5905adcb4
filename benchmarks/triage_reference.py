"""The pipeline that triage is measured against: counts of words and letters, a linear classifier, nothing else."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

_PIECE = r"(?u)\b\w+\b|[!?]+|[^\w\s,.]"


def _masked(text: str) -> str:
    return re.sub(r"(?<!\w)@\w+", " @USER ", re.sub(r"https?://\S+", " URL ", text)).lower()


class Reference:
    """Labels from a support vector classifier, probabilities from logistic regression, over the same counts."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str], *, ranks: bool = True) -> None:
        few = len(texts) < 50
        self._counts = FeatureUnion(
            [
                (
                    "words",
                    TfidfVectorizer(
                        preprocessor=_masked,
                        ngram_range=(1, 2),
                        min_df=1 if few else 2,
                        sublinear_tf=True,
                        token_pattern=_PIECE,
                    ),
                ),
                (
                    "letters",
                    TfidfVectorizer(
                        preprocessor=_masked,
                        analyzer="char_wb",
                        ngram_range=(2, 5),
                        min_df=1 if few else 3,
                        sublinear_tf=True,
                        max_features=200_000,
                    ),
                ),
            ]
        )
        rows = self._counts.fit_transform(texts)
        self._labels = LinearSVC(C=0.3, class_weight="balanced", random_state=0).fit(rows, labels)
        self.labels = tuple(str(one) for one in self._labels.classes_)
        self._ranking: Any = None
        if ranks:
            one = LogisticRegression(C=5, class_weight="balanced", solver="liblinear", max_iter=1000, random_state=0)
            self._ranking = (OneVsRestClassifier(one) if len(self.labels) > 2 else one).fit(rows, labels)

    def tell(self, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
        """The label of each text, and (texts, labels) probabilities; zeros where it does not rank."""
        rows = self._counts.transform(texts)
        told = [str(one) for one in self._labels.predict(rows)]
        if self._ranking is None:
            return told, np.zeros((len(told), len(self.labels)))
        return told, self._ranking.predict_proba(rows)
