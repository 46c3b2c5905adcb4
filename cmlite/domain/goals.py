"""How far a goal has come, and the pace it needs from now on."""

from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cmlite.domain.strategy import MEASURES, Goal

Standing = Literal["unknown", "reached", "over", "no_start", "on_way", "behind"]
"""Nothing known today · target reached · date over · no start to compare with · at least on the plan · below it."""

STEP = timedelta(days=7)
"""How far the points of a course lie apart."""

_WINDOWS = {"followers": 0, "rating": 0, "regulars": 0, "returning_people": 91}


def window_of(measure: str) -> int:
    """Over how many days up to its day a value looks back; 0 for a stock, which is as it is on its day."""
    return _WINDOWS.get(measure, 28)


class Progress(BaseModel):
    """A goal with its present value (None when nothing is known) and its course, oldest first, None where unknown."""

    model_config = ConfigDict(frozen=True)

    goal: Goal
    value: float | None = None
    series: tuple[float | None, ...] = ()
    source: str = ""
    """Text key suffix of where the value comes from: export, inbox, typed or ''."""

    @property
    def share(self) -> float | None:
        """Part of the way from baseline to target that is done, 0 to 1; None when it cannot be told."""
        if self.value is None or self.goal.baseline is None or self.goal.target == self.goal.baseline:
            return None
        way = (self.value - self.goal.baseline) / (self.goal.target - self.goal.baseline)
        return min(max(way, 0.0), 1.0)

    @property
    def unit(self) -> str:
        """Unit of the measure: count, rate, minutes or stars."""
        return MEASURES[self.goal.measure].unit

    def days(self, today: date) -> list[date]:
        """The days of the points of the course; the last one is today."""
        return [today - STEP * place for place in reversed(range(len(self.series)))]

    def last_known(self, today: date) -> date | None:
        """Day of the newest point that is known."""
        points = zip(self.days(today)[::-1], self.series[::-1], strict=True)
        return next((day for day, value in points if value is not None), None)


class Pace(BaseModel):
    """Where a goal should be today on the straight line from its start to its target, and what is still to go."""

    model_config = ConfigDict(frozen=True)

    standing: Standing
    expected: float | None = None
    per_week: float | None = None
    """Change needed in each week from now on; None when it is reached, over or unknown."""
    weeks: float = 0.0


def pace_of(progress: Progress, today: date) -> Pace:
    """The pace of a goal. Nothing is said of one without a figure of today: missing is not zero."""
    goal, value = progress.goal, progress.value
    weeks = max((goal.by - today) / STEP, 0.0)
    expected = expected_on(goal, today)
    if value is None:
        return Pace(standing="unknown", expected=expected, weeks=weeks)
    is_up = MEASURES[goal.measure].better == "up"
    if value >= goal.target if is_up else value <= goal.target:
        return Pace(standing="reached", expected=expected, weeks=weeks)
    if goal.by <= today:
        return Pace(standing="over", expected=expected)
    per_week = (goal.target - value) / max(weeks, 1.0)  # in the last days no more is needed than what is left
    if expected is None:
        return Pace(standing="no_start", per_week=per_week, weeks=weeks)
    good = value >= expected if is_up else value <= expected
    return Pace(standing="on_way" if good else "behind", expected=expected, per_week=per_week, weeks=weeks)


def expected_on(goal: Goal, day: date) -> float | None:
    """Where the straight line from baseline to target is on a day; None when its start is not known."""
    if goal.baseline is None or goal.since is None or goal.since >= goal.by:
        return None
    way = min(max((day - goal.since) / (goal.by - goal.since), 0.0), 1.0)
    return goal.baseline + (goal.target - goal.baseline) * way
