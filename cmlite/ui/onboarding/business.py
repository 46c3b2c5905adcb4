"""Step 1: name, trade, place, opening hours."""

from datetime import time
from zoneinfo import available_timezones

import streamlit as st

from cmlite.domain.brands import COUNTRIES, TRADES, WEEKDAYS, Brand, BusinessHours, Span
from cmlite.domain.holidays import SUBDIVISIONS
from cmlite.ui.onboarding.frame import keyed
from cmlite.ui.text import t, weekday_name

_ZONES = {"DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich"}


def form(brand: Brand | None) -> dict[str, object]:
    """Fields of the business with what is known; gives back the values as they stand."""
    left, right = st.columns(2)
    name = left.text_input(t("onboarding.name"), brand.name if brand else "", key=keyed("business_name"), max_chars=120)
    trade = right.selectbox(
        t("onboarding.trade"),
        TRADES,
        index=TRADES.index(brand.trade) if brand and brand.trade in TRADES else None,
        format_func=lambda one: t(f"trades.{one}"),
        key=keyed("business_trade"),
        placeholder=t("onboarding.choose"),
    )
    left, right = st.columns(2)
    country = left.selectbox(
        t("onboarding.country"),
        COUNTRIES,
        index=COUNTRIES.index(brand.country) if brand and brand.country in COUNTRIES else 0,
        format_func=lambda one: t(f"countries.{one}"),
        key=keyed("business_country"),
    )
    states = SUBDIVISIONS[str(country)]
    subdivision = right.selectbox(
        t("onboarding.subdivision"),
        states,
        index=states.index(brand.subdivision) if brand and brand.subdivision in states else None,
        format_func=lambda one: t(f"subdivisions.{country}.{one}"),
        key=keyed(f"business_subdivision_{country}"),
        placeholder=t("onboarding.choose"),
        help=t("onboarding.subdivision_help"),
    )
    left, right = st.columns(2)
    place = left.text_input(
        t("onboarding.place"), brand.place if brand else "", key=keyed("business_place"), max_chars=120
    )
    website = right.text_input(
        t("onboarding.website"), brand.website if brand else "", key=keyed("business_website"), max_chars=300
    )
    left, right = st.columns(2)
    language = left.selectbox(
        t("onboarding.language"),
        ("de", "en"),
        index=("de", "en").index(brand.language) if brand and brand.language in ("de", "en") else 0,
        format_func=lambda one: t(f"languages.{one}"),
        key=keyed("business_language"),
        help=t("onboarding.language_help"),
    )
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    wanted = brand.zone if brand and brand.country == country else _ZONES[str(country)]
    zone = right.selectbox(
        t("onboarding.zone"),
        zones,
        index=zones.index(wanted),
        key=keyed(f"business_zone_{country}"),
        help=t("onboarding.zone_help"),
    )
    return {
        "name": (name or "").strip(),
        "trade": trade or "other",
        "country": country,
        "subdivision": subdivision or "",
        "place": (place or "").strip(),
        "website": (website or "").strip(),
        "language": language,
        "zone": zone,
        "business_hours": _hours(brand.business_hours if brand else None),
    }


def _hours(known: BusinessHours | None) -> BusinessHours:
    st.markdown(f"**{t('onboarding.hours')}**", help=t("onboarding.hours_help"))
    spans: dict[str, Span] = {}
    for number, day in enumerate(WEEKDAYS):
        span = known.days.get(day) if known else None
        is_open = span is not None if known else number < 5
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=keyed(f"hours_{day}")):
            opened = st.toggle(weekday_name(number), is_open, key=keyed(f"open_{day}"), width=140)
            with st.container(horizontal=True, wrap=False, gap="small", width=190, key=keyed(f"times_{day}")):
                opens = st.time_input(
                    t("onboarding.opens"),
                    span.opens if span else time(9),
                    key=keyed(f"opens_{day}"),
                    disabled=not opened,
                    label_visibility="collapsed",
                )
                closes = st.time_input(
                    t("onboarding.closes"),
                    span.closes if span else time(18),
                    key=keyed(f"closes_{day}"),
                    disabled=not opened,
                    label_visibility="collapsed",
                )
        if opened and opens is not None and closes is not None:
            if opens < closes:
                spans[day] = Span(opens=opens, closes=closes)
            else:
                st.warning(t("onboarding.hours_wrong", day=weekday_name(number)), icon=":material/schedule:")
    return BusinessHours(days=spans)
