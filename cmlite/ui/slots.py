"""Preferred times drawn: the slots of a channel and how they are changed, the button that takes the next free one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.networks import Network
from cmlite.domain.slots import Moment, Rhythm, Slot
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

Free = Callable[[Sequence[str]], Moment | None]
"""Finds the next free slot of some channels."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was pressed at a channel: other slots (None: back to the proposal), or another distance in days."""

    channel_id: str
    slots: tuple[Slot, ...] | None = None
    days: int | None = None


def slot_words(slot: Slot) -> str:
    """Di. 09:00."""
    return f"{text.weekday_name(slot.weekday, short=True)} {text.clock(slot.at)}"


def moment_words(moment: Moment) -> str:
    """Di., 1. Dez., 09:00."""
    return f"{text.day(moment.wall)}, {text.clock(moment.wall)}"


def channel_words(channel: Channel, facts: Mapping[str, Network]) -> str:
    """Network and name of a channel, as Markdown."""
    return f"{network_name(channel.network, facts)} · {escaped(channel.name or channel.handle)}"


def channel_slots(
    channels: Sequence[Channel],
    rhythms: Mapping[str, Rhythm],
    facts: Mapping[str, Network],
    free: Mapping[str, Moment | None],
) -> Change | None:
    """One card a channel: its slots, the next free one, how to change them; gives back what was pressed."""
    change = None
    with st.grid(2, min_column_width=320):
        for channel in channels:
            with st.container(border=True, height="stretch", key=f"slots_{channel.channel_id}"):
                change = _card(channel, rhythms[channel.channel_id], facts, free[channel.channel_id]) or change
    return change


def _card(channel: Channel, rhythm: Rhythm, facts: Mapping[str, Network], moment: Moment | None) -> Change | None:
    key = channel.channel_id
    st.markdown(f"**{channel_words(channel, facts)}**")
    proposed = "rhythm.proposal" if rhythm.slots else "rhythm.not_in_strategy"
    st.caption(t("rhythm.own" if rhythm.is_own else proposed))
    codes = {slot.code: slot for slot in rhythm.slots}
    kept: list[str] = st.multiselect(
        t("rhythm.slots"),
        list(codes),
        default=list(codes),
        format_func=lambda code: slot_words(codes[code]) if code in codes else code,
        key=f"slots_kept_{key}_{'_'.join(codes)}",
        placeholder=t("rhythm.no_slots"),
        help=t("rhythm.slots_help"),
    )
    change = None
    if set(kept) != set(codes):
        change = Change(key, tuple(codes[code] for code in kept))
    if codes:
        st.caption(t("rhythm.next_free", moment=moment_words(moment)) if moment else t("rhythm.none_free"))
    with st.container(horizontal=True, key=f"slots_buttons_{key}"):
        with st.popover(t("rhythm.add"), icon=":material/add:", key=f"slots_add_{key}"):
            change = _add(key, rhythm.slots) or change
        if rhythm.is_own and st.button(t("rhythm.reset"), key=f"slots_reset_{key}", type="tertiary"):
            change = Change(key)
    return change


def _add(key: str, there: Sequence[Slot]) -> Change | None:
    """One time on any number of weekdays."""
    days: list[int] = st.pills(
        t("rhythm.weekdays"),
        range(7),
        selection_mode="multi",
        format_func=lambda day: text.weekday_name(day, short=True),
        key=f"slots_days_{key}",
    )
    at = st.time_input(t("rhythm.at"), time(9), key=f"slots_at_{key}", step=900)
    if st.button(t("rhythm.add_do"), key=f"slots_add_do_{key}", type="primary", disabled=not days) and at:
        return Change(key, (*there, *(Slot(weekday=day, at=at) for day in days)))
    return None


def distances(
    channels: Sequence[Channel], rhythms: Mapping[str, Rhythm], facts: Mapping[str, Network]
) -> Change | None:
    """How many days lie between two appearances of an evergreen post, channel by channel; gives back a change."""
    change = None
    with st.grid(3, min_column_width=220):
        for channel in channels:
            now = rhythms[channel.channel_id].evergreen_days
            days = st.number_input(
                t("rhythm.distance", channel=channel_words(channel, facts)),
                min_value=1,
                max_value=730,
                value=now,
                step=1,
                key=f"distance_{channel.channel_id}_{now}",
            )
            if days is not None and int(days) != now:
                change = Change(channel.channel_id, days=int(days))
    return change


def next_free_button(key: str, channel_ids: Sequence[str], free: Free) -> bool:
    """Write the next free slot of the chosen channels into the fields of day and time; they must be drawn after it.

    Returns whether it did.
    """
    pressed = st.button(
        t("rhythm.take_free"),
        key=f"take_free_{key}",
        icon=":material/event_available:",
        type="tertiary",
        disabled=not channel_ids,
        help=None if channel_ids else t("rhythm.take_free_help"),
    )
    if not pressed:
        return False
    moment = free(channel_ids)
    if moment is None:
        st.caption(t("rhythm.take_none"))
        return False
    st.session_state[f"day_{key}"], st.session_state[f"time_{key}"] = moment.wall.date(), moment.wall.time()
    if moment.moved:
        st.caption(t("rhythm.take_moved"))
    return True
