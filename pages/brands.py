"""Keep several brands apart: add one, bring one into view, rename, archive or remove it."""

import streamlit as st

from cmlite.domain.team import Team
from cmlite.services import brand_removal, brands, strategy_file, team
from cmlite.ui import frame
from cmlite.ui.brands import archive_box, brand_card, file_summary
from cmlite.ui.escaping import escaped
from cmlite.ui.onboarding.frame import begin_another
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("brands")
mine = frame.needs_brand(here.brand)
who = here.who
teams = team.teams(here.store)


for brand in here.brands:
    marks = {"in_view": brand.brand_id == here.brand_id, "is_only": len(here.brands) == 1}
    wish, typed = brand_card(brand, teams.get(brand.brand_id, Team()), here.actor, **marks)
    with frame.refusals():
        if wish == "view":
            brands.choose_brand(here.store, brand.brand_id, **who)
            st.rerun()
        elif wish == "rename":
            brands.rename(here.store, brand, typed, **who)
            frame.say_later(t("brands.renamed", name=escaped(typed.strip())))
            st.rerun()
        elif wish == "archive":
            brands.archive(here.store, brand, **who)
            frame.say_later(t("brands.archived_done", name=escaped(brand.name)))
            st.rerun()
        elif wish == "remove":
            with st.spinner(t("brands.removing")):
                folder = here.settings.backups
                made = brand_removal.remove_with_backup(here.store, here.outside, brand, typed, folder=folder, **who)
            frame.say_later(t("brands.removed", name=escaped(brand.name), backup=made))
            st.rerun()

if away := brands.archived(here.store):
    with frame.refusals():
        if (back := archive_box(away, mine.zone)) is not None:
            brands.bring_back(here.store, back, **who)
            frame.say_later(t("brands.brought_back", name=escaped(back.name)))
            st.rerun()

st.header(t("brands.add"), anchor=False)
left, right = st.columns(2)
with left.container(border=True, height="stretch", key="brands_wizard"):
    st.markdown(t("brands.by_wizard"))
    if st.button(t("brands.start_wizard"), key="brands_new", icon=":material/add:"):
        begin_another()
with right.container(border=True, height="stretch", key="brands_from_file"):
    st.markdown(t("brands.by_file"))
    given = st.file_uploader(t("brands.file"), type=["json"], max_upload_size=1, key="brands_file")
    if given is not None:
        with frame.refusals():
            file = strategy_file.look_into(given.getvalue(), networks())
            new_name, baselines = file_summary(file)
            if st.button(t("brands.begin"), key="brands_begin", type="primary"):
                strategy_file.begin_brand(here.store, file, new_name, with_baselines=baselines, **who)
                frame.go_to("onboarding", {"step": "business"})
