"""An alarm as a calm card: facts, steps of the crisis plan, hold switch, its end; how things stand without one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from cmlite.domain.alerts import KINDS, LEAST_WEEKS, Alert, Entry, Facts, Hours, Kind, Limits, Spike
from cmlite.domain.clocks import to_wall
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t


@dataclass(frozen=True, slots=True)
class Wish:
    """What was pressed beside an alarm, with what was typed: see `services.alerts_log.carry_out`; `open` shows it."""

    name: str
    alert_id: str
    words: str = ""


def headline(alert: Alert) -> str:
    """What an alarm is about."""
    return t(f"alerts.headline.{alert.kind}")


def what(spike: Spike) -> str:
    """How many in which time, and what would be usual."""
    if spike.usual is None:
        return t("alerts.young", n=spike.count, weeks=spike.weeks, needed=LEAST_WEEKS, least=spike.least)
    return t(
        f"alerts.what_{'hour' if spike.hours == 1 else 'day'}", n=spike.count, usual=spike.usual, weeks=spike.weeks
    )


def where(facts: Facts, networks: Mapping[str, Network]) -> str:
    """How many messages on which networks, and beneath which posts most."""
    on = [f"{network_name(one, networks)} {text.number(n)}" for one, n in facts.networks.items()]
    people = t("alerts.people", n=facts.people)
    said = [t("alerts.messages", n=facts.messages, people=people, networks=", ".join(on))]
    if facts.posts:
        first = facts.posts[0]
        said.append(t("alerts.most", title=escaped(first.title), n=first.messages))
    return " ".join(said)


def alarm(
    alert: Alert,
    steps: Sequence[str],
    entries: Sequence[Entry],
    networks: Mapping[str, Network],
    *,
    zone: str,
    held: bool,
    may_open: bool = True,
) -> Wish | None:
    """An alarm that is on, with what can be done; gives back what was pressed."""
    key = alert.alert_id
    with st.container(border=True, key=f"alarm_{key}"):
        st.markdown(f":material/notifications_active: **{headline(alert)}**")
        st.markdown(what(alert.facts.spike))
        since = text.moment(alert.started_at, zone)
        st.caption(f"{where(alert.facts, networks)} {t('alerts.since', moment=since)}")
        wish = _steps(alert, steps, entries)
        with st.container(horizontal=True, key=f"alarm_buttons_{key}"):
            if may_open and st.button(t("alerts.open"), key=f"alarm_open_{key}", icon=":material/folder_open:"):
                wish = Wish("open", key)
            switch = "release" if held else "hold"
            icon = ":material/play_circle:" if held else ":material/pause_circle:"
            if st.button(
                t(f"connections.{switch}"), key=f"alarm_{switch}_{key}", icon=icon, help=t("alerts.hold_help")
            ):
                wish = Wish(switch, key)
            if st.button(t("alerts.end"), key=f"alarm_end_{key}", help=t("alerts.end_help")):
                wish = Wish("end", key)
            with st.popover(t("alerts.dismiss"), key=f"alarm_dismiss_{key}", type="tertiary"):
                reason = st.text_input(
                    t("alerts.reason"), key=f"alarm_reason_{key}", max_chars=300, placeholder=t("alerts.reason_hint")
                )
                if st.button(t("alerts.dismiss_do"), key=f"alarm_dismiss_do_{key}"):
                    wish = Wish("dismiss", key, reason or "")
    return wish


def _steps(alert: Alert, steps: Sequence[str], entries: Sequence[Entry]) -> Wish | None:
    """The steps of the crisis plan, each to be ticked off."""
    if not steps:
        return None
    done = {one.text: one for one in entries if one.kind == "step" and one.undone_at is None}
    wish = None
    ticked = sum(step in done for step in steps)
    label = t("alerts.steps", done=ticked, all=len(steps))
    with st.expander(label, icon=":material/checklist:", key=f"alarm_steps_{alert.alert_id}"):
        for place, step in enumerate(steps):
            entry = done.get(step)
            key = f"alarm_step_{alert.alert_id}_{place}_{entry.entry_id if entry else ''}"
            if st.checkbox(escaped(step), entry is not None, key=key) != (entry is not None):
                wish = (
                    Wish("take_back", alert.alert_id, entry.entry_id) if entry else Wish("step", alert.alert_id, step)
                )
    return wish


def situation(hours: Hours, limits: Limits) -> None:
    """How things stand now: one line for messages of all kinds, one for the angry ones."""
    with st.container(border=True, key="alerts_now"):
        st.markdown(f"**{t('alerts.now')}**")
        for kind in reversed(KINDS):
            st.markdown(_line(hours, kind, limits))
        if hours.weeks < LEAST_WEEKS:
            st.caption(f":material/hourglass: {t('alerts.too_young', n=hours.weeks, needed=LEAST_WEEKS)}")
        st.caption(t("alerts.counted"))


def _line(hours: Hours, kind: Kind, limits: Limits) -> str:
    count, day = hours.window(kind, 1), hours.window(kind, 24)
    return t(f"alerts.line.{kind}", hour=count, day=day, least=limits.least(kind, 1), times=limits.times_usual)


def past_line(alert: Alert, zone: str) -> str:
    """An alarm in a list of them."""
    parts = (
        text.moment(alert.started_at, zone, year=True),
        headline(alert),
        text.number(alert.facts.spike.count),
        t(f"alerts.state.{alert.state}"),
    )
    return " · ".join(parts)


def ended(alert: Alert, zone: str) -> str:
    """How an alarm came to its end, '' while it is on."""
    if alert.state == "open":
        return ""
    facts = {"moment": text.moment(alert.decided_at, zone, year=True), "who": text.who(alert.actor)}
    if alert.state == "dismissed":
        return t("alerts.was_dismissed", reason=escaped(alert.reason), **facts)
    return t("alerts.was_over", **facts)


def both_times(instant: datetime, zone: str) -> str:
    """An instant as evidence needs it: local time with its zone, and UTC."""
    return f"{to_wall(instant, zone):%Y-%m-%d %H:%M:%S} {zone} · {instant:%Y-%m-%d %H:%M:%S} UTC"
