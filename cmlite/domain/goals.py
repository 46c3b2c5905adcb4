"""How far a goal has come."""

from pydantic import BaseModel, ConfigDict

from cmlite.domain.strategy import MEASURES, Goal


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
