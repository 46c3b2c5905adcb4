"""The steps of a review: what is shown, what is typed; each gives back the change of the content it stands for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, get_args

import streamlit as st

from cmlite.domain.goals import Progress
from cmlite.domain.networks import Network
from cmlite.domain.review import Asked, Content, Decision, Group, Kept, Review, Verdict, Worked
from cmlite.domain.strategy import MEASURES, Goal, Strategy
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.goal_courses import goal_courses
from cmlite.ui.review_new_goals import new_goals
from cmlite.ui.review_words import group_line, group_name, kept_line, question, subject_name
from cmlite.ui.text import t

Edit = Callable[[Content], Content]
_VERDICTS: tuple[Verdict, ...] = ("keep", "change", "stop")
_ANSWERS = tuple(one for one in get_args(Worked) if one)


def steps_bar(step: str, content: Content) -> str | None:
    """All steps as a row to jump between; gives back the one that was chosen."""
    chosen = st.pills(
        t("review.steps"),
        content.parts,
        default=step,
        required=True,
        format_func=lambda one: (":material/check: " if one in content.done else "") + t(f"review.part.{one}"),
        key=f"review_steps_{step}",
        label_visibility="collapsed",
    )
    return None if chosen == step else str(chosen)


def asked(review: Review, networks: Mapping[str, Network]) -> Edit:
    """What the review before decided, as questions."""
    answers: list[Asked] = []
    for number, one in enumerate(review.content.asked):
        with st.container(border=True, key=f"review_asked_{number}"):
            st.markdown(escaped(question(one, networks)))
            worked = st.segmented_control(
                t("review.did_it_work"),
                _ANSWERS,
                default=one.worked or None,
                format_func=lambda code: t(f"review.worked.{code}"),
                key=f"review_worked_{number}_{review.review_id}",
            )
            note = st.text_input(
                t("review.note"), one.note, key=f"review_asked_note_{number}_{review.review_id}", max_chars=600
            )
        answers.append(one.model_copy(update={"worked": worked or "", "note": (note or "").strip()}))
    return lambda base: base.model_copy(update={"asked": tuple(answers)})


def goals(review: Review, progress: Sequence[Progress], today: date) -> Edit:
    """Plan against actual for each goal."""
    goal_courses(progress, today)
    return _note(review, "goals")


def worked(review: Review, groups: Sequence[Group]) -> Edit:
    """How the posts of each pillar and format were met, with n and interval."""
    if not groups:
        st.info(t("review.no_posts"), icon=":material/info:")
    for section in ("pillar", "format"):
        those = [one for one in groups if one.section == section]
        if those:
            with st.container(border=True, key=f"review_groups_{section}"):
                st.header(t(f"kpis.section.{section}"), anchor=False)
                for one in those:
                    st.markdown(f"**{escaped(group_name(one))}**  \n{group_line(one)}")
    st.caption(t("review.worked_how"))
    return _note(review, "worked")


def cadence(review: Review, kept: Sequence[Kept], networks: Mapping[str, Network]) -> Edit:
    """Planned against published posts a week."""
    with st.container(border=True, key="review_kept"):
        for one in kept:
            st.markdown(f"**{network_name(one.network, networks)}**  \n{kept_line(one)}")
    return _note(review, "cadence")


def decisions(
    review: Review,
    strategy: Strategy,
    networks: Mapping[str, Network],
    today: date,
    present: Mapping[str, Progress],
) -> Edit:
    """Keep, change or stop each goal, pillar and network, with a reason, and add goals."""
    wanted: list[Decision] = []
    st.caption(t("review.decisions_how"))
    for heading, subjects in (
        ("goals", [Decision(subject="goal", name=one.measure) for one in strategy.goals]),
        ("pillars", [Decision(subject="pillar", name=one.pillar_id, label=one.name) for one in strategy.pillars]),
        ("networks", [Decision(subject="network", name=one.network) for one in strategy.networks]),
    ):
        st.header(t(f"strategy.{heading}"), anchor=False)
        for subject in subjects:
            known = review.content.decision(subject.subject, subject.name) or subject
            wanted.append(
                _decision(review, known.model_copy(update={"label": subject.label}), strategy, networks, today)
            )
        if heading == "goals":
            wanted += new_goals(review, strategy, wanted, present, today)
    return lambda base: base.model_copy(update={"decisions": tuple(wanted)})


def next_day(review: Review, today: date) -> Edit:
    """The day of the next review."""
    known = review.content.review_on
    day = st.date_input(
        t("strategy.review_on"),
        known if known and known > today else today + timedelta(days=91),
        min_value=today + timedelta(days=1),
        key=f"review_next_{review.review_id}",
        format=t("units.day_format"),
        width=220,
    )
    chosen = day if isinstance(day, date) else known
    return lambda base: base.model_copy(update={"review_on": chosen})


def _decision(
    review: Review, known: Decision, strategy: Strategy, networks: Mapping[str, Network], today: date
) -> Decision:
    tail = f"{known.subject}_{known.name}_{review.review_id}"
    with st.container(border=True, key=f"review_box_{tail}"):
        subject = escaped(subject_name(known, networks))
        name, choice = st.columns([2, 3], vertical_alignment="center")
        name.markdown(f"**{subject}**")
        verdict = choice.segmented_control(
            t("review.verdict_label", name=subject),
            _VERDICTS,
            default=known.verdict if known.verdict in _VERDICTS else "keep",
            required=True,
            format_func=lambda code: t(f"review.verdict.{code}"),
            key=f"review_verdict_{tail}",
            label_visibility="collapsed",
        )
        changes = _change(known, strategy, tail, today) if verdict == "change" else {"value": None, "by": None}
        reason = st.text_input(
            t(f"review.reason.{verdict or 'keep'}", name=subject),
            known.reason,
            key=f"review_reason_{tail}",
            max_chars=600,
        )
    return known.model_copy(update={"verdict": verdict or "keep", "reason": (reason or "").strip(), **changes})


def _change(known: Decision, strategy: Strategy, tail: str, today: date) -> dict[str, Any]:
    """Fields for what a change means: a new target and day, a new share, another cadence."""
    left, right = st.columns(2)
    if known.subject == "goal":
        goal = next(one for one in strategy.goals if one.measure == known.name)
        return {"value": _target(left, goal, known, tail), "by": _day(right, goal, known, tail, today)}
    if known.subject == "pillar":
        share = next(one.share for one in strategy.pillars if one.pillar_id == known.name)
        value = int(known.value if known.value is not None else share)
        typed = left.number_input(t("onboarding.pillar_share"), 0, 100, value, 5, key=f"review_value_{tail}")
        return {"value": float(typed or 0), "by": None}
    posts = next(one.posts_per_week for one in strategy.networks if one.network == known.name)
    value_now = float(known.value if known.value is not None else posts)
    typed_posts = left.number_input(t("review.per_week"), 0.0, 50.0, value_now, 0.5, "%.1f", key=f"review_value_{tail}")
    return {"value": float(typed_posts or 0), "by": None}


def _target(where: Any, goal: Goal, known: Decision, tail: str) -> float:
    unit = MEASURES[goal.measure].unit
    factor = 100 if unit == "rate" else 1
    whole = unit in {"count", "minutes"}
    typed = where.number_input(
        f"{t('onboarding.target')} ({t(f'onboarding.unit_{unit}')})",
        min_value=0.0,
        max_value={"rate": 100.0, "stars": 5.0}.get(unit),
        value=float(round((known.value if known.value is not None else goal.target) * factor, 2)),
        step=1.0 if whole else 0.1,
        format="%.0f" if whole else "%.1f",
        key=f"review_value_{tail}",
    )
    return float(typed) / factor if typed is not None else goal.target


def _day(where: Any, goal: Goal, known: Decision, tail: str, today: date) -> date:
    wanted = known.by or goal.by
    day = where.date_input(
        t("onboarding.by"),
        wanted if wanted > today else today + timedelta(days=182),
        min_value=today + timedelta(days=1),
        key=f"review_by_{tail}",
        format=t("units.day_format"),
    )
    return day if isinstance(day, date) else goal.by


def _note(review: Review, part: str) -> Edit:
    words = st.text_area(
        t("review.note"),
        review.content.notes.get(part, ""),
        key=f"review_note_{part}_{review.review_id}",
        max_chars=2000,
        placeholder=t("review.note_hint"),
    )
    return lambda base: base.model_copy(update={"notes": base.notes | {part: (words or "").strip()}})
