"""Sign in to networks or declare accounts by hand; see how each channel stands, pause, rename and close it."""

from functools import partial

import streamlit as st

from cmlite.services import channels, connections
from cmlite.ui import channel_menu, frame
from cmlite.ui import connections as parts
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.sign_in_page import sign_in_ways
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("channels")
brand = frame.needs_brand(here.brand)
facts = networks()
zone = brand.zone
secrets = here.outside.secrets
unlock = partial(connections.unlock, here.store, here.outside)
who = here.who
act_on = partial(connections.carry_out, here.store, here.outside, here.brand_id)
known = channels.channels(here.store, here.brand_id, closed=True)
live = connections.connections(here.store, here.brand_id)
told = connections.jobs(here.store, here.brand_id)


@st.dialog(t("connections.dialog"), width="medium", on_dismiss=parts.leave_dialog)
def sign_in(network: str, channel_id: str = "") -> None:
    """Check who a sign-in belongs to; save it when the owner says so."""
    if secrets.state != "open" and parts.secrets_box(secrets.state, unlock):
        st.rerun()
    if secrets.state == "open":
        fields = here.outside.connectors[network].fields
        page = connections.page_of(here.outside, network)
        if (values := sign_in_ways(network, fields, page, key=channel_id or network)) is not None:
            parts.forget_check()
            with frame.refusals(), st.spinner(t("connections.checking")):
                parts.keep_check(values, connections.check(here.outside, network, values))
        if (values := parts.account_card(network, facts, zone)) is not None and frame.attempt(
            lambda: connections.connect(
                here.store, here.outside, here.brand_id, network, values, channel_id=channel_id, **who
            ),
            done=t("connections.connected_now"),
        ):
            parts.leave_dialog()
            st.rerun()


@st.dialog(t("channels.new"), width="medium", on_dismiss=parts.leave_dialog)
def declare(network: str) -> None:
    """A channel the owner publishes on by hand."""
    st.caption(t("channels.assisted"))
    if (typed := channel_menu.by_hand_form()) is not None and frame.attempt(
        lambda: channels.declare(here.store, here.brand_id, network=network, **typed, **who), done=t("channels.added")
    ):
        parts.leave_dialog()
        st.rerun()


if live and secrets.state != "open" and parts.secrets_box(secrets.state, unlock):
    st.rerun()
held = connections.is_held(here.store, here.brand_id)
if (live or held) and (wanted := parts.hold_bar(held=held)) is not None:
    connections.hold(here.store, here.brand_id, held=wanted, **who)
    st.rerun()
if not known:
    frame.empty_state("channels", icon="hub")
for channel in known:
    connection = live.get(channel.channel_id)
    with st.container(border=True, key=f"channel_{channel.channel_id}"):
        words, place = st.columns([5, 1.4], vertical_alignment="center")
        badge = parts.standing_badge(channel, connection, zone=zone, now=here.now)
        name = escaped(channel.name or channel.handle)
        words.markdown(f"**{network_name(channel.network, facts)}** · {name} {badge}")
        if channel.name and channel.handle != channel.name:
            words.caption(escaped(channel.handle))
        if connection is not None:
            parts.how_it_stands(words, channel.network, connection, told, zone=zone, now=here.now)
        act = channel_menu.menu(
            place,
            channel,
            connection,
            connectable=connections.can_connect(here.outside, channel.network),
            planned=partial(channels.count_planned, here.store, here.brand_id, channel.channel_id),
            now=here.now,
        )
    if act is not None and act.name == "sign_in":
        parts.enter_dialog("live", channel.network, channel.channel_id)
    elif act is not None:
        with st.spinner(t("connections.acting")):
            done = frame.attempt(
                partial(act_on, channel.channel_id, act.name, act.values, **who),
                done=t(f"connections.done_{act.name}"),
            )
        if done:
            st.rerun()

with st.container(border=True, key="channel_new_box"):
    st.header(t("channels.new"), anchor=False)
    network = channel_menu.choose_network(facts)
    ways = ("live", "assisted") if connections.can_connect(here.outside, network) else ("assisted",)
    frame.link_to("networks", t("channels.about", name=facts[network].name), {"network": network})
    way = channel_menu.choose_way(ways)
    if st.button(t(f"connections.start_{way}"), key="channel_new_start", type="primary" if not known else "secondary"):
        parts.enter_dialog(way, network)
if (opened := parts.dialog()) is not None:
    way, network, channel_id = opened
    if way == "live":
        sign_in(network, channel_id)
    else:
        declare(network)
