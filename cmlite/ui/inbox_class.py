"""Beside a thread: its class and why, changed with one click or key; what plan and rules say; whom to tell."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import streamlit as st

from cmlite.domain.brands import Brand
from cmlite.domain.classes import LONGEST, Beside, rung_due, waited
from cmlite.domain.inbox import Conversation, Message
from cmlite.domain.moderation import Plan, Rung, tags_of
from cmlite.domain.networks import Network
from cmlite.ui import classes, frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.copy_button import copy_button
from cmlite.ui.text import t

_KEYS = "1234567890"
_MAILED = 1_500
"""A mail shows so many signs of what was written: mail programs cut longer links."""
_URGENT = {1: "gray", 2: "orange", 3: "red"}


Wish = tuple[str, str]
Do = Callable[[str, str], str]
"""Carries out class, undo, rule_undo, draft or note with its words; gives the id by which a class is taken back."""


def panel(
    conversation: Conversation,
    messages: Sequence[Message],
    beside: Beside,
    facts: Mapping[str, Network],
    brand: Brand,
    link: str,
    do: Do,
    *,
    now: datetime,
) -> None:
    """Class, advice, rules and escalation of one conversation; what was pressed is done and the page run again."""
    with st.container(border=True, gap="xsmall", key="class_panel"):
        wish = _class_row(conversation, beside)
        wish = _rule_acts(beside) or wish
        wish = _advice(conversation, beside, brand) or wish
        _time_to_tell(conversation, beside, brand, now)
        mail = _mail_values(conversation, messages, beside, facts, brand.zone, link)
        wish = _escalation(beside.plan, mail) or wish
    if wish is None:
        return
    name, words = wish
    batch_id = do(name, words)
    st.query_params["conversation"] = conversation.conversation_id  # another class, another place in the queue
    st.session_state["class_undo_of"] = (conversation.conversation_id, batch_id) if batch_id else None
    if name == "draft":  # the field of the answer begins anew, with the draft in it
        st.session_state["inbox_turn"] = int(st.session_state.get("inbox_turn", 0)) + 1
    if name != "class":
        frame.say_later(t(f"classes.done_{name}"))
    st.rerun()


def _advice(conversation: Conversation, beside: Beside, brand: Brand) -> Wish | None:
    """What the plan says about the class, and its text block offered as a draft."""
    one = beside.plan.class_of(beside.found.class_id)
    if one is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center", key="class_advice"):
        st.caption(f"{t('classes.plan_says')} {classes.advice(one)}", width="stretch")
        block = one.block if conversation.who else one.block.replace("{name}, ", "", 1).replace(" {name}", "")
        words = _filled(block, {"name": conversation.who, "brand": brand.name})
        if words and st.button(
            t("classes.take_block"), key="class_block", icon=":material/add_notes:", type="tertiary"
        ):
            return "draft", words
    return None


def _time_to_tell(conversation: Conversation, beside: Beside, brand: Brand, now: datetime) -> None:
    """Says when somebody on the ladder should know, as the plan has it."""
    if conversation.waiting_since is None or conversation.state != "open" or conversation.came_late:
        return
    minutes = waited(brand, conversation.waiting_since, now)
    if (rung := rung_due(beside.plan, beside.found.class_id, minutes)) is not None:
        who, days = escaped(rung_name(rung)), (now - conversation.waiting_since).days
        words = t("classes.time_to_tell", time=classes.span(round(minutes)), who=who)
        if days >= LONGEST.days:
            words = t("classes.time_to_tell_days", n=days, who=who)
        st.caption(f":orange[:material/stairs: {words}]")


def _class_row(conversation: Conversation, beside: Beside) -> Wish | None:
    plan, found = beside.plan, beside.found
    wish: Wish | None = None
    rules = {act.rule_id: act.rule.name for act in beside.acts}
    reason = classes.why(found.class_from, found.class_why, rules)
    marks = "".join(f" {classes.tag_badge(tag)}" for tag in tags_of(found.tags))
    if found.priority:
        level = min(found.priority, 3)
        marks += f" :{_URGENT[level]}-badge[:material/priority_high: {t(f'classes.priority_{level}')}]"
    with st.container(horizontal=True, vertical_alignment="center", key="class_head"):
        st.markdown(f"{classes.badge(found.class_id, plan)} :gray[{reason}]{marks}", width="stretch")
        undo_of = st.session_state.get("class_undo_of") or ("", "")
        if undo_of[0] == conversation.conversation_id and st.button(
            t("classes.undo"), key="class_undo", icon=":material/undo:", type="tertiary"
        ):
            wish = ("undo", undo_of[1])
    with st.container(horizontal=True, gap="xxsmall", key="class_buttons"):
        for place, one in enumerate(plan.classes):
            if st.button(
                escaped(classes.name_of(one.class_id, plan)),
                key=f"class_{one.class_id}",
                icon=classes.icon(one.class_id),
                type="primary" if one.class_id == found.class_id else "tertiary",
                shortcut=_KEYS[place] if place < len(_KEYS) else None,
            ):
                wish = ("class", one.class_id)
    return wish


def _rule_acts(beside: Beside) -> Wish | None:
    """What rules did here, each with its undo, and what they suggest."""
    wish: Wish | None = None
    for act in beside.acts:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rule_act_{act.change_id}"):
            words = act.rule.suggestion
            said = f" {t('classes.suggests', words=escaped(words))}" if words else ""
            st.caption(f":material/rule: {t('classes.rule_did', rule=escaped(act.rule.name))}{said}", width="stretch")
            if words and st.button(t("classes.take_suggestion"), key=f"rule_draft_{act.change_id}", type="tertiary"):
                wish = ("draft", words)
            if st.button(
                t("classes.rule_undo"), key=f"rule_undo_{act.change_id}", icon=":material/undo:", type="tertiary"
            ):
                wish = ("rule_undo", act.change_id)
    return wish


def _mail_values(
    conversation: Conversation,
    messages: Sequence[Message],
    beside: Beside,
    facts: Mapping[str, Network],
    zone: str,
    link: str,
) -> dict[str, str]:
    heard = [one for one in messages if one.direction == "in" and one.state != "deleted"]
    last = heard[-1] if heard else None
    return {
        "who": conversation.who or t("inbox.unknown"),
        "network": network_name(conversation.network, facts),
        "when": text.moment(last.sent_at, zone, year=True) if last else "",
        "link": link,
        "class": classes.name_of(beside.found.class_id, beside.plan),
        "text": last.text[:_MAILED] if last else "",
    }


def _escalation(plan: Plan, values: Mapping[str, str]) -> Wish | None:
    """Whom to tell, with the mail ready to copy or to open in the mail program; gives the note that it was done."""
    if not plan.ladder:
        return None
    with st.popover(t("classes.escalate"), icon=":material/forward_to_inbox:", key="class_escalate"):
        places = range(len(plan.ladder))
        place = st.selectbox(
            t("classes.whom"), places, format_func=lambda one: rung_name(plan.ladder[one]), key="class_rung"
        )
        rung = plan.ladder[place or 0]
        if rung.when:
            st.caption(escaped(rung.when))
        words = _filled(rung.words, values)
        st.code(words, language=None, wrap_lines=True)
        with st.container(horizontal=True, key="class_mail"):
            copied, failed = t("classes.copied"), t("inbox.copy_failed")
            copy_button(t("classes.copy"), words, "", copied=copied, failed=failed, key="class_copy")
            if rung.email:
                subject = t("classes.mail_subject", cls=values["class"], who=values["who"])
                address = f"mailto:{quote(rung.email)}?subject={quote(subject)}&body={quote(words)}"
                st.link_button(t("classes.mail"), address, icon=":material/mail:")
        if rung.phone:
            st.caption(f":material/call: {escaped(rung.phone)}")
        if st.button(t("classes.told"), key="class_told", icon=":material/check:"):
            return "note", t("classes.told_note", who=rung_name(rung))
    return None


def rung_name(rung: Rung) -> str:
    """Somebody on the ladder: name and role, whatever is known."""
    return ", ".join(part for part in (rung.name, rung.role) if part) or t("moderation.nobody")


def _filled(words: str, values: Mapping[str, str]) -> str:
    """Placeholders replaced; what is unknown stays as the owner wrote it."""
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return words
