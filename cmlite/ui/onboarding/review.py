"""Step 9: when to look at it again, and the decision."""

from datetime import date, timedelta

import streamlit as st

from cmlite.domain.strategy import Strategy
from cmlite.domain.strategy_hints import open_steps
from cmlite.ui.onboarding.frame import Edit, keyed
from cmlite.ui.text import t


def form(strategy: Strategy, today: date) -> tuple[Edit, list[str]]:
    """The review date and what is still open; gives back the edit and the open steps."""
    known = strategy.review_on if strategy.review_on and strategy.review_on > today else today + timedelta(days=91)
    day = st.date_input(
        t("onboarding.review_on"),
        known,
        min_value=today + timedelta(days=1),
        key=keyed("review_on"),
        format=t("units.day_format"),
        help=t("onboarding.review_help"),
    )
    chosen = day if isinstance(day, date) else known
    missing = [step for step in open_steps(strategy) if step != "review"]
    if missing:
        st.warning(
            t("onboarding.missing", steps=", ".join(t(f"onboarding.short.{step}") for step in missing)),
            icon=":material/rule:",
        )
    else:
        st.success(t("onboarding.complete"), icon=":material/task_alt:")
    return (lambda base: base.model_copy(update={"review_on": chosen})), missing
