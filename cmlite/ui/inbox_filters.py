"""What the queue is narrowed by: state and search in sight, all else behind one button; and tidying up."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.inbox import KINDS, STATES, Filters
from cmlite.domain.networks import Network
from cmlite.ui import address
from cmlite.ui.cards import network_name
from cmlite.ui.text import t


def filter_bar(
    counts: Mapping[str, int],
    networks: Sequence[str],
    channels: Mapping[str, str],
    facts: Mapping[str, Network],
) -> Filters:
    """State with its count and the text in one row each, the rest in a popover that says how many are set."""
    states = {one: counts.get(one, 0) for one in STATES} | {"all": sum(counts.values())}
    state = address.choose_one(
        st.segmented_control,
        t("inbox.state"),
        [*STATES, "all"],
        key="inbox_state",
        default="open",
        words=lambda one: t(f"inbox.state_{one}", n=states[one]),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="inbox_filters"):
        words = st.text_input(
            t("inbox.search"),
            key="inbox_text",
            type="search",
            live="400ms",
            bind="query-params",
            label_visibility="collapsed",
            placeholder=t("inbox.search"),
            width=240,
        )
        kinds, chosen, only = _behind_the_button(networks, channels, facts)
    return Filters(state=state, kinds=kinds, networks=chosen, channel_ids=only, text=(words or "").strip())


def _behind_the_button(
    networks: Sequence[str], channels: Mapping[str, str], facts: Mapping[str, Network]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    ids = list(channels)
    active = sum(
        [
            bool(address.several_chosen(KINDS, key="inbox_kinds")),
            bool(address.several_chosen(networks, key="inbox_networks")),
            bool(address.several_chosen(ids, key="inbox_channel")),
        ]
    )
    label = t("inbox.filters_set", n=active) if active else t("inbox.filters")
    with st.popover(label, icon=":material/filter_alt:", key="inbox_filter_box"):
        kinds = address.choose_several(
            t("inbox.kind"),
            KINDS,
            key="inbox_kinds",
            words=lambda one: t(f"inbox.kinds_{one}"),
            placeholder=t("inbox.any"),
        )
        chosen = address.choose_several(
            t("inbox.network"),
            networks,
            key="inbox_networks",
            words=lambda one: network_name(one, facts),
            placeholder=t("inbox.any"),
        )
        only = address.choose_several(
            t("inbox.channel"), ids, key="inbox_channel", words=channels.__getitem__, placeholder=t("inbox.any")
        )
    return kinds, chosen, only


def tidy_box(usual: date) -> date | None:
    """Put away what is old; gives the day when it was pressed."""
    with st.popover(t("inbox.tidy"), icon=":material/mop:", key="tidy"):
        st.markdown(t("inbox.tidy_text"))
        day = st.date_input(t("inbox.tidy_day"), usual, key="tidy_day", format="DD.MM.YYYY")
        return day if st.button(t("inbox.tidy_do"), key="tidy_do") and isinstance(day, date) else None
