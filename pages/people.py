"""Find the people who wrote, see who they are, and read how satisfied they were."""

import streamlit as st

from cmlite.domain.people import Wanted
from cmlite.services import channels, people, satisfaction, strategy
from cmlite.ui import address, frame, paging
from cmlite.ui import people as parts
from cmlite.ui import satisfaction as asking
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("people")
brand = frame.needs_brand(here.brand)
facts = networks()
who = here.who
_, everybody = people.people(here.store, here.brand_id, Wanted(), page=1)
if not everybody:
    frame.empty_state("people", icon="group", page="imports")
    st.stop()

view = address.choose_one(
    st.segmented_control,
    t("people.view"),
    parts.VIEWS,
    key="people_view",
    default="list",
    words=lambda one: t(f"people.view_{one}"),
    required=True,
    label_visibility="collapsed",
)
if view == "list":
    used = sorted({one.network for one in channels.channels(here.store, here.brand_id, closed=True)})
    wanted = parts.filter_bar(people.tags(here.store, here.brand_id), used, facts)
    place = paging.in_view("people_page", wanted)
    found, total = people.people(here.store, here.brand_id, wanted, page=place)
    st.caption(t("people.found", n=total))
    if not found:
        st.info(t("people.none_filtered"), icon=":material/person_search:")
    parts.rows(found, facts, brand.zone)
    paging.below("people_page", people.pages_of(total))
    st.stop()

st.header(t("satisfaction.title"), anchor=False)
st.caption(t("satisfaction.lead"))
asking.mean_line(satisfaction.mean(here.store, here.brand_id))
with frame.refusals():
    words = satisfaction.question(here.store, here.brand_id)
    usual = asking.usual_words(strategy.in_force(here.store, here.brand_id).culture.address)
    if (typed := asking.own_words(words, usual)) is not None:
        satisfaction.save_question(here.store, here.brand_id, typed, **who)
        frame.say_later(t("satisfaction.saved"))
        st.rerun()
    if conversation := asking.unasked(satisfaction.unasked(here.store, here.brand_id, now=here.now), facts, brand.zone):
        satisfaction.ask(here.store, here.brand_id, conversation, words or usual, **who)
        frame.say_later(t("satisfaction.laid_down"))
        frame.go_to("inbox", {"conversation": conversation, "inbox_state": "all"})
    if noted := asking.asked(satisfaction.asked(here.store, here.brand_id), facts, brand.zone):
        if noted.never_sent:
            satisfaction.drop(here.store, here.brand_id, noted.satisfaction_id, **who)
        else:
            satisfaction.note_score(here.store, here.brand_id, noted.satisfaction_id, noted.score, **who)
        st.rerun()
