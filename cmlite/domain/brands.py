"""A brand: the business whose strategy, posts and conversations are in view."""

import re
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cmlite.errors import RuleError

_WEB_ADDRESS = re.compile(
    r"(?P<scheme>https?://)?[^\W_](?:[\w-]*\.)+[^\W\d_][\w-]+\.?(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
"""A host with a dot, and what may follow it; no sign-in, no mail address."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTRIES = ("DE", "AT", "CH")
TRADES = (
    "food",
    "retail",
    "craft",
    "health",
    "beauty",
    "hospitality",
    "services",
    "fitness",
    "club",
    "culture",
    "other",
)


class Span(BaseModel):
    """Opening hours of one weekday in wall time; `opens` is before `closes`."""

    model_config = ConfigDict(frozen=True)

    opens: time
    closes: time


class BusinessHours(BaseModel):
    """When somebody answers: one span a weekday at most; a missing weekday is closed."""

    model_config = ConfigDict(frozen=True)

    days: dict[str, Span] = Field(default_factory=dict)

    @field_validator("days")
    @classmethod
    def _known_days(cls, days: dict[str, Span]) -> dict[str, Span]:
        return {day: span for day, span in days.items() if day in WEEKDAYS and span.opens < span.closes}

    def a_day(self) -> float:
        """How many hours somebody is there on an open day, in the mean; 0 where it is never open."""
        spans = [
            (one.closes.hour - one.opens.hour) * 60 + one.closes.minute - one.opens.minute for one in self.days.values()
        ]
        return sum(spans) / len(spans) / 60 if spans else 0.0


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reads hundreds of files


def web_address(written: str) -> str:
    """A website as its owner wrote it, with `https://` before it where that is missing; '' stays ''.

    Raises RuleError for what is no address.
    """
    written = written.strip()
    if not written:
        return ""
    found = _WEB_ADDRESS.fullmatch(written)
    if found is None:
        raise RuleError("errors.brands.website", value=written[:80])
    return written if found["scheme"] else f"https://{written}"


class Brand(BaseModel):
    """One row of the table `brand`."""

    model_config = ConfigDict(frozen=True)

    brand_id: str
    name: str
    trade: str = ""
    country: str = "DE"
    subdivision: str = ""
    place: str = ""
    language: str = "de"
    zone: str = "Europe/Berlin"
    website: str = ""
    business_hours: BusinessHours = Field(default_factory=BusinessHours)
    is_example: bool = False
    created_at: datetime
    actor: str
    archived_at: datetime | None = None
    """Since when it is put away: out of sight, and nothing goes out or is asked for it."""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return zone if zone in _zones() else "Europe/Berlin"
