"""What stands around the desk of a post: which one is written, what can be done with it, two windows on one post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NoReturn, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cmlite.domain.clocks import to_wall
from cmlite.domain.connections import Connection
from cmlite.domain.post_panel import Choice
from cmlite.domain.posts import Entry
from cmlite.ui import frame, text
from cmlite.ui.calendar_fields import Opening, are_drawn, saved_again
from cmlite.ui.cards import escaped, safe_link, state_badge
from cmlite.ui.team import review_note
from cmlite.ui.text import t


class _Unsaved(Protocol):
    @property
    def entry(self) -> Entry | None: ...
    @property
    def headline(self) -> str: ...


class _Saved(Protocol):
    @property
    def post_id(self) -> str: ...
    @property
    def moved(self) -> bool: ...
    @property
    def came(self) -> str: ...


_MOST_DRAFTS = 15
_LOOK_SECONDS = 2


def opened(post_id: str | None) -> Opening | None:
    """The opening in view, as long as it is of this post (None: a new one) and its fields are still there."""
    found: Opening | None = st.session_state.get("composer")
    return found if found is not None and found.post_id == post_id and are_drawn(found) else None


def show(post_id: str | None, *, as_it_stands: bool = False) -> NoReturn:
    """Have the page show a post, or a new one, from its beginning unless the fields may stay `as_it_stands`."""
    if not as_it_stands:
        st.session_state.pop("composer", None)
    if post_id:
        st.query_params["post"] = post_id
    else:
        st.query_params.pop("post", None)
    st.rerun()


def head(entry: Entry | None, waiting: Sequence[_Unsaved], drafts: Sequence[Entry], zone: str) -> str | None:
    """Title, state and the choice of a post; gives back the post that is wanted, '' for a new one."""
    st.title(t("composer.title"), anchor=False)
    st.caption(t("composer.kept_by_itself"))
    wanted = None
    with st.container(horizontal=True, vertical_alignment="center", key="composer_head"):
        if entry is None:
            st.markdown(t("composer.is_new"))
        else:
            wall = to_wall(entry.at, zone) if entry.at and not entry.day_only else None
            when = f" :gray[{text.day(wall)}, {text.clock(wall)}]" if wall else ""
            st.markdown(f"{state_badge(entry.state)} **{escaped(entry.headline)}**{when}")
        if entry is not None and st.button(t("composer.new"), key="composer_new", icon=":material/add:"):
            wanted = ""
        other = _open_other(entry, waiting, drafts)
    if entry is not None and entry.is_movable and entry.state in {"missed", "failed"}:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="composer_late"):
            st.markdown(f":material/event_busy: {t(f'composer.{entry.state}')}")
            frame.link_to("calendar", t("composer.to_calendar"), {"post": entry.post_id})
    review_note(entry)
    return wanted if other is None else other


def _open_other(entry: Entry | None, waiting: Sequence[_Unsaved], drafts: Sequence[Entry]) -> str | None:
    """Posts to go on with: what was begun and not saved, ideas and drafts without a day."""
    here = entry.post_id if entry else ""
    begun = [one for one in waiting if (one.entry.post_id if one.entry else "") != here]
    others = [one for one in drafts if one.post_id != here][:_MOST_DRAFTS]
    if not begun and not others:
        return None
    with st.popover(t("composer.open_other"), icon=":material/folder_open:", key="composer_other"):
        if begun:
            st.caption(t("composer.begun"))
        for one in begun:
            post_id = one.entry.post_id if one.entry else ""
            if st.button(escaped(one.headline), key=f"begun_{post_id or 'new'}", type="tertiary"):
                return post_id
        if others:
            st.caption(t("composer.drafts"))
        for draft in others:
            label = f"{state_badge(draft.state)} {escaped(draft.headline)}"
            if st.button(label, key=f"draft_{draft.post_id}", type="tertiary"):
                return draft.post_id
    return None


def is_leaving(
    entry: Entry,
    look: Callable[[], Entry | None],
    names: Mapping[str, str],
    live: Callable[[], Mapping[str, Connection]],
    is_held: Callable[[], bool],
    clock: Callable[[], datetime],
) -> bool:
    """Draw a post that is out or going out, and say whether it is; one that goes out is looked at again by itself."""
    if entry.is_going_out(live(), clock()):
        _going_out(look, names, live, is_held, clock)
    elif not entry.is_movable:
        states = {one.state for one in entry.targets}
        if states & {"published", "publishing", "removed"}:
            st.info(t("composer.out"), icon=":material/lock:")
        if "unconfirmed" in states:
            st.warning(t("composer.unsettled"), icon=":material/help:")
        if "failed" in states:
            st.warning(t("composer.partly_failed"), icon=":material/error:")
        _where(entry, names)
    else:
        return False
    return True


@st.fragment(run_every=_LOOK_SECONDS)
def _going_out(
    look: Callable[[], Entry | None],
    names: Mapping[str, str],
    live: Callable[[], Mapping[str, Connection]],
    is_held: Callable[[], bool],
    clock: Callable[[], datetime],
) -> None:
    """What becomes of a post that was published just now, channel by channel, until that is settled."""
    entry, told = look(), live()
    if entry is None or not entry.is_going_out(told, clock()):
        st.rerun()
    waiting = [told[one.channel_id] for one in entry.targets if one.state == "scheduled" and one.channel_id in told]
    if is_held():
        st.warning(t("composer.held"), icon=":material/pause_circle:")
    else:
        st.info(t("composer.going_out"), icon=":material/send:")
    if any(one.standing(clock()) not in {"connected", "expiring"} for one in waiting):
        st.warning(t("composer.channel_waits"), icon=":material/pause_circle:")
    _where(entry, names)


def _where(entry: Entry, names: Mapping[str, str]) -> None:
    """What a post says on which channel, how it stands there, and where to go on."""
    st.text(entry.text)
    for target in entry.targets:
        with st.container(border=True, key=f"out_{target.publication_id}"):
            st.markdown(f"**{escaped(names.get(target.channel_id, target.network))}** {state_badge(target.state)}")
            if own := entry.own_text(target):
                st.text(own)
            if safe_link(target.permalink):
                st.link_button(t("calendar.open_post"), target.permalink, key=f"out_link_{target.publication_id}")
    frame.link_to("calendar", t("composer.to_calendar"), {"post": entry.post_id})


def kept_note(opened: Opening) -> bool:
    """Say that unsaved words from before are back; gives back whether they are to be dropped."""
    if opened.kept is None:
        return False
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="composer_kept"):
        st.markdown(f":material/history_edu: {t('calendar.kept')}")
        return st.button(t("calendar.kept_drop"), key="composer_kept_drop", type="tertiary")


def actions(
    entry: Entry | None, opened: Opening, *, two: bool, decided: str, live: Mapping[str, Connection]
) -> tuple[Choice | None, DeltaGenerator]:
    """The buttons that stay in sight; gives what was pressed, and where a refusal of it is read.

    `two` versions wait for a decision; `decided` is what `conflict` gave back. Something can go out at once where one
    of the `live` channels is connected.
    """
    choice: Choice | None = None
    if decided or (not two and kept_note(opened)):
        choice = Choice(action="save" if decided == "mine" else "forget")
    where: DeltaGenerator = st.bottom  # in sight, however far down the page goes
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="composer_buttons"):
        if not two and st.button(t("calendar.save"), key="composer_save", type="primary", shortcut="Ctrl+Enter"):
            choice = Choice(action="save")
        can_send = any(one.state == "connected" for one in live.values())
        if can_send and not two and (inside := _publish_now(opened)) is not None:
            choice, where = Choice(action="publish", post_id=opened.new_id), inside
        if entry is not None:
            with st.popover(t("composer.more_acts"), key="composer_more"):
                if st.button(t("calendar.duplicate"), key="composer_duplicate", icon=":material/content_copy:"):
                    choice = Choice(action="duplicate")
                if st.button(t("calendar.delete"), key="composer_delete", icon=":material/delete:"):
                    choice = Choice(action="delete")
    return choice, where


def _publish_now(opened: Opening) -> DeltaGenerator | None:
    """Once the post is to go out at once, said twice: the place beside that word, which stays open.

    A click on the way to another post presses nothing there.
    """
    with st.popover(t("composer.publish_now"), icon=":material/send:", key=f"composer_now_{opened.name}"):
        st.markdown(t("composer.publish_now_text"))
        key = f"composer_publish_{opened.name}"
        return st.container() if st.button(t("composer.publish_now_do"), key=key, type="primary") else None


def after(choice: Choice, saved: _Saved | None, entry: Entry | None, opened: Opening) -> NoReturn:
    """Say what was done and show the post as it is now; a deleted one can be brought back in the calendar.

    The fields of a post that was saved stay where they are, with the place in the text and the tab in view.
    """
    same = choice.action == "save" and entry is not None
    if same and entry is not None:
        st.session_state["composer"] = saved_again(opened, entry.version + 1)
    came = (saved.came if saved else "") or choice.action
    frame.say_later(t("calendar.moved_by_clock" if saved and saved.moved else f"calendar.done_{came}"))
    if choice.action == "delete" and entry is not None:
        st.session_state["deleted_post"] = entry.post_id
        frame.go_to("calendar")
    show(saved.post_id if saved else entry.post_id if entry else None, as_it_stands=same)
