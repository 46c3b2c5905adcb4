"""How satisfied people were: the mean, whom one may ask, and where an answer is noted."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from cmlite.domain.networks import Network
from cmlite.domain.satisfaction import QUESTION_LONGEST, SCORES, Mean, Question
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t


class Wish(NamedTuple):
    """A question and the score to note, None to take it back; or one that was never sent."""

    satisfaction_id: str
    score: int | None
    never_sent: bool = False


def mean_line(mean: Mean) -> None:
    """The mean with n and its interval, or how many answers it still takes."""
    if mean.value is None:
        st.caption(t("satisfaction.too_few", n=mean.missing, there=mean.n))
        return
    low, value, high = (text.number(part, digits=1) for part in (mean.low, mean.value, mean.high))
    st.metric(
        t("satisfaction.mean"),
        t("satisfaction.of_five", value=value),
        help=t("satisfaction.mean_help"),
        width=220,
    )
    st.caption(t("satisfaction.interval", low=low, high=high, n=mean.n, asked=mean.asked))


def usual_words(address: str) -> str:
    """The question as it is asked where the owner has no words of their own, in the form of address of the brand."""
    return t("satisfaction.usual" if address == "sie" else "suggest.satisfaction_du")


def own_words(words: str, usual: str) -> str | None:
    """The words of the question; gives them back when they are to be saved."""
    box = st.popover(t("satisfaction.words"), icon=":material/edit_note:", key="satisfaction_words")
    with box, st.form("satisfaction_form", border=False):
        typed = st.text_area(
            t("satisfaction.question"),
            words or usual,
            key="satisfaction_question",
            max_chars=QUESTION_LONGEST,
            help=t("satisfaction.question_help"),
        )
        if st.form_submit_button(t("satisfaction.save"), type="primary"):
            return "" if (typed or "").strip() == usual else typed or ""
    return None


def unasked(found: Sequence[Question], facts: Mapping[str, Network], zone: str) -> str | None:
    """Resolved complaints; gives back the conversation in which the question is to be laid down."""
    st.subheader(t("satisfaction.unasked"), anchor=False)
    if not found:
        st.caption(t("satisfaction.unasked_none"))
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"ask_{one.conversation_id}"):
            st.markdown(_line(one, facts, zone))
            if st.button(t("satisfaction.ask"), key=f"ask_go_{one.conversation_id}", icon=":material/edit:"):
                return one.conversation_id
    return None


def asked(found: Sequence[Question], facts: Mapping[str, Network], zone: str) -> Wish | None:
    """Those who were asked; gives back what is to be noted."""
    if not found:
        return None
    st.subheader(t("satisfaction.asked"), anchor=False)
    wish: Wish | None = None
    for one in found:
        key = one.satisfaction_id
        with st.container(horizontal=True, vertical_alignment="center", key=f"asked_{key}"):
            st.markdown(_line(one, facts, zone))
            score = st.segmented_control(
                t("satisfaction.score"),
                SCORES,
                default=one.score,
                key=f"score_{key}_{one.score}",
                label_visibility="collapsed",
            )
            if score != one.score:  # the same one again takes the answer back
                wish = Wish(key, score)
            frame.link_to("inbox", t("leads.conversation"), {"conversation": one.conversation_id, "inbox_state": "all"})
            if one.score is None and st.button(t("satisfaction.drop"), key=f"score_drop_{key}", type="tertiary"):
                wish = Wish(key, None, never_sent=True)
    st.caption(t("satisfaction.scale"))
    return wish


def _line(one: Question, facts: Mapping[str, Network], zone: str) -> str:
    where = f"{network_name(one.network, facts)}, {text.moment(one.last_message_at, zone, year=True)}"
    return f"**{escaped(one.who) or t('inbox.unknown')}** :gray[{escaped(where)}]"
