"""Declare the accounts the business has, rename them, close them."""

import streamlit as st

from cmlite.services import channels
from cmlite.ui import frame
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("channels")
frame.no_brand(here.brand)
facts = networks()
known = channels.channels(here.store, here.brand_id, closed=True)

with st.form("channel_new", border=True, clear_on_submit=True):
    st.markdown(f"**{t('channels.new')}**")
    where, handle, name = st.columns(3)
    network = where.selectbox(
        t("channels.network"), list(facts), format_func=lambda key: facts[key].name, key="channel_new_network"
    )
    typed = handle.text_input(
        t("channels.handle"),
        key="channel_new_handle",
        help=t("channels.handle_help"),
        placeholder="@baeckerei.sonne",
    )
    called = name.text_input(t("channels.name"), key="channel_new_name", help=t("channels.name_help"))
    st.caption(t("channels.assisted"))
    if st.form_submit_button(t("channels.add"), key="channel_add", type="primary") and frame.attempt(
        lambda: channels.declare(
            here.store,
            here.brand_id,
            network=network,
            handle=typed or "",
            name=called or "",
            now=here.now,
            actor=here.actor,
        ),
        done=t("channels.added"),
    ):
        st.rerun()

if not known:
    frame.empty_state("channels", icon="hub")

for channel in known:
    with st.container(border=True, key=f"channel_{channel.channel_id}"):
        words, rename, action = st.columns([5, 1.3, 1.3], vertical_alignment="center")
        closed = channel.state == "closed"
        badge = f":gray-badge[{t('channels.closed')}]" if closed else f":green-badge[{t('channels.by_hand')}]"
        words.markdown(
            f"**{network_name(channel.network, facts)}** · {escaped(channel.name or channel.handle)} {badge}"
        )
        words.caption(escaped(channel.handle))
        with rename.popover(t("channels.rename"), key=f"rename_{channel.channel_id}"):
            new_handle = st.text_input(t("channels.handle"), channel.handle, key=f"handle_{channel.channel_id}")
            new_name = st.text_input(t("channels.name"), channel.name, key=f"name_{channel.channel_id}")
            if st.button(t("channels.save"), key=f"save_{channel.channel_id}") and frame.attempt(
                lambda one=channel, handle=new_handle, name=new_name: channels.rename(
                    here.store,
                    here.brand_id,
                    one.channel_id,
                    handle=handle or "",
                    name=name or "",
                    now=here.now,
                    actor=here.actor,
                ),
                done=t("channels.saved"),
            ):
                st.rerun()
        if closed:
            if action.button(t("channels.reopen"), key=f"reopen_{channel.channel_id}", width="stretch"):
                channels.reopen(here.store, here.brand_id, channel.channel_id, now=here.now, actor=here.actor)
                frame.say_later(t("channels.reopened"))
                st.rerun()
            continue
        with action.popover(t("channels.close"), key=f"close_{channel.channel_id}", width="stretch"):
            planned = channels.count_planned(here.store, here.brand_id, channel.channel_id)
            st.markdown(t("channels.close_help"))
            st.markdown(t("channels.close_count", n=planned))
            if st.button(t("channels.close_do"), key=f"close_do_{channel.channel_id}"):
                channels.close(here.store, here.brand_id, channel.channel_id, now=here.now, actor=here.actor)
                frame.say_later(t("channels.closed_done"))
                st.rerun()
