"""What all steps share: where we are, why it is asked, an example, the way back and forward."""

from collections.abc import Callable

import streamlit as st

from cmlite.domain.brands import Brand
from cmlite.domain.strategy import STEPS, Strategy
from cmlite.domain.strategy_hints import Hint
from cmlite.ui.document import begin_at_top
from cmlite.ui.frame import go_to
from cmlite.ui.text import t

Edit = Callable[[Strategy], Strategy]


def keyed(name: str) -> str:
    """The key of a field, one for each brand: what was typed for one must never be saved for another."""
    return f"{name}_{st.session_state.get('wizard_of', 'new')}"


def begin(brand: Brand) -> Brand:
    """Keep in mind which business this window began."""
    st.session_state["wizard_began"] = brand.brand_id
    return brand


def begun_here(brand: Brand | None) -> bool:
    """Whether the business in view is the one this window began."""
    return brand is not None and brand.brand_id == st.session_state.get("wizard_began")


def begin_another() -> None:
    """Open the wizard with an empty form, for one business more."""
    st.session_state.pop("wizard_began", None)
    go_to("onboarding", {"own": "1"})


def is_touched(step: str, standing: object) -> bool:
    """Whether the answers of a step are others than when it came up; what is only suggested may still change."""
    place = (step, st.session_state.get("wizard_of"))
    if st.session_state.get("wizard_at") != place:
        st.session_state["wizard_at"], st.session_state["wizard_stood"] = place, standing
    return bool(standing != st.session_state["wizard_stood"])


def head(step: str, done: tuple[str, ...]) -> None:
    """Progress, title, why we ask, an example from a real trade."""
    place = STEPS.index(step) + 1
    begin_at_top(step)
    st.title(t(f"onboarding.step.{step}"), anchor=False)
    st.progress(len(set(done) & set(STEPS)) / len(STEPS), text=t("onboarding.progress", place=place, total=len(STEPS)))
    st.markdown(t(f"onboarding.why.{step}"), width=720)
    with st.expander(t("onboarding.example_label"), icon=":material/lightbulb:", key=f"example_{step}"):
        st.markdown(t(f"onboarding.example.{step}"))


def steps_bar(step: str, done: tuple[str, ...]) -> str | None:
    """All steps as a row to jump between; gives back the one that was chosen."""
    chosen = st.pills(
        t("onboarding.steps"),
        STEPS,
        default=step,
        required=True,
        format_func=lambda one: (":material/check: " if one in done else "") + t(f"onboarding.short.{one}"),
        key=f"steps_{step}",
        label_visibility="collapsed",
    )
    return None if chosen == step else str(chosen)


def buttons(step: str, *, last: bool = False, blocked: bool = False) -> tuple[bool, bool]:
    """Back and save; gives back which of the two was pressed."""
    with st.container(horizontal=True, key=f"buttons_{step}"):
        back = step != STEPS[0] and st.button(t("onboarding.back"), key=f"back_{step}", icon=":material/arrow_back:")
        save = st.button(
            t("onboarding.save_last") if last else t("onboarding.save"),
            key=f"save_{step}",
            type="primary",
            disabled=blocked,
        )
    return back, save


def show_hints(hints: list[Hint]) -> bool:
    """Say what is odd; gives back whether one of them stands in the way of saving."""
    for hint in hints:
        sentence = t(hint.key, **hint.values)
        if hint.blocks:
            st.warning(sentence, icon=":material/lightbulb:")
        else:
            st.caption(f":material/lightbulb: {sentence}")
    return any(hint.blocks for hint in hints)
