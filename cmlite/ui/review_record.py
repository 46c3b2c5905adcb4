"""Around a review: where it begins, the buttons of its steps, a finished one to read and take home."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.review import Review
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.papers import Section
from cmlite.ui.text import t


def begin_box(is_due: bool, review_on: date | None, *, first: bool) -> bool:
    """Say when the next review is planned; gives back whether it is to begin now."""
    with st.container(border=True, key="review_begin_box"):
        day = text.day(review_on, year=True)
        if first:
            st.markdown(t("review.first"), width=720)
        st.markdown(t("review.due" if is_due else "review.not_due", day=day))
        return st.button(
            t("review.begin"),
            key="review_begin",
            type="primary" if is_due or first else "secondary",
            icon=":material/fact_check:",
        )


def step_buttons(step: str, parts: Sequence[str], next_version: int) -> str:
    """The buttons below a step; gives back another step, `adopt`, `later`, `drop`, or '' for none."""
    place = list(parts).index(step)
    with st.container(horizontal=True, key=f"review_buttons_{step}"):
        if place and st.button(t("onboarding.back"), key=f"review_back_{step}", icon=":material/arrow_back:"):
            return str(parts[place - 1])
        if step == "finish":
            if st.button(t("review.finish", n=next_version), key="review_finish", type="primary"):
                return "adopt"
        elif st.button(t("onboarding.save"), key=f"review_save_{step}", type="primary"):
            return str(parts[place + 1])
        if st.button(t("review.later"), key=f"review_later_{step}", type="tertiary"):
            return "later"
        with st.popover(t("review.drop"), type="tertiary"):
            st.markdown(t("review.drop_sure"))
            if st.button(t("review.drop_do"), key=f"review_drop_{step}"):
                return "drop"
    return ""


def record(
    shown: Review,
    paper: Sequence[Section],
    *,
    markdown: Callable[[], str],
    page: Callable[[], str],
    file_name: Callable[[str], str],
) -> None:
    """A finished review to read and to take home."""
    with st.container(horizontal=True, key="review_downloads"):
        st.download_button(
            t("strategy.as_markdown"),
            data=text.as_now(markdown),
            file_name=file_name("md"),
            mime="text/markdown",
            key="review_markdown",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            t("strategy.as_page"),
            data=text.as_now(page),
            file_name=file_name("html"),
            mime="text/html",
            key="review_print",
            on_click="ignore",
            icon=":material/print:",
        )
    st.caption(
        t(
            "review.about",
            days=text.days(shown.first_day, shown.last_day),
            n=shown.version,
            next=shown.next_version or 0,
        )
    )
    with st.grid(2, min_column_width=340):
        for place, (heading, rows) in enumerate(paper):
            with st.container(border=True, height="stretch", key=f"review_section_{place}"):
                st.header(heading, anchor=False)
                for label, words in rows:
                    st.markdown(f"**{escaped(label)}**  \n{escaped(words)}" if label else escaped(words))
