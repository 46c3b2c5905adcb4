"""Step 4: what should be different, measured how, by when."""

from datetime import date, timedelta

import streamlit as st

from cmlite.domain.goals import Progress, window_of
from cmlite.domain.strategy import MEASURES, OUTCOMES, Goal, Strategy, suggest_target
from cmlite.domain.strategy_hints import goal_hints
from cmlite.ui import text
from cmlite.ui.cards import measured
from cmlite.ui.onboarding.frame import Edit, keyed, show_hints
from cmlite.ui.text import t

_FIRST_CHOICE = ("visibility", "community", "service")


def form(strategy: Strategy, today: date, known_values: dict[str, Progress]) -> tuple[Edit, bool]:
    """Goals by outcome; gives back the edit and whether a hint stands in the way.

    `known_values` are present values by measure, from imported figures and the inbox.
    """
    goals: list[Goal] = []
    blocked = False
    chosen = {goal.outcome for goal in strategy.goals} or (set() if strategy.goals else set(_FIRST_CHOICE))
    for outcome in OUTCOMES:
        known = next((goal for goal in strategy.goals if goal.outcome == outcome), None)
        with st.container(border=True, key=keyed(f"goal_box_{outcome}")):
            wanted = st.checkbox(
                f"**{t(f'outcomes.{outcome}')}**",
                outcome in chosen,
                key=keyed(f"goal_wanted_{outcome}"),
                help=t(f"outcomes_help.{outcome}"),
            )
            st.caption(t(f"outcomes_help.{outcome}"))
            if wanted:
                goal = _goal(outcome, known, today, known_values)
                blocked |= show_hints(goal_hints(goal, today, is_known=goal.measure in known_values))
                goals.append(goal)
    return (lambda base: base.model_copy(update={"goals": tuple(goals)})), blocked


def _goal(outcome: str, known: Goal | None, today: date, known_values: dict[str, Progress]) -> Goal:
    measures = [name for name, how in MEASURES.items() if how.outcome == outcome]
    measure = str(
        st.selectbox(
            t("onboarding.measure"),
            measures,
            index=measures.index(known.measure) if known else 0,
            format_func=lambda one: t(f"measures.{one}"),
            key=keyed(f"goal_measure_{outcome}"),
        )
    )
    st.caption(t(f"measures_help.{measure}"))
    same = known if known and known.measure == measure else None
    present = known_values.get(measure)
    key = keyed(f"goal_baseline_{measure}")
    st.session_state.setdefault(key, _typed(measure, same.baseline if same else None))
    if present is not None and _offer(present, st.session_state[key], today):
        st.session_state[key] = _typed(measure, present.value)
    now_at, wanted, by = st.columns(3)
    start = _number(now_at, t("onboarding.baseline"), measure, None, key)
    target = _number(
        wanted,
        t("onboarding.target"),
        measure,
        same.target if same else suggest_target(measure, start),
        keyed(f"goal_target_{measure}"),
    )
    day = by.date_input(
        t("onboarding.by"),
        same.by if same else today + timedelta(days=182),
        key=keyed(f"goal_by_{measure}"),
        format=t("units.day_format"),
    )
    keeps = same is not None and _typed(measure, same.baseline) == _typed(measure, start)
    taken = present is not None and start is not None and _typed(measure, start) == _typed(measure, present.value)
    return Goal(
        outcome=outcome,
        measure=measure,
        baseline=same.baseline if same and keeps else start,
        target=target if target is not None else suggest_target(measure, start),
        by=day if isinstance(day, date) else today + timedelta(days=182),
        since=same.since if same and keeps else today if start is not None else None,
        source=same.source if same and keeps else present.source if present and taken else "",
    )


def _offer(present: Progress, typed: float | None, today: date) -> bool:
    """What imported figures say of today, with source and period; gives back whether the owner takes it."""
    measure = present.goal.measure
    days = window_of(measure)
    facts = {
        "value": measured(present.value, present.unit),
        "source": t(f"onboarding.source_{present.source}"),
        "period": t(
            "onboarding.over_days" if days else "onboarding.on_day",
            first=text.day(today - timedelta(days=days - 1), weekday=False),
            last=text.day(today, weekday=False, year=True),
        ),
    }
    place = st.empty()
    is_taken = typed == _typed(measure, present.value)
    if not is_taken:
        with place.container(horizontal=True, vertical_alignment="center", key=keyed(f"goal_offer_{measure}")):
            st.markdown(t("onboarding.baseline_offer", **facts))
            is_taken = st.button(t("onboarding.baseline_take"), key=keyed(f"goal_take_{measure}"))
    if is_taken:
        place.caption(f":material/check: {t('onboarding.baseline_taken', **facts)}")
    return is_taken


def _typed(measure: str, value: float | None) -> float | None:
    """A value as its field shows it: rates in percent."""
    unit = MEASURES[measure].unit
    if value is None:
        return None
    return round(float(value) * (100 if unit == "rate" else 1), 0 if unit in {"count", "minutes"} else 1)


def _number(where: object, label: str, measure: str, value: float | None, key: str) -> float | None:
    """A number in the unit of the measure; rates are typed in percent and kept as fractions."""
    unit = MEASURES[measure].unit
    factor = 100 if unit == "rate" else 1
    typed = where.number_input(  # type: ignore[attr-defined]
        f"{label} ({t(f'onboarding.unit_{unit}')})",
        min_value=0.0,
        value=_typed(measure, value),
        step=1.0 if unit in {"count", "minutes"} else 0.1,
        format="%.0f" if unit in {"count", "minutes"} else "%.1f",
        key=key,
        placeholder=t("onboarding.unknown"),
    )
    return None if typed is None else float(typed) / factor
