"""What the queue is narrowed by: state, view, class and search in sight, all else behind one button."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cmlite.domain.board import Board
from cmlite.domain.inbox import KINDS, ME, MENTIONED, NO_CLASS, NOBODY, ORDERS, STATES, Filters
from cmlite.domain.moderation import Plan
from cmlite.domain.networks import Network
from cmlite.domain.queue import VIEWS, Overview
from cmlite.domain.team import Team
from cmlite.ui import address, text
from cmlite.ui.cards import network_name
from cmlite.ui.classes import name_of
from cmlite.ui.escaping import escaped
from cmlite.ui.text import t

_ANY = "any"
_SEVERAL = ("inbox_kinds", "inbox_networks", "inbox_channel", "inbox_tags")
_FIELDS = {"kinds": "inbox_kinds", "networks": "inbox_networks", "channel_ids": "inbox_channel", "tags": "inbox_tags"}


def filter_bar(board: Board, facts: Mapping[str, Network], team: Team, me: str) -> tuple[Filters, DeltaGenerator]:
    """State with its count, what is most looked for, and the text; the rest in a popover that says how many are set.

    Gives the filters, and the row they end in for what else stands there.
    """
    _follow_wish()
    overview = board.overview
    state = address.choose_one(
        st.segmented_control,
        t("inbox.state"),
        [*STATES, "all"],
        key="inbox_state",
        default="open",
        words=lambda one: t(f"inbox.state_{one}", n=_count(overview, one)),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="inbox_views"):
        view = _view(overview, team)
        class_ids = _classes(overview.classes.get(state, {}), board.plan)
    row = st.container(horizontal=True, vertical_alignment="center", key="inbox_filters")
    with row:
        words = st.text_input(
            t("inbox.search"),
            key="inbox_text",
            type="search",
            live="400ms",
            bind="query-params",
            label_visibility="collapsed",
            placeholder=t("inbox.search"),
            width=200,
        )
        only = _behind_the_button(board, facts, team)
    found = only.model_copy(
        update={
            "state": "all" if view == MENTIONED else state,
            "text": (words or "").strip(),
            "class_ids": class_ids,
            "overdue": view == "overdue",
            "assignee": view if view in {ME, NOBODY, MENTIONED} else only.assignee,
            "me": me,
        }
    )
    return found, row


def wish(filters: Filters) -> None:
    """Have the next run of the page look for this."""
    st.session_state["inbox_wish"] = filters


def _follow_wish() -> None:
    """Put a saved search into the address, before the fields read it."""
    wanted: Filters | None = st.session_state.pop("inbox_wish", None)
    if wanted is None:
        return
    view = "overdue" if wanted.overdue else wanted.assignee if wanted.assignee in VIEWS else "all"
    said: dict[str, Sequence[str]] = {
        "inbox_state": () if wanted.state == "open" else (wanted.state,),
        "inbox_view": () if view == "all" else (view,),
        "inbox_class": wanted.class_ids,
        "inbox_who": (wanted.assignee,) if wanted.assignee and wanted.assignee not in VIEWS else (),
        "inbox_order": () if wanted.order == ORDERS[0] else (wanted.order,),
    } | {key: getattr(wanted, field) for field, key in _FIELDS.items()}
    for key, codes in said.items():
        if codes:
            st.query_params[key] = list(codes)
        else:
            st.query_params.pop(key, None)
    st.session_state["inbox_text"] = wanted.text


def _count(overview: Overview, state: str) -> int:
    return sum(overview.states.values()) if state == "all" else overview.states.get(state, 0)


def _view(overview: Overview, team: Team) -> str:
    """All, overdue; and with a team mine, nobody's, where I am named."""
    options = VIEWS if team.exists else VIEWS[:2]
    return address.choose_one(
        st.segmented_control,
        t("inbox.view"),
        options,
        key="inbox_view",
        default="all",
        words=lambda one: t(f"inbox.view_{one}", n=overview.views[one]),
        required=True,
        label_visibility="collapsed",
    )


def _classes(counts: Mapping[str, int], plan: Plan) -> tuple[str, ...]:
    """Any number of classes, each with how many there are; nothing is shown while no conversation has one."""
    known = [*(one.class_id for one in plan.classes), NO_CLASS]
    chosen = address.several_chosen(known, key="inbox_class")
    there = [one for one in known if counts.get(one) or one in chosen]
    if not set(there) - {NO_CLASS}:
        return ()
    return address.choose_several(
        t("inbox.classes"),
        there,
        key="inbox_class",
        words=lambda one: f"{escaped(_name(one, plan))} ({text.number(counts.get(one, 0))})",
        widget=st.pills,
        selection_mode="multi",
        label_visibility="collapsed",
    )


def _name(class_id: str, plan: Plan) -> str:
    return t("classes.none") if class_id == NO_CLASS else name_of(class_id, plan)


def _behind_the_button(board: Board, facts: Mapping[str, Network], team: Team) -> Filters:
    used = sorted({one.network for one in board.channels})
    channels = {one.channel_id: f"{network_name(one.network, facts)} {one.handle}" for one in board.channels}
    options = {
        "inbox_kinds": KINDS,
        "inbox_networks": used,
        "inbox_channel": list(channels),
        "inbox_tags": board.tags,
    }
    people = {one.member_id: one.name for one in team.members} if team.exists else {}
    active = sum(bool(address.several_chosen(codes, key=key)) for key, codes in options.items())
    active += bool(people) and address.one_chosen([_ANY, *people], key="inbox_who", default=_ANY) != _ANY
    label = t("inbox.filters_set", n=active) if active else t("inbox.filters")
    with st.popover(label, icon=":material/filter_alt:", key="inbox_filter_box"):
        order = address.choose_one(
            st.pills,
            t("inbox.order"),
            ORDERS,
            key="inbox_order",
            default=ORDERS[0],
            words=lambda one: t(f"inbox.order_{one}"),
            required=True,
        )
        words: dict[str, tuple[str, Callable[[str], str]]] = {
            "inbox_kinds": (t("inbox.kind"), lambda one: t(f"inbox.kinds_{one}")),
            "inbox_networks": (t("inbox.network"), lambda one: network_name(one, facts)),
            "inbox_channel": (t("inbox.channel"), channels.__getitem__),
            "inbox_tags": (t("inbox.tags"), str),
        }
        chosen = {
            key: address.choose_several(
                words[key][0], options[key], key=key, words=words[key][1], placeholder=t("inbox.any")
            )
            for key in _SEVERAL
            if options[key]
        }
        address.reset_button(_SEVERAL, key="inbox_filters_reset")
        who = _ANY
        if people:
            who = address.choose_one(
                st.pills,
                t("inbox.assignee"),
                [_ANY, *people],
                key="inbox_who",
                default=_ANY,
                words=lambda one: escaped(people.get(one, t("inbox.any"))),
                required=True,
            )
    fields = {field: chosen.get(key, ()) for field, key in _FIELDS.items()}
    return Filters.model_validate(fields | {"order": order, "assignee": "" if who == _ANY else who})
