"""Beside the answer: show the draft to somebody, answer in private, let the conversation come back on a day."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import streamlit as st

from cmlite.domain.answering import AnswerBox
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.looks import Look, covers
from cmlite.ui import frame, popovers, text
from cmlite.ui.cards import escaped
from cmlite.ui.copy_button import copy_button
from cmlite.ui.text import t

_COMES_BACK = time(9)
"""The wall time at which a conversation comes back on its day."""
_USUAL = timedelta(days=3)


def look_card(box: AnswerBox, words: str, zone: str, *, key: str) -> None:
    """What somebody was asked about this draft, and what they said; whoever was asked says it here. What they said of
    other words than those in the field is not taken for theirs."""
    look = box.look
    if look is None:
        return
    with st.container(border=True, key=f"look_{key}"):
        names = {"asker": escaped(text.who(look.actor)), "asked": escaped(text.who(look.member_id))}
        when = text.moment(look.asked_at, zone)
        st.markdown(f":material/visibility: **{t('looks.asks', when=when, **names)}**")
        if look.question:
            st.text(look.question)
        if look.verdict:
            st.markdown(f"{t(f'looks.is_{look.verdict}', **names)}")
            if look.remark:
                st.text(look.remark)
            if look.verdict == "fine" and not covers(look.text, words):
                st.caption(f":material/published_with_changes: {t('looks.other_words')}")
        elif look.member_id == box.actor:
            _judge(box, look, key)
        else:
            st.caption(t("looks.waits", **names))


def _judge(box: AnswerBox, look: Look, key: str) -> None:
    st.text(look.text)
    remark = st.text_input(t("looks.remark"), key=f"look_remark_{key}", max_chars=500)
    with st.container(horizontal=True, key=f"look_buttons_{key}"):
        fine = st.button(t("looks.fine"), key=f"look_fine_{key}", icon=":material/thumb_up:")
        change = st.button(t("looks.change"), key=f"look_change_{key}", icon=":material/edit_note:")
    if fine or change:
        box.judge(look.look_id, "fine" if fine else "change", remark or "")
        frame.say_later(t("looks.said"))
        st.rerun()


def show_to(box: AnswerBox, words: str, *, key: str) -> None:
    """Hand the draft to a person of the brand, who says whether it is fine."""
    if not box.people:
        return
    with st.popover(t("looks.show"), icon=":material/visibility:", key=f"show_{key}_{popovers.turn()}"):
        st.caption(t("looks.show_text"))
        person = st.selectbox(
            t("looks.person"), list(box.people), format_func=box.people.__getitem__, key=f"show_person_{key}"
        )
        question = st.text_input(t("looks.question"), key=f"show_question_{key}", max_chars=500)
        if st.button(t("looks.ask"), key=f"show_ask_{key}", type="primary", disabled=not words.strip()):
            box.show(str(person), words, question or "")
            frame.say_later(t("looks.asked", who=escaped(box.people[str(person)])))
            popovers.close()
            st.rerun()


def in_private(box: AnswerBox, words: str, url: str, *, key: str) -> str:
    """Answer in private where the network has that: gives send_private, sent_private or ''."""
    if not box.private:
        return ""
    with st.popover(t("calm.private"), icon=":material/lock:", key=f"private_{key}_{popovers.turn()}"):
        st.markdown(t(f"calm.private_{box.private}"))
        if box.private == "live":
            wanted = st.button(
                t("calm.private_send"), key=f"private_send_{key}", type="primary", disabled=not words.strip()
            )
            return "send_private" if wanted else ""
        copy_button(
            t("inbox.copy_open"),
            words,
            url,
            copied=t("inbox.copied"),
            failed=t("inbox.copy_failed"),
            key=f"private_copy_{key}",
        )
        wanted = st.button(t("calm.private_sent"), key=f"private_sent_{key}", disabled=not words.strip())
    return "sent_private" if wanted else ""


def comes_back(clock: Callable[[], datetime], zone: str, *, is_live: bool, stopped: bool, key: str) -> datetime | None:
    """Send, and see the conversation again on a day: gives that day's morning as naive UTC."""
    today = to_wall(clock(), zone).date()
    with st.popover(t("calm.later"), icon=":material/event_repeat:", key=f"later_{key}_{popovers.turn()}"):
        day = st.date_input(
            t("calm.later_day"),
            today + _USUAL,
            min_value=today + timedelta(days=1),
            max_value=today + timedelta(days=365),
            key=f"later_day_{key}",
            format=t("units.day_format"),
        )
        st.caption(t("calm.later_text"))
        pressed = st.button(
            t("calm.later_send" if is_live else "calm.later_sent"),
            key=f"later_do_{key}",
            type="primary",
            disabled=stopped,
        )
    if not pressed or day is None:
        return None
    return to_utc(datetime.combine(day, _COMES_BACK), zone)[0]
