"""Write rules for incoming messages, try them out on the past, switch them on, and take back what they did."""

import streamlit as st

from cmlite.domain.rules import Rule
from cmlite.services import channels, moderation, rule_acts, rules
from cmlite.ui import frame, paging
from cmlite.ui import rules as parts
from cmlite.ui.escaping import escaped
from cmlite.ui.rule_form import rule_form
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("rules")
brand = frame.needs_brand(here.brand)
facts, who = networks(), here.who
plan = moderation.plan_in_force(here.store, here.brand_id)
found = rules.rules(here.store, here.brand_id)
people = {one.member_id: one.name for one in here.at_work.team.members}
able = {one.member_id: one.name for one in here.at_work.team.able}
used = sorted({one.network for one in channels.channels(here.store, here.brand_id, closed=True)})
mine = (here.store, here.brand_id)

with frame.refusals():
    if back := frame.undo_bar("rule_deleted", "rule_deleted", t("rules.deleted")):
        rules.bring_back(*mine, back, **who)
        st.rerun()
    count = st.session_state.get("rule_applied", ("", 0))[1]
    if applied := frame.undo_bar("rule_applied", "rule_applied", t("rules.applied", n=count)):
        rule_acts.undo(*mine, "batch", applied[0], **who)
        frame.say_later(t("rules.undone_now"))
        st.rerun()

if any(one.rule.is_on for one in found):
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="rule_apply_bar"):
        st.markdown(t("rules.apply_text"), width="stretch")
        if st.button(t("rules.apply"), key="rule_apply", icon=":material/play_arrow:"):
            with st.spinner(t("rules.working")):
                batch_id, count = rule_acts.apply_to_open(*mine, **who)
            st.session_state["rule_applied"] = (batch_id, count) if count else None
            frame.say_later(t("rules.applied", n=count))
            st.rerun()

opening = st.session_state.get("rule_turn", 0)
with (
    frame.refusals(),
    st.expander(t("rules.new"), icon=":material/add:", expanded=not found, key=f"rule_new_{opening}"),
):
    if (content := rule_form(Rule(), f"new_{opening}", plan, facts, used, able)) is not None:
        rules.save(*mine, None, content, **who)
        st.session_state["rule_turn"] = opening + 1
        frame.say_later(t("rules.saved"))
        st.rerun()
if not found:
    st.info(t("rules.none"), icon=":material/rule_settings:")

seen = st.query_params.get("rule", "")
for place, kept in enumerate(found):
    rule = kept.rule
    with st.container(border=True, key=f"rule_card_{rule.rule_id}"), frame.refusals():
        is_seen = seen == rule.rule_id
        about = (kept.done, kept.undone, plan, facts, people)
        act = parts.card(rule, *about, is_first=place == 0, is_seen=is_seen, zone=brand.zone)
        if act == "test":
            with st.spinner(t("rules.working")):
                matched, total = rules.test(here.store, brand, rule.rule_id, **who)
            frame.say_later(t("rules.found", n=matched, total=total), icon=":material/science:")
        elif act in {"on", "off"}:
            rules.switch(*mine, rule.rule_id, on=act == "on", **who)
            frame.say_later(t(f"rules.now_{act}", name=escaped(rule.content.name)))
        elif act == "undo":
            count = rule_acts.undo(*mine, "rule", rule.rule_id, **who)
            frame.say_later(t("rules.undone_all", n=count), icon=":material/undo:")
        elif act == "earlier":
            rules.earlier(*mine, rule.rule_id, **who)
        elif act == "delete":
            rules.delete(*mine, rule.rule_id, **who)
            st.session_state["rule_deleted"] = rule.rule_id
        if act in {"see", "test"}:
            st.query_params["rule"] = rule.rule_id
        elif act == "hide":
            del st.query_params["rule"]
        if act:
            st.rerun()
        if is_seen and rule.matched:
            pages = -(-rule.matched // rules.PAGE_SIZE)
            page = paging.in_view(f"rule_page_{rule.rule_id}", pages=pages)
            parts.matches(rules.matches(here.store, brand, rule.rule_id, page=page, now=here.now), facts, brand.zone)
            paging.below(f"rule_page_{rule.rule_id}", pages)
        with st.expander(t("rules.change"), key=f"rule_change_{rule.rule_id}"):
            if (content := rule_form(rule.content, rule.rule_id, plan, facts, used, able)) is not None:
                rules.save(*mine, rule.rule_id, content, **who)
                frame.say_later(t("rules.saved"))
                st.rerun()

total = rule_acts.count_acts(here.store, here.brand_id)
if total:
    st.header(t("rules.acts"), anchor=False)
    st.caption(t("rules.acts_lead"))
    pages = -(-total // rules.PAGE_SIZE)
    page = paging.in_view("rule_acts_page", pages=pages)
    with frame.refusals():
        if back := parts.acts(rule_acts.acts(*mine, "", page=page), plan, facts, people, brand.zone):
            rule_acts.undo(*mine, "change", back, **who)
            frame.say_later(t("rules.undone_now"))
            st.rerun()
    paging.below("rule_acts_page", pages)
