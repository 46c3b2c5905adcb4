"""How long what people said is kept: one rule a kind, off until the owner wants it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from cmlite.errors import RuleError

Kind = Literal["messages", "drafts", "notes", "people"]
KINDS: tuple[Kind, ...] = ("messages", "drafts", "notes", "people")
"""messages: texts in conversations neither open nor put off · drafts: answers never sent · people without contact."""

MONTHS = (0, 1, 3, 6, 12, 18, 24, 36, 60)
"""What may be chosen; 0 keeps for ever."""


class Old(BaseModel):
    """One thing a rule would take: whom it is about, its first words, since when it is there (naive UTC)."""

    model_config = ConfigDict(frozen=True)

    who: str
    what: str
    since: datetime


class Run(BaseModel):
    """One time a rule was carried out. Times are naive UTC; what was older than `before_at` went."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    brand_id: str
    kind: Kind
    months: int
    before_at: datetime
    forgotten: int
    ran_at: datetime
    actor: str


def check_rules(rules: Mapping[Any, int]) -> dict[Kind, int]:
    """The rules that are on. Raises RuleError for a kind or a time nobody offers."""
    if any(kind not in KINDS for kind in rules) or any(months not in MONTHS for months in rules.values()):
        raise RuleError("errors.retention.rule")
    return {kind: rules[kind] for kind in KINDS if rules.get(kind)}


def months_before(instant: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; the last day of a month that is shorter."""
    count = instant.year * 12 + instant.month - 1 - months
    year, month = divmod(count, 12)
    for day in range(instant.day, 27, -1):
        try:
            return instant.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return instant.replace(year=year, month=month + 1, day=min(instant.day, 28))
