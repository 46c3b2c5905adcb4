"""Small cards: a task, a day of the week; and how a figure is written on one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.goals import Progress
from cmlite.domain.networks import Network
from cmlite.domain.posts import Entry, short_heading
from cmlite.domain.strategy import MEASURES
from cmlite.domain.today import Task
from cmlite.ui import text
from cmlite.ui.escaping import TURNING as TURNING
from cmlite.ui.escaping import escaped as escaped
from cmlite.ui.text import t

_TASK_ICONS = {
    "channel": "hub",
    "missed": "event_busy",
    "unconfirmed": "help",
    "failed": "error",
    "locked": "key",
    "held": "pause_circle",
    "sign_in": "login",
    "unreachable": "cloud_off",
    "expiring": "timer",
    "same": "join_inner",
    "unsaved": "history_edu",
    "publish": "send",
    "answer": "forum",
    "lead": "handshake",
    "plan": "edit_calendar",
    "first_import": "upload_file",
    "import": "refresh",
    "strategy": "explore",
    "strategy_begun": "explore",
    "review": "fact_check",
    "approve": "verified",
    "returned": "reply",
    "look": "visibility",
    "look_fine": "thumb_up",
    "look_change": "edit_note",
    "mentioned": "alternate_email",
}
STATE_COLOURS = {
    "idea": "gray",
    "draft": "gray",
    "in_review": "violet",
    "approved": "violet",
    "rejected": "orange",
    "scheduled": "blue",
    "publishing": "blue",
    "published": "green",
    "partly": "orange",
    "missed": "red",
    "failed": "red",
    "unconfirmed": "orange",
    "cancelled": "gray",
    "removed": "gray",
}


class _DayOfWeek(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def entries(self) -> list[Entry]: ...


def task_card(task: Task, number: int, *, zone: str, now: datetime, networks: Mapping[str, Network]) -> bool:
    """One thing to do with its button; the first one is the primary button of the page."""
    values = dict(task.values)
    if isinstance(where := values.get("networks"), tuple):
        values["networks"] = text.listed([network_name(str(network), networks) for network in where])
    if "day" in values and isinstance(values["day"], date):
        values["day"] = text.day(values["day"], year=values["day"].year != now.year)
    for name in ("title", "lead", "who"):
        if name in values:
            values[name] = escaped(str(values[name]))
    with st.container(border=True, key=f"task_{number}"):
        words, button = st.columns([4, 1.4], vertical_alignment="center")
        with words:
            st.markdown(
                f":material/{_TASK_ICONS.get(task.kind, 'task_alt')}: **{t(f'today.task.{task.kind}', **values)}**"
            )
            if text.has(how := f"today.how.{task.kind}"):
                st.caption(t(how, **values))
            if task.since is not None:
                waited = max((now - task.since).total_seconds() / 60, 0)
                moment = text.moment(task.since, zone, year=task.since.year != now.year)
                st.caption(t("today.since", moment=moment, span=text.duration(waited)))
        return button.button(
            t(f"today.do.{task.kind}"),
            key=f"task_{number}_go",
            type="primary" if number == 0 else "secondary",
            width="stretch",
        )


def week_strip(days: Sequence[_DayOfWeek], *, zone: str, networks: Mapping[str, Network]) -> None:
    """Seven days, one line each, with what is planned."""
    with st.container(border=True, gap="xsmall", key="week_strip"):
        for day in days:
            name, content = st.columns([1, 3], wrap=False)
            name.markdown(f"**{text.day(day.day)}**")
            lines = [_entry_line(entry, zone, networks) for entry in day.entries[:3]]
            if len(day.entries) > 3:
                lines.append(t("today.more", n=len(day.entries) - 3))
            content.markdown("  \n".join(lines) if lines else f":gray[{t('today.free')}]")


def arrow(change: float, better: str) -> dict[str, Any]:
    """Arrow and colour of `st.metric`; Streamlit takes a text for negative only where its sign is a plain hyphen."""
    direction = "up" if change > 0 else "down"
    return {"delta_color": "green" if direction == better else "red", "delta_arrow": direction}


def signed(change: float, unit: str, points: Callable[[float], str], *, zero: str = "±") -> str:
    """A change with its sign, `zero` where nothing of it is left after rounding; `points` writes that of a rate."""
    write = points if unit == "rate" else partial(measured, unit=unit)
    words = write(abs(change))
    return f"{zero if words == write(0.0) else '+' if change > 0 else '−'}{words}"


def typed_values(goals: Sequence[Progress]) -> tuple[str, float] | None:
    """Fields for figures only the owner knows (enquiries, regulars, stars); gives back the one that was saved."""
    wanted = [goal for goal in goals if not MEASURES[goal.goal.measure].computed]
    if not wanted:
        return None
    with st.popover(t("today.type_in"), icon=":material/edit_note:", key="typed_values"):
        st.caption(t("today.type_in_help"))
        for goal in wanted:
            measure = goal.goal.measure
            value = st.number_input(
                t(f"measures.{measure}"),
                min_value=1.0 if goal.unit == "stars" else 0.0,
                max_value=5.0 if goal.unit == "stars" else None,
                value=goal.value,
                step=0.1 if goal.unit == "stars" else 1.0,
                format="%.1f" if goal.unit == "stars" else "%.0f",
                key=f"typed_{measure}",
            )
            if st.button(t("today.type_save"), key=f"typed_save_{measure}") and value is not None:
                return measure, float(value)
    return None


def measured(value: float | None, unit: str) -> str:
    """A value in its unit: a count, a percentage, a time to an answer or stars."""
    if unit == "rate":
        return text.percent(value)
    if unit == "minutes":
        return text.answer_time(value)
    if unit == "stars":
        return text.number(value, digits=1)
    return text.number(value)


def network_name(network: str, networks: Mapping[str, Network]) -> str:
    """The network's own name."""
    return networks[network].name if network in networks else network


def state_badge(state: str) -> str:
    """A state as a Markdown badge."""
    return f":{STATE_COLOURS.get(state, 'gray')}-badge[{t(f'states.{state}')}]"


def safe_link(link: str) -> str:
    """A link that may be opened: https only, and nothing that would end a Markdown link; else ''."""
    return link if link.startswith("https://") and not set(link) & set(' ()<>\n\r\t"') else ""


def _entry_line(entry: Entry, zone: str, networks: Mapping[str, Network]) -> str:
    place = entry.place(zone)
    when = f"{text.clock(place[1])} " if place and place[1] else ""
    where = ", ".join(network_name(network, networks) for network in entry.networks)
    return f"{when}{escaped(short_heading(entry.title, entry.text))} :gray[{where or t(f'states.{entry.state}')}]"
