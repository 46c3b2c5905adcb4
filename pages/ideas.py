"""Collect ideas, carry them over to drafts and planned posts, and find new ones."""

from functools import partial
from typing import cast

import streamlit as st

from cmlite.domain import ideas as board_of
from cmlite.domain.posts import Stage
from cmlite.services import calendar, calendar_panel, deleting, evergreen, ideas, strategy
from cmlite.ui import calendar_tools, frame, ideas_sources, text
from cmlite.ui import ideas as ui
from cmlite.ui.text import t
from cmlite.wiring import networks, occasions, visit

here = visit()
frame.show_notices()
frame.page_title("ideas")
brand = frame.needs_brand(here.brand)
facts = networks()
content = strategy.in_force(here.store, here.brand_id)
who = here.who


def carry_out(act: ui.Act) -> None:
    """Do what was pressed at a card."""
    post_id = act.card.entry.post_id
    if act.name == "open":
        frame.go_to("composer" if act.card.column in {"idea", "draft"} else "calendar", {"post": post_id})
    with frame.refusals():
        if act.name == "delete":
            deleting.delete(here.store, here.brand_id, post_id, **who)
            st.session_state["deleted_post"] = post_id
        elif act.name == "evergreen":
            evergreen.mark(here.store, here.brand_id, post_id, not act.card.is_evergreen, **who)
        elif act.name == "again":
            calendar.duplicate(here.store, here.brand_id, post_id, zone=brand.zone, **who)
        else:
            stage = {"plan": "planned"}.get(act.name, act.name)
            saved = ideas.move(here.store, brand, post_id, cast(Stage, stage), **who)
            wall = (after := calendar.entry(here.store, here.brand_id, post_id)).wall
            if after.state == "in_review":
                frame.say_later(t("ideas.done.asked"))
                st.rerun()
            if act.name == "plan" and wall is not None and not saved.moved:
                frame.say_later(t("ideas.planned_at", moment=f"{text.day(wall)}, {text.clock(wall)}"))
                st.rerun()
        frame.say_later(t(f"ideas.done.{act.name}"))
        st.rerun()


with st.container(key="ideas_undo"):  # there in every run, so that nothing below changes its place
    back = calendar_tools.undo_bar()
if back:
    frame.attempt(
        partial(calendar_panel.undo, here.store, here.brand_id, *back, **who), done=t(f"calendar.undone_{back[0]}")
    )
    st.rerun()

typed = ui.quick_add(content)
if typed and frame.attempt(partial(ideas.note, here.store, brand, *typed, **who), done=t("ideas.noted")):
    st.rerun()

cards = ideas.board(here.store, brand, now=here.now)
with st.container(horizontal=True, vertical_alignment="center", key="ideas_bar"):
    chosen = ui.filters(content, facts)
    if st.button(t("ideas.fill_week"), key="ideas_fill", icon=":material/auto_awesome:"):
        frame.go_to("week")
shown = [card for card in cards if board_of.fits(card, *chosen)]
if not cards:
    st.info(t("ideas.empty"), icon=":material/lightbulb:")
elif not shown:
    st.info(t("ideas.none_found"), icon=":material/search_off:")
else:
    act = ui.columns(board_of.by_column(shown), content, facts, brand.zone)
    if act is not None:
        carry_out(act)

st.header(t("ideas.sources"), anchor=False)
left, right = st.columns(2)
with left:
    day = ideas_sources.coming_days(
        ideas.coming(here.store, brand, occasions(), language=text.language(), now=here.now)
    )
with right:
    well = ideas_sources.did_well(
        ideas.with_used(here.store, here.brand_id, ideas.best(here.store, brand, now=here.now)), facts
    )
found = ideas.of_day(day, brand.zone) if day else ideas.again(here.store, brand, well) if well else None
if found and frame.attempt(partial(ideas.take, here.store, brand, *found, **who), done=t("ideas.noted")):
    st.rerun()
