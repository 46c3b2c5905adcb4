"""Reading a plan, part one: which files fit, what a file is, what only the owner knows about it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.networks import Network
from cmlite.domain.plans import LAYOUTS, WHOLE_FILE, PlanRow, target_handle, target_network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.downloads import Style
from cmlite.ui.imports_words import findings
from cmlite.ui.text import t

_NEW = "new"
_NONE = ""
ZONES = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London", "America/New_York", "UTC")
_KEPT = ("plan_read", "plan_run")


class _File(Protocol):
    @property
    def file_name(self) -> str: ...
    @property
    def layout(self) -> str: ...
    @property
    def rows(self) -> Sequence[PlanRow]: ...
    @property
    def targets(self) -> Sequence[str]: ...
    @property
    def findings(self) -> Sequence[Any]: ...
    @property
    def undecided(self) -> tuple[str, str] | None: ...


@contextmanager
def kept(name: str, mark: object) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Work whose result stays as long as `mark` does: gives a function that does it, or takes what is there."""

    def keep(work: Callable[[], Any]) -> Any:
        there = st.session_state.get(name)
        if there is None or there[0] != mark:
            with st.spinner(t("plans.reading")):
                there = st.session_state[name] = (mark, work())
        return there[1]

    yield keep


def forget_kept() -> None:
    """Look anew: what is there has changed."""
    for name in _KEPT:
        st.session_state.pop(name, None)


TEMPLATE = ("day", "time", "text", "title", "channel", "pillar", "format", "campaign")
"""Columns of the table to fill in; their names in both languages are read back."""


def template(today: date) -> list[dict[str, object]]:
    """Two rows as an example, under the names the columns have in the visitor's language."""
    day = today + timedelta(days=7)
    written = f"{day:%d.%m.%Y}" if text.language() == "de" else day.isoformat()
    rows: tuple[dict[str, str], ...] = (
        {"day": written, "time": "09:00", "title": t("plans.example.title"), "channel": "instagram:@name"},
        {},
    )
    return [
        {
            t(f"plans.template.{name}"): t(f"plans.example.text_{number}") if name == "text" else row.get(name, "")
            for name in TEMPLATE
        }
        for number, row in enumerate(rows, start=1)
    ]


def what_fits(names: Mapping[str, str], make: Callable[[Style], bytes]) -> None:
    """Which files can be read, and a table to begin with; `make` writes it in a style of CSV."""
    with st.container(border=True, key="plan_fits"):
        st.markdown(t("plans.fits", layouts=", ".join(t(f"plans.layout.{one}") for one in LAYOUTS[1:])))
        st.markdown(t("plans.own_table", networks=escaped(", ".join(names.values()))))
        with st.container(horizontal=True, key="plan_templates"):
            for style in ("de", "en"):
                st.download_button(
                    t(f"plans.template_{style}"),
                    data=text.as_now(partial(make, style)),
                    file_name=f"cmlite-{t('plans.template_name')}.csv",
                    mime="text/csv",
                    key=f"plan_template_{style}",
                    on_click="ignore",
                    icon=":material/table_view:",
                )


def what_it_is(file: _File) -> None:
    """Name, layout and size of a file, and what was noticed while reading it."""
    words = t("plans.recognised", layout=t(f"plans.layout.{file.layout}"), n=len(file.rows))
    st.markdown(f"**{escaped(file.file_name)}** · {words}")
    findings(file.findings)


def order_said(file_id: str) -> bool | None:
    """What the owner said about the order of day and month."""
    said: bool | None = st.session_state.get(f"plan_order_{file_id}")
    return said


def ask_order(file: _File, file_id: str) -> bool:
    """Ask for the order of day and month where a file does not tell; whether it is known."""
    if file.undecided is None and order_said(file_id) is None:
        return True
    st.selectbox(
        t("plans.order", first=(file.undecided or ("", ""))[0], second=(file.undecided or ("", ""))[1])
        if file.undecided
        else t("imports.order"),
        [True, False],
        index=None,
        format_func=lambda first: t("imports.order_day" if first else "imports.order_month"),
        key=f"plan_order_{file_id}",
        placeholder=t("onboarding.choose"),
        width=360,
    )
    return file.undecided is None


def wishes(
    start: Mapping[str, tuple[str, ...]],
    channels: Sequence[Channel],
    facts: Mapping[str, Network],
    home: str,
    *,
    key: str,
) -> tuple[str, dict[str, tuple[str, ...]], bool]:
    """Zone of the times, channels of the accounts, drafts or planned; `start` is what is proposed for the channels."""
    left, right = st.columns(2)
    zone = left.selectbox(
        t("plans.zone"), dict.fromkeys([home, *ZONES]), key=f"plan_zone_{key}", help=t("plans.zone_help")
    )
    stage = right.segmented_control(
        t("plans.stage"),
        ["draft", "planned"],
        default="draft",
        required=True,
        format_func=lambda one: t(f"plans.as_{one}"),
        key=f"plan_stage_{key}",
        help=t("plans.stage_help"),
    )
    if WHOLE_FILE in start:
        return str(zone), {WHOLE_FILE: _for_all(start[WHOLE_FILE], channels, facts, key)}, stage == "planned"
    st.markdown(f"**{t('plans.accounts')}**")
    grid = st.grid(2, min_column_width=280)
    mapping = {}
    for place, (target, proposed) in enumerate(start.items()):
        with grid.container(key=f"plan_target_{key}_{place}"):
            mapping[target] = _channel(target, proposed, channels, facts, f"{key}_{place}")
    return str(zone), mapping, stage == "planned"


def _for_all(
    proposed: Sequence[str], channels: Sequence[Channel], facts: Mapping[str, Network], key: str
) -> tuple[str, ...]:
    if not channels:
        st.info(t("plans.no_channels"), icon=":material/hub:")
        return ()
    names = {one.channel_id: _name(one, facts) for one in channels}
    return tuple(
        st.pills(
            t("plans.for_all"),
            list(names),
            selection_mode="multi",
            default=[one for one in proposed if one in names],
            format_func=lambda one: escaped(names[one]),
            key=f"plan_channels_{key}",
            help=t("plans.for_all_help"),
        )
    )


def _channel(
    target: str, proposed: Sequence[str], channels: Sequence[Channel], facts: Mapping[str, Network], key: str
) -> tuple[str, ...]:
    """Which channel an account in the file is: one of its network, a new one, or none."""
    network, handle = target_network(target), target_handle(target)
    names = {one.channel_id: _name(one, facts) for one in channels if one.network == network}
    shown = f"{network_name(network, facts)} {handle}".strip()
    names |= {_NEW: t("plans.new_channel", name=handle or network_name(network, facts)), _NONE: t("plans.no_channel")}
    options = list(names)
    start = proposed[0] if proposed and proposed[0] in options else _NONE
    chosen = st.selectbox(
        escaped(shown), options, index=options.index(start), format_func=names.__getitem__, key=f"plan_channel_{key}"
    )
    return (str(chosen),) if chosen else ()


def _name(channel: Channel, facts: Mapping[str, Network]) -> str:
    return f"{network_name(channel.network, facts)} {channel.name or channel.handle}"
