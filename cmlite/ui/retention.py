"""The rules of forgetting: how long each kind is kept, what that would take now, and what was forgotten."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import streamlit as st

from cmlite.domain.networks import Network
from cmlite.domain.retention import KINDS, MONTHS, Kind, Old, Run
from cmlite.ui import text
from cmlite.ui.cards import network_name
from cmlite.ui.downloads import Style, csv_download
from cmlite.ui.text import t

SHOWN = 200
"""So many lines of what would go the page shows; the file holds all."""


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


def preview(
    found: Mapping[Kind, tuple[int, datetime]],
    read: Callable[[Kind, datetime, int], Sequence[Old]],
    as_csv: Callable[[Sequence[Mapping[str, object]], Sequence[str], Style], bytes],
    networks: Mapping[str, Network],
    zone: str,
) -> None:
    """What the chosen rules would take now: how much of each kind, and each of it in a list."""
    if not found:
        st.caption(t("retention.all_off"))
    for kind, (count, before) in found.items():
        day = text.moment(before, zone, year=True)
        words = t(f"retention.would.{kind}", n=count, day=day)
        if not count:
            st.markdown(f":material/check: {words}")
            continue
        key = f"retention_list_{kind}"
        with st.expander(words, icon=":material/delete_sweep:", key=key, on_change="rerun") as box:
            if not box.open:
                continue
            rows = [_row(kind, one, networks, zone) for one in read(kind, before, SHOWN)]
            st.dataframe(rows, hide_index=True, key=f"{key}_rows", alt=t(f"retention.would.{kind}", n=count, day=day))
            if count > len(rows):
                st.caption(t("retention.first", n=len(rows), all=text.number(count)))

            def whole(style: str, kind: Kind = kind, before: datetime = before, n: int = count) -> bytes:
                lines = [_row(kind, one, networks, zone) for one in read(kind, before, n)]
                return as_csv(lines, list(lines[0]) if lines else [], "en" if style == "en" else "de")

            csv_download(whole, f"cmlite-{kind}.csv", key=f"{key}_csv", holds="export.help_whole")


def _row(kind: Kind, one: Old, networks: Mapping[str, Network], zone: str) -> dict[str, object]:
    what = t("retention.column.network") if kind == "people" else t("retention.column.words")
    return {
        t("retention.column.who"): one.who or t("inbox.unknown"),
        what: network_name(one.what, networks) if kind == "people" else one.what,
        t("retention.column.since"): text.moment(one.since, zone, year=True),
    }


def press(chosen: Mapping[Kind, int], now_on: Mapping[Kind, int], count: int, *, may: bool) -> bool:
    """Whether the rules are to be saved and carried out; where something would go, the owner says so twice."""
    if not may:
        st.caption(f":material/lock: {t('errors.team.right.retention')}")
        return False
    same = dict(chosen) == dict(now_on)
    if same and not count:
        return False
    sure = not count or st.checkbox(t("retention.sure"), key="retention_sure")
    label = t("retention.now", n=count) if same else t("retention.save_and", n=count) if count else t("retention.save")
    return st.button(label, key="retention_save", type="primary", disabled=not sure)


def came(forgotten: Mapping[Kind, int]) -> str:
    """What was done, in one sentence with the number of each kind."""
    gone = [t(f"retention.went.{kind}", n=n) for kind, n in forgotten.items() if n]
    return t("retention.forgot", what=text.listed(gone)) if gone else t("retention.saved")


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
