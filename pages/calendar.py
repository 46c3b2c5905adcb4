"""Plan posts by month, week or as a list; write, move and publish them."""

from datetime import date, datetime, time
from functools import partial

import streamlit as st

from cmlite.domain import calendar as days_of
from cmlite.domain.clocks import to_wall
from cmlite.services import calendar, calendar_panel, calendar_unsaved, campaigns, channels, rhythm, sending
from cmlite.services import strategy as strategies
from cmlite.services.calendar_files import Files
from cmlite.services.checks import of_fields
from cmlite.services.shelf import Shelf
from cmlite.ui import calendar_editor, calendar_fields, calendar_occasions, calendar_tools, frame, text
from cmlite.ui import calendar_files as downloads
from cmlite.ui.calendar_grid import calendar_grid, marks_of
from cmlite.ui.text import t
from cmlite.wiring import fits, networks, occasions, utc_now, visit

here = visit()
frame.show_notices()
brand = frame.needs_brand(here.brand, title=t("calendar.title"))
facts, content = networks(), strategies.in_force(here.store, here.brand_id)
known = channels.channels(here.store, here.brand_id)
campaigned = campaigns.campaigns(here.store, here.brand_id)
today = (wall := to_wall(here.now, brand.zone)).date()
who = here.who
carry_out = partial(
    calendar_panel.carry_out, here.store, here.outside, here.brand_id, zone=brand.zone, fits=fits, clock=utc_now, **who
)


def keep_typed(opened: calendar_fields.Opening) -> None:
    """Keep what is new in the fields."""
    if (news := calendar_fields.news(opened)) is not None:
        calendar_unsaved.keep(here.store, here.brand_id, opened.post_id, news, **who)


def declare(network: str, handle: str) -> str:
    """A first channel, from within the panel of a post."""
    return channels.declare(here.store, here.brand_id, network=network, handle=handle, **who).channel_id


if closed := st.session_state.pop("panel", None):  # its last words, typed in the moment it was closed
    keep_typed(closed)

view, anchor, wants_new, chosen = calendar_tools.toolbar(
    today, content, facts, campaigns.named(campaigned), has_team=here.at_work.team.exists
)
if back := calendar_tools.undo_bar():
    done = t(f"calendar.undone_{back[0]}")
    if frame.attempt(partial(calendar_panel.undo, here.store, here.brand_id, *back, **who), done=done):
        st.rerun()
first, days = days_of.span(view, anchor)
found = calendar.entries(here.store, here.brand_id, datetime.combine(first, time()), days, brand.zone)
shown = [entry for entry in found if days_of.fits(entry, *chosen)]
marks = marks_of(first, date.fromordinal(first.toordinal() + days - 1), brand, occasions())
unsaved = calendar_unsaved.waiting(here.store, here.brand_id, actor=here.actor)
drop = partial(calendar_unsaved.forget, here.store, here.brand_id, actor=here.actor)
resumed = calendar_tools.unsaved_bar(unsaved, drop=drop)
by_day = days_of.by_day(shown, brand.zone)
gesture = calendar_grid(
    view, first, days, by_day, marks, facts, anchor=anchor, today=today, zone=brand.zone, key="calendar_grid"
)


@st.dialog(t("calendar.panel"), position="right", width="medium", on_dismiss=calendar_fields.dismiss)
def panel(opened: calendar_fields.Opening) -> None:
    with frame.refusals():
        entry = calendar.entry(here.store, here.brand_id, opened.post_id) if opened.post_id else None
        choice, fields = calendar_editor.panel(
            *(opened, entry, channels.channels(here.store, here.brand_id, closed=True), content, facts, brand.zone),
            told=sending.told(here.store, here.brand_id),
            today=today,
            campaigns=campaigns.choosable(campaigned),
            keep=keep_typed,
            add_channel=declare,
            look=partial(of_fields, here.store, brand, content, now=here.now),
            free=lambda ids: rhythm.free_slot(here.store, brand, ids, now=utc_now()),
            shelf=Shelf(here.store, here.brand_id, today, **who),
        )
        if choice is not None:
            with st.spinner(t("connections.acting")):
                done = carry_out(choice, entry, fields, version=opened.version)
            calendar_editor.leave(choice, opened.post_id, done)
            st.rerun()


def open_panel(post_id: str | None, day: date | None = None) -> None:
    """Open a post, or a new one on a day, with what was typed before and not saved."""
    entry = calendar.find(here.store, here.brand_id, post_id)
    start = calendar_fields.start_of(entry, days_of.proposed(day or max(today, anchor), wall), known, content)
    kept = calendar_unsaved.kept(here.store, here.brand_id, post_id, actor=here.actor)
    st.session_state["panel"] = calendar_fields.opening(post_id, entry, start, kept, day)
    panel(st.session_state["panel"])


if gesture.moved:
    post_id, at = gesture.moved[0], datetime.combine(gesture.moved[1], time())
    with frame.refusals(as_notice=True):
        saved = calendar.move_to_day(here.store, here.brand_id, post_id, at, zone=brand.zone, **who)
        frame.say_later(t("calendar.moved_by_clock" if saved.moved else "calendar.done_move", day=text.day(at)))
        st.rerun()
elif gesture.opened or resumed is not None:
    open_panel(gesture.opened or resumed or None)
elif gesture.wanted or wants_new:
    open_panel(None, gesture.wanted)
elif "post" in st.query_params:
    open_panel(st.query_params.pop("post"))
elif "new" in st.query_params:
    open_panel(None, calendar_tools.as_day(st.query_params.pop("new"), today))

if (opened := calendar_tools.undated(calendar.undated(here.store, here.brand_id))) is not None:
    open_panel(opened)
calendar_occasions.sources(marks.occasions)
if view != "list":
    calendar_tools.plan_against(days_of.cadence(found, content, days), days_of.mix(found, content), content, facts)
downloads.files(Files(here.store, brand, shown, facts, here.now, here.actor), brand.zone)
