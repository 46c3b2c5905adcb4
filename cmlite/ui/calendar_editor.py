"""The side panel of one post: text, channels, time; and publishing by hand once it is planned."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.networks import Network
from cmlite.domain.posts import FORMATS, Choice, Entry, PostDraft, Target
from cmlite.domain.publishing import STAGES
from cmlite.domain.strategy import Strategy
from cmlite.ui.cards import escaped, network_name, safe_link, state_badge
from cmlite.ui.copy_button import copy_button
from cmlite.ui.text import t


def draft_fields(
    entry: Entry | None,
    day: date | None,
    channels: Sequence[Channel],
    strategy: Strategy,
    facts: Mapping[str, Network],
    zone: str,
    opening: int,
) -> PostDraft | dict[str, object]:
    """The fields of a post; gives back their values (checked when they are saved)."""
    key = f"{entry.post_id if entry else 'new'}_{opening}"
    title = st.text_input(t("calendar.post_title"), entry.title if entry else "", key=f"title_{key}", max_chars=200)
    words = st.text_area(
        t("calendar.post_text"), entry.text if entry else "", key=f"text_{key}", height=190, max_chars=100_000
    )
    st.caption(t("calendar.characters", n=len(words or "")))
    stage_now = "planned" if entry and entry.state not in {"idea", "draft"} else entry.state if entry else "draft"
    stage = st.segmented_control(
        t("calendar.stage"),
        STAGES,
        default=stage_now,
        required=True,
        format_func=lambda one: t(f"states.{one}"),
        key=f"stage_{key}",
    )
    by_id = {channel.channel_id: channel for channel in channels}
    chosen = st.pills(
        t("calendar.channels"),
        list(by_id),
        selection_mode="multi",
        default=[target.channel_id for target in entry.targets if target.channel_id in by_id] if entry else [],
        format_func=lambda one: (
            f"{network_name(by_id[one].network, facts)} {escaped(by_id[one].name or by_id[one].handle)}"
        ),
        key=f"channels_{key}",
    )
    if not channels:
        st.caption(t("calendar.no_channels"))
    left, right = st.columns(2)
    pillars = ["", *(pillar.pillar_id for pillar in strategy.pillars)]
    pillar = left.selectbox(
        t("calendar.pillar"),
        pillars,
        index=pillars.index(entry.pillar_id) if entry and entry.pillar_id in pillars else 0,
        format_func=lambda one: strategy.pillar_name(one) or t("calendar.no_pillar"),
        key=f"pillar_{key}",
    )
    formats = ["", *FORMATS]
    kind = right.selectbox(
        t("calendar.format"),
        formats,
        index=formats.index(entry.format) if entry and entry.format in formats else 0,
        format_func=lambda one: t(f"formats.{one}") if one else t("calendar.no_format"),
        key=f"format_{key}",
    )
    wall = entry.wall if entry else None
    on = left.date_input(t("calendar.day"), wall.date() if wall else day, key=f"day_{key}", format="DD.MM.YYYY")
    clock = right.time_input(t("calendar.time"), wall.time() if wall else time(9), key=f"time_{key}")
    return {
        "title": title or "",
        "text": words or "",
        "pillar_id": pillar or "",
        "format": kind or "",
        "channel_ids": tuple(chosen or ()),
        "stage": stage or "draft",
        "wall": datetime.combine(on, clock) if isinstance(on, date) and clock is not None else None,
        "zone": zone,
    }


def buttons(entry: Entry | None) -> Choice | None:
    """Save, and for a post that exists duplicate and delete."""
    with st.container(horizontal=True, key="editor_buttons"):
        if st.button(t("calendar.save"), key="editor_save", type="primary", shortcut="Ctrl+Enter"):
            return Choice(action="save")
        if entry and st.button(t("calendar.duplicate"), key="editor_duplicate", icon=":material/content_copy:"):
            return Choice(action="duplicate")
        if entry and st.button(t("calendar.delete"), key="editor_delete", icon=":material/delete:"):
            return Choice(action="delete")
    return None


def publishing(entry: Entry, channels: Mapping[str, Channel], facts: Mapping[str, Network]) -> Choice | None:
    """Publish by hand, channel by channel: copy, open, confirm with the link."""
    choice = None
    open_targets = [target for target in entry.targets if target.state != "draft"]
    if not open_targets:
        return None
    st.divider()
    st.markdown(f"**{t('calendar.publish_title')}**")
    st.caption(t("calendar.publish_lead"))
    for target in open_targets:
        choice = _target(entry, target, channels.get(target.channel_id), facts) or choice
    return choice


def _target(entry: Entry, target: Target, channel: Channel | None, facts: Mapping[str, Network]) -> Choice | None:
    with st.container(border=True, key=f"target_{target.publication_id}"):
        handle = (channel.name or channel.handle) if channel else ""
        st.markdown(f"**{network_name(target.network, facts)}** {escaped(handle)} {state_badge(target.state)}")
        if safe_link(target.permalink):
            st.link_button(
                t("calendar.open_post"),
                target.permalink,
                key=f"link_{target.publication_id}",
                icon=":material/open_in_new:",
            )
        if target.state not in {"scheduled", "missed", "failed", "unconfirmed"}:
            return None
        copy_button(
            t("calendar.copy_open"),
            entry.text,
            facts[target.network].start_url if target.network in facts else "",
            copied=t("calendar.copied"),
            failed=t("calendar.copy_failed"),
            key=f"copy_{target.publication_id}",
        )
        link = st.text_input(
            t("calendar.link"),
            key=f"permalink_{target.publication_id}",
            placeholder="https://",
            help=t("calendar.link_help"),
        )
        with st.container(horizontal=True, key=f"target_buttons_{target.publication_id}"):
            if st.button(t("calendar.confirm"), key=f"confirm_{target.publication_id}", type="primary"):
                return Choice(action="published", publication_id=target.publication_id, link=link or "")
            if st.button(t("calendar.drop"), key=f"drop_{target.publication_id}"):
                return Choice(action="cancel", publication_id=target.publication_id)
    return None
