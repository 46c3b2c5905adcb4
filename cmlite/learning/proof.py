"""Tests a model on later texts: learnt from the older ones, asked about the newest, which it had not seen."""

from collections import Counter
from collections.abc import Sequence

from sklearn.metrics import average_precision_score

from cmlite.domain.triage import SURE, LaterTest, later_from
from cmlite.learning import model


def on_later(texts: Sequence[str], labels: Sequence[str], by_chance: Sequence[bool]) -> LaterTest | None:
    """How a model learnt from the older texts does on the newest; None where there are too few to tell.

    Texts in the order in which they were corrected. Where enough of the newest were drawn by chance only those count:
    what the app asked for, because it was unsure, is harder than what comes in.
    """
    first = later_from(len(texts))
    older, newest = list(labels[:first]), range(first, len(texts))
    if not newest or len(set(older)) < 2:
        return None
    drawn = [place for place in newest if by_chance[place]]
    if later_from(len(drawn) * 5) == len(drawn) * 5:
        drawn = []
    places = drawn or list(newest)
    learnt = model.train(texts[:first], older)
    told, probabilities = learnt.tell([texts[place] for place in places])
    truth = [labels[place] for place in places]
    majority = Counter(older).most_common(1)[0][0]
    certainty = [float(row[learnt.labels.index(label)]) for row, label in zip(probabilities, told, strict=True)]
    right = [answer == label for answer, label in zip(told, truth, strict=True)]
    rarest = min((label for label in learnt.labels), key=older.count)
    hits = [label == rarest for label in truth]
    return LaterTest(
        texts=len(places),
        right=sum(right),
        majority=majority,
        majority_right=truth.count(majority),
        better=sum(ok and answer != majority for ok, answer in zip(right, told, strict=True)),
        worse=sum(label == majority != answer for answer, label in zip(told, truth, strict=True)),
        sure_texts=sum(value >= SURE for value in certainty),
        sure_right=sum(ok and value >= SURE for ok, value in zip(right, certainty, strict=True)),
        rarest=rarest,
        ranking=round(float(average_precision_score(hits, probabilities[:, learnt.labels.index(rarest)])), 4)
        if any(hits)
        else None,
        base=round(sum(hits) / len(hits), 4),
        drawn_by_chance=len(drawn),
    )
