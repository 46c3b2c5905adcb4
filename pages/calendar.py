"""Plan posts by month, week or as a list; write, move and publish them."""

from datetime import date, datetime, time

import streamlit as st

from cmlite.domain import calendar as days_of
from cmlite.domain.clocks import to_wall
from cmlite.domain.holidays import holidays_between
from cmlite.domain.ics import calendar_file
from cmlite.domain.occasions import between
from cmlite.services import calendar, channels, exports, strategy
from cmlite.ui import calendar_editor, calendar_tools, frame, text
from cmlite.ui.calendar_grid import Marks, calendar_grid
from cmlite.ui.text import t
from cmlite.wiring import networks, occasions, visit

here = visit()
frame.show_notices()
frame.no_brand(here.brand)
brand = here.brand
facts = networks()
content = strategy.in_force(here.store, here.brand_id)
known = channels.channels(here.store, here.brand_id)
today = to_wall(here.now, brand.zone).date()
who = {"now": here.now, "actor": here.actor}

view, anchor, wants_new = calendar_tools.toolbar(today)
networks_on, pillars_on, states_on = calendar_tools.filters(content, facts)
first, days = days_of.span(view, anchor)
last = date.fromordinal(first.toordinal() + days - 1)
found = calendar.entries(here.store, here.brand_id, datetime.combine(first, time()), days, brand.zone)
shown = [entry for entry in found if days_of.fits(entry, networks_on, pillars_on, states_on)]
marks = Marks(
    holidays_between(first, last, country=brand.country, subdivision=brand.subdivision, language=text.language()),
    between(occasions(), first, last, brand.country),
)
gesture = calendar_grid(
    view,
    first,
    days,
    days_of.by_day(shown, brand.zone),
    marks,
    facts,
    anchor=anchor,
    today=today,
    zone=brand.zone,
    key="calendar_grid",
)


@st.dialog(t("calendar.panel"), position="right", width="medium")
def panel(post_id: str | None, day: date | None, version: int, opening: int) -> None:
    with frame.refusals():
        entry = calendar.entry(here.store, here.brand_id, post_id) if post_id else None
        is_open = entry is None or entry.is_movable
        if not is_open:
            calendar_tools.show_text(entry, brand.zone)
        fields = calendar_editor.draft_fields(entry, day, known, content, facts, brand.zone, opening) if is_open else {}
        choice = calendar_editor.buttons(entry) if is_open else None
        if entry is not None:
            every = {one.channel_id: one for one in channels.channels(here.store, here.brand_id, closed=True)}
            choice = calendar_editor.publishing(entry, every, facts) or choice
        if choice is not None:
            done = calendar.carry_out(
                here.store, here.brand_id, choice, entry, fields, version=version, zone=brand.zone, **who
            )
            if choice.action == "delete" and entry is not None:
                st.session_state["deleted_post"] = entry.post_id
            frame.say_later(
                t("calendar.moved_by_clock") if done and done.moved else t(f"calendar.done_{choice.action}")
            )
            st.rerun()


def open_panel(post_id: str | None, day: date | None = None) -> None:
    """Each opening has fields of its own and remembers the version it shows."""
    st.session_state["panel_openings"] = opening = st.session_state.get("panel_openings", 0) + 1
    panel(post_id, day, calendar.version_of(here.store, here.brand_id, post_id), opening)


if (deleted := st.session_state.get("deleted_post")) and (pressed := calendar_tools.undo_bar()):
    del st.session_state["deleted_post"]
    if pressed == "undo":
        frame.attempt(
            lambda: calendar.bring_back(here.store, here.brand_id, deleted, **who), done=t("calendar.back_again")
        )
    st.rerun()

if gesture.moved:
    post_id, day = gesture.moved
    with frame.refusals():
        start = datetime.combine(day, time())
        saved = calendar.move_to_day(here.store, here.brand_id, post_id, start, zone=brand.zone, **who)
        frame.say_later(t("calendar.moved_by_clock" if saved.moved else "calendar.done_move", day=text.day(day)))
        st.rerun()
elif gesture.opened:
    open_panel(gesture.opened)
elif gesture.wanted or wants_new:
    open_panel(None, gesture.wanted or max(today, anchor))
elif "post" in st.query_params:
    open_panel(st.query_params.pop("post"))
elif "new" in st.query_params:
    open_panel(None, calendar_tools.as_day(st.query_params.pop("new"), today))

loose = calendar.undated(here.store, here.brand_id)
if (opened := calendar_tools.undated(loose)) is not None:
    open_panel(opened)
if view != "list":
    calendar_tools.plan_against(days_of.cadence(found, content, days), days_of.mix(found, content), content, facts)
handles = {one.channel_id: one.handle for one in known}
calendar_tools.downloads(
    lambda style: exports.rows_as_csv(calendar.table(shown, handles, content, brand.zone), calendar.COLUMNS, style),
    lambda: calendar_file(brand.name, shown, {key: one.name for key, one in facts.items()}, now=here.now),
    exports.file_name("calendar", brand.name, here.now, "csv"),
    exports.file_name("calendar", brand.name, here.now, "ics"),
)
