"""Key figures of a period against the one before it: cards, courses, breakdowns, the summary to take home."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_wall
from cmlite.domain.holidays import closed_around
from cmlite.domain.hours import business_days
from cmlite.domain.kpis import SUMS, Card, Period, Selection, target_minutes
from cmlite.domain.strategy import Strategy
from cmlite.services import kpi_breakdown
from cmlite.services import kpi_cards as cards
from cmlite.services import kpi_series as series
from cmlite.store import answers as answers_table
from cmlite.store import kpis as table
from cmlite.store.db import Store
from cmlite.store.export import frame_of
from cmlite.store.kpis import Row
from cmlite.store.side_by_side import together

SUMMARY = ("section", "name", "measure", "value", "unit", "n", "period", "before", "source")
_MEASURES = (
    ("posts", "posts", "count", "posts", "posts"),
    *((name, name, "count", f"{name}_n", "posts") for name in SUMS),
    ("engagement_rate", "rate", "rate", "rate_n", "posts"),
    ("median", "median", "count", "interactions_n", "posts"),
    ("followers", "followers", "count", "", "channel"),
    ("conversations", "conversations", "count", "conversations", "inbox"),
    ("first_response", "response", "minutes", "answered", "inbox"),
    ("in_target", "in_target", "rate", "judged", "inbox"),
)
"""Lines of the summary: measure, column of the breakdown, unit, column of n, what it was made from."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page shows of one period. Frames are small, their columns see `kpi_series`.

    `breakdown` (columns: `kpi_breakdown.BREAKDOWN`) has a row a network, channel, pillar and format.
    """

    period: Period
    chosen: Selection
    cards: tuple[Card, ...]
    breakdown: Any
    reach: Any
    hours: Any
    answers: Any
    followers: Any
    untimed: int
    """Posts of the period of which only the day is known."""
    undated: int
    """Posts of the brand without any date, which no period holds; `left_out`: replies and shared posts."""
    left_out: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the period; a stock of followers from before it does not count."""
        known = [card.name for card in self.cards if card.value is not None]
        return known == [] or (known == ["followers"] and self.followers.empty)


def report(
    store: Store,
    brand: Brand,
    strategy: Strategy,
    period: Period,
    chosen: Selection,
    *,
    clock: str = "business",
    now: datetime,
) -> Report:
    """The figures of a period in six queries side by side.

    `clock` ('business', 'clock') is how the first response is timed. Channels and inbox know neither pillar nor
    format: where `chosen` asks for these, channel figures are left out, and conversations are counted for the
    networks and channels chosen.
    """
    posts, answers, days, stock, undated, left_out = together(
        lambda: table.read_post_sums(store, brand.brand_id, brand.zone, period, chosen),
        lambda: response_sums(store, brand, strategy, period, chosen, now=now),
        lambda: [] if chosen.is_about_posts else table.read_channel_days(store, brand.brand_id, period, chosen),
        lambda: table.read_followers(store, brand.brand_id, period, chosen),
        lambda: table.count_undated(store, brand.brand_id),
        lambda: table.count_left_out(store, brand.brand_id, brand.zone, period, chosen),
    )
    days_now = [row for row in days if row["part"] == "now"]
    hours = cards.part(posts, "now", "hour")
    breakdown = kpi_breakdown.breakdown(posts, answers, stock, strategy, clock)
    return Report(
        period=period,
        chosen=chosen,
        cards=(
            *cards.of_posts(posts, days, period),
            cards.followers_card(stock, period),
            cards.posts_card(posts, period),
            *cards.of_inbox(answers, period, clock),
        ),
        breakdown=frame_of(breakdown, kpi_breakdown.BREAKDOWN),
        reach=series.reach(cards.part(posts, "now", "day"), days_now, period),
        hours=series.hours(hours),
        answers=series.answers(cards.part(answers, "now", "day"), period),
        followers=series.followers(stock, days_now, period),
        undated=undated,
        left_out=left_out,
        untimed=sum(row["posts"] for row in hours if row["weekday"] is None),
    )


def response_sums(
    store: Store, brand: Brand, strategy: Strategy, period: Period, chosen: Selection, *, now: datetime
) -> list[Row]:
    """How fast people were answered, by the brand's business hours and holidays; rows see the store."""
    first, last = period.before.first - timedelta(days=1), now.date() + timedelta(days=1)
    closed = closed_around(first, last, country=brand.country, subdivision=brand.subdivision)
    return answers_table.read_response_sums(
        store,
        brand.brand_id,
        brand.zone,
        period,
        chosen,
        hours=business_days(first, last, brand.business_hours, brand.zone, closed),
        targets=target_minutes(strategy.answer_minutes),
        now=now,
    )


def today_of(brand: Brand, now: datetime) -> date:
    """The brand's wall day."""
    return to_wall(now, brand.zone).date()


def last_period(
    store: Store, brand: Brand, period: Period, chosen: Selection, *, today: date, only_posts: bool = False
) -> Period | None:
    """As many days as `period` has, ending with the last day of which figures are known; None where that is no news."""
    last = table.read_last_day(store, brand.brand_id, brand.zone, today, chosen, only_posts=only_posts)
    if last is None or period.first <= last <= period.last:
        return None
    return Period(first=last - timedelta(days=period.days - 1), last=last)


def sources(store: Store, brand: Brand, period: Period, chosen: Selection) -> Any:
    """Where the figures of the period come from; columns see the store."""
    return table.read_sources(store, brand.brand_id, brand.zone, period, chosen)


def summary(shown: Report) -> Any:
    """Cards and breakdowns as one long frame with the columns SUMMARY; names and sources are codes."""
    rows: list[Row] = [
        {
            "section": "all",
            "name": "",
            "measure": card.name,
            "value": card.value,
            "unit": card.unit,
            "n": card.n,
        }
        | {"before": card.before, "source": ", ".join(filter(None, (card.basis, *card.sources)))}
        for card in shown.cards
    ]
    for one in shown.breakdown.to_dict("records"):
        shared = {"section": one["section"], "name": one["name"]}
        rows += [
            shared
            | {"measure": name, "value": one[key], "unit": unit, "n": one[n] if n else 1, "source": source}
            | {"before": one.get(f"{name}_before")}
            for name, key, unit, n, source in _MEASURES
            if _is_known(one[n or key])
        ]
    return frame_of([row | {"period": shown.period.iso} for row in rows], SUMMARY).astype(
        {"value": "float64", "before": "float64", "n": "int64"}
    )


def _is_known(value: float | None) -> bool:
    return value is not None and value == value
