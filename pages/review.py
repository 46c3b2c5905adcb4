"""Look back on a quarter step by step, decide what to keep, change and stop, and read earlier reviews."""

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import exports, review, strategy
from cmlite.ui import address, frame, review_steps, text
from cmlite.ui.document import begin_at_top
from cmlite.ui.papers import as_markdown, as_page
from cmlite.ui.review_record import begin_box, record, step_buttons
from cmlite.ui.review_words import sections
from cmlite.ui.strategy_document import subtitle
from cmlite.ui.strategy_versions import show_differences
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("review")
brand = frame.needs_brand(here.brand)
facts = networks()
who = here.who
today = to_wall(here.now, brand.zone).date()
version = strategy.current(here.store, here.brand_id)
if version is None:
    frame.empty_state("review", icon="fact_check", page="onboarding")
    st.stop()
open_now = review.under_way(here.store, here.brand_id)

if open_now is None:
    past = review.records(here.store, here.brand_id)
    if begin_box(review.is_due(version.content, today), version.content.review_on, first=not past):
        with frame.refusals():
            review.begin(here.store, brand, **who)
            st.rerun()
    if past:
        st.header(t("review.records"), anchor=False)
        chosen = address.choose_one(
            st.selectbox,
            t("review.record"),
            [one.review_id for one in past],
            key="review_record",
            default=past[0].review_id,
            words=lambda code: text.moment(
                next(x.closed_at for x in past if x.review_id == code), brand.zone, year=True
            ),
            lasting=False,
            width=320,
        )
        shown = next(one for one in past if one.review_id == chosen)
        title = t("review.document_title", brand=brand.name, days=text.days(shown.first_day, shown.last_day))
        paper = sections(shown, facts)
        record(
            shown,
            paper,
            markdown=lambda: as_markdown(title, subtitle(brand), paper),
            page=lambda: as_page(title, subtitle(brand), paper),
            file_name=lambda ending: exports.file_name("review", brand.name, here.now, ending),
        )
    st.stop()

content = open_now.content
step = st.query_params.get("step", next((one for one in content.parts if one not in content.done), "finish"))
step = step if step in content.parts else content.parts[0]
begin_at_top(step)
jump = review_steps.steps_bar(step, content)
st.header(t(f"review.part.{step}"), anchor=False)
st.caption(t("review.period", days=text.days(open_now.first_day, open_now.last_day), n=open_now.version))
st.markdown(t(f"review.why.{step}"), width=720)
seen = review.look(here.store, brand, version, open_now, now=here.now)
if step == "asked":
    edit = review_steps.asked(open_now, facts)
elif step == "goals":
    edit = review_steps.goals(open_now, seen.progress, today)
elif step == "worked":
    edit = review_steps.worked(open_now, seen.groups)
elif step == "cadence":
    edit = review_steps.cadence(open_now, seen.kept, facts)
elif step == "decisions":
    values = review.present(here.store, brand, version.content, now=here.now)
    edit = review_steps.decisions(open_now, version.content, facts, today, values)
else:
    edit = review_steps.next_day(open_now, today)
    planned = review.proposal(version, open_now, seen, today)
    st.header(t("review.next_version", n=version.version + 1), anchor=False)
    show_differences(version.content, planned.model_copy(update={"review_on": edit(content).review_on}), facts)

pressed = step_buttons(step, content.parts, version.version + 1)
if pressed == "drop":
    with frame.refusals():
        review.drop(here.store, here.brand_id, **who)
        frame.say_later(t("review.dropped"))
        st.rerun()
elif pressed or jump:
    with frame.refusals():
        review.save_part(here.store, here.brand_id, step, edit, **who)
        if pressed == "later":
            frame.say_later(t("review.kept_for_later"))
            frame.go_to("strategy")
        if pressed == "adopt":
            done = review.finish(here.store, brand, seen, **who)
            st.query_params.pop("step", None)
            frame.say_later(t("review.finished", n=done.next_version))
            st.rerun()
        st.query_params["step"] = jump or pressed
        st.rerun()
