"""What an uploaded file turned out to be: what was found, what is asked, what taking it over would do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.imports import Batch, Counts
from cmlite.domain.networks import Network
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

ZONES = ("America/Los_Angeles", "Europe/Berlin", "Europe/Zurich", "Europe/Vienna", "UTC")
_SILENT = ("generic", "messages")
"""Formats whose files never say whose numbers or messages they hold: what was answered once can be changed."""
_ICONS = {"refusal": "block", "question": "help", "warning": "warning", "note": "info"}


class _Finding(Protocol):
    key: str
    values: Mapping[str, object]
    level: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the owner said about one file; empty means as the file says."""

    network: str = ""
    channel_id: str = ""
    zone: str = ""
    day_first: bool | None = None
    mapping: tuple[tuple[str, str], ...] = ()


class _Candidate(Protocol):
    @property
    def parsed(self) -> Any: ...
    @property
    def network(self) -> str: ...
    @property
    def channel_id(self) -> str: ...
    @property
    def handle(self) -> str: ...
    @property
    def counts(self) -> Counts | None: ...
    @property
    def again(self) -> Batch | None: ...
    @property
    def rows(self) -> int: ...


def where_to_find() -> None:
    """Where the networks hide these files."""
    with st.expander(t("imports.where"), icon=":material/help:", key="imports_where"):
        st.markdown(t("imports.where_text"))


def candidate_card(
    one: _Candidate,
    said: Answers,
    channels: Sequence[Channel],
    facts: Mapping[str, Network],
    roles: Sequence[str],
    *,
    key: str,
) -> Answers:
    """One table of a file: what it is, what taking it over would do, what must be asked; gives back the answers."""
    parsed = one.parsed
    with st.container(border=True, key=f"candidate_{key}"):
        st.markdown(f"**{escaped(parsed.file_name)}** · {format_name(parsed.format_id)}")
        findings(parsed.findings)
        if parsed.kind == "refused":
            return said
        summary(one.rows, parsed.first_day, parsed.last_day, one.counts, parsed.totals)
        if one.again is not None and one.counts is not None and one.counts.does_nothing:
            st.info(t("imports.again", day=one.again.created_at), icon=":material/history:")
            return said
        if parsed.kind == "unknown":
            with _mapping_place(parsed, key):
                mapping = mapper(parsed, roles, key)
            return said if mapping is None else replace(said, mapping=tuple(mapping.items()))
        wanted = questions(parsed, one.network, channels, one.channel_id, one.handle, facts, said, key)
        return wanted if differ(wanted, said, one.network, one.channel_id, parsed.zone) else said


@contextmanager
def _mapping_place(parsed: Any, key: str) -> Iterator[None]:
    """Where columns are assigned; for what looks like a plan of posts it is folded, below the way to its page."""
    if not any(one.key == "imports.question.plan" for one in parsed.findings):
        yield
        return
    frame.link_to("plans", t("imports.open_plans"), {})
    with st.expander(t("imports.no_plan"), key=f"no_plan_{key}"):
        yield


def summary(
    rows: int, first: date | None, last: date | None, counts: Counts | None, totals: Mapping[str, float]
) -> None:
    """Period, rows, what is new, changed, there already, refused; sums of the main figures."""
    facts = [t("imports.rows", n=rows)]
    if first and last:
        facts.insert(0, text.days(first, last))
    st.caption(escaped(" · ".join(facts)))
    if counts is not None:
        badges = [
            f":green-badge[{t('imports.new', n=counts.new)}]",
            f":blue-badge[{t('imports.changed', n=counts.changed)}]",
            f":gray-badge[{t('imports.same', n=counts.same)}]",
        ]
        if counts.refused:
            badges.append(f":red-badge[{t('imports.refused_rows', n=counts.refused)}]")
        st.markdown(" ".join(badges))
    if totals:
        shown = [f"{metric_name(name)} {text.number(value)}" for name, value in totals.items()]
        st.caption(t("imports.sums", sums=" · ".join(shown[:8])))


def findings(found: Sequence[_Finding]) -> None:
    """Refusals and questions in full, warnings and notes one line each."""
    for one in found:
        named = {"metric": metric_name, "format": format_name}
        values = {
            name: named.get(name, escaped)(value) if isinstance(value, str) else value
            for name, value in one.values.items()
        }
        sentence = t(one.key, **values)
        if one.level == "refusal":
            st.error(sentence, icon=":material/block:")
        elif one.level == "question":
            st.warning(sentence, icon=":material/help:")
        else:
            st.caption(f":material/{_ICONS.get(one.level, 'info')}: {sentence}")


def questions(
    parsed: Any,
    network: str,
    channels: Sequence[Channel],
    chosen: str,
    handle: str,
    facts: Mapping[str, Network],
    known: Answers,
    key: str,
) -> Answers:
    """Network, channel, clock, order of day and month, columns: only what applies to this file."""
    with st.container(horizontal=True, key=f"questions_{key}"):
        picked = network
        if parsed.network is None or parsed.format_id in _SILENT:
            picked = (
                st.selectbox(
                    t("imports.which_network"),
                    list(facts),
                    index=list(facts).index(network) if network in facts else None,
                    format_func=lambda one: facts[one].name,
                    key=f"network_{key}",
                    placeholder=t("onboarding.choose"),
                    width=240,
                )
                or ""
            )
        channel = known.channel_id
        if picked:
            options = ["new", *(one.channel_id for one in channels if one.network == picked)]
            names = {one.channel_id: one.name or one.handle for one in channels}
            channel = st.selectbox(
                t("imports.which_channel"),
                options,
                index=options.index(chosen) if chosen in options else 0,
                format_func=lambda one: (
                    t("imports.new_channel", name=handle or network_name(picked, facts)) if one == "new" else names[one]
                ),
                key=f"channel_{key}_{picked}",
                width=280,
            )
        zone = known.zone
        if parsed.zone and parsed.zone != "UTC":
            zone = st.selectbox(
                t("imports.zone"),
                dict.fromkeys([parsed.zone, *ZONES]),
                key=f"zone_{key}",
                help=t("imports.zone_help"),
                width=240,
            )
    day_first = known.day_first
    if day_first is not None or any(one.key == "imports.question.date_order" for one in parsed.findings):
        order = st.radio(
            t("imports.order"),
            [True, False],
            index=None if day_first is None else int(not day_first),
            format_func=lambda first: t("imports.order_day" if first else "imports.order_month"),
            key=f"order_{key}",
            horizontal=True,
        )
        day_first = order if order is not None else day_first
    return Answers(picked, str(channel or ""), str(zone or ""), day_first, known.mapping)


def differ(said: Answers, before: Answers, network: str, channel_id: str, zone: str) -> bool:
    """Whether the answers say anything else than what was already looked at."""
    return (
        said.network != network
        or (said.channel_id != channel_id and bool(said.network))
        or (bool(said.zone) and said.zone != zone)
        or said.day_first != before.day_first
    )


def mapper(parsed: Any, roles: Sequence[str], key: str) -> dict[str, str] | None:
    """The first rows and one choice a column; gives back heading → role when the button is pressed."""
    st.dataframe(
        [dict(zip(parsed.headings, row, strict=False)) for row in parsed.preview],
        key=f"preview_{key}",
        hide_index=True,
        alt=t("imports.preview_alt"),
    )
    chosen: dict[str, str] = {}
    grid = st.grid(3, min_column_width=220)
    options = ["", *roles]
    for place, heading in enumerate(parsed.headings[:60]):
        role = parsed.guessed.get(heading, "")
        with grid.container(key=f"map_{key}_{place}"):
            picked = st.selectbox(
                escaped(heading) or t("imports.no_heading"),
                options,
                index=options.index(role) if role in options else 0,
                format_func=lambda one: metric_name(one) if one else t("imports.ignore"),
                key=f"role_{key}_{place}",
            )
        if picked:
            chosen[heading] = picked
    if st.button(t("imports.use_mapping"), key=f"use_mapping_{key}", type="primary"):
        return chosen
    return None


def metric_name(name: str) -> str:
    """The field's own name of a role or metric."""
    return t(f"imports.role.{name}") if text.has(f"imports.role.{name}") else name


def format_name(format_id: str) -> str:
    """What kind of file it is, in words."""
    return t(f"imports.format.{format_id}") if text.has(f"imports.format.{format_id}") else format_id
