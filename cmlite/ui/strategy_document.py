"""The strategy as one readable document: on the page, as Markdown, as a printable page."""

from collections.abc import Callable, Mapping

import streamlit as st

from cmlite.domain.brands import Brand
from cmlite.domain.networks import Network
from cmlite.domain.strategy import MEASURES, MESSAGE_KINDS, Goal, Strategy
from cmlite.ui import text
from cmlite.ui.cards import measured, network_name
from cmlite.ui.papers import Section, as_markdown, as_page
from cmlite.ui.text import t


def sections(strategy: Strategy, networks: Mapping[str, Network]) -> list[Section]:
    """The document in reading order, as plain text."""
    return [
        _culture(strategy),
        (
            t("strategy.audiences"),
            [(one.name, _audience(one.wants, one.age_groups)) for one in strategy.audiences],
        ),
        (t("strategy.goals"), [goal_line(goal) for goal in strategy.goals]),
        (
            t("strategy.networks"),
            [
                (
                    network_name(one.network, networks),
                    t("strategy.posts_a_week", n=one.posts_per_week, reason=one.reason),
                )
                for one in strategy.networks
            ],
        ),
        (
            t("strategy.pillars"),
            [(f"{one.name} ({text.percent(one.share / 100, digits=0)})", one.about) for one in strategy.pillars],
        ),
        (
            t("strategy.answers"),
            [
                (t(f"kinds_of_message.{kind}"), text.answer_time(strategy.answer_minutes.get(kind)))
                for kind in MESSAGE_KINDS
            ],
        ),
        (
            t("strategy.time"),
            [
                (t("strategy.hours"), t("units.hours", n=text.amount(strategy.hours_per_week))),
                (t("strategy.review_on"), text.day(strategy.review_on, year=True)),
            ],
        ),
    ]


def markdown(title: str, brand: Brand, strategy: Strategy, networks: Mapping[str, Network]) -> str:
    """The document as Markdown."""
    return as_markdown(title, subtitle(brand), sections(strategy, networks))


def printable(title: str, brand: Brand, strategy: Strategy, networks: Mapping[str, Network]) -> str:
    """The document as one HTML page that prints on A4."""
    return as_page(title, subtitle(brand), sections(strategy, networks))


_KINDS = {
    "md": ("strategy.as_markdown", "text/markdown", "strategy_markdown"),
    "html": ("strategy.as_page", "text/html", "strategy_print"),
    "json": ("strategy.as_file", "application/json", "strategy_file"),
}
"""Words, media type and key of each way to take the strategy home, by the ending of its file."""


def take_home(ending: str, make: Callable[[], str], file_name: str) -> None:
    """One way to take the strategy home; the file is made when it is asked for."""
    words, media_type, key = _KINDS[ending]
    st.download_button(
        t(words),
        data=text.as_now(make),
        file_name=file_name,
        mime=media_type,
        key=key,
        on_click="ignore",
        width="stretch",
    )


def subtitle(brand: Brand) -> str:
    """Trade, place and website in one line."""
    return ", ".join(
        part for part in (t(f"trades.{brand.trade}") if brand.trade else "", brand.place, brand.website) if part
    )


def _culture(strategy: Strategy) -> Section:
    culture = strategy.culture
    rows = [
        (t("strategy.tone"), culture.tone),
        (t("strategy.address"), t(f"onboarding.address_{culture.address}")),
        (t("strategy.values"), ", ".join(culture.values)),
        (t("strategy.never"), "; ".join(culture.never)),
    ]
    return t("strategy.culture"), [(label, words) for label, words in rows if words]


def _audience(wants: str, groups: tuple[str, ...]) -> str:
    ages = ", ".join(t(f"networks.age.{group}") for group in groups)
    return " ".join(part for part in (wants, f"({ages})" if ages else "") if part)


def goal_line(goal: Goal) -> tuple[str, str]:
    """The outcome a goal serves, and where it leads from where; an unknown start is said to be unknown."""
    unit = MEASURES[goal.measure].unit
    facts = {
        "measure": t(f"measures.{goal.measure}"),
        "target": measured(goal.target, unit),
        "by": text.day(goal.by, weekday=False, year=True),
    }
    if goal.baseline is None:
        return t(f"outcomes.{goal.outcome}"), t("strategy.goal_unknown", **facts)
    return t(f"outcomes.{goal.outcome}"), t("strategy.goal", start=measured(goal.baseline, unit), **facts)
