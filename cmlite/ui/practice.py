"""Practising: the comment, the answer, what the checks find, one good answer and how far one has come."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cmlite.domain.calm import Finding
from cmlite.domain.practice import Exercise, Progress, Said
from cmlite.ui.calm import show_findings
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def label(exercise: Exercise, language: str, progress: Progress) -> str:
    """An exercise in the list: a mark, who writes, the first words."""
    said = exercise.said(language)
    mark = "✓ " if exercise.id in progress.calm else "· " if exercise.id in progress.answered else ""
    return f"{mark}{said.who}: {' '.join(said.text.split())[:60]} …"


def standing(progress: Progress, total: int) -> None:
    """How far somebody has come."""
    done, calm = len(progress.answered), len(progress.calm)
    st.progress(min(done / max(total, 1), 1.0), text=t("practice.standing", n=done, total=total, calm=calm))
    if calm >= total:
        st.success(t("practice.all_done"), icon=":material/spa:")


def comment(said: Said, kind: str) -> None:
    """The comment as it would stand in the inbox."""
    with st.chat_message(said.who, avatar=":material/person:"):
        st.text(said.text)
        st.caption(f"{escaped(said.who)} · {t(f'inbox.kind_{kind}')}")


def answer(start: str, *, key: str) -> str | None:
    """The field; gives the answer that is to be checked."""
    with st.form(f"practice_form_{key}", border=False):
        words = st.text_area(
            t("practice.answer"),
            start,
            key=f"practice_text_{key}",
            height=150,
            max_chars=5_000,
            placeholder=t("practice.hint"),
        )
        pressed = st.form_submit_button(t("practice.check"), key=f"practice_check_{key}", type="primary")
    return (words or "") if pressed else None


def feedback(said: Said, found: Sequence[Finding], words: str, *, formal: bool, key: str) -> None:
    """What the checks found, what matters here, and one good answer."""
    if found:
        st.markdown(f"**{t('practice.found', n=len(found))}**")
    show_findings([replace(one, mends="") for one in found], words, key=f"practice_{key}")
    with st.container(border=True, key=f"practice_sample_{key}"):
        st.markdown(f"**:material/lightbulb: {t('practice.tip')}** {escaped(said.tip)}")
        st.markdown(f"**{t('practice.sample')}**")
        st.text(said.answer)
        if not formal:
            st.caption(t("practice.sample_formal"))
