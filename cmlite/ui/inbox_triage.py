"""Language, tone and urgency beside a thread, each with its reason and corrected with one click."""

from collections.abc import Callable, Mapping

import streamlit as st

from cmlite.domain.moderation import Plan
from cmlite.domain.triage import Aspect, Judgement
from cmlite.ui import frame
from cmlite.ui.text import t
from cmlite.ui.triage import ICONS, VALUES, language_name, value_name, why


def panel(
    conversation_id: str,
    told: Mapping[str, Judgement] | None,
    plan: Plan,
    correct: Callable[[Aspect, str], str],
    take_back: Callable[[str], None],
) -> None:
    """Language, tone and urgency of one conversation with their reasons, each corrected with one click."""
    if told is None:
        st.caption(f":material/hourglass_empty: {t('triage.not_yet')}")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="triage_line"):
        st.markdown(_line(told, plan), width="stretch")
        with st.popover(t("triage.correct"), icon=":material/tune:", type="tertiary", key="triage_open"):
            for aspect, values in VALUES.items():
                st.markdown(f"**{t(f'triage.aspect.{aspect}')}** · :gray[{why(told[aspect])}]")
                chosen = st.segmented_control(
                    t(f"triage.aspect.{aspect}"),
                    values,
                    default=told[aspect].value if told[aspect].counts else None,
                    format_func={
                        value: f":material/{ICONS[value]}: {value_name(aspect, value)}" for value in values
                    }.__getitem__,
                    key=f"triage_{aspect}_{told[aspect].source}_{told[aspect].value}",
                    label_visibility="collapsed",
                )
                if chosen and not (told[aspect].counts and chosen == told[aspect].value):
                    st.session_state["triage_undo"] = (conversation_id, correct(aspect, chosen))
                    frame.say_later(t("triage.corrected"))
                    st.rerun()
            st.caption(t("triage.learns"))
            frame.link_to("triage", f":material/school: {t('triage.open')}", {})
        last = st.session_state.get("triage_undo") or ("", "")
        if last[0] == conversation_id and st.button(
            t("triage.undo"), key="triage_undo_go", icon=":material/undo:", type="tertiary"
        ):
            st.session_state.pop("triage_undo")
            with frame.refusals():
                take_back(last[1])
            st.rerun()


def _line(told: Mapping[str, Judgement], plan: Plan) -> str:
    spoken = told["language"]
    parts = [f":material/translate: {language_name(spoken.value)}"]
    for aspect in VALUES:
        one = told[aspect]
        if aspect == "urgency" and not one.value:
            continue
        named = f":material/{ICONS.get(one.value, 'help')}: {value_name(aspect, one.value)}"
        parts.append(named if one.counts or not one.value else t("triage.perhaps", value=named))
    kind = told["kind"]
    if kind.value and not kind.counts and kind.source != "person":
        parts.append(t("triage.perhaps", value=value_name("kind", kind.value, plan)))
    return ":gray[" + " · ".join(parts) + "]"
