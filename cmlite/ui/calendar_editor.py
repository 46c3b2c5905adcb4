"""The side panel of one post: what to do when it was missed, its buttons, publishing by hand once it is planned."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.clocks import to_wall
from cmlite.domain.connections import Told
from cmlite.domain.networks import Network
from cmlite.domain.post_panel import Choice
from cmlite.domain.posts import Entry, Target
from cmlite.domain.publishing import NOT_OUT
from cmlite.domain.strategy import Strategy
from cmlite.domain.tagging import Tagging
from cmlite.ui import frame, text
from cmlite.ui.by_hand_target import by_hand_target
from cmlite.ui.calendar_fields import Look, Opening, draft_fields
from cmlite.ui.cards import escaped, network_name, safe_link, state_badge
from cmlite.ui.connections import reason
from cmlite.ui.document import tell_while_typing
from cmlite.ui.live_target import live_target
from cmlite.ui.media_out import Files, hand_over, show_media
from cmlite.ui.media_picker import Shelf
from cmlite.ui.slots import Free
from cmlite.ui.team import review_note
from cmlite.ui.text import t


class _Done(Protocol):
    @property
    def moved(self) -> bool: ...
    @property
    def came(self) -> str: ...


def leave(choice: Choice, post_id: str | None, done: _Done | None) -> None:
    """The panel is done with: say what came of it, and offer to undo a deletion and what was confirmed by hand."""
    st.session_state.pop("panel", None)
    for kept in ("deleted_post", "confirmed_by_hand"):  # only the last step is offered to be taken back
        st.session_state.pop(kept, None)
    if choice.action == "delete":
        st.session_state["deleted_post"] = post_id
    elif choice.action == "published" and choice.by_hand:
        st.session_state["confirmed_by_hand"] = choice.publication_id
    came = (done.came if done else "") or choice.action
    frame.say_later(t("calendar.moved_by_clock" if done and done.moved else f"calendar.done_{came}"))


class Library(Shelf, Files, Protocol):
    """What the panel needs of the library."""


def panel(
    opened: Opening,
    entry: Entry | None,
    channels: Sequence[Channel],
    strategy: Strategy,
    facts: Mapping[str, Network],
    zone: str,
    *,
    told: Told,
    today: date,
    campaigns: Mapping[str, str],
    keep: Callable[[Opening], object],
    add_channel: Callable[[str, str], str],
    look: Look,
    free: Free,
    shelf: Library,
) -> tuple[Choice | None, dict[str, object]]:
    """Everything in the panel of a post, `channels` with the closed ones; gives back what was pressed and the fields.

    `told` is what networks said about the posts of the brand, `campaigns` are the names of those that are open.

    `keep` is called whenever the fields have been drawn, so that nothing typed is lost.
    """
    if st.session_state.get("panel_dismissed"):
        st.rerun()
    choice: Choice | None = None
    values: dict[str, object] = {}
    review_note(entry)
    if entry is not None and entry.is_missed:
        words = (
            t("calendar.missed", moment=text.moment(entry.at, zone)) if entry.is_movable else t("calendar.missed_rest")
        )
        st.warning(words, icon=":material/event_busy:")
    same: Choice | None = None
    if entry is not None:
        _refusals(entry, facts, told)
        same = _same(entry, told.matches, zone)  # above the fields: nothing goes out before it is answered
    if entry is None or entry.is_movable:
        choice = _kept_note(opened)
        active = [channel for channel in channels if channel.state == "active"]
        values = draft_fields(
            *(opened, active, strategy, facts, zone),
            live=told.live,
            campaigns=campaigns,
            marks=entry.tagging if entry else Tagging(told.website),
            add_channel=add_channel,
            look=look,
            free=free,
            shelf=shelf,
        )
        keep(opened)
        if st.button(t("calendar.in_composer"), key="editor_composer", type="tertiary", icon=":material/edit_square:"):
            frame.go_to("composer", {"post": entry.post_id} if entry else {})
        choice = _buttons(entry) or choice
        tell_while_typing()
    else:
        _text(entry, zone)
        show_media(entry.media, shelf)
    if entry is not None:
        if by_hand := _by_hand(entry, told):
            hand_over(entry.media, shelf, [facts[one] for one in by_hand if one in facts], key=entry.post_id)
        by_id = {channel.channel_id: channel for channel in channels}
        choice = publishing(entry, by_id, facts, told, zone, today) or choice
    return same or choice, values


def _by_hand(entry: Entry, told: Told) -> list[str]:
    """The networks on which the owner is to post it, each once."""
    done = {"draft", "published", "cancelled"}
    waiting = [one for one in entry.targets if one.state not in done and one.channel_id not in told.live]
    return list(dict.fromkeys(one.network for one in waiting))


def _refusals(entry: Entry, facts: Mapping[str, Network], told: Told) -> None:
    """Why a network did not take the post, before the fields in which it can be mended."""
    for target in entry.targets:
        if target.state == "failed" and (tries := told.tries(target.publication_id)):
            name = network_name(target.network, facts)
            st.error(f"**{name}** {escaped(reason(tries[-1]['reason']))}", icon=":material/error:")


def _kept_note(opened: Opening) -> Choice | None:
    """Say that unsaved words from before are back; they can be dropped."""
    if opened.kept is None:
        return None
    changed = opened.kept.version != opened.version
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="kept_note"):
        st.markdown(f":material/history_edu: {t('calendar.kept_changed' if changed else 'calendar.kept')}")
        pressed = st.button(t("calendar.kept_drop"), key="kept_drop", type="tertiary")
    return Choice(action="forget") if pressed else None


def _text(entry: Entry, zone: str) -> None:
    """A post that is out: what it says and when it went out."""
    st.header(escaped(entry.headline), anchor=False)
    wall = to_wall(entry.at, zone) if entry.at else None
    st.caption(
        f"{state_badge(entry.state)} {text.day(wall, year=True) if wall else ''} {text.clock(wall) if wall else ''}"
    )
    st.text(entry.text)


def _buttons(entry: Entry | None) -> Choice | None:
    """Save, and for a post that exists duplicate and delete."""
    with st.container(horizontal=True, key="editor_buttons"):
        if st.button(t("calendar.save"), key="editor_save", type="primary", shortcut="Ctrl+Enter"):
            return Choice(action="save")
        if entry and st.button(t("calendar.duplicate"), key="editor_duplicate", icon=":material/content_copy:"):
            return Choice(action="duplicate")
        if entry and st.button(t("calendar.delete"), key="editor_delete", icon=":material/delete:"):
            return Choice(action="delete")
    return None


def _same(entry: Entry, matches: Sequence[Mapping[str, Any]], zone: str) -> Choice | None:
    """A post made on the network itself looks like this one: the owner says whether it is."""
    choice = None
    for match in matches:
        if match["post_id"] == entry.post_id:
            with st.container(border=True, key=f"same_{match['native_id']}"):
                moment = text.moment(match["published_at"], zone)
                words = t("sending.same", moment=moment)
                waits = f" {t('sending.same_waits')}" if match["state"] == "scheduled" else ""
                st.markdown(f":material/join_inner: {words}{waits}")
                planned, made = match["publication_id"], match["native_id"]
                with st.container(horizontal=True, key=f"same_buttons_{made}"):
                    if st.button(t("sending.same_yes"), key=f"same_yes_{made}", type="primary"):
                        choice = Choice(action="same", publication_id=planned, link=made)
                    if st.button(t("sending.same_no"), key=f"same_no_{made}"):
                        choice = Choice(action="not_same", publication_id=planned, link=made)
                    if safe_link(match["permalink"]):
                        st.link_button(t("calendar.open_post"), match["permalink"], key=f"same_open_{made}")
    return choice


def publishing(
    entry: Entry,
    channels: Mapping[str, Channel],
    facts: Mapping[str, Network],
    told: Told,
    zone: str,
    today: date,
) -> Choice | None:
    """Channel by channel: by hand copy, open, confirm with the link; where cmlite publishes, what became of it."""
    choice = None
    open_targets = [target for target in entry.targets if target.state != "draft"]
    if not open_targets:
        return None
    st.divider()
    st.markdown(f"**{t('calendar.publish_title')}**")
    settled = {"published", "removed", "cancelled"}
    if any(target.channel_id not in told.live and target.state not in settled for target in open_targets):
        st.caption(t("calendar.publish_lead"))
    for target in open_targets:
        choice = _target(entry, target, channels.get(target.channel_id), facts, told, zone, today) or choice
    return choice


def _target(
    entry: Entry,
    target: Target,
    channel: Channel | None,
    facts: Mapping[str, Network],
    told: Told,
    zone: str,
    today: date,
) -> Choice | None:
    """One channel: where cmlite publishes itself what became of it, else what the owner needs for it."""
    with st.container(border=True, key=f"target_{target.publication_id}"):
        handle = (channel.name or channel.handle) if channel else ""
        st.markdown(f"**{network_name(target.network, facts)}** {escaped(handle)} {state_badge(target.state)}")
        if own := entry.own_text(target):
            st.caption(t("calendar.own_text"))
            st.text(own)
        if safe_link(target.permalink):
            st.link_button(
                t("calendar.open_post"),
                target.permalink,
                key=f"link_{target.publication_id}",
                icon=":material/open_in_new:",
            )
        if target.channel_id in told.live:
            known = facts.get(target.network)
            profile = known.profile_url.format(handle=channel.handle.lstrip("@")) if known and channel else ""
            name = network_name(target.network, facts)
            choice = live_target(target, told, network=name, profile=safe_link(profile), zone=zone)
            return choice or _not_out(target, told)
        if target.state not in {"scheduled", "missed", "failed", "unconfirmed"}:
            return _not_out(target, told)
        return by_hand_target(entry, target, facts, zone, today)


def _not_out(target: Target, told: Told) -> Choice | None:
    """What the owner confirmed by hand can be taken back."""
    tries = [one for one in told.tries(target.publication_id) if one["subject"] == "publication"]
    if not target.by_hand or any(one["outcome"] not in NOT_OUT for one in tries):
        return None
    key = f"not_out_{target.publication_id}"
    if st.button(t("calendar.not_out"), key=key, icon=":material/undo:", help=t("calendar.not_out_help")):
        return Choice(action="not_published", publication_id=target.publication_id)
    return None
