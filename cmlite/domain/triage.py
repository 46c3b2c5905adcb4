"""What a message is taken for, how sure that is, and when a model that learnt it may be believed."""

from dataclasses import dataclass
from math import comb
from typing import Literal

Aspect = Literal["kind", "tone", "urgency"]
ASPECTS: tuple[Aspect, ...] = ("kind", "tone", "urgency")
TONES = ("negative", "neutral", "positive")
URGENCIES = ("urgent", "normal")
VALUES: dict[str, tuple[str, ...]] = {"tone": TONES, "urgency": URGENCIES}
"""Kinds are the classes of the moderation plan."""
LANGUAGES = ("de", "en")

WORDS_NEVER_SAY = ("spam", "off_topic", "other")
"""Kinds that owe nobody an answer: words alone only suggest them, so that no customer falls out of the queue."""

FEWEST_TEXTS = 50
"""Corrections below which nothing is learnt."""
FEWEST_TESTED = 40
"""Later texts below which nobody can say whether a model is any good."""
LATER_SHARE = 0.2
RELEARN_AFTER = 25
"""New corrections after which a model is learnt anew by itself."""
SURE, PERHAPS = 0.7, 0.5
"""From this probability on a label is shown as such, and as a suggestion in grey; below it is unsure."""
SIGNIFICANT = 0.1
ModelState = Literal["grey", "on", "ranking", "past"]


@dataclass(frozen=True)
class Judgement:
    """One answer about one message. `value` '' is unsure; `certainty` 0–1, None where nothing speaks for anything.

    `source`: '', 'words', 'rule:<id>', 'person' or 'model:<id>'; `why`: the words or signs that were found. `counts`:
    whether the conversation is taken for it; else it is a suggestion.
    """

    value: str = ""
    certainty: float | None = None
    source: str = ""
    why: tuple[str, ...] = ()
    counts: bool = False


UNSURE = Judgement()


@dataclass(frozen=True)
class LaterTest:
    """How a model did on the newest corrections, which it had not seen.

    `right` and `majority_right` of `texts`; `better` and `worse`: where model and majority answer differ and
    one of them is right. `sure_texts` and `sure_right`: those with a certainty of at least `SURE`. `ranking`: average
    precision of the rarest label, `base`: its share. `drawn_by_chance`: all of them, or 0 where chance drew too few.
    """

    texts: int
    right: int
    majority: str
    majority_right: int
    better: int
    worse: int
    sure_texts: int
    sure_right: int
    rarest: str
    ranking: float | None
    base: float | None
    drawn_by_chance: int = 0

    @property
    def chance(self) -> float:
        """How likely so many better answers would be, were the model no better than the majority answer."""
        return sign_test(self.better, self.worse)

    @property
    def beats_majority(self) -> bool:
        """Whether it was better than always giving the most frequent answer, beyond chance (one-sided, 90 %)."""
        return self.texts >= FEWEST_TESTED and self.better > self.worse and self.chance <= SIGNIFICANT

    @property
    def orders(self) -> bool:
        """Whether it at least brings the rare ones to the top: half as many again as by chance."""
        known = self.ranking is not None and self.base is not None and self.texts >= FEWEST_TESTED
        return known and self.ranking >= 1.5 * self.base > 0  # type: ignore[operator]  # `known` says so


def sign_test(better: int, worse: int) -> float:
    """Probability of at least `better` heads among all tosses of a fair coin; 1.0 without any."""
    tosses = better + worse
    if not tosses:
        return 1.0
    return float(sum(comb(tosses, heads) for heads in range(better, tosses + 1)) / (1 << tosses))


def state_of(tested: LaterTest | None) -> ModelState:
    """What a model may do after its test: label, order, or only suggest."""
    if tested and tested.beats_majority:
        return "on"
    return "ranking" if tested and tested.orders else "grey"


def later_from(texts: int) -> int:
    """Index of the first text of the newest part, kept for the test; `texts` where that would be too few."""
    first = texts - round(texts * LATER_SHARE)
    return first if texts - first >= FEWEST_TESTED else texts
