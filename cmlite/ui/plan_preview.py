"""Reading a plan, part two: what each row would do, taking it over, what was taken over before."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.imports import Batch, Counts
from cmlite.domain.plans import STATUSES, Verdict
from cmlite.ui import findings, frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_SHOWN = 1_000
"""Rows in the table of a page; all of them are in the file."""

COLUMNS = ("line", "status", "when", "channels", "text", "why")
"""Of the table and of the file of rows."""

_COLOURS = {"new": "green", "changed": "blue", "same": "gray", "refused": "red"}


class _Run(Protocol):
    @property
    def verdicts(self) -> Sequence[Verdict]: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def again(self) -> Batch | None: ...
    @property
    def pillars(self) -> Sequence[str]: ...
    @property
    def campaigns(self) -> Sequence[str]: ...


def preview(
    run: _Run, handles: Mapping[str, str], networks: Mapping[str, str], zone: str, home: str
) -> Callable[[], list[dict[str, object]]]:
    """Counts, what is worth knowing, the first rows as a table; gives back what makes all rows chosen, for a file."""
    st.markdown(" ".join(_badge(name, n) for name in STATUSES if (n := getattr(run.counts, name))))
    if run.again is not None:
        st.info(t("imports.again", day=run.again.created_at), icon=":material/history:")
    _notes(run, zone, home)
    chosen = st.segmented_control(
        t("plans.show"),
        ["all", *(name for name in STATUSES if getattr(run.counts, name))],
        default="all",
        required=True,
        format_func=lambda one: t(f"plans.status.{one}"),
        key="plan_show",
        label_visibility="collapsed",
    )
    shown = [one for one in run.verdicts if chosen in {"all", one.status}]
    words = {name: t(f"plans.column.{name}") for name in COLUMNS}
    st.dataframe(
        [_row(one, handles, networks, home) for one in shown[:_SHOWN]],
        column_config={
            "line": st.column_config.NumberColumn(words["line"], width=60),
            "status": st.column_config.TextColumn(words["status"], width=150),
            "when": st.column_config.TextColumn(words["when"], width=140),
            "channels": st.column_config.TextColumn(words["channels"], width=180),
            "text": st.column_config.TextColumn(words["text"], width="medium"),
            "why": st.column_config.TextColumn(words["why"], width="large"),
        },
        hide_index=True,
        key="plan_rows",
        alt=t("plans.rows_alt"),
    )
    if len(shown) > _SHOWN:
        st.caption(t("plans.rows_more", n=_SHOWN, of=len(shown)))
    return lambda: [_row(one, handles, networks, home) for one in shown]


def _badge(name: str, n: int) -> str:
    return f":{_COLOURS[name]}-badge[{t(f'plans.count_{name}', n=n)}]"


def _notes(run: _Run, zone: str, home: str) -> None:
    """What the owner should know before taking the plan over."""
    counted: Counter[str] = Counter()
    for one in run.verdicts:
        if one.status in {"new", "changed"}:
            counted["crowd"] += one.crowd is not None
            counted["past"] += one.past
            counted["moved"] += one.moved
            counted["media"] += one.row.media > 0
            counted["day_only"] += one.row.day_only
    for name in ("crowd", "past", "moved", "day_only", "media"):
        if counted[name]:
            st.caption(f":material/info: {t(f'plans.note.{name}', n=counted[name])}")
    for name, unknown in (("pillars", run.pillars), ("campaigns", run.campaigns)):
        if unknown:
            st.caption(f":material/info: {t(f'plans.note.{name}', names=escaped(text.listed(list(unknown[:8]))))}")
    if zone != home:
        st.caption(f":material/schedule: {t('plans.note.zone', zone=zone, home=home)}")


def _row(one: Verdict, handles: Mapping[str, str], networks: Mapping[str, str], home: str) -> dict[str, object]:
    draft = one.draft
    wall = to_wall(one.instant, home) if one.instant else one.row.at
    words = (draft.title or draft.text) if draft else (one.row.title or one.row.text)
    status = t(f"plans.status.{one.status}")
    if draft is not None and one.status in {"new", "changed"}:
        status = f"{status} · {t(f'states.{draft.stage}')}"
    return {
        "line": one.row.line,
        "status": status,
        "when": _written(wall),
        "channels": ", ".join(_channel(one, handles, networks) for one in draft.channel_ids) if draft else "",
        "text": " ".join(words.split())[:120],
        "why": _why(one),
    }


def _written(wall: datetime | None) -> str:
    if wall is None:
        return ""
    return f"{wall:%d.%m.%Y %H:%M}" if text.language() == "de" else f"{wall:%Y-%m-%d %H:%M}"


def _channel(channel_id: str, handles: Mapping[str, str], networks: Mapping[str, str]) -> str:
    if channel_id.startswith("new:"):
        network, _, handle = channel_id.removeprefix("new:").partition(":")
        return t("plans.new_channel", name=handle or networks.get(network, network))
    return handles.get(channel_id, "")


def _why(one: Verdict) -> str:
    """Why a row is refused, what it changes, or what becomes of its time."""
    if one.problem and one.status == "refused":
        return text.says(one.problem, plain=True)
    said = [t("plans.stays_draft", why=text.says(one.problem, plain=True))] if one.problem else []
    if one.status == "changed":
        said.append(t("plans.changes", fields=text.listed([t(f"plans.field.{name}") for name in one.changes])))
    if one.past:
        said.append(t("plans.is_past"))
    if one.moved:
        said.append(t("plans.is_moved"))
    if one.crowd:
        said.append(findings.plain(one.crowd))
    return " ".join(said)


def take_button(run: _Run, *, as_planned: bool) -> bool:
    """Whether the plan is to be taken over."""
    n = run.counts.new + run.counts.changed
    if as_planned and n:
        planned = sum(one.draft is not None and one.draft.stage == "planned" for one in run.verdicts)
        st.caption(f":material/schedule_send: {t('plans.will_go_out', n=planned)}")
    return st.button(
        t("plans.take", n=n) if n else t("plans.take_none"),
        key="plan_take",
        type="primary",
        disabled=not n,
        icon=":material/download_done:",
    )


def done_note(batch: Batch) -> None:
    """What became of a plan that was just taken over, and the way to it."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="plan_done_note"):
        st.markdown(f":material/check: {t('plans.done', new=batch.rows_new, changed=batch.rows_changed)}")
        day = {"day": batch.first_day.isoformat()} if batch.first_day else {}
        if st.button(t("plans.to_calendar"), key="plan_to_calendar", icon=":material/calendar_month:"):
            frame.go_to("calendar", day)


def batches(found: Sequence[Batch], zone: str) -> str | None:
    """Plans that were taken over; gives back the one that is to be taken back."""
    undone = None
    if not found:
        st.caption(t("plans.batches_none"))
    for batch in found[:20]:
        with st.container(border=True, key=f"plan_batch_{batch.import_id}"):
            state = f" :gray-badge[{t('imports.undone')}]" if batch.state == "undone" else ""
            st.markdown(f"**{text.moment(batch.created_at, zone, year=True)}** · {escaped(batch.file_name)}{state}")
            values: dict[str, Any] = {name: getattr(batch, f"rows_{name}") for name in STATUSES}
            st.markdown(" ".join(_badge(name, n) for name, n in values.items() if n))
            if batch.state == "done" and st.button(
                t("plans.undo"), key=f"plan_undo_{batch.import_id}", icon=":material/undo:", help=t("plans.undo_help")
            ):
                undone = batch.import_id
    return undone
