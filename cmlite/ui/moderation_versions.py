"""Around the moderation plan: take it home, its version, giving it up and taking it back."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from cmlite.domain.moderation import PlanVersion
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

MEDIA = {"txt": "text/plain", "md": "text/markdown", "html": "text/html"}


def downloads(makers: Mapping[str, Callable[[], str]], name: Callable[[str], str], words: str, *, key: str) -> None:
    """A button that opens a list of files, each made when it is wanted: by ending (txt, md, html).

    `name` says what a file is called, `words` is where the texts stand: of the button, and one for each ending.
    """
    with st.popover(t(words), icon=":material/download:", key=key):
        for ending, make in makers.items():
            st.download_button(
                t(f"{words}_{ending}"),
                data=text.as_now(make),
                file_name=name(ending),
                mime=MEDIA[ending],
                key=f"{key}_{ending}",
                on_click="ignore",
                width="stretch",
            )


def standing(current: PlanVersion | None, zone: str) -> None:
    """Which version counts, or that the proposal does."""
    if current is None:
        st.caption(t("moderation.proposal"))
        return
    moment = text.moment(current.saved_at, zone, year=True)
    st.caption(t("moderation.own", n=current.version, moment=moment, who=escaped(text.who(current.actor))))


def undo_bar(versions: Sequence[PlanVersion]) -> str:
    """After the plan was given up for the proposal; gives the id of the version that is wanted back, or ''."""
    given_up = st.session_state.get("plan_given_up", "")
    if given_up not in {one.plan_id for one in versions} or any(one.state == "current" for one in versions):
        return ""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="plan_undo_bar"):
        st.markdown(t("moderation.given_up"), width="stretch")
        if st.button(t("moderation.undo"), key="plan_undo", icon=":material/undo:"):
            del st.session_state["plan_given_up"]
            return str(given_up)
    return ""


def past_versions(versions: Sequence[PlanVersion], zone: str) -> PlanVersion | None:
    """Earlier versions; gives back the one that shall count again."""
    past = [one for one in versions if one.state == "past"]
    wanted = None
    if past:
        with st.expander(t("moderation.versions", n=len(past)), icon=":material/history:", key="plan_versions"):
            for one in past[:20]:
                with st.container(horizontal=True, vertical_alignment="center", key=f"plan_version_{one.plan_id}"):
                    moment = text.moment(one.saved_at, zone, year=True)
                    who = escaped(text.who(one.actor))
                    st.markdown(t("moderation.version", n=one.version, moment=moment, who=who))
                    if st.button(t("moderation.restore"), key=f"plan_restore_{one.plan_id}"):
                        wanted = one
    return wanted
