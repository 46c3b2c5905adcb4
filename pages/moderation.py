"""Read and change how comments are moderated: house rules, classes with deadlines, who looks when, what a crisis is."""

from functools import partial

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.ids import new_id
from cmlite.domain.moderation import LANGUAGES, HouseRules
from cmlite.services import connections, exports, moderation, rules
from cmlite.ui import address, frame, moderation_house
from cmlite.ui import connections as switch
from cmlite.ui import moderation_plan as parts
from cmlite.ui import moderation_versions as around
from cmlite.ui.moderation_form import part_form, without
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("moderation")
brand = frame.needs_brand(here.brand)
who = here.who
mine = (here.store, here.brand_id)
versions = moderation.versions(*mine)
current = next((one for one in versions if one.state == "current"), None)
plan = current.content if current else moderation.proposal(*mine)
on = sum(one.rule.is_on for one in rules.rules(*mine))

with st.container(horizontal=True, vertical_alignment="center", key="plan_bar"):
    if st.button(t("moderation.to_rules", n=on), key="plan_to_rules", icon=":material/rule_settings:"):
        frame.go_to("rules")
    name = partial(exports.file_name, "moderation", brand.name, here.now)
    around.downloads(parts.files(plan, brand), name, "moderation.take", key="plan_take")
    if current and st.button(t("moderation.to_proposal"), key="plan_to_proposal", icon=":material/restart_alt:"):
        st.session_state["plan_given_up"] = moderation.back_to_proposal(*mine, **who)
        st.session_state.pop("plan_part", None)
        st.rerun()
around.standing(current, brand.zone)
if back := around.undo_bar(versions):
    moderation.restore(*mine, back, **who)
    st.rerun()
parts.looking(plan, to_wall(here.now, brand.zone))

opened = st.session_state.get("plan_part")
changing, begun_at = opened[1:] if opened and opened[:1] == (here.brand_id,) else ("", 0)
usual = "en" if brand.language == "en" else "de"
chosen = address.one_chosen(LANGUAGES, key="house", default=usual)


def form() -> None:
    """The part that is being changed, with what its buttons do."""
    members = [one.name for one in here.at_work.team.able]
    act, edit = part_form(changing, plan, language=chosen, members=members, new_id=new_id("class", here.now))
    if act:
        with frame.refusals():
            if act != "cancel":
                changed = plan.with_changes(edit() if act == "save" else without(changing, plan))
                if moderation.save(*mine, changed, version=begun_at, **who):
                    frame.say_later(t("moderation.saved"))
            st.session_state.pop("plan_part")
            st.rerun()


pressed = ""
for section in parts.SECTIONS:
    with st.container(border=True, key=f"plan_section_{section}"):
        if section != "house":
            pressed = parts.CARDS[section](plan, brand, changing, form) or pressed
        if section == "crisis" and (wanted := switch.hold_bar(held=connections.is_held(*mine))) is not None:
            connections.hold(*mine, held=wanted, **who)
            st.rerun()
        if section != "house":
            continue
        pressed = parts.head("house", changing=changing, part="house") or pressed
        chosen = address.choose_one(
            st.segmented_control,
            t("moderation.house_language"),
            LANGUAGES,
            key="house",
            default=usual,
            words=lambda one: t(f"languages.{one}"),
            required=True,
            disabled=bool(changing),
            label_visibility="collapsed",
        )
        if changing == "house":
            form()
            continue
        house = plan.house.get(chosen, HouseRules())
        moderation_house.show(house, brand, chosen)
        name = partial(exports.file_name, f"netiquette-{chosen}", brand.name, here.now)
        files = moderation_house.files(house, brand, chosen)
        around.downloads(files, name, "moderation.publish", key="house_take")
        source, checked = moderation.law_source(brand)
        st.caption(t("moderation.no_advice", source=source, day=checked))
if pressed:
    st.session_state["plan_part"] = (here.brand_id, pressed, current.version if current else 0)
    st.rerun()
if wish := around.past_versions(versions, brand.zone):
    moderation.restore(*mine, wish.plan_id, **who)
    frame.say_later(t("moderation.restored", n=wish.version))
    st.rerun()
