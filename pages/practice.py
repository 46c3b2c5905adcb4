"""Practise staying calm on invented angry comments; the checks of the inbox give feedback, nothing is ever sent."""

import streamlit as st

from cmlite.domain.practice import next_after
from cmlite.services import practice, strategy
from cmlite.ui import address, frame, text
from cmlite.ui import practice as parts
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("practice")
brand = frame.needs_brand(here.brand)
exercises = {one.id: one for one in practice.exercises()}

language = address.choose_one(
    st.segmented_control,
    t("practice.language"),
    text.LANGUAGES,
    key="practice_language",
    default=text.language(),
    words=lambda one: t(f"languages.{one}"),
    required=True,
)
progress = practice.progress(here.store, here.brand_id, language, actor=here.actor)
parts.standing(progress, len(exercises))
first = next_after(list(exercises.values()), "", progress)
chosen = address.choose_one(
    st.selectbox,
    t("practice.comment"),
    list(exercises),
    key="exercise",
    default=first,
    words=lambda one: parts.label(exercises[one], language, progress),
    lasting=False,
)
exercise = exercises[chosen]
said = exercise.said(language)
place = f"{chosen}_{language}"
parts.comment(said, exercise.kind)
start = practice.last_text(here.store, here.brand_id, chosen, language, actor=here.actor)
with frame.refusals():
    words = parts.answer(start, key=place)
    if words is not None:
        who = here.who
        found = practice.check_answer(here.store, brand, chosen, language, words, **who)
        st.session_state["practice_checked"] = (place, found, words)
        st.query_params["exercise"] = chosen
        st.rerun()
checked, found, words = st.session_state.get("practice_checked", ("", (), ""))
if checked == place:
    formal = language != "de" or strategy.in_force(here.store, here.brand_id).culture.address == "sie"
    parts.feedback(said, found, words, formal=formal, key=place)
with st.container(horizontal=True, key="practice_buttons"):
    if st.button(t("practice.next"), key="practice_next", icon=":material/arrow_forward:"):
        st.query_params["exercise"] = next_after(list(exercises.values()), chosen, progress)
        st.rerun()
st.caption(t("practice.never_sent"))
