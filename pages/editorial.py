"""Read how one writes on each network, change it section by section, take it home; see which rules are looked at."""

from functools import partial

import streamlit as st

from cmlite.domain.checks import ALL
from cmlite.services import editorial, exports, strategy
from cmlite.ui import address, frame, papers, text
from cmlite.ui.editorial_document import PARTS, section_card, sections
from cmlite.ui.editorial_form import section_form
from cmlite.ui.editorial_rules import rule_table
from cmlite.ui.strategy_document import subtitle
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("editorial")
brand = frame.needs_brand(here.brand)
facts = networks()
content = strategy.in_force(here.store, here.brand_id)
lines = editorial.lines(here.store, here.brand_id)
who = here.who
if not content.networks:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="line_no_strategy"):
        st.markdown(t("editorial.no_strategy"))
        if st.button(t("editorial.to_strategy"), key="line_to_strategy", type="primary"):
            frame.go_to("onboarding")

with st.container(horizontal=True, vertical_alignment="bottom", key="line_bar"):
    code = address.choose_one(
        st.selectbox,
        t("editorial.network"),
        [*lines, *(one for one in facts if one not in lines)],
        key="line",
        default=next(iter([*lines, *facts])),
        words=lambda one: facts[one].name if one in lines else t("editorial.extra", network=facts[one].name),
        width=300,
    )
    network = facts[code]
    versions = editorial.versions(here.store, here.brand_id, code)
    current = next((one for one in versions if one.state == "current"), None)
    line = current.content if current else editorial.line_for(here.store, here.brand_id, code)
    title = t("editorial.document_title", network=network.name, brand=brand.name)
    with st.popover(t("editorial.take"), icon=":material/download:", key="line_take"):
        for ending, media_type, make in (
            ("md", "text/markdown", papers.as_markdown),
            ("html", "text/html", papers.as_page),
        ):
            st.download_button(
                t(f"editorial.as_{ending}"),
                data=text.as_now(partial(make, title, subtitle(brand), sections(line, content))),
                file_name=exports.file_name(f"editorial-{code.replace('_', '-')}", brand.name, here.now, ending),
                mime=media_type,
                key=f"line_{ending}",
                on_click="ignore",
                width="stretch",
            )
    if current and st.button(t("editorial.to_proposal"), key="line_to_proposal", icon=":material/restart_alt:"):
        st.session_state["line_given_up"] = editorial.back_to_proposal(here.store, here.brand_id, code, **who)
        st.session_state.pop("line_part", None)
        st.rerun()

if current:
    moment = text.moment(current.saved_at, brand.zone, year=True)
    st.caption(t("editorial.own", n=current.version, moment=moment, actor=t(f"actors.{current.actor}")))
else:
    st.caption(t("editorial.proposal" if code in lines else "editorial.proposal_extra", network=network.name))
if (
    (given_up := st.session_state.get("line_given_up"))
    and given_up in {one.line_id for one in versions}
    and not current
):
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="line_undo_bar"):
        st.markdown(t("editorial.given_up"))
        if st.button(t("editorial.undo"), key="line_undo", icon=":material/undo:"):
            editorial.restore(here.store, here.brand_id, given_up, **who)
            st.session_state.pop("line_given_up")
            st.rerun()

opened = st.session_state.get("line_part")
changing, begun_at = opened[2:] if opened and opened[:2] == (here.brand_id, code) else ("", 0)
grid = st.grid(2, min_column_width=340)
for part in PARTS:
    with grid.container(border=True, height="stretch", key=f"line_section_{part}"):
        if part != changing:
            if section_card(part, line, content, is_changing=bool(changing)):
                st.session_state["line_part"] = (here.brand_id, code, part, current.version if current else 0)
                st.rerun()
            continue
        pressed, edit = section_form(part, line, network, content)
        if pressed:
            with frame.refusals():
                if pressed == "save":
                    changed = line.with_changes(edit())
                    if editorial.save(here.store, here.brand_id, changed, version=begun_at, **who):
                        frame.say_later(t("editorial.saved", network=network.name))
                st.session_state.pop("line_part")
                st.rerun()

past = [one for one in versions if one.state == "past"]
if past:
    with st.expander(t("editorial.versions", n=len(past)), icon=":material/history:", key="line_versions"):
        for one in past[:20]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"line_version_{one.line_id}"):
                moment = text.moment(one.saved_at, brand.zone, year=True)
                st.markdown(t("editorial.version", n=one.version, moment=moment, actor=t(f"actors.{one.actor}")))
                if st.button(t("editorial.restore"), key=f"line_restore_{one.line_id}"):
                    editorial.restore(here.store, here.brand_id, one.line_id, **who)
                    frame.say_later(t("editorial.restored", n=one.version))
                    st.rerun()

with st.expander(t("checks.title", network=network.name), icon=":material/checklist:", key="line_rules"):
    st.caption(t("checks.lead"))
    rule_table(ALL, network)
