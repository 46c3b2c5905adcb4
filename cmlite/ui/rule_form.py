"""A rule of moderation as a form, and in words: when it holds and what follows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cmlite.domain.brands import WEEKDAYS
from cmlite.domain.editorial_lines import lines_of
from cmlite.domain.inbox import KINDS
from cmlite.domain.moderation import LANGUAGES, Plan
from cmlite.domain.networks import Network
from cmlite.domain.rules import Rule
from cmlite.domain.triage import TONES
from cmlite.ui import choices, classes, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

_SWITCHES = ("first_contact", "has_link", "has_question", "outside_hours")


def rule_form(
    rule: Rule, key: str, plan: Plan, facts: Mapping[str, Network], networks: Sequence[str], people: Mapping[str, str]
) -> Rule | None:
    """The fields of a rule; gives what was typed when it is to be saved. `people` are names by member id."""
    with st.form(f"rule_{key}", border=False, enter_to_submit=False, clear_on_submit=False):
        name = st.text_input(t("rules.name"), rule.name, key=f"rule_name_{key}", max_chars=80)
        st.markdown(f"**{t('rules.when')}**", help=t("rules.when_help"))
        values = _conditions(rule, key, facts, networks)
        st.markdown(f"**{t('rules.then')}**", help=t("rules.then_help"))
        values |= _consequences(rule, key, plan, people)
        saved = st.form_submit_button(t("rules.save"), key=f"rule_save_{key}", type="primary")
    return Rule.made(values | {"name": name or ""}) if saved else None


def _conditions(rule: Rule, key: str, facts: Mapping[str, Network], networks: Sequence[str]) -> dict[str, Any]:
    left, right = st.columns(2)
    words = left.text_area(
        t("rules.words"), "\n".join(rule.words), key=f"rule_words_{key}", help=t("rules.words_help"), max_chars=5_000
    )
    without = right.text_area(t("rules.without"), "\n".join(rule.without), key=f"rule_without_{key}", max_chars=5_000)
    known = list(dict.fromkeys([*networks, *rule.networks]))

    def several(where: DeltaGenerator, name: str, options: Sequence[str], words: Callable[[str], str]) -> list[str]:
        """Any of the options, none of them is any."""
        return where.multiselect(
            t(f"rules.{name}"),
            options,
            [one for one in getattr(rule, name) if one in options],
            format_func=words,
            key=f"rule_{name}_{key}",
            placeholder=t("rules.any"),
        )

    chosen: dict[str, Any] = {
        "networks": several(left, "networks", known, lambda one: network_name(one, facts)),
        "kinds": several(right, "kinds", KINDS, lambda one: t(f"inbox.kinds_{one}")),
        "languages": several(left, "languages", LANGUAGES, lambda one: t(f"languages.{one}")),
        "weekdays": several(right, "weekdays", WEEKDAYS, lambda one: text.weekday_name(WEEKDAYS.index(one))),
    }
    with st.container(horizontal=True, key=f"rule_tone_{key}"):
        chosen["tones"] = st.multiselect(
            t("rules.tones"),
            TONES,
            [one for one in rule.tones if one in TONES],
            format_func={one: t(f"triage.tone.{one}") for one in TONES}.__getitem__,
            key=f"rule_tones_{key}",
            placeholder=t("rules.any"),
            help=t("rules.tones_help"),
        )
        chosen["score"] = st.number_input(t("rules.score"), 0, 100, rule.score, 5, key=f"rule_score_{key}")
    left, right = st.columns(2)
    senders = left.text_input(
        t("rules.senders"),
        ", ".join(rule.senders),
        key=f"rule_senders_{key}",
        placeholder="@name, @name",
        max_chars=2_000,
    )
    with right.container(horizontal=True, key=f"rule_hours_{key}"):
        first = st.number_input(t("rules.from_hour"), 0, 23, rule.from_hour, key=f"rule_from_{key}", placeholder="–")
        last = st.number_input(t("rules.to_hour"), 0, 24, rule.to_hour, key=f"rule_to_{key}", placeholder="–")
    for place, name in enumerate(_SWITCHES):
        column = left if place % 2 == 0 else right
        chosen[name] = column.toggle(t(f"rules.{name}"), getattr(rule, name), key=f"rule_{name}_{key}")
    named = lines_of((senders or "").replace(",", "\n"))
    hours = {"from_hour": first, "to_hour": last}
    return chosen | hours | {"words": lines_of(words or ""), "without": lines_of(without or ""), "senders": named}


def _consequences(rule: Rule, key: str, plan: Plan, people: Mapping[str, str]) -> dict[str, Any]:
    left, right = st.columns(2)
    ids = ["", *(one.class_id for one in plan.classes)]
    class_id = left.selectbox(
        t("rules.class"),
        ids,
        index=choices.place_of(rule.class_id, ids),
        format_func=lambda one: classes.name_of(one, plan) if one else t("rules.leave"),
        key=f"rule_class_{key}",
    )
    priority = right.selectbox(
        t("rules.priority"),
        (0, 1, 2, 3),
        index=min(rule.priority, 3),
        format_func=lambda one: t(f"classes.priority_{one}") if one else t("rules.leave"),
        key=f"rule_priority_{key}",
    )
    tag = left.text_input(t("rules.tag"), rule.tag, key=f"rule_tag_{key}", max_chars=40)
    assignee = ""
    if people:
        members = ["", *people]
        assignee = right.selectbox(
            t("rules.assignee"),
            members,
            index=choices.place_of(rule.assignee, members),
            format_func=lambda one: people.get(one, "") or t("rules.leave"),
            key=f"rule_assignee_{key}",
        )
    suggestion = st.text_area(
        t("rules.suggestion"),
        rule.suggestion,
        key=f"rule_suggestion_{key}",
        help=t("rules.suggestion_help"),
        max_chars=4_000,
    )
    return {
        "class_id": class_id or "",
        "priority": priority or 0,
        "tag": " ".join((tag or "").replace(",", " ").split()),
        "assignee": assignee or "",
        "suggestion": suggestion or "",
    }


def when_words(rule: Rule, facts: Mapping[str, Network]) -> str:
    """The conditions of a rule in one line of Markdown."""
    parts = []
    if rule.words:
        parts.append(t("rules.said.words", words=_quoted(rule.words)))
    if rule.without:
        parts.append(t("rules.said.without", words=_quoted(rule.without)))
    if rule.networks:
        parts.append(t("rules.said.networks", names=text.listed([network_name(one, facts) for one in rule.networks])))
    if rule.kinds:
        parts.append(text.listed([t(f"inbox.kinds_{one}") for one in rule.kinds if one in KINDS]))
    if rule.languages:
        parts.append(t("rules.said.languages", names=text.listed([t(f"languages.{one}") for one in rule.languages])))
    if rule.tones:
        names = text.listed([t(f"triage.tone.{one}") for one in rule.tones if one in TONES])
        parts.append(t("rules.said.tones", names=names, score=text.percent(rule.score / 100, digits=0)))
    if rule.senders:
        parts.append(t("rules.said.senders", names=escaped(", ".join(rule.senders))))
    parts += [t(f"rules.{name}") for name in _SWITCHES if getattr(rule, name)]
    if rule.weekdays:
        days = [text.weekday_name(WEEKDAYS.index(one), short=True) for one in rule.weekdays if one in WEEKDAYS]
        parts.append(", ".join(days))
    if rule.from_hour is not None and rule.to_hour is not None:
        parts.append(t("rules.said.hours", first=rule.from_hour, last=rule.to_hour))
    return " · ".join(parts)


def then_words(rule: Rule, plan: Plan, people: Mapping[str, str]) -> str:
    """What follows from a rule, in one line of Markdown."""
    parts = []
    if rule.class_id:
        parts.append(classes.badge(rule.class_id, plan))
    if rule.tag:
        parts.append(classes.tag_badge(rule.tag))
    if rule.priority:
        parts.append(t(f"classes.priority_{min(rule.priority, 3)}"))
    if rule.assignee:
        parts.append(t("rules.said.assignee", who=escaped(people.get(rule.assignee, "") or t("rules.somebody_gone"))))
    if rule.suggestion:
        flat = " ".join(rule.suggestion.split())
        parts.append(t("classes.suggests", words=escaped(flat if len(flat) <= 90 else f"{flat[:90]} …")))
    return " · ".join(parts)


def _quoted(words: Sequence[str]) -> str:
    shown = [t("editorial.quoted", words=escaped(one)) for one in words[:8]]
    more = [t("rules.more", n=len(words) - 8)] if len(words) > 8 else []
    return ", ".join([*shown, *more])
