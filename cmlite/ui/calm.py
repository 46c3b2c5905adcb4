"""What the calm check found about an answer, with remedies one click away; and the pause on a heated thread."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import streamlit as st

from cmlite.domain.calm import Finding
from cmlite.domain.calm.heat import Heat
from cmlite.domain.calm.remedies import mended
from cmlite.domain.calm.situation import Wait
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_SHOWN = 3
"""Findings that stand open; the others are one click away, so that the buttons below stay near."""
_TICK = 10
"""Seconds between two looks at the clock of a pause."""


def show_findings(found: Sequence[Finding], words: str, *, key: str) -> str | None:
    """What was found, what the network refuses first; gives the text as a remedy mends it, if one was taken."""
    if not words.strip():
        return None
    if not found:
        st.caption(f":material/check: {t('calm.nothing')}")
        return None
    wish = None
    with st.container(key=f"calm_{key}", gap="xsmall"):
        for finding in found[:_SHOWN]:
            wish = _finding(finding, words, key) or wish
        if rest := found[_SHOWN:]:
            with st.expander(t("calm.more", n=len(rest)), key=f"calm_more_{key}"):
                for finding in rest:
                    wish = _finding(finding, words, key) or wish
    return wish


def is_sure(found: Sequence[Finding], words: str, *, key: str) -> bool:
    """Whether what was sent by hand is to be noted: what the network cannot have taken whole is asked about once, for
    whoever pressed before the check was read."""
    too_long = any(one.rule == "limit.too_long" for one in found)
    if not too_long or st.session_state.get(f"calm_sure_{key}") == words:
        return True
    st.session_state[f"calm_sure_{key}"] = words
    st.warning(t("calm.sent_too_long"), icon=":material/content_cut:")
    return False


def sentences(finding: Finding) -> tuple[str, str, str]:
    """Name, reason and remedy, safe to be shown as Markdown."""
    values = {name: _shown(value) for name, value in finding.values.items()}
    key = f"calm.{finding.rule}"
    remedy = t(f"{key}.remedy", **values) if values.get("instead", "-") else t("checks.no_instead")
    return t(f"{key}.name"), t(f"{key}.reason", **values), remedy


def _shown(value: object) -> object:
    return value if isinstance(value, int | float) else escaped(str(value))


def _finding(finding: Finding, words: str, key: str) -> str | None:
    name, reason, remedy = sentences(finding)
    if finding.level == "block":
        st.error(f"**{name}.** {reason} {remedy}", icon=":material/block:")
        return None
    with st.container(horizontal=True, vertical_alignment="center", key=f"calm_{finding.rule}_{key}"):
        st.markdown(f":small[:orange[:material/spa:] **{name}.** {reason} :gray[{remedy}]]")
        if finding.mends and st.button(
            t(f"calm.mend.{finding.mends}"),
            key=f"mend_{finding.rule}_{key}",
            type="tertiary",
            icon=":material/healing:",
        ):
            return mended(words, finding.mends, placeholder=t("calm.placeholder"))
    return None


def pause(wait: Wait, *, key: str, clock: Callable[[], datetime]) -> bool:
    """How long the answer still waits and why; gives whether the writer does not want to wait."""
    if not wait.left(clock()):
        return False
    with st.container(border=True, key=f"pause_{key}"):
        st.markdown(f"**:material/spa: {t('calm.pause')}**")
        _countdown(wait, clock)
        st.caption(f"{t('calm.pause_draft')} {reasons(wait.heat)}")
        with st.popover(t("calm.not_wait"), key=f"pause_more_{key}", type="tertiary"):
            st.markdown(t("calm.not_wait_text", n=wait.minutes))
            return st.button(t("calm.not_wait_do"), key=f"pause_end_{key}")


@st.fragment(run_every=_TICK)
def _countdown(wait: Wait, clock: Callable[[], datetime]) -> None:
    """The clock of the pause; once it is over the page is drawn again, with its buttons."""
    left = wait.left(clock())
    if not left:
        st.rerun()
    minutes = max(round(left), 1)
    st.progress(wait.share(clock()), text=t("calm.left", n=minutes))


def reasons(heat: Heat) -> str:
    """Why an answer waits: how the message is written, or only what its class says."""
    told: Mapping[str, object] = heat.reasons
    if not heat.is_heated:
        return t("calm.heat.class")
    parts = [t(f"calm.heat.{name}", word=_shown(value)) for name, value in told.items()]
    return f"{t('calm.pause_angry')} {t('calm.heat.because', reasons=text.listed(parts))}"
