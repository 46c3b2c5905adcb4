"""The page of campaigns: a card with figures for each, the way back after a deletion."""

from datetime import date

import streamlit as st

from cmlite.domain.campaigns import Campaign, Known, Results, per_interaction
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def enter(campaign_id: str) -> None:
    """Open the form in this and the following runs, '' for a new campaign."""
    st.session_state["campaign_opened"] = campaign_id


def leave() -> None:
    """Close the form."""
    st.session_state.pop("campaign_opened", None)


def opened() -> str | None:
    """Which campaign is open in the form; '' for a new one, None for none."""
    return st.session_state.get("campaign_opened")


def offer_undo(campaign_id: str) -> None:
    """Keep what was deleted, so that it can be brought back."""
    st.session_state["campaign_deleted"] = campaign_id


def undo_bar() -> str | None:
    """After a deletion; gives back the campaign that is wanted back."""
    campaign_id: str | None = frame.undo_bar("campaign_deleted", "campaign", t("campaigns.deleted"), shortcut="Ctrl+Z")
    return campaign_id


def act_on(one: Campaign, pressed: str | None) -> None:
    """Note what was pressed on a card: `edit` opens the form, the rest is left to the page."""
    if pressed == "edit":
        enter(one.campaign_id)
    elif pressed is not None:
        st.session_state["campaign_act"] = (pressed, one.campaign_id)


def wanted() -> tuple[str, str] | None:
    """What was pressed in this run: close, reopen or delete, and of which campaign."""
    act: tuple[str, str] | None = st.session_state.pop("campaign_act", None)
    return act


def card(one: Campaign, results: Results | None, today: date, zone: str) -> str | None:
    """One campaign with what came of it; gives back what was pressed."""
    key = one.campaign_id
    with st.container(border=True, key=f"campaign_{key}"):
        st.markdown(f"**{escaped(one.name)}** :gray-badge[{t(f'campaigns.phase.{one.phase(today)}')}]")
        st.caption(escaped(" · ".join(_facts(one))))
        if one.note:
            st.text(one.note)
        _figures(one, results or Results(), zone)
        return _buttons(one, results or Results())


def _facts(one: Campaign) -> list[str]:
    facts = []
    if one.first_day and one.last_day:
        facts.append(" – ".join(text.day(day, weekday=False, year=True) for day in (one.first_day, one.last_day)))
    elif one.first_day or one.last_day:
        facts.append(t("campaigns.from" if one.first_day else "campaigns.until", day=one.first_day or one.last_day))
    if one.goal and text.has(f"measures.{one.goal}"):
        facts.append(t("campaigns.goal_is", goal=t(f"measures.{one.goal}")))
    if one.budget is not None:
        facts.append(t("campaigns.budget_is", money=text.money(one.budget, one.currency)))
    if one.spend is not None:
        spent = text.money(one.spend, one.currency)
        facts.append(
            t("campaigns.spend_on_is", money=spent, day=one.spend_on)
            if one.spend_on
            else t("campaigns.spend_is", money=spent)
        )
    if one.utm_name:
        facts.append(t("campaigns.utm_is", name=one.utm_name))
    return facts or [t("campaigns.no_days")]


def _figures(one: Campaign, results: Results, zone: str) -> None:
    """Posts, reach, interactions and what one of them cost, each with of how many posts it is known."""
    if not results.posts:
        st.caption(t("campaigns.no_posts"))
        return
    cost = per_interaction(one.spend, results.interactions)
    with st.container(horizontal=True, key=f"campaign_figures_{one.campaign_id}"):
        st.metric(t("campaigns.posts"), text.number(results.posts), width=120)
        st.metric(t("campaigns.published"), text.number(results.published), width=120)
        st.metric(t("campaigns.reach"), text.number(results.reach.value), width=150, help=t("campaigns.reach_help"))
        st.metric(t("campaigns.interactions"), text.number(results.interactions.value), width=150)
        st.metric(
            t("campaigns.cost"),
            text.money(cost, one.currency),
            width=190,
            help=t("campaigns.cost_help"),
        )
    if results.published:
        known = t("campaigns.known", reach=_of(results.reach), interactions=_of(results.interactions))
        st.caption(known if not results.sources else f"{known} {_origin(results, zone)}")
        if one.spend is None or not results.interactions.value:
            st.caption(t("campaigns.no_cost" if one.spend is None else "campaigns.no_cost_figures"))
        elif results.interactions.n < results.interactions.of:
            st.caption(t("campaigns.cost_partly"))


def _of(known: Known) -> str:
    return t("campaigns.of", n=known.n, of=known.of)


def _origin(results: Results, zone: str) -> str:
    sources = [t(f"kpis.source.{one}") if text.has(f"kpis.source.{one}") else one for one in results.sources]
    return t("campaigns.origin", sources=text.listed(sources), moment=text.moment(results.fetched_at, zone, year=True))


def _buttons(one: Campaign, results: Results) -> str | None:
    pressed = None
    key = one.campaign_id
    with st.container(horizontal=True, key=f"campaign_buttons_{key}"):
        if st.button(t("campaigns.edit"), key=f"campaign_edit_{key}", icon=":material/edit:"):
            pressed = "edit"
        if results.posts and st.button(t("campaigns.show_posts"), key=f"campaign_posts_{key}"):
            day = one.first_day or one.last_day
            params = {"calendar_campaigns": key} | ({"day": day.isoformat()} if day else {})
            frame.go_to("calendar", params)
        act = "close" if one.closed_at is None else "reopen"
        if st.button(t(f"campaigns.{act}"), key=f"campaign_{act}_{key}"):
            pressed = act
        if st.button(t("campaigns.delete"), key=f"campaign_delete_{key}", icon=":material/delete:", type="tertiary"):
            pressed = "delete"
    return pressed
