"""What stands around the calendar: view and time, filters, ideas without a day, plan against strategy, downloads."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.calendar import VIEWS, Share, step
from cmlite.domain.clocks import to_wall
from cmlite.domain.networks import Network
from cmlite.domain.posts import Entry
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name, state_badge
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t

_STATES = ("idea", "draft", "scheduled", "published", "partly", "missed", "failed", "cancelled")


def as_day(words: str, fallback: date) -> date:
    """A day from the address; anything else becomes the fallback."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return fallback
    return day if 2000 <= day.year <= 2100 else fallback


def toolbar(today: date) -> tuple[str, date, bool]:
    """Title row with view, back, today, forward; gives back view, anchor day and whether a post is wanted."""
    anchor = as_day(st.query_params.get("day", ""), today)
    view = st.session_state.get("calendar_view") or st.query_params.get("calendar_view", "month")
    view = view if view in VIEWS else "month"
    st.title(text.month(anchor) if view == "month" else t("calendar.title"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="calendar_bar"):
        chosen = st.segmented_control(
            t("calendar.view"),
            VIEWS,
            default="month" if "calendar_view" not in st.session_state else None,
            required=True,
            format_func=lambda one: t(f"calendar.view_{one}"),
            key="calendar_view",
            bind="query-params",
            label_visibility="collapsed",
        )
        view = str(chosen or "month")
        for name, icon, days in (("before", "chevron_left", -1), ("after", "chevron_right", 1)):
            if st.button(t(f"calendar.{name}"), key=f"calendar_{name}", icon=f":material/{icon}:", width="content"):
                st.query_params["day"] = step(view, anchor, days).isoformat()
                st.rerun()
        if st.button(t("calendar.today"), key="calendar_today"):
            st.query_params.pop("day", None)
            st.rerun()
        new = st.button(t("calendar.new"), key="calendar_new", type="primary", icon=":material/add:", shortcut="N")
    return view, anchor, new


def filters(strategy: Strategy, facts: Mapping[str, Network]) -> tuple[list[str], list[str], list[str]]:
    """Networks, topics and states to show; empty means all."""
    with st.container(horizontal=True, key="calendar_filters"):
        networks = st.multiselect(
            t("calendar.filter_network"),
            [choice.network for choice in strategy.networks] or list(facts),
            format_func=lambda one: network_name(one, facts),
            key="calendar_networks",
            bind="query-params",
            label_visibility="collapsed",
            placeholder=t("calendar.filter_network"),
            width=230,
        )
        pillars = st.multiselect(
            t("calendar.filter_pillar"),
            [pillar.pillar_id for pillar in strategy.pillars],
            format_func=strategy.pillar_name,
            key="calendar_pillars",
            label_visibility="collapsed",
            placeholder=t("calendar.filter_pillar"),
            width=230,
        )
        states = st.multiselect(
            t("calendar.filter_state"),
            _STATES,
            format_func=lambda one: t(f"states.{one}"),
            key="calendar_states",
            label_visibility="collapsed",
            placeholder=t("calendar.filter_state"),
            width=230,
        )
    return list(networks), list(pillars), list(states)


def undo_bar() -> str | None:
    """After a deletion: gives back 'undo' or 'dismiss' when one of them was pressed."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo_bar"):
        st.markdown(t("calendar.deleted"))
        if st.button(t("calendar.undo"), key="undo_delete", icon=":material/undo:", shortcut="Ctrl+Z"):
            return "undo"
        if st.button(t("calendar.dismiss"), key="undo_dismiss", type="tertiary"):
            return "dismiss"
    return None


def undated(entries: Sequence[Entry]) -> str | None:
    """Ideas and drafts without a day; gives back the one that was opened."""
    opened = None
    with st.expander(t("calendar.undated", n=len(entries)), icon=":material/lightbulb:", key="undated"):
        if not entries:
            st.caption(t("calendar.undated_none"))
        for entry in entries[:50]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"undated_{entry.post_id}"):
                st.markdown(f"{state_badge(entry.state)} {escaped(entry.headline)}")
                if st.button(t("calendar.open"), key=f"open_{entry.post_id}", type="tertiary"):
                    opened = entry.post_id
    return opened


def plan_against(
    cadence: Sequence[Share], mix: Sequence[Share], strategy: Strategy, facts: Mapping[str, Network]
) -> None:
    """What is planned in the days shown against the strategy: posts by network, topics by share."""
    if not strategy.networks and not strategy.pillars:
        return
    st.subheader(t("calendar.plan"), anchor=False)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch", key="plan_cadence"):
        st.markdown(f"**{t('calendar.cadence')}**")
        for share in cadence:
            done = min(share.actual / share.wanted, 1.0) if share.wanted else 1.0
            st.progress(
                done,
                text=t(
                    "calendar.cadence_line",
                    network=network_name(share.key, facts),
                    actual=share.n,
                    wanted=round(share.wanted, 1),
                ),
            )
    with right.container(border=True, height="stretch", key="plan_mix"):
        st.markdown(f"**{t('calendar.mix')}**")
        for share in mix:
            name = escaped(strategy.pillar_name(share.key)) or t("calendar.no_pillar")
            st.progress(
                min(share.actual / 100, 1.0),
                text=t(
                    "calendar.mix_line",
                    pillar=name,
                    actual=round(share.actual),
                    wanted=round(share.wanted),
                    n=share.n,
                ),
            )


def downloads(make_csv: Callable[[str], bytes], make_ics: Callable[[], bytes], csv_name: str, ics_name: str) -> None:
    """What is filtered as CSV, and as a calendar file."""
    with st.container(horizontal=True, key="calendar_downloads"):
        csv_download(make_csv, csv_name, key="calendar_csv")
        st.download_button(
            t("calendar.ics"),
            data=make_ics,
            file_name=ics_name,
            mime="text/calendar",
            key="calendar_ics",
            on_click="ignore",
            icon=":material/event:",
            help=t("calendar.ics_help"),
        )


def show_text(entry: Entry, zone: str) -> None:
    """A post that is out: what it says and when it went out."""
    st.subheader(escaped(entry.headline), anchor=False)
    wall = to_wall(entry.at, zone) if entry.at else None
    st.caption(
        f"{state_badge(entry.state)} {text.day(wall, year=True) if wall else ''} {text.clock(wall) if wall else ''}"
    )
    st.text(entry.text)
