"""See what needs doing now and do the first thing with one click."""

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import examples, goals, strategy, today
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped, task_card, week_strip
from cmlite.ui.goal_cards import goal_cards
from cmlite.ui.goal_pace import pace_short
from cmlite.ui.onboarding.frame import begin_another
from cmlite.ui.text import t
from cmlite.wiring import EXAMPLES, networks, visit

here = visit()

if here.brand is None:
    st.title(t("welcome.title"), anchor=False)
    st.markdown(t("welcome.text"), width=680)
    with st.grid(2, min_column_width=300):
        with st.container(border=True, height="stretch", key="welcome_own"):
            st.header(f":material/explore: {t('welcome.own_title')}", anchor=False)
            st.markdown(t("welcome.own_text"))
            st.space("stretch")
            if st.button(t("welcome.own_button"), key="welcome_start", type="primary"):
                frame.go_to("onboarding")
        with st.container(border=True, height="stretch", key="welcome_example"):
            st.header(f":material/science: {t('welcome.example_title')}", anchor=False)
            st.markdown(t("welcome.example_text"))
            st.space("stretch")
            if st.button(t("welcome.example_button"), key="welcome_try"):
                with st.spinner(t("welcome.example_loading")), frame.refusals():
                    examples.load(here.store, EXAMPLES, now=here.now, actor=here.actor)
                    st.rerun()
    st.caption(f":material/lock: {t('welcome.private')}")
    st.stop()

wall = to_wall(here.now, here.brand.zone)
st.title(t("today.title", greeting=frame.greeting(wall), brand=escaped(here.brand.name)), anchor=False)
st.caption(text.long_day(wall.date()))

if here.brand.is_example and len(here.brands) == 1:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="own_hint"):
        st.markdown(f":material/science: {t('welcome.own_hint')}")
        if st.button(t("welcome.own_go"), key="own_go"):
            begin_another()

days = today.week(here.store, here.brand, now=here.now)
secrets = here.outside.secrets
tasks = today.tasks(
    here.store, here.brand, days, locked=lambda: secrets.state != "open", work=here.at_work, now=here.now
)

left, right = st.columns([3, 2], gap="medium")
with left:
    st.header(t("today.tasks"), anchor=False)
    if not tasks:
        st.success(t("today.nothing"), icon=":material/check_circle:")
    for number, task in enumerate(tasks[:7]):
        if task_card(task, number, zone=here.brand.zone, now=here.now, networks=networks()):
            frame.go_to(task.page, task.params)
with right:
    st.header(t("today.week"), anchor=False)
    week_strip(days, zone=here.brand.zone, networks=networks())
    if st.button(t("today.open_calendar"), key="today_calendar", icon=":material/calendar_month:", type="tertiary"):
        frame.go_to("calendar")

progress = goals.progress(here.store, here.brand, strategy.in_force(here.store, here.brand_id), now=here.now)
if progress:
    st.header(t("today.goals"), anchor=False)
    goal_cards(progress[:3], lambda goal: pace_short(goal, wall.date()))
