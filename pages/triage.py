"""Teach the app what your messages are, and see how far it may be believed."""

from typing import cast

import streamlit as st

from cmlite.domain.triage import Aspect
from cmlite.services import moderation, triage, triage_models, triage_switch
from cmlite.ui import frame
from cmlite.ui import triage as parts
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("triage")
brand = frame.needs_brand(here.brand)
who = here.who
plan = moderation.plan_in_force(here.store, here.brand_id)
lines = triage_models.quality(here.store, here.brand_id)
languages = list(dict.fromkeys(one.language for one in lines))

with st.container(horizontal=True, vertical_alignment="bottom", key="triage_choice"):
    aspect = st.segmented_control(
        t("triage.what"),
        list(dict.fromkeys(one.aspect for one in lines)),
        default="kind",
        required=True,
        format_func={one.aspect: t(f"triage.aspect.{one.aspect}") for one in lines}.__getitem__,
        key="aspect",
        bind="query-params",
    )
    language = languages[0]
    if len(languages) > 1:
        language = st.segmented_control(
            t("triage.in_language"),
            languages,
            default=languages[0],
            required=True,
            format_func={one: parts.language_name(one) for one in languages}.__getitem__,
            key="spoken",
            bind="query-params",
        )

current = next(one for one in lines if (one.aspect, one.language) == (aspect, language))
st.header(t("triage.standing_title"), anchor=False)
with st.container(border=True, key="triage_standing"):
    allowed = triage_switch.may_label(here.store, here.brand_id, aspect, language)
    st.markdown(parts.standing(current, allowed=allowed))
    if current.tested:
        st.markdown(parts.figures(current.tested, aspect, plan))
    st.caption(t("triage.corrections", n=current.corrections, chance=current.by_chance))
    if (
        current.corrections
        and not current.missing
        and st.button(t("triage.learn_now"), key="learn_now", icon=":material/school:")
    ):
        with frame.refusals(), st.spinner(t("triage.learning")):
            state = triage_models.learn(here.store, here.brand_id, aspect, language, **who)
            frame.say_later(t(f"triage.learnt.{state if allowed else 'off'}"))
            frame.run_again()
    if current.model and parts.switch(aspect, language, allowed=allowed) != allowed:
        with frame.refusals():
            triage_switch.switch(here.store, here.brand_id, aspect, language, wanted=not allowed, **who)
            frame.run_again()
    if current.versions and (back := parts.versions(current.versions, brand.zone)):
        with frame.refusals():
            triage_models.go_back(here.store, here.brand_id, back, **who)
            frame.say_later(t("triage.went_back"))
            frame.run_again()

st.header(t("triage.questions_title"), anchor=False)
st.caption(t("triage.questions_text"))
session = st.session_state
skipped: set[str] = session.setdefault("triage_skipped", set())
turn = int(session.get("triage_turn", 0))
seed = turn // triage_models.ASKED
asked = triage_models.questions(here.store, here.brand_id, aspect, language, seed=seed, besides=skipped)
if not asked:
    st.info(t("triage.no_questions"), icon=":material/done_all:")
else:
    one = triage_models.at_turn(asked, turn)
    values = triage_models.values_of(here.store, here.brand_id, aspect)
    pressed = parts.question(one, values, aspect, plan, place=turn % triage_models.ASKED + 1, of=triage_models.ASKED)
    in_view, session["triage_in_view"] = session.get("triage_in_view"), one.message_id
    if pressed and in_view == one.message_id:  # else somebody answered or wrote meanwhile: nobody saw this question
        session["triage_turn"] = turn + 1
        if pressed == "skip":
            skipped.add(one.message_id)
            frame.run_again()
        with frame.refusals():
            session["triage_answered"] = triage.correct(
                here.store, here.brand_id, one.conversation_id, cast(Aspect, aspect), pressed, drawn=one.drawn, **who
            )
            frame.run_again()
if (last := session.get("triage_answered")) and st.button(
    t("triage.undo_answer"), key="undo_answer", icon=":material/undo:", type="tertiary", shortcut="u"
):
    session.pop("triage_answered")
    session["triage_turn"] = max(turn - 1, 0)
    with frame.refusals():
        triage.take_back(here.store, here.brand_id, last, **who)
        frame.run_again()

with st.expander(t("triage.how_title"), key="triage_how"):
    st.markdown(t("triage.how"))
