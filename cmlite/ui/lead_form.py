"""The form of a lead: interest, value, stage, next step, and where it came from."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from cmlite.domain.campaigns import CURRENCIES
from cmlite.domain.leads import STAGES, Lead, LeadDraft
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def form(
    one: Lead | None, who: str, zone: str, steps: Sequence[Mapping[str, Any]] = ()
) -> tuple[str, LeadDraft | None] | None:
    """The fields of a lead; gives back `save` with what was typed, or `delete`. Raises RuleError."""
    key = f"{one.lead_id}_{one.version}" if one else "new"
    if who:
        st.caption(t("leads.of", who=escaped(who)))
    interest = st.text_input(
        t("leads.interest"),
        one.interest if one else "",
        key=f"lead_interest_{key}",
        max_chars=200,
        placeholder=t("leads.interest_hint"),
    )
    left, right = st.columns([2, 1])
    value = left.number_input(
        t("leads.value"),
        min_value=0.0,
        max_value=9_999_999_999.99,
        value=float(one.value) if one and one.value is not None else None,
        step=10.0,
        format="%.2f",
        key=f"lead_value_{key}",
        help=t("leads.value_help"),
    )
    currency = right.selectbox(
        t("leads.currency"), CURRENCIES, index=CURRENCIES.index(one.currency) if one else 0, key=f"lead_currency_{key}"
    )
    stage = st.selectbox(
        t("leads.stage_label"),
        STAGES,
        index=STAGES.index(one.stage) if one else 0,
        format_func=lambda code: t(f"leads.stage.{code}"),
        key=f"lead_stage_{key}",
    )
    step, on = _next_step(one, key)
    reason = ""
    if stage == "lost":
        reason = st.text_input(t("leads.reason"), one.reason if one else "", key=f"lead_reason_{key}", max_chars=500)
    if one:
        _origin(one, zone)
        _course(steps, zone)
    with st.container(horizontal=True, key="lead_form_buttons"):
        save = st.button(t("leads.save"), key=f"lead_save_{key}", type="primary")
        delete = one is not None and st.button(
            t("leads.delete"), key=f"lead_delete_{key}", icon=":material/delete:", type="tertiary"
        )
    if not save and not delete:
        return None
    typed = {
        "interest": interest or "",
        "value": None if value is None else Decimal(f"{value:.2f}"),
        "currency": currency,
        "stage": stage,
        "next_step": step,
        "next_on": on,
        "reason": reason or "",
    }
    return ("save", LeadDraft.model_validate(typed)) if save else ("delete", None)


def _next_step(one: Lead | None, key: str) -> tuple[str, date | None]:
    left, right = st.columns([2, 1])
    step = left.text_input(
        t("leads.next_step"),
        one.next_step if one else "",
        key=f"lead_step_{key}",
        max_chars=200,
        placeholder=t("leads.next_step_hint"),
    )
    on = right.date_input(
        t("leads.next_on"),
        one.next_on if one else None,
        key=f"lead_on_day_{key}",
        format=t("units.day_format"),
        help=t("leads.next_on_help"),
    )
    return step or "", on if isinstance(on, date) else None


def _course(steps: Sequence[Mapping[str, Any]], zone: str) -> None:
    """From which stage to which it went, when, and by whom."""
    with st.expander(t("leads.course"), icon=":material/history:", key="lead_course"):
        for step in steps:
            after = step["to_state"]
            words = t("leads.deleted") if after == "deleted" else t(f"leads.stage.{after}")
            moment = text.moment(step["happened_at"], zone, year=True)
            st.caption(escaped(t("leads.step", moment=moment, stage=words, who=text.who(step["actor"]))))


def _origin(one: Lead, zone: str) -> None:
    """Since when, from which post, and the ways to the person and the conversation."""
    st.caption(t("leads.since", moment=text.moment(one.created_at, zone, year=True)))
    if one.post:
        st.caption(f":material/article: {t('leads.from_post')} {escaped(one.post)}")
    with st.container(horizontal=True, key="lead_ways"):
        if one.conversation_id:
            way = {"conversation": one.conversation_id, "inbox_state": "all"}
            frame.link_to("inbox", f":material/forum: {t('leads.conversation')}", way)
        if one.person_id:
            frame.link_to("person", f":material/person: {t('people.open')}", {"person": one.person_id})
