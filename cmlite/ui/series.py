"""Recurring posts drawn: what they say and when, every day of it before anything is made, the series there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.networks import Network
from cmlite.domain.series import EVERY, MOST, TEXTS, Occurrence, Plan
from cmlite.domain.strategy import Strategy
from cmlite.ui import choices, frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.findings import sentences
from cmlite.ui.slots import channel_words
from cmlite.ui.text import t

_NTH = (1, 2, 3, 4, -1)


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed at a series: end or longer."""

    name: str
    row: Mapping[str, Any]


def turn() -> int:
    """Each making of a series has fields of its own."""
    return int(st.session_state.get("series_turn", 0))


def begin(start: Plan | None = None) -> None:
    """Empty the fields, or fill them with a plan."""
    st.session_state["series_turn"] = turn() + 1
    st.session_state["series_start"] = start


def fields(
    channels: Sequence[Channel], strategy: Strategy, facts: Mapping[str, Network], today: date
) -> dict[str, object]:
    """What a series says and when; gives back the values of a plan, to be checked."""
    start: Plan = st.session_state.get("series_start") or Plan(
        first=today + timedelta(days=1), weekdays=((today.weekday() + 1) % 7,), count=8
    )
    left, right = st.columns(2, gap="medium")
    with left:
        said = _words(start, channels, strategy, facts)
    with right:
        return said | _days(start) | {"turn": start.turn}


def _words(
    start: Plan, channels: Sequence[Channel], strategy: Strategy, facts: Mapping[str, Network]
) -> dict[str, object]:
    key = turn()
    title = st.text_input(t("calendar.post_title"), start.title, key=f"series_title_{key}", max_chars=200)
    texts: list[str] = []
    for number in range(TEXTS):  # one field more than are filled
        begun = start.texts[number] if number < len(start.texts) else ""
        words = st.text_area(
            t("series.text", n=number + 1),
            begun,
            key=f"series_text_{key}_{number}",
            height=90,
            max_chars=20_000,
            help=t("series.text_help") if number == 0 else None,
        )
        texts.append(words or "")
        if not (words or "").strip() and number + 1 >= len(start.texts):
            break
    by_id = {channel.channel_id: channel for channel in channels}
    chosen: list[str] = st.pills(
        t("calendar.channels"),
        list(by_id),
        selection_mode="multi",
        default=[one for one in start.channel_ids if one in by_id],
        format_func=lambda one: channel_words(by_id[one], facts),
        key=f"series_channels_{key}",
        wrap=True,
    )
    one, two = st.columns(2)
    pillar_id = choices.pillar(one, strategy, start.pillar_id, key=f"series_pillar_{key}")
    kind = choices.kind_of_post(two, start.format, key=f"series_format_{key}")
    return {
        "title": title or "",
        "texts": texts,
        "channel_ids": tuple(chosen),
        "pillar_id": pillar_id,
        "format": kind,
    }


def _days(start: Plan) -> dict[str, object]:
    key = turn()
    one, two = st.columns(2)
    every = one.selectbox(
        t("series.every"),
        EVERY,
        index=EVERY.index(start.every),
        format_func=lambda code: t(f"series.every_{code}"),
        key=f"series_every_{key}",
    )
    interval = two.number_input(
        t("series.interval"), 1, 12, start.interval, key=f"series_interval_{key}", help=t("series.interval_help")
    )
    values: dict[str, object] = {"every": every, "interval": int(interval or 1)}
    values |= _which_day(str(every), start)
    one, two = st.columns(2)
    first = one.date_input(t("series.first"), start.first, key=f"series_first_{key}", format=t("units.day_format"))
    at = two.time_input(t("calendar.time"), start.at, key=f"series_at_{key}", step=900)
    end = st.segmented_control(
        t("series.end"),
        ("count", "last"),
        default="count" if start.last is None else "last",
        required=True,
        format_func=lambda code: t(f"series.end_{code}"),
        key=f"series_end_{key}",
    )
    if end == "last":
        usual = start.last or start.first + timedelta(weeks=8)
        values["last"] = st.date_input(t("series.last"), usual, key=f"series_last_{key}", format=t("units.day_format"))
    else:
        number = st.number_input(t("series.count"), 1, MOST, start.count or 8, key=f"series_count_{key}")
        values["count"] = int(number or 1)
    stage = st.segmented_control(
        t("series.stage"),
        ("draft", "planned"),
        default=start.stage,
        required=True,
        format_func=lambda code: t(f"series.stage_{code}"),
        key=f"series_stage_{key}",
        help=t("series.stage_help"),
    )
    return values | {"first": first or start.first, "at": at or time(9), "stage": stage}


def _which_day(every: str, start: Plan) -> dict[str, object]:
    """The weekdays, the day of the month, or the weekday of the month."""
    key = turn()
    names = {number: text.weekday_name(number, short=True) for number in range(7)}
    if every == "week":
        chosen = st.pills(
            t("rhythm.weekdays"),
            range(7),
            selection_mode="multi",
            default=list(start.weekdays),
            format_func=names.__getitem__,
            key=f"series_weekdays_{key}",
        )
        return {"weekdays": tuple(chosen)}
    if every == "month":
        day = st.number_input(t("series.day"), 1, 31, start.day, key=f"series_day_{key}", help=t("series.day_help"))
        return {"day": int(day or 1)}
    if every == "weekday":
        one, two = st.columns(2)
        nth = one.selectbox(
            t("series.nth"), _NTH, format_func=lambda code: t(f"series.nth_{code if code > 0 else 'last'}"),
            key=f"series_nth_{key}", index=_NTH.index(start.nth) if start.nth in _NTH else 0,
        )  # fmt: skip
        weekday = two.selectbox(
            t("series.weekday"), range(7), format_func=text.weekday_name, key=f"series_weekday_{key}",
            index=start.weekdays[0] if start.weekdays else 0,
        )  # fmt: skip
        return {"nth": int(nth), "weekdays": (int(weekday),)}
    return {}


def preview(found: Sequence[Occurrence]) -> tuple[date, ...]:
    """Every post with its day, text, holiday and what stands there; gives back the days that were taken out."""
    left_out: list[date] = []
    if not found:
        st.info(t("series.nothing"), icon=":material/event_busy:")
        return ()
    st.markdown(f"**{t('series.preview')}**")
    with st.container(border=True, height=min(48 + 31 * len(found), 420), gap="xsmall", key="series_preview"):
        for one in found:
            if not st.checkbox(
                _occurrence_words(one), not one.taken, key=f"series_keep_{turn()}_{one.day.isoformat()}_{one.taken}"
            ):
                left_out.append(one.day)
    return tuple(left_out)


def _occurrence_words(one: Occurrence) -> str:
    parts = [f"{text.day(one.wall, year=True)}, {text.clock(one.wall)}"]
    if one.number:
        parts.append(t("series.text", n=one.number))
    if one.holiday:
        parts.append(f":orange-badge[{escaped(one.holiday)}]")
    if one.taken:
        parts.append(f":red-badge[{t('series.taken')}]")
    if one.moved:
        parts.append(f":blue-badge[{t('series.moved')}]")
    if one.crowd:
        name, reason, remedy = sentences(one.crowd)
        parts.append(f":orange-badge[{name}] {reason} {remedy}")
    return " · ".join(parts)


def list_of(rows: Sequence[Mapping[str, Any]]) -> Act | None:
    """The series there are; gives back what was pressed."""
    act = None
    for row in rows:
        plan: Plan = row["plan"]
        key = row["series_id"]
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"series_{key}"):
            title = plan.title or (plan.texts[0] if plan.texts else "")
            st.markdown(f"**{escaped(' '.join(title.split())[:80])}**  \n:gray[{_row_words(row)}]", width="stretch")
            if st.button(t("series.longer"), key=f"series_longer_{key}", icon=":material/update:", type="tertiary"):
                act = Act("longer", row)
            if row["coming"] and st.button(
                t("series.stop"), key=f"series_stop_{key}", icon=":material/event_busy:", type="tertiary"
            ):
                act = Act("end", row)
    return act


def _row_words(row: Mapping[str, Any]) -> str:
    following: datetime | None = row["next_wall"]
    if following is None:
        return t("series.over", n=row["made"])
    return t(
        "series.coming",
        n=row["coming"],
        next=text.day(following),
        last=text.day(row["last_wall"], year=True),
    )


def undo_bar() -> str | None:
    """After a series was ended; gives back the one that is wanted back."""
    series_id: str | None = frame.undo_bar("ended_series", "series", t("series.ended"))
    return series_id
