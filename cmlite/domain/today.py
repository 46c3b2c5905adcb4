"""What needs doing now, in the order in which it hurts."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Task(BaseModel):
    """One thing to do: `kind` names its sentence (`today.task.<kind>`), how it is done (`today.how.<kind>`, where that
    needs saying) and its button, `page` where it is done.

    Smaller `urgency` comes first: -1 nothing goes out at all, 0 somebody waits or something is late, 1 due today, 2
    this week, 3 whenever.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    urgency: int
    page: str
    values: dict[str, object] = Field(default_factory=dict)
    params: dict[str, str] = Field(default_factory=dict)
    since: datetime | None = None


def in_order(tasks: list[Task]) -> list[Task]:
    """Most urgent first; within a level the longest waiting."""
    return sorted(tasks, key=lambda task: (task.urgency, task.since is None, task.since or datetime.min, task.kind))
