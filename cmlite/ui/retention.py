"""The rules of forgetting: how long each kind is kept, what that would take now, and what was forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from cmlite.domain.retention import KINDS, MONTHS, Kind, Run
from cmlite.ui import text
from cmlite.ui.text import t


def rules(now_on: Mapping[Kind, int]) -> dict[Kind, int]:
    """One choice a kind; gives back the rules that are chosen to be on, saved or not."""
    chosen: dict[Kind, int] = {}
    with st.grid(2, min_column_width=280):
        for kind in KINDS:
            months = st.selectbox(
                t(f"retention.kind.{kind}"),
                MONTHS,
                index=MONTHS.index(now_on.get(kind, 0)),
                format_func=_months,
                key=f"retention_{kind}",
                help=t(f"retention.help.{kind}"),
            )
            if months:
                chosen[kind] = int(months)
    return chosen


def _months(months: int) -> str:
    return t("retention.months", n=months) if months else t("retention.off")


def preview(found: Mapping[Kind, tuple[int, datetime]], zone: str) -> None:
    """What the chosen rules would take now."""
    if not found:
        st.caption(t("retention.all_off"))
    for kind, (count, before) in found.items():
        day = text.moment(before, zone, year=True)
        st.markdown(
            f":material/{'delete_sweep' if count else 'check'}: {t(f'retention.would.{kind}', n=count, day=day)}"
        )


def save_button(chosen: Mapping[Kind, int], now_on: Mapping[Kind, int], count: int, *, may: bool) -> bool:
    """Whether the rules are to be saved; where something would go, the owner says so twice."""
    if not may:
        st.caption(f":material/lock: {t('errors.team.right.retention')}")
        return False
    if dict(chosen) == dict(now_on):
        return False
    sure = not count or st.checkbox(t("retention.sure"), key="retention_sure")
    return st.button(t("retention.save"), key="retention_save", type="primary", disabled=not sure)


def runs(found: Sequence[Run], zone: str) -> None:
    """What was forgotten by rule, newest first."""
    if not found:
        st.caption(t("retention.no_runs"))
        return
    rows = [
        {
            t("retention.column.ran"): text.moment(one.ran_at, zone, year=True),
            t("retention.column.kind"): t(f"retention.kind.{one.kind}"),
            t("retention.column.rule"): _months(one.months),
            t("retention.column.count"): one.forgotten,
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, key="retention_runs", alt=t("retention.runs_alt", n=len(rows)))
