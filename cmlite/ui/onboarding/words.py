"""Steps 2 and 3: how we speak, and to whom."""

import streamlit as st

from cmlite.domain.strategy import AGE_GROUPS, Address, Audience, Culture, Strategy
from cmlite.domain.strategy_hints import usual_address
from cmlite.ui.onboarding.frame import Edit, keyed
from cmlite.ui.text import t

_ADDRESSES: tuple[Address, ...] = ("ihr", "du", "sie")
_SLOTS = 3


def culture(strategy: Strategy, trade: str) -> Edit:
    """Tone, form of address, values, what we never say; suggestions of the trade where nothing is known."""
    known = strategy.culture
    fresh = not known.tone
    tone = st.text_area(
        t("onboarding.tone"),
        t(f"suggest.{trade}.tone") if fresh else known.tone,
        key=keyed("culture_tone"),
        max_chars=600,
        height=100,
    )
    address = st.segmented_control(
        t("onboarding.address"),
        _ADDRESSES,
        default=usual_address(trade) if fresh else known.address,
        required=True,
        format_func=lambda one: t(f"onboarding.address_{one}"),
        key=keyed("culture_address"),
    )
    left, right = st.columns(2)
    values = [
        left.text_input(
            t("onboarding.value", n=number + 1),
            _suggested(known.values, number, f"suggest.{trade}.value_{number + 1}", fresh),
            key=keyed(f"culture_value_{number}"),
            max_chars=80,
        )
        for number in range(_SLOTS)
    ]
    never = [
        right.text_input(
            t("onboarding.never", n=number + 1),
            _suggested(known.never, number, f"suggest.{trade}.never_{number + 1}", fresh),
            key=keyed(f"culture_never_{number}"),
            max_chars=160,
        )
        for number in range(_SLOTS)
    ]
    chosen = Culture(
        tone=(tone or "").strip(),
        address=next((one for one in _ADDRESSES if one == address), "ihr"),
        values=tuple(word.strip() for word in values if word and word.strip()),
        never=tuple(word.strip() for word in never if word and word.strip()),
    )
    return lambda base: base.model_copy(update={"culture": chosen})


def audiences(strategy: Strategy, trade: str) -> Edit:
    """One to three groups of people with what they want and how old they are."""
    fresh = not strategy.audiences
    found: list[Audience] = []
    for number in range(_SLOTS):
        known = strategy.audiences[number] if number < len(strategy.audiences) else None
        suggest = f"suggest.{trade}.audience_{number + 1}"
        offered = fresh and number < 2
        with st.container(border=True, key=keyed(f"audience_{number}")):
            name = st.text_input(
                t("onboarding.audience_name", n=number + 1),
                known.name if known else t(f"{suggest}.name") if offered else "",
                key=keyed(f"audience_name_{number}"),
                max_chars=100,
                placeholder=t(f"{suggest}.name"),
            )
            wants = st.text_input(
                t("onboarding.audience_wants"),
                known.wants if known else t(f"{suggest}.wants") if offered else "",
                key=keyed(f"audience_wants_{number}"),
                max_chars=300,
                placeholder=t(f"{suggest}.wants"),
            )
            ages = known.age_groups if known else tuple(_ages(suggest)) if offered else ()
            groups = st.pills(
                t("onboarding.ages"),
                AGE_GROUPS,
                selection_mode="multi",
                default=ages,
                format_func=lambda one: t(f"networks.age.{one}"),
                key=keyed(f"audience_ages_{number}"),
            )
        if name and name.strip():
            found.append(Audience(name=name.strip(), wants=(wants or "").strip(), age_groups=tuple(groups or ())))
    return lambda base: base.model_copy(update={"audiences": tuple(found)})


def _suggested(known: tuple[str, ...], number: int, key: str, fresh: bool) -> str:
    if number < len(known):
        return known[number]
    return t(key) if fresh else ""


def _ages(suggest: str) -> list[str]:
    return [group for group in AGE_GROUPS if group in t(f"{suggest}.ages")]
