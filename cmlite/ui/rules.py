"""The rules of moderation: a card each, what one would have matched, what they did with its undo."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.moderation import Plan
from cmlite.domain.networks import Network
from cmlite.domain.rules import Rule, SavedRule
from cmlite.ui import classes, frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.rule_form import then_words, when_words
from cmlite.ui.text import t


def card(
    rule: SavedRule,
    done: int,
    undone: int,
    plan: Plan,
    facts: Mapping[str, Network],
    people: Mapping[str, str],
    *,
    is_first: bool,
    is_seen: bool,
    zone: str,
) -> str:
    """One rule; gives test, see, hide, on, off, earlier, delete, undo or ''."""
    key, act = rule.rule_id, ""
    state = "on" if rule.is_on else "off" if rule.tested_at else "untested"
    colour = {"on": "green", "off": "gray", "untested": "orange"}[state]
    st.markdown(f"**{escaped(rule.content.name)}** :{colour}-badge[{t(f'rules.state.{state}')}]")
    st.markdown(f":gray[{t('rules.when')}] {when_words(rule.content, facts)}")
    st.markdown(f":gray[{t('rules.then')}] {then_words(rule.content, plan, people)}")
    if rule.tested_at:
        moment = text.moment(rule.tested_at, zone)
        st.caption(t("rules.tested", n=rule.matched or 0, total=rule.looked_at or 0, moment=moment))
    if done:
        st.caption(t("rules.did", n=done, undone=undone))
    with st.container(horizontal=True, key=f"rule_buttons_{key}"):
        if st.button(
            t("rules.test"),
            key=f"rule_test_{key}",
            icon=":material/science:",
            type="secondary" if rule.tested_at else "primary",
            help=t("rules.test_help"),
        ):
            act = "test"
        if rule.matched:
            label = t("rules.hide") if is_seen else t("rules.see", n=rule.matched)
            if st.button(label, key=f"rule_see_{key}", icon=":material/visibility:"):
                act = "hide" if is_seen else "see"
        if rule.is_on:
            if st.button(t("rules.off"), key=f"rule_off_{key}", icon=":material/toggle_off:"):
                act = "off"
        elif st.button(
            t("rules.on"), key=f"rule_on_{key}", icon=":material/toggle_on:", disabled=rule.tested_at is None
        ):
            act = "on"
        if done > undone and st.button(t("rules.undo_all"), key=f"rule_undo_{key}", icon=":material/undo:"):
            act = "undo"
        if not is_first and st.button(
            t("rules.earlier"), key=f"rule_up_{key}", icon=":material/arrow_upward:", help=t("rules.earlier_help")
        ):
            act = "earlier"
        if st.button(t("rules.delete"), key=f"rule_delete_{key}", icon=":material/delete:", type="tertiary"):
            act = "delete"
    return act


def matches(rows: Sequence[Mapping[str, Any]], facts: Mapping[str, Network], zone: str) -> None:
    """The conversations a rule would have found."""
    for row in rows:
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            when = text.moment(row["sent_at"], zone, year=True)
            word = f" :orange-badge[{escaped(row['word'])}]" if row["word"] else ""
            who = escaped(row["who"] or t("inbox.unknown"))
            head = f"{when} · {network_name(row['network'], facts)} · **{who}**{word}"
            st.markdown(f"{head}  \n:gray[{escaped(' '.join(row['excerpt'].split()))}]")
        with right:
            _open(row["conversation_id"])


def acts(
    rows: Sequence[Mapping[str, Any]], plan: Plan, facts: Mapping[str, Network], people: Mapping[str, str], zone: str
) -> str:
    """What rules did, newest first; gives the id of the act that is to be taken back, or ''."""
    wanted = ""
    for row in rows:
        rule = Rule.model_validate(json.loads(row["rule"])) if row["rule"] else Rule(name=t("classes.rule_gone"))
        left, right = st.columns([4, 2], vertical_alignment="center")
        with left:
            when = text.moment(row["changed_at"], zone, year=True)
            who = escaped(row["who"] or t("inbox.unknown"))
            place = network_name(row["network"], facts) if row["network"] else ""
            head = " · ".join(part for part in (when, escaped(rule.name), place, f"**{who}**") if part)
            st.markdown(f"{head}  \n{_done(row, plan, people)}  \n:gray[{escaped(' '.join(row['excerpt'].split()))}]")
        with right.container(horizontal=True, vertical_alignment="center", key=f"act_{row['change_id']}"):
            _open(row["conversation_id"])
            if row["undone_at"]:
                st.caption(t("rules.undone"))
            elif st.button(t("rules.undo"), key=f"act_undo_{row['change_id']}", icon=":material/undo:"):
                wanted = str(row["change_id"])
    return wanted


def _done(row: Mapping[str, Any], plan: Plan, people: Mapping[str, str]) -> str:
    parts = []
    if (row["before_class"], row["before_from"]) != (row["after_class"], row["after_from"]):
        before = classes.badge(row["before_class"], plan)
        parts.append(f"{before} → {classes.badge(row['after_class'], plan)}")
    if row["tag"]:
        parts.append(classes.tag_badge(row["tag"]))
    if row["before_priority"] != row["after_priority"]:
        parts.append(t(f"classes.priority_{min(row['after_priority'], 3)}"))
    if row["before_assignee"] != row["after_assignee"]:
        name = people.get(row["after_assignee"], "") or t("rules.somebody_gone")
        parts.append(t("rules.said.assignee", who=escaped(name)))
    return " · ".join(parts) or t("rules.suggested")


def _open(conversation_id: str) -> None:
    frame.link_to("inbox", t("rules.open"), {"conversation": conversation_id, "inbox_state": "all"})
