"""What an uploaded file turned out to be: what was found, what is asked, what taking it over would do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.channels import Channel, free_name
from cmlite.domain.imports import Batch, Counts
from cmlite.domain.networks import Network
from cmlite.ui import frame
from cmlite.ui.cards import escaped
from cmlite.ui.imports_words import findings, format_name, metric_name, summary
from cmlite.ui.text import t

_PACIFIC = "America/Los_Angeles"
ZONES = (_PACIFIC, "Europe/Berlin", "Europe/Zurich", "Europe/Vienna", "UTC")
_SILENT = ("generic", "messages")
"""Formats whose files never say whose numbers or messages they hold: what was answered once can be changed."""


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


def accounts(found: Iterable[_Candidate], brand: str) -> dict[str, str]:
    """What a new channel will be called, by network: as the only account these files name, else ('') as the brand."""
    names: dict[str, set[str]] = {}
    for one in found:
        if one.handle:
            names.setdefault(one.network, set()).add(one.handle)
    return {"": brand} | {network: min(those) for network, those in names.items() if len(those) == 1}


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
    accounts: Mapping[str, str],
    *,
    home: str,
    asks: bool,
    key: str,
) -> Answers:
    """One table of a file: what it is, what taking it over would do, what must be asked; gives back the answers.

    `home` is the owner's zone; `asks`: the file itself does not say its network, so that the answer can be changed.
    """
    parsed = one.parsed
    asks = asks or parsed.format_id in _SILENT
    with st.container(border=True, key=f"candidate_{key}"):
        st.markdown(f"**{escaped(parsed.file_name)}** · {format_name(parsed.format_id)}")
        findings(parsed.findings)
        if parsed.kind == "refused":
            return said
        summary(parsed.rows, parsed.first_day, parsed.last_day, one.counts, parsed.totals)
        is_known = one.again is not None and one.counts is not None and one.counts.does_nothing
        if one.again is not None and is_known:  # what is there keeps the clock it was read by until it is undone
            st.info(t("imports.again", day=one.again.created_at), icon=":material/history:")
            if not asks:
                return said
        if parsed.kind == "unknown":
            with _mapping_place(parsed, key):
                mapping = mapper(parsed, roles, key)
            return said if mapping is None else replace(said, mapping=tuple(mapping.items()))
        there = (known.handle for known in channels if known.network == one.network)
        handle = one.handle or accounts.get(one.network) or free_name(accounts[""], there)
        wanted = questions(
            parsed, one.network, channels, one.channel_id, handle, facts, said, home, key, asks=asks, is_known=is_known
        )
        if parsed.guessed:  # read by columns the owner assigned, now or with an earlier file
            with st.expander(t("imports.remap"), icon=":material/view_column:", key=f"remap_{key}"):
                mapping = mapper(parsed, roles, key)
            if mapping is not None:
                return replace(wanted, mapping=tuple(mapping.items()))
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


def questions(
    parsed: Any,
    network: str,
    channels: Sequence[Channel],
    chosen: str,
    handle: str,
    facts: Mapping[str, Network],
    known: Answers,
    home: str,
    key: str,
    *,
    asks: bool,
    is_known: bool,
) -> Answers:
    """Network, channel, clock, order of day and month, columns: only what applies to this file."""
    with st.container(horizontal=True, key=f"questions_{key}"):
        picked = network
        if asks:
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
        channel = known.channel_id if picked == network else ""
        if picked and picked == network:
            options = ["new", *(one.channel_id for one in channels if one.network == picked)]
            names = {one.channel_id: one.name or one.handle for one in channels}
            channel = st.selectbox(
                t("imports.which_channel"),
                options,
                index=options.index(chosen) if chosen in options else 0,
                format_func=lambda one: t("imports.new_channel", name=handle) if one == "new" else names[one],
                key=f"channel_{key}_{picked}",
                width=280,
            )
        zone = known.zone
        if parsed.walls and not is_known:
            zone = _zone(parsed, home, key)
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


def _zone(parsed: Any, home: str, key: str) -> str:
    """In which zone times without an offset are read: an own file's rather the owner's, Meta's rather California's."""
    own = parsed.format_id in _SILENT
    zones = list(dict.fromkeys([*((home, "UTC") if own else (_PACIFIC, home)), *ZONES, parsed.zone]))
    return str(
        st.selectbox(
            t("imports.zone"),
            zones,
            index=zones.index(parsed.zone),
            key=f"zone_{key}",
            help=t("imports.zone_own_help" if own else "imports.zone_help"),
            width=240,
        )
    )


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
