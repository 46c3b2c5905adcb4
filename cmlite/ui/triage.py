"""What messages are taken for, in words: values, reasons, how far a model is, its questions and versions."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.moderation import Plan
from cmlite.domain.triage import FEWEST_TESTED, SURE, TONES, URGENCIES, Aspect, Judgement, LaterTest
from cmlite.ui import classes, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

VALUES: dict[Aspect, tuple[str, ...]] = {"tone": TONES, "urgency": URGENCIES}
ICONS = {
    "negative": "sentiment_dissatisfied",
    "neutral": "sentiment_neutral",
    "positive": "sentiment_satisfied",
    "urgent": "bolt",
    "normal": "schedule",
}


def value_name(aspect: str, value: str, plan: Plan | None = None) -> str:
    """A value in words, as Markdown; '' is unsure."""
    if not value:
        return t("triage.unsure")
    if aspect == "kind":
        return escaped(classes.name_of(value, plan or Plan()))
    return t(f"triage.{aspect}.{value}")


def language_name(code: str) -> str:
    """The language of a message in words."""
    return t(f"triage.language.{code or 'unknown'}")


def why(told: Judgement) -> str:
    """Where an answer comes from and how sure it is, in one short sentence."""
    source = told.source.partition(":")[0]
    if source == "person":
        return t("triage.why.person")
    if source == "rule":
        return t("triage.why.rule")
    found = text.listed([t("triage.quoted", word=escaped(word)) for word in told.why])
    if source == "model":
        share = text.percent(told.certainty, digits=0)
        return t("triage.why.model_words", share=share, words=found) if told.why else t("triage.why.model", share=share)
    if told.why:
        return t("triage.why.words" if told.value else "triage.why.words_unsure", words=found)
    return t("triage.why.nothing")


def standing(one: Any, *, allowed: bool) -> str:
    """How far one aspect is in one language, in a sentence with its numbers. `one`: services.triage_models.Quality;
    `allowed`: whether the owner lets its model label."""
    if one.state == "none":
        return t("triage.state.none", n=one.missing) if one.missing else t("triage.state.ready")
    if not allowed:
        return t("triage.state.off")
    if one.tested is None:
        missing = FEWEST_TESTED * 5 - one.corrections
        return t("triage.state.untested", n=missing) if missing > 0 else t("triage.state.untested_ready")
    return t(f"triage.state.{one.state}")


def switch(aspect: str, language: str, *, allowed: bool) -> bool:
    """Whether the model may label by itself."""
    key = f"may_label_{aspect}_{language}_{allowed}"
    return bool(st.toggle(t("triage.may_label"), allowed, key=key, help=t("triage.may_label_help")))


def figures(tested: LaterTest, aspect: str, plan: Plan) -> str:
    """The test on later messages: right, the majority answer beside it, where it was sure, order; with every n."""
    lines = [
        t(
            "triage.figures.right",
            right=tested.right,
            n=tested.texts,
            share=text.percent(tested.right / tested.texts, digits=0),
            majority=value_name(aspect, tested.majority, plan),
            other=tested.majority_right,
            other_share=text.percent(tested.majority_right / tested.texts, digits=0),
        ),
        t("triage.figures.differ", better=tested.better, worse=tested.worse),
        t(
            "triage.figures.sure",
            right=tested.sure_right,
            n=tested.sure_texts,
            sure=text.percent(SURE, digits=0),
        ),
    ]
    if tested.ranking is not None:
        lines.append(
            t(
                "triage.figures.order",
                value=value_name(aspect, tested.rarest, plan),
                precision=text.percent(tested.ranking, digits=0),
                base=text.percent(tested.base, digits=0),
            )
        )
    if tested.drawn_by_chance:
        lines.append(t("triage.figures.chance", n=tested.drawn_by_chance))
    return "\n".join(f"- {line}" for line in lines)


def versions(rows: Sequence[Mapping[str, Any]], zone: str) -> str | None:
    """Earlier versions of a model; returns the id of the one that is to judge again."""
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", key=f"version_{row['model_id']}"):
            seen = row["figures"]
            right = (
                t("triage.version_right", right=seen["right"], n=seen["texts"])
                if seen
                else t("triage.version_untested")
            )
            st.caption(
                t(
                    "triage.version",
                    n=row["version"],
                    made=text.moment(row["made_at"], zone, year=True),
                    texts=row["texts"],
                    size=text.number(max(row["size"] / 1_000, 1)),
                )
                + f" {right}",
                width="stretch",
            )
            if row["state"] != "past":
                st.badge(t("triage.in_use"), color="blue")
            elif row["size"] and st.button(t("triage.go_back"), key=f"go_back_{row['model_id']}", type="tertiary"):
                return str(row["model_id"])
    return None


def question(one: Any, values: Sequence[str], aspect: str, plan: Plan, *, place: int, of: int) -> str:
    """One message and what it could be; returns the value that was pressed, `skip`, or ''.

    All is drawn before it returns: a key that was meant for the question before is not followed by another run.
    """
    pressed = ""
    with st.container(border=True, key="triage_question"):
        drawn = t(f"triage.drawn.{one.drawn}")
        st.caption(t("triage.question_place", n=place, of=of) + f" · {drawn}")
        st.text(one.text[:1_500])
        if one.value:
            st.caption(t("triage.thinks", value=value_name(aspect, one.value, plan)))
        with st.container(horizontal=True, key="triage_answers"):
            for number, value in enumerate(values, 1):
                sign = classes.icon(value) if aspect == "kind" else f":material/{ICONS[value]}:"
                if st.button(
                    value_name(aspect, value, plan),
                    key=f"answer_{value}",
                    icon=sign,
                    shortcut=str(number % 10) if number <= 10 else None,
                ):
                    pressed = value
            if st.button(t("triage.skip"), key="answer_skip", type="tertiary", shortcut="s"):
                pressed = "skip"
    return pressed
