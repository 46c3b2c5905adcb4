"""Fill the free times of a week with proposals: take one, take all, ask for another, or leave it."""

from datetime import timedelta

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import channels, strategy, week
from cmlite.ui import calendar_tools, frame, text
from cmlite.ui import week as ui
from cmlite.ui.text import t
from cmlite.wiring import networks, occasions, visit

here = visit()
frame.show_notices()
frame.page_title("week")
brand = frame.needs_brand(here.brand)
facts = networks()
who = here.who
known = channels.channels(here.store, here.brand_id)
if not known:
    frame.empty_state("week", icon="auto_awesome", page="channels")
    st.stop()

content = strategy.in_force(here.store, here.brand_id)
today = to_wall(here.now, brand.zone).date()
day = max(calendar_tools.as_day(st.query_params.get("day", ""), today), week.monday(today))
found = week.filling(here.store, brand, occasions(), day, language=text.language(), now=here.now)
if "day" not in st.query_params and not found.free:  # what is left of this week needs nothing: look at the next
    day += timedelta(days=7)
    found = week.filling(here.store, brand, occasions(), day, language=text.language(), now=here.now)
ui.week_bar(found.first, week.monday(today))

if not content.pillars:
    st.info(t("week.no_pillars"), icon=":material/flag:")
if not found.free:
    if found.has_slots:
        st.success(t("week.full", n=found.planned), icon=":material/check_circle:")
    else:
        st.info(t("week.no_slots"), icon=":material/event_repeat:")
    with st.container(horizontal=True, key="week_ways"):
        if st.button(t("week.to_calendar"), key="week_calendar", icon=":material/calendar_month:"):
            frame.go_to("calendar", {"calendar_view": "week", "day": found.first.isoformat()})
        if st.button(t("week.to_rhythm"), key="week_rhythm", icon=":material/event_repeat:", type="tertiary"):
            frame.go_to("rhythm")
    st.stop()

act = ui.summary(found.free, len(found.proposals), found.dismissed)
if not found.proposals and not found.dismissed:
    st.info(t("week.nothing"), icon=":material/lightbulb:")
by_id = {channel.channel_id: channel for channel in known}
act = ui.proposals(found.proposals, by_id, content, facts, brand.zone) or act
st.caption(t("week.drafts_only"))
with st.container(horizontal=True, key="week_links"):
    frame.link_to("calendar", t("week.to_calendar"), {"calendar_view": "week", "day": found.first.isoformat()})
    frame.link_to("ideas", t("week.to_ideas"), {})
    frame.link_to("rhythm", t("week.to_rhythm"), {})

if act is not None:
    with frame.refusals():
        if act.name == "again":
            week.show_again(here.store, brand, found.first, **who)
        elif act.name == "another" and act.proposal:
            week.another(here.store, here.brand_id, act.proposal.key, **who)
        elif act.name == "dismiss" and act.proposal:
            week.dismiss(here.store, here.brand_id, act.proposal.key, **who)
        else:
            wanted = found.proposals if act.proposal is None else (act.proposal,)
            made = week.accept(here.store, brand, wanted, **who)
            frame.say_later(t("week.accepted", n=len(made)))
        st.rerun()
