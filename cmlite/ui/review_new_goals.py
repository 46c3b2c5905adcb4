"""New goals of a review: for outcomes that have none (any more), with measure, target, day and reason."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from cmlite.domain.goals import Progress
from cmlite.domain.review import Decision, Review
from cmlite.domain.strategy import MEASURES, OUTCOMES, Strategy, suggest_target
from cmlite.ui.cards import measured
from cmlite.ui.text import t


def new_goals(
    review: Review, strategy: Strategy, decided: Sequence[Decision], present: Mapping[str, Progress], today: date
) -> list[Decision]:
    """What is to become a goal besides those there are; `present` holds the values of today by measure."""
    stopped = {one.name for one in decided if one.subject == "goal" and one.verdict == "stop"}
    taken = {goal.outcome for goal in strategy.goals if goal.measure not in stopped}
    free = [outcome for outcome in OUTCOMES if outcome not in taken]
    known = {MEASURES[one.name].outcome: one for one in review.content.decisions if one.verdict == "new"}
    st.header(t("review.new_goals"), anchor=False)
    if not free:
        st.caption(t("review.new_goals_none"))
        return []
    st.caption(t("review.new_goals_how"))
    chosen = st.pills(
        t("review.new_goals"),
        free,
        selection_mode="multi",
        default=[outcome for outcome in free if outcome in known],
        format_func=lambda outcome: t(f"outcomes.{outcome}"),
        key=f"review_new_{'_'.join(free)}_{review.review_id}",
        label_visibility="collapsed",
    )
    open_to = {name: one for name, one in present.items() if name not in stopped}
    return [_goal(outcome, known.get(outcome), open_to, review.review_id, today) for outcome in chosen]


def _goal(
    outcome: str, known: Decision | None, present: Mapping[str, Progress], review_id: str, today: date
) -> Decision:
    measures = [name for name in present if MEASURES[name].outcome == outcome]
    with st.container(border=True, key=f"review_new_box_{outcome}_{review_id}"):
        measure = st.selectbox(
            t("onboarding.measure"),
            measures,
            index=measures.index(known.name) if known and known.name in measures else 0,
            format_func=lambda name: t(f"measures.{name}"),
            key=f"review_new_measure_{outcome}_{review_id}",
        )
        same = known if known and known.name == measure else None
        value = present[measure].value
        unit = MEASURES[measure].unit
        st.caption(
            t("review.new_goal_now", value=measured(value, unit)) if value is not None else t("review.new_goal_unknown")
        )
        left, right = st.columns(2)
        factor, whole = 100 if unit == "rate" else 1, unit in {"count", "minutes"}
        start = same.value if same and same.value is not None else suggest_target(measure, value)
        target = left.number_input(
            f"{t('onboarding.target')} ({t(f'onboarding.unit_{unit}')})",
            min_value=0.0,
            max_value={"rate": 100.0, "stars": 5.0}.get(unit),
            value=float(round(start * factor, 0 if whole else 1)),
            step=1.0 if whole else 0.1,
            format="%.0f" if whole else "%.1f",
            key=f"review_new_target_{measure}_{review_id}",
        )
        kept = same.by if same and same.by and same.by > today else today + timedelta(days=182)
        day = right.date_input(
            t("onboarding.by"),
            kept,
            min_value=today + timedelta(days=1),
            key=f"review_new_by_{measure}_{review_id}",
            format=t("units.day_format"),
        )
        reason = st.text_input(
            t("review.reason.new", name=t(f"measures.{measure}")),
            same.reason if same else "",
            key=f"review_new_reason_{outcome}_{review_id}",
            max_chars=600,
        )
    return Decision(
        subject="goal",
        name=measure,
        verdict="new",
        reason=(reason or "").strip(),
        value=float(target or 0) / factor,
        by=day if isinstance(day, date) else kept,
    )
