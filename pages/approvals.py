"""Look at posts before they go out: approve them or give them back with a comment, one by one or many at once."""

from functools import partial

import streamlit as st

from cmlite.services import approvals, channels, library, media, strategy
from cmlite.ui import frame
from cmlite.ui.approvals import bulk_bar, history, returned_list, waiting_card
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("approvals")
brand = frame.needs_brand(here.brand)
people = here.at_work.team
if not people.exists:
    frame.empty_state("approvals", icon="group", page="team")
    st.stop()
may_approve = people.may_approve(here.actor)
waiting = approvals.waiting(here.store, here.brand_id)
pictures = media.of_posts(here.store, here.brand_id, [one.entry.post_id for one in waiting])
content = strategy.in_force(here.store, here.brand_id)
handles = {one.channel_id: one.handle for one in channels.channels(here.store, here.brand_id, closed=True)}

if not may_approve:
    st.caption(t("approvals.only_looking"))
if not waiting:
    st.success(t("approvals.nothing"), icon=":material/check_circle:")
seen: dict[str, int] = st.session_state.get("approvals_seen", {})  # nobody decides about a text they did not see
st.session_state["approvals_seen"] = {one.entry.post_id: one.entry.version for one in waiting}
picked: dict[str, int] = {}
wish, comment, meant = "", "", {}
for one in waiting:
    pressed, words, is_picked = waiting_card(
        *(one, brand.zone, networks(), content, handles),
        pictures=pictures.get(one.entry.post_id, ()),
        small=partial(library.small, here.store),
        may_approve=may_approve,
        now=here.now,
    )
    this = {one.entry.post_id: seen.get(one.entry.post_id, one.entry.version)}
    if is_picked:
        picked |= this
    if pressed == "open":
        frame.go_to("calendar", {"post": one.entry.post_id})
    if pressed:
        wish, comment, meant = pressed, words, this
if may_approve and len(waiting) > 1:
    pressed, words = bulk_bar(len(picked))
    if pressed:
        wish, comment, meant = pressed, words, picked

with frame.refusals():
    if wish == "approve":
        n, late = approvals.approve(here.store, here.brand_id, meant, now=here.now, actor=here.actor)
        frame.say_later(t("approvals.done_approve", n=n))
        if late:
            frame.say_later(t("approvals.late", n=late), icon=":material/event_busy:")
        st.rerun()
    elif wish == "return":
        n = approvals.give_back(here.store, here.brand_id, meant, comment, now=here.now, actor=here.actor)
        frame.say_later(t("approvals.done_return", n=n))
        st.rerun()

if (back := approvals.returned(here.store, here.brand_id)) and (post_id := returned_list(back, brand.zone)):
    frame.go_to("calendar", {"post": post_id})
history(approvals.decided(here.store, here.brand_id), brand.zone)
