"""A campaign: posts that belong together, from a first to a last day, with a goal, a budget and a name in links."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cmlite.domain.ids import slug
from cmlite.errors import RuleError

CURRENCIES = ("EUR", "CHF", "GBP", "USD")
UTM_LONGEST = 60
_UTM = re.compile(r"[a-z0-9_-]*")
_MOST = Decimal("9999999999.99")

Phase = Literal["coming", "running", "over", "open", "closed"]
"""`open` is a campaign without days, `over` one whose last day has passed and that nobody closed yet."""


class CampaignDraft(BaseModel):
    """What a form about a campaign holds. `goal` is a measure of the strategy or ''; money is in `currency`."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=5_000)
    first_day: date | None = None
    last_day: date | None = None
    goal: str = ""
    utm_name: str = Field(default="", max_length=UTM_LONGEST)
    """The campaign's name in links of its posts; '' means that their links are left alone."""
    budget: Decimal | None = None
    spend: Decimal | None = None
    """What was spent, typed in by the owner; None is not known, which is not the same as nothing."""
    spend_on: date | None = None
    """As of which day the spend holds."""
    currency: str = "EUR"

    @model_validator(mode="after")
    def _makes_sense(self) -> "CampaignDraft":
        if not self.name:
            raise RuleError("errors.campaigns.name_missing")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise RuleError("errors.campaigns.days_order")
        if not _UTM.fullmatch(self.utm_name):
            raise RuleError("errors.campaigns.utm_signs")
        if any(
            money is not None and not (money.is_finite() and 0 <= money <= _MOST) for money in (self.budget, self.spend)
        ):
            raise RuleError("errors.campaigns.money")
        if self.currency not in CURRENCIES:
            raise RuleError("errors.campaigns.currency")
        return self


class Campaign(CampaignDraft):
    """One row of the table `campaign`; times are naive UTC."""

    campaign_id: str
    brand_id: str
    version: int = 1
    created_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    deleted_at: datetime | None = None
    actor: str

    def phase(self, today: date) -> Phase:
        """Where it stands on a day of the brand's calendar."""
        if self.closed_at is not None:
            return "closed"
        if self.first_day and today < self.first_day:
            return "coming"
        if self.last_day and today > self.last_day:
            return "over"
        return "running" if self.first_day or self.last_day else "open"


class Known(BaseModel):
    """A figure added up over the posts of which it is known: `n` of `of` publications that are out."""

    model_config = ConfigDict(frozen=True)

    value: float | None = None
    n: int = 0
    of: int = 0


class Results(BaseModel):
    """What came of a campaign. Reach is the sum over posts: somebody who saw two of them counts twice."""

    model_config = ConfigDict(frozen=True)

    posts: int = 0
    planned: int = 0
    """Publications that are still to come."""
    published: int = 0
    reach: Known = Known()
    interactions: Known = Known()
    sources: tuple[str, ...] = ()
    fetched_at: datetime | None = None


def per_interaction(spend: Decimal | None, interactions: Known) -> float | None:
    """What one interaction cost; None unless both are known."""
    if spend is None or not interactions.value:
        return None
    return float(spend) / interactions.value


def utm_suggestion(name: str) -> str:
    """A name for links made of a campaign's name: `Adventsbrot 2026` becomes `adventsbrot-2026`."""
    return slug(name)
