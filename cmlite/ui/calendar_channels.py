"""What the channels of a post ask for: a length each, a thread where the text is too long, a first account."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.counting import measure
from cmlite.domain.drafts import text_surface
from cmlite.domain.networks import Network
from cmlite.domain.post_panel import Fields
from cmlite.domain.send_options import SendOptions
from cmlite.domain.strategy import Strategy
from cmlite.domain.tagging import Tagging
from cmlite.ui import frame, media_picker, text
from cmlite.ui.cards import network_name
from cmlite.ui.own_texts import typed_texts
from cmlite.ui.send_options import typed_options
from cmlite.ui.text import t


def lengths_of(
    key: str,
    start: Fields,
    words: str,
    channels: Sequence[Channel],
    facts: Mapping[str, Network],
    live: Mapping[str, Connection],
    marks: Tagging,
) -> None:
    """How long the text is as it goes out, by the rule of each chosen network; too long: say so, offer a thread.

    `key` is the last part of the keys of the fields.
    """
    own_texts = typed_texts(key, start)
    parts, too_long, in_parts, own_ones = [], [], [], []
    format_ = str(st.session_state.get(f"format_{key}", start.format) or "")
    with_media = bool(media_picker.chosen(key, start.media))
    agreed = bool(st.session_state.get(f"thread_{key}", start.as_thread))
    options_by_id = typed_options(key, start.options)
    for channel in channels:
        connection = live.get(channel.channel_id)
        own = own_texts.get(channel.channel_id, "")
        options = options_by_id.get(channel.channel_id, SendOptions()).only(connection.can if connection else ())
        said = marks.said(options.counted(own or words), facts[channel.network])
        found = measure(
            said.strip(),
            facts[channel.network],
            surface=text_surface(facts[channel.network], format_, with_media=with_media),
            limit=connection.text_limit if connection else None,
        )
        name = network_name(channel.network, facts)
        if own:
            own_ones.append(name)
        if found.limit is None:
            continue
        line = t("calendar.length", network=name, n=found.length, limit=found.limit)
        threads = not found.fits and connection is not None and "thread" in connection.can
        if threads:
            in_parts.append(name)
        fits = found.fits or (threads and agreed)
        parts.append(line if fits else f":red[**{line}**]")
        if not fits:
            too_long.append(name)
    lengths = " · ".join(parts) if parts else t("calendar.characters", n=len(words))
    if too_long:
        st.markdown(f":small[{lengths}]")  # a caption would fade its red until it can hardly be read
    else:
        st.caption(lengths)
    if own_ones:
        st.caption(f":material/edit_note: {t('calendar.own_texts', networks=text.listed(own_ones))}")
    if too_long:
        st.caption(t("calendar.too_long", networks=text.listed(too_long)))
    if in_parts:
        words = t("calendar.as_thread", networks=text.listed(in_parts))
        st.checkbox(words, start.as_thread, key=f"thread_{key}")


def first_channel(
    key: str, strategy: Strategy, facts: Mapping[str, Network], add_channel: Callable[[str, str], str]
) -> None:
    """Where the brand has no channel yet: declare one here and plan for it at once."""
    wanted = [choice.network for choice in strategy.networks if choice.network in facts]
    with st.container(border=True, key=f"first_channel_{key}"):
        st.markdown(f"**{t('calendar.first_channel')}**")
        st.caption(t("calendar.first_channel_help"))
        left, right = st.columns(2)
        network = left.selectbox(
            t("channels.network"),
            [*wanted, *(one for one in facts if one not in wanted)],
            format_func=lambda one: facts[one].name,
            key=f"first_network_{key}",
        )
        handle = right.text_input(t("channels.handle"), key=f"first_handle_{key}", help=t("channels.handle_help"))
        if st.button(t("calendar.first_channel_add"), key=f"first_add_{key}", icon=":material/add:"):
            with frame.refusals():
                st.session_state[f"channels_{key}"] = [add_channel(str(network), handle or "")]
                st.rerun(scope="fragment")
