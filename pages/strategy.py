"""Read the strategy on one page, compare versions, take it home, change it."""

from functools import partial

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import exports, goals, review, strategy, strategy_file
from cmlite.ui import address, frame, text
from cmlite.ui.cards import escaped, typed_values
from cmlite.ui.goal_courses import budget, goal_courses
from cmlite.ui.strategy_document import markdown, printable, sections, take_home
from cmlite.ui.strategy_versions import compare
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("strategy")
brand = frame.needs_brand(here.brand)
facts = networks()
versions = strategy.versions(here.store, here.brand_id)
unfinished = strategy.draft(here.store, here.brand_id)

if unfinished is not None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="strategy_draft"):
        st.markdown(t("strategy.draft_open" if versions else "strategy.draft_first"))
        if st.button(t("strategy.draft_go"), key="strategy_resume", type="primary"):
            frame.go_to("onboarding")
        if versions and st.button(t("strategy.draft_drop"), key="strategy_drop", type="tertiary"):
            strategy.discard_draft(here.store, here.brand_id, now=here.now, actor=here.actor)
            frame.say_later(t("strategy.draft_dropped"))
            st.rerun()
if not versions:
    if unfinished is None:
        frame.empty_state("strategy", icon="flag", page="onboarding")
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", key="strategy_bar"):
    number = address.choose_one(
        st.selectbox,
        t("strategy.version"),
        [str(version.version) for version in versions],
        key="strategy_version",
        default=str(versions[0].version),
        words=lambda code: t("strategy.version_name", n=code),
        lasting=False,
        width=220,
    )
    shown = next(version for version in versions if str(version.version) == number)
    title = t("strategy.document_title", brand=brand.name, n=shown.version)
    with st.popover(t("strategy.take"), icon=":material/download:", key="strategy_take"):
        for ending, make in (
            ("md", lambda: markdown(title, brand, shown.content, facts)),
            ("html", lambda: printable(title, brand, shown.content, facts)),
            ("json", lambda: strategy_file.to_file(brand, shown)),
        ):
            take_home(ending, make, exports.file_name("strategy", brand.name, here.now, ending))
    if st.button(t("review.go"), key="strategy_review", icon=":material/fact_check:"):
        frame.go_to("review")
    if unfinished is None and st.button(
        t("strategy.change"), key="strategy_change", type="primary", icon=":material/edit:"
    ):
        frame.go_to("onboarding", {"step": "culture"})
decided_at = text.moment(shown.decided_at, brand.zone, year=True)
st.caption(t("strategy.decided", moment=decided_at, actor=text.who(shown.actor)))

if shown.state == "current":
    today = to_wall(here.now, brand.zone).date()
    progress = goals.progress(here.store, brand, shown.content, now=here.now)
    if progress:
        goal_courses(progress, today)
        if (typed := typed_values(progress)) and frame.attempt(
            partial(
                goals.type_value,
                here.store,
                here.brand_id,
                *typed,
                day=today,
                now=here.now,
                actor=here.actor,
            ),
            done=t("today.typed"),
        ):
            st.rerun()

    budget(shown.content, facts, review.kept(here.store, brand, shown.content, now=here.now))

grid = st.grid(2, min_column_width=340)
for place, (heading, rows) in enumerate(sections(shown.content, facts)):
    with grid.container(border=True, height="stretch", key=f"strategy_section_{place}"):
        st.header(heading, anchor=False)
        for label, words in rows:
            st.markdown(f"**{escaped(label)}**  \n{escaped(words)}" if label else escaped(words))

compare(shown, versions, facts)
