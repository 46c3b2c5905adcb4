"""How satisfied people were after a complaint: scores from 1 to 5, their mean, and how sure that is."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cmlite.domain.intervals import MIN_POSTS, Span, share_interval
from cmlite.errors import RuleError

SCORES = (1, 2, 3, 4, 5)
"""1 is very dissatisfied, 5 very satisfied."""

QUESTION_LONGEST = 600


class Question(BaseModel):
    """One complaint somebody was asked about, or may be asked; `score` is None until an answer was noted."""

    model_config = ConfigDict(frozen=True)

    satisfaction_id: str = ""
    conversation_id: str
    who: str
    network: str
    last_message_at: datetime
    asked_at: datetime | None = None
    score: int | None = None


class Mean(BaseModel):
    """The mean of all scores; it is not told below five of them."""

    model_config = ConfigDict(frozen=True)

    n: int
    asked: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def missing(self) -> int:
        """How many more scores it takes."""
        return max(MIN_POSTS - self.n, 0)


def mean_of(scores: Sequence[int], asked: int) -> Mean:
    """The mean with an interval that holds the true one in 95 of 100 cases.

    A score is taken as a share of the way from 1 to 5. No values between two ends vary more than a yes or no with the
    same mean, so the interval of a share (Wilson) is never too narrow, also where all scores are the same.
    """
    n = len(scores)
    if n < MIN_POSTS:
        return Mean(n=n, asked=asked)
    value = sum(scores) / n
    span: Span | None = share_interval((value - 1) / 4 * n, n)
    low, high = span or (0.0, 1.0)
    return Mean(n=n, asked=asked, value=value, low=1 + 4 * low, high=1 + 4 * high)


def check_score(score: int) -> None:
    """Raise RuleError unless a score lies between 1 and 5."""
    if score not in SCORES:
        raise RuleError("errors.satisfaction.score")
