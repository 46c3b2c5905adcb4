"""One channel of a post that is being written: its own version, counter and first comment, and how it will look."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from cmlite.domain.blocks import appended
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.counting import Measure, measure
from cmlite.domain.drafts import Finding, text_surface
from cmlite.domain.links import links
from cmlite.domain.media import Media
from cmlite.domain.networks import Network
from cmlite.domain.posts import TEXT_MAX
from cmlite.domain.preview import parts_of
from cmlite.domain.tagging import Tagging
from cmlite.ui import frame
from cmlite.ui.blocks import Insert
from cmlite.ui.calendar_fields import Opening
from cmlite.ui.cards import escaped
from cmlite.ui.findings import show_findings
from cmlite.ui.media_picker import Shelf
from cmlite.ui.network_limits import limit_words
from cmlite.ui.own_texts import Keys, say_beyond
from cmlite.ui.preview import preview
from cmlite.ui.text import t


@dataclass(frozen=True, slots=True)
class Scene:
    """What all channels of the post share: its text as typed, how links are marked, its pictures, threads."""

    opened: Opening
    words: str
    marks: Tagging
    as_thread: bool
    media: Sequence[Media]
    shelf: Shelf


def channel_tab(
    scene: Scene,
    channel: Channel,
    network: Network,
    connection: Connection | None,
    findings: Sequence[Finding],
    insert: Insert,
) -> None:
    """Everything about one channel, in the order in which it is decided."""
    keys = Keys(scene.opened.name, channel.channel_id)
    own = _own_version(scene, keys, channel, network, insert)
    said = scene.marks.said(own or scene.words, network)
    format_ = str(st.session_state.get(f"format_{keys.name}", scene.opened.shown.format) or "")
    surface = text_surface(network, format_, with_media=bool(scene.media))
    size = partial(measure, network=network, surface=surface, limit=connection.text_limit if connection else None)

    def fits(words: str) -> bool:
        return size(words).fits

    can_thread = connection is not None and "thread" in connection.can
    parts = parts_of(said[:TEXT_MAX], fits, as_thread=scene.as_thread and can_thread)
    _counter(size(said.strip()), len(parts))  # as it is sent and checked
    comment = _first_comment(scene, keys, channel, network, connection)
    preview(
        channel,
        network,
        parts,
        scene.media,
        scene.shelf,
        comment=scene.marks.said(comment, network),
        key=f"{scene.opened.name}_{channel.channel_id}",
    )
    show_findings(findings, key=f"findings_{keys.name}_{keys.channel_id}")
    _what_holds(network, said)


def _own_version(scene: Scene, keys: Keys, channel: Channel, network: Network, insert: Insert) -> str:
    """The switch and the field of the own version; gives back its text, '' where the post's is used."""
    start = scene.opened.shown.texts.get(channel.channel_id, "")
    with st.container(horizontal=True, vertical_alignment="center", key=f"own_row_{keys.name}_{keys.channel_id}"):
        st.toggle(t("composer.own", network=network.name), bool(start), key=keys.switch, help=t("composer.own_help"))
        is_own = bool(st.session_state.get(keys.switch))
        block = insert(f"{keys.name}_{keys.channel_id}") if is_own else None
    if not is_own:
        return ""
    state = st.session_state
    if keys.text not in state:
        state[keys.text] = state.get(keys.memory) or start or scene.words
    if block is not None:
        state[keys.text] = appended(state[keys.text], block)
    state[keys.memory] = st.text_area(t("composer.own_text", network=network.name), key=keys.text, height=170)
    say_beyond(str(state[keys.memory] or ""))
    return str(state[keys.memory] or "")


def _counter(found: Measure, parts: int) -> None:
    if found.limit is None:
        st.caption(t("calendar.characters", n=found.length))
        return
    if parts > 1:
        st.caption(t("composer.counter_parts", n=found.length, parts=parts))
        return
    _length(found, "" if found.fits else t("composer.over", n=-(found.left or 0)))


def _length(found: Measure, more: str = "") -> None:
    """A caption, but what is too long stands beside none: a caption fades its red until it can hardly be read."""
    line = t("composer.counter", n=found.length, limit=found.limit)
    if found.fits:
        st.caption(line)
    else:
        st.markdown(f":small[:red[**{line}**] {more}]")


def _first_comment(scene: Scene, keys: Keys, channel: Channel, network: Network, connection: Connection | None) -> str:
    """The field of the first comment where there can be one; where cmlite sends, only where it can answer itself."""
    possible = "first_comment" in network.shows.value and (connection is None or "thread" in connection.can)
    start = scene.opened.shown.comments.get(channel.channel_id, "")
    if not possible and not start:
        return ""
    kind = "live" if connection is not None else "by_hand"
    with st.expander(
        t("composer.comment"), icon=":material/add_comment:", expanded=bool(start), key=f"{keys.comment}_box"
    ):
        words = st.text_area(
            t("composer.comment"),
            start,
            key=keys.comment,
            height=80,
            label_visibility="collapsed",
            placeholder=t("composer.comment_example"),
        )
        st.caption(t(f"composer.comment_{kind}"))
        if words and not say_beyond(words):
            found = measure(words.strip(), network, surface="comment")
            if found.limit is not None:
                _length(found)
    return words or ""


def _what_holds(network: Network, said: str) -> None:
    """What the network costs (a post with a link more, where that is so), wants and does not do, as far as it is on
    record."""
    lines = []
    if (open_ones := network.number("fold_length")) is not None:
        lines.append(t("composer.holds_fold", n=open_ones))
    elif (open_ones := network.number("fold_lines")) is not None:
        lines.append(t("composer.holds_fold_lines", n=open_ones))
    if "links" not in network.shows.value:
        lines.append(t("composer.holds_no_links"))
    if network.number("media_min"):
        lines.append(t("composer.holds_media"))
    if (most := network.number("hashtag_count")) is not None:
        lines.append(t("composer.holds_hashtags", n=most))
    linked = network.limit("post_with_link", "cost") if any(links(said)) else None
    if (price := linked or network.limit("post", "cost")) is not None:
        lines.append(t("composer.holds_cost_link" if linked else "composer.holds_cost", price=limit_words(price)))
    if lines:
        st.caption(f":material/rule: {' '.join(lines)}")
    frame.link_to("networks", t("composer.network_facts", network=network.name), {"network": network.key})


def tab_name(channel: Channel, network: Network, *, several: bool) -> str:
    """What stands on the tab of a channel; its account only where the network has several. It never changes while
    somebody types: tabs with other names would begin at the first one."""
    name = f"{network.name} {channel.name or channel.handle}" if several else network.name
    return escaped(name)
