"""What stands around the calendar: view and time, filters, ideas without a day, plan against strategy."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

import streamlit as st

from cmlite.domain.calendar import VIEWS, Share, step
from cmlite.domain.networks import Network
from cmlite.domain.posts import Entry
from cmlite.domain.strategy import Strategy
from cmlite.ui import address, frame, text
from cmlite.ui.cards import escaped, network_name, state_badge
from cmlite.ui.text import t


class _Unsaved(Protocol):
    @property
    def entry(self) -> Entry | None: ...
    @property
    def headline(self) -> str: ...


_STATES = ("idea", "draft", "scheduled", "published", "partly", "missed", "failed", "cancelled", "removed")
_OF_TEAMS = ("in_review", "approved", "rejected")
"""States only a team knows."""


def as_day(words: str, fallback: date) -> date:
    """A day from the address; anything else becomes the fallback."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return fallback
    return day if 2000 <= day.year <= 2100 else fallback


Filter = tuple[list[str], ...]
"""Networks, topics, states and campaigns to show; empty means all."""


def toolbar(
    today: date,
    strategy: Strategy,
    facts: Mapping[str, Network],
    campaigns: Mapping[str, str],
    *,
    has_team: bool,
) -> tuple[str, date, bool, Filter]:
    """Title and a row with view, time and filters; gives back view, anchor day, whether a post is wanted, filters."""
    anchor = as_day(st.query_params.get("day", ""), today)
    view = address.one_chosen(VIEWS, key="calendar_view", default="month")
    st.title(text.month(anchor) if view == "month" else t("calendar.title"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="calendar_bar"):
        view = address.choose_one(
            st.segmented_control,
            t("calendar.view"),
            VIEWS,
            key="calendar_view",
            default="month",
            words=lambda one: t(f"calendar.view_{one}"),
            required=True,
            label_visibility="collapsed",
        )
        for name, icon, days in (("before", "chevron_left", -1), ("after", "chevron_right", 1)):
            if st.button(t(f"calendar.{name}"), key=f"calendar_{name}", icon=f":material/{icon}:", width="content"):
                st.query_params["day"] = step(view, anchor, days).isoformat()
                st.rerun()
        if st.button(t("calendar.today"), key="calendar_today"):
            st.query_params.pop("day", None)
            st.rerun()
        if view == "week" and st.button(t("ideas.fill_week"), key="calendar_fill", icon=":material/auto_awesome:"):
            frame.go_to("week", {"day": anchor.isoformat()})
        new = st.button(t("calendar.new"), key="calendar_new", type="primary", icon=":material/add:", shortcut="N")
        chosen_filters = _filters(strategy, facts, campaigns, has_team)
    return view, anchor, new, chosen_filters


def _filters(strategy: Strategy, facts: Mapping[str, Network], campaigns: Mapping[str, str], has_team: bool) -> Filter:
    """Behind one button that says how many are set."""
    parts: dict[str, tuple[Sequence[str], Callable[[str], str]]] = {
        "network": (
            [choice.network for choice in strategy.networks] or list(facts),
            lambda one: network_name(one, facts),
        ),
        "pillar": ([pillar.pillar_id for pillar in strategy.pillars], strategy.pillar_name),
        "state": ((*_STATES, *_OF_TEAMS) if has_team else _STATES, lambda one: t(f"states.{one}")),
        "campaign": (list(campaigns), campaigns.__getitem__),
    }
    if not campaigns:
        del parts["campaign"]
    active = sum(bool(address.several_chosen(codes, key=f"calendar_{part}s")) for part, (codes, _) in parts.items())
    label = t("calendar.filters_on", n=active) if active else t("calendar.filters")
    every = t("calendar.filter_all")
    with st.popover(label, icon=":material/filter_list:", key="calendar_filters"):
        chosen = tuple(
            list(
                address.choose_several(
                    t(f"calendar.filter_{part}"), codes, key=f"calendar_{part}s", words=words, placeholder=every
                )
            )
            for part, (codes, words) in parts.items()
        )
        address.reset_button([f"calendar_{part}s" for part in parts], key="calendar_filters_reset")
    return chosen


def unsaved_bar(waiting: Sequence[_Unsaved], *, drop: Callable[[str | None], object]) -> str | None:
    """What was typed and not saved; gives back the post to go on with, '' for a new one. `drop` forgets one."""
    resumed = None
    for one in waiting[:3]:
        post_id = one.entry.post_id if one.entry else ""
        key = post_id or "new"
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"unsaved_{key}"):
            st.markdown(
                f":material/history_edu: {t('calendar.unsaved', title=escaped(one.headline or t('library.pictures')))}"
            )
            if st.button(t("calendar.unsaved_open"), key=f"unsaved_open_{key}"):
                resumed = post_id
            if st.button(t("calendar.kept_drop"), key=f"unsaved_drop_{key}", type="tertiary"):
                drop(post_id or None)
                st.rerun()
    return resumed


_UNDONE = {"deleted_post": "calendar.deleted", "confirmed_by_hand": "calendar.done_published"}
"""What the session keeps of the last step that can be taken back, and the sentence about it."""


def undo_bar() -> tuple[str, str] | None:
    """After a deletion or a confirmation; gives back what is to be undone, and the post or publication."""
    for kind, sentence in _UNDONE.items():
        if about := frame.undo_bar(kind, "calendar", t(sentence), shortcut="Ctrl+Z"):
            return kind, str(about)
        if st.session_state.get(kind):
            break
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
    st.header(t("calendar.plan"), anchor=False)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch", key="plan_cadence"):
        st.markdown(f"**{t('calendar.cadence')}**")
        for share in cadence:
            _cadence_line(share, network_name(share.key, facts))
    with right.container(border=True, height="stretch", key="plan_mix"):
        st.markdown(f"**{t('calendar.mix')}**")
        for share in mix:
            name = escaped(strategy.pillar_name(share.key)) or t("calendar.no_pillar")
            st.progress(
                min(share.actual / 100, 1.0),
                text=t(
                    "calendar.mix_line" if share.key else "calendar.mix_extra",
                    pillar=name,
                    actual=round(share.actual),
                    wanted=round(share.wanted),
                    n=share.n,
                ),
            )


def _cadence_line(share: Share, network: str) -> None:
    """Planned against wanted; a bar only where there is something to fill it with."""
    wanted = round(share.wanted, 1)
    if not wanted:
        known = "calendar.cadence_extra" if share.n else "calendar.cadence_none"
        st.caption(t(known, network=network, n=share.n))
    elif share.actual > wanted:
        st.progress(1.0, text=t("calendar.cadence_more", network=network, actual=share.n, wanted=wanted))
    else:
        st.progress(
            share.actual / wanted, text=t("calendar.cadence_line", network=network, actual=share.n, wanted=wanted)
        )
