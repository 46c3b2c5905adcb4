"""The form of a campaign: name, days, goal, name in links, money."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from cmlite.domain.campaigns import CURRENCIES, UTM_LONGEST, Campaign, CampaignDraft, utm_suggestion
from cmlite.ui.text import t

_LASTS = timedelta(days=27)
"""How long a new campaign is proposed to run: four weeks."""


def form(one: Campaign | None, goals: Sequence[str], today: date) -> CampaignDraft | None:
    """The fields of a campaign; gives back what was typed when it is to be saved. Raises RuleError."""
    key = f"{one.campaign_id}_{one.version}" if one else "new"
    name = st.text_input(t("campaigns.name"), one.name if one else "", key=f"campaign_name_{key}", max_chars=100)
    left, right = st.columns(2)
    first = left.date_input(
        t("campaigns.first_day"),
        one.first_day if one else today,
        key=f"campaign_first_{key}",
        format=t("units.day_format"),
    )
    last = right.date_input(
        t("campaigns.last_day"),
        one.last_day if one else today + _LASTS,
        key=f"campaign_last_{key}",
        format=t("units.day_format"),
    )
    aims = ["", *dict.fromkeys([*goals, *([one.goal] if one and one.goal else [])])]
    goal = st.selectbox(
        t("campaigns.goal"),
        aims,
        index=aims.index(one.goal) if one else 0,
        format_func=lambda aim: t(f"measures.{aim}") if aim else t("campaigns.no_goal"),
        key=f"campaign_goal_{key}",
        help=t("campaigns.goal_help"),
    )
    utm_name = _name_in_links(one, name or "", key)
    money = _money(one, key)
    note = st.text_area(t("campaigns.note"), one.note if one else "", key=f"campaign_note_{key}", max_chars=5_000)
    if not st.button(t("campaigns.save"), key=f"campaign_save_{key}", type="primary"):
        return None
    return CampaignDraft.model_validate(
        {"name": name, "note": note, "first_day": first, "last_day": last, "goal": goal, "utm_name": utm_name} | money
    )


def _name_in_links(one: Campaign | None, name: str, key: str) -> str:
    """The campaign's name in links: proposed from its name, changed or switched off by the owner."""
    proposed = utm_suggestion(name)
    wanted = st.toggle(
        t("campaigns.utm_on"),
        bool(one.utm_name) if one else True,
        key=f"campaign_utm_on_{key}",
        help=t("campaigns.utm_help"),
    )
    if not wanted:
        return ""
    typed = st.text_input(
        t("campaigns.utm"),
        one.utm_name if one else "",
        key=f"campaign_utm_{key}",
        placeholder=proposed,
        max_chars=UTM_LONGEST,
    )
    return (typed or "").strip() or proposed


def _money(one: Campaign | None, key: str) -> dict[str, object]:
    left, middle, right = st.columns([2, 2, 1.2])
    budget, spend = (
        place.number_input(
            t(f"campaigns.{part}"),
            min_value=0.0,
            max_value=9_999_999_999.99,
            value=None if value is None else float(value),
            step=10.0,
            format="%.2f",
            key=f"campaign_{part}_{key}",
            help=t(f"campaigns.{part}_help"),
        )
        for place, part, value in (
            (left, "budget", one.budget if one else None),
            (middle, "spend", one.spend if one else None),
        )
    )
    currency = right.selectbox(
        t("campaigns.currency"),
        CURRENCIES,
        index=CURRENCIES.index(one.currency) if one else 0,
        key=f"campaign_currency_{key}",
    )
    spend_on = None
    if spend is not None:
        spend_on = st.date_input(
            t("campaigns.spend_on"),
            one.spend_on if one else None,
            key=f"campaign_spend_on_{key}",
            format=t("units.day_format"),
        )
    return {"budget": _cents(budget), "spend": _cents(spend), "spend_on": spend_on, "currency": currency}


def _cents(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.2f}")
