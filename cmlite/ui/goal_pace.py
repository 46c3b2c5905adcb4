"""Where a goal stands and what it needs from now on, in words."""

from datetime import date

from cmlite.domain.goals import Pace, Progress, pace_of
from cmlite.ui import text
from cmlite.ui.cards import measured, signed
from cmlite.ui.text import t


def pace_line(progress: Progress, today: date) -> str:
    """Where a goal stands and what it needs from now on, in one or two sentences."""
    pace = pace_of(progress, today)
    goal, unit = progress.goal, progress.unit
    facts = {
        "value": measured(progress.value, unit),
        "expected": measured(pace.expected, unit),
        "target": measured(goal.target, unit),
        "by": text.day(goal.by, weekday=False, year=True),
        "pace": _a_week(pace, unit),
    }
    if pace.standing == "unknown" and (last := progress.last_known(today)):
        return t("goals.stands.unknown_since", day=text.day(last, weekday=False), **facts)
    return t(f"goals.stands.{pace.standing}", **facts)


def pace_short(progress: Progress, today: date) -> str:
    """The same in a few words."""
    pace = pace_of(progress, today)
    return t(f"goals.short.{pace.standing}", pace=_a_week(pace, progress.unit))


def _a_week(pace: Pace, unit: str) -> str:
    """The change needed each week, in the finest step that still says something."""
    if pace.per_week is None:
        return ""
    if unit == "rate":
        points = text.number(abs(pace.per_week) * 100, digits=2)
        return f"{'+' if pace.per_week > 0 else '−'}{t('kpis.points_short', value=points)}"
    if unit == "stars":
        return f"{'+' if pace.per_week > 0 else '−'}{text.number(abs(pace.per_week), digits=2)}"
    if unit == "count" and abs(pace.per_week) < 10:
        return f"{'+' if pace.per_week > 0 else '−'}{text.number(abs(pace.per_week), digits=1)}"
    return signed(pace.per_week, unit, str)
