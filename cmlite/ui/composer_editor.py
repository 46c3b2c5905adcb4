"""The desk on which a post is written: its fields on the left, every chosen channel with its preview beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from cmlite.domain.blocks import Block, appended
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.media import Media
from cmlite.domain.networks import Network
from cmlite.domain.posts import FORMATS
from cmlite.domain.strategy import Strategy
from cmlite.domain.tagging import Tagging
from cmlite.ui import blocks as block_parts
from cmlite.ui import frame
from cmlite.ui.calendar_fields import Look, Opening, draft_fields
from cmlite.ui.cards import escaped
from cmlite.ui.composer_channel import Scene, channel_tab, tab_name
from cmlite.ui.document import tell_while_typing
from cmlite.ui.media_picker import Shelf
from cmlite.ui.media_picker import chosen as chosen_media
from cmlite.ui.own_texts import is_tagged
from cmlite.ui.slots import Free
from cmlite.ui.text import t

_BESIDE = "composer_beside"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the editor works with. `campaigns` and `utm_names` by campaign id; `website` as the brand wrote it."""

    channels: Sequence[Channel]
    strategy: Strategy
    facts: Mapping[str, Network]
    zone: str
    live: Mapping[str, Connection]
    campaigns: Mapping[str, str]
    utm_names: Mapping[str, str]
    blocks: Sequence[Block]
    website: str
    marks_links: bool
    keep: Callable[[Opening], object]
    add_channel: Callable[[str, str], str]
    look: Look
    free: Free
    shelf: Shelf
    note_use: Callable[[str], object]
    switch_marks: Callable[[bool], object]


def editor(desk: Desk, opened: Opening) -> None:
    """Fields and channels; on a phone one below the other. What is typed is kept at every run.

    First of all, before anything is drawn: a visitor on the way to another page ends the run early.
    """
    desk.keep(opened)
    with st.container(key="composer_desk"):
        left, right = st.columns([3, 5] if _is_beside(desk, opened) else 2, gap="large")
    with left.container(key="composer_fields"):
        with st.container(horizontal=True, key="composer_tools"):
            _insert_into_post(desk, opened)
            _link_marks(desk, opened)
        marks = _marks(desk, opened)
        values = draft_fields(
            opened,
            desk.channels,
            desk.strategy,
            desk.facts,
            desk.zone,
            live=desk.live,
            campaigns=desk.campaigns,
            marks=marks,
            add_channel=desk.add_channel,
            look=None,
            free=desk.free,
            shelf=desk.shelf,
        )
    media = _media(desk, opened)
    scene = Scene(opened, str(values.get("text") or ""), marks, bool(values.get("as_thread")), media, desk.shelf)
    with right:
        _channels(desk, scene, values)
    desk.keep(opened)
    tell_while_typing()


def _media(desk: Desk, opened: Opening) -> list[Media]:
    """What is chosen now, each with what the post says about it."""
    chosen = chosen_media(opened.name, opened.shown.media)
    known = desk.shelf.some([one.media_id for one in chosen]) if chosen else {}
    return [known[one.media_id].model_copy(update={"alt": one.alt}) for one in chosen if one.media_id in known]


def _marks(desk: Desk, opened: Opening) -> Tagging:
    """How links of this post are marked, by what is chosen now."""
    campaign = st.session_state.get(f"campaign_{opened.name}", opened.shown.campaign_id) or ""
    is_on = desk.marks_links and is_tagged(opened.name, opened.shown)
    return Tagging(desk.website if is_on else "", desk.utm_names.get(campaign, ""))


def _channels(desk: Desk, scene: Scene, values: Mapping[str, object]) -> None:
    """One tab a chosen channel, or all of them beside each other."""
    shown = _shown(desk, scene.opened)
    if not shown:
        with st.container(border=True, key="composer_no_channel"):
            st.markdown(f":material/visibility: **{t('composer.no_channel_title')}**")
            st.caption(t("composer.no_channel"))
        return
    networks = [one.network for one in shown]

    def insert(key: str) -> Block | None:
        return _noted(desk, block_parts.insert_menu(desk.blocks, key=key, templates=False))

    found = desk.look(values, shown, live=desk.live, post_id=scene.opened.post_id)
    labels = [tab_name(one, desk.facts[one.network], several=networks.count(one.network) > 1) for one in shown]
    if len(shown) > 1:
        st.toggle(t("composer.beside"), key=_BESIDE)
    if beside := _is_beside(desk, scene.opened):
        grid = st.grid(len(shown), min_column_width=260, gap="medium", key=f"composer_grid_{scene.opened.name}")
        places = [grid.container(key=f"beside_{scene.opened.name}_{one.channel_id}") for one in shown]
    else:
        places = list(st.tabs(labels, key=f"composer_tabs_{scene.opened.name}"))
    for place, label, channel in zip(places, labels, shown, strict=True):
        with place:
            if beside:
                st.markdown(f"**{label}**")
            connection, odd = desk.live.get(channel.channel_id), found.get(channel.channel_id, ())
            channel_tab(scene, channel, desk.facts[channel.network], connection, odd, insert)


def _shown(desk: Desk, opened: Opening) -> list[Channel]:
    """The channels chosen now, also before their field was drawn."""
    chosen = set(st.session_state.get(f"channels_{opened.name}", opened.shown.channel_ids) or ())
    return [one for one in desk.channels if one.channel_id in chosen and one.network in desk.facts]


def _is_beside(desk: Desk, opened: Opening) -> bool:
    """Whether the versions of all channels stand beside each other instead of behind tabs."""
    return bool(st.session_state.get(_BESIDE)) and len(_shown(desk, opened)) > 1


def _insert_into_post(desk: Desk, opened: Opening) -> None:
    """The menu of blocks; what is chosen stands at the end of the text, a template brings its topic and format."""
    block = _noted(desk, block_parts.insert_menu(desk.blocks, key=opened.name, templates=True))
    if block is None:
        return
    state, key = st.session_state, f"text_{opened.name}"
    state[key] = appended(str(state.get(key, opened.shown.text) or ""), block)
    if block.kind == "template":
        if desk.strategy.pillar_name(block.pillar_id):
            state[f"pillar_{opened.name}"] = block.pillar_id
        if block.format in FORMATS:
            state[f"format_{opened.name}"] = block.format


def _noted(desk: Desk, block: Block | None) -> Block | None:
    if block is not None:
        desk.note_use(block.block_id)
    return block


def _link_marks(desk: Desk, opened: Opening) -> None:
    """Whether links of the own website are marked: for the brand, and for this post."""
    with st.popover(t("tagging.title"), icon=":material/link:", key=f"tagging_{opened.name}"):
        st.markdown(t("tagging.lead"))
        if not desk.website:
            st.caption(t("tagging.no_website"))
            frame.link_to("onboarding", t("tagging.to_website"), {"step": "business"})
            return
        wanted = st.toggle(
            t("tagging.brand", website=escaped(desk.website)), desk.marks_links, key=f"tagging_brand_{desk.marks_links}"
        )
        if wanted != desk.marks_links:
            desk.switch_marks(wanted)
            frame.run_again()
        if desk.marks_links:
            st.toggle(t("tagging.post"), opened.shown.tagged, key=f"tagged_{opened.name}")
            st.caption(t("tagging.how"))
