"""Many conversations at once: which are chosen, and what is to be done with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import streamlit as st

from cmlite.domain.board import Board
from cmlite.domain.bulk import Choice, Done
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.inbox import Conversation, Filters
from cmlite.domain.team import Team
from cmlite.ui import frame, inbox_undo
from cmlite.ui.classes import name_of
from cmlite.ui.escaping import escaped
from cmlite.ui.text import t

_NONE = "none"
_ACTS = ("class", "tag", "untag", "done", "snooze", "assign", "open")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done: an act of `domain.bulk.ACTS` or `class`, with its value or its time (naive UTC)."""

    act: str
    value: str = ""
    until: datetime | None = None


def switch() -> bool:
    """Whether boxes to choose stand on the cards."""
    return bool(st.toggle(t("inbox.choosing"), key="inbox_choosing"))


def choice(filters: Filters) -> Choice:
    """What is chosen."""
    if st.session_state.get("inbox_choose_all") == filters:
        return Choice(filters=filters)
    return Choice(ids=tuple(st.session_state.get("inbox_chosen", ())))


def forget() -> None:
    """Nothing is chosen any more, and no question is open."""
    for key in ("inbox_chosen", "inbox_choose_all", "inbox_bulk_open"):
        st.session_state.pop(key, None)
    for key in [key for key in st.session_state if str(key).startswith("choose_")]:
        del st.session_state[key]


def bar(rows: Sequence[Conversation], total: int, filters: Filters) -> bool:
    """How many are chosen, and buttons to choose more at once; stands above the cards, whose boxes it sets.

    All of one search are not all of another one: whoever looks for something else begins anew. Gives whether the
    question what to do with them is open.
    """
    if st.session_state.get("inbox_choose_all") not in (None, filters):
        forget()
    chosen: set[str] = set(st.session_state.get("inbox_chosen", ()))
    everything = st.session_state.get("inbox_choose_all") is not None
    for row in rows:
        key = f"choose_{row.conversation_id}"
        if key in st.session_state:
            everything = everything and bool(st.session_state[key])
            (chosen.add if st.session_state[key] else chosen.discard)(row.conversation_id)
    with st.container(horizontal=True, vertical_alignment="center", key="inbox_choice"):
        n = total if everything else len(chosen)
        change = st.button(t("inbox.change", n=n), key="bulk_open", type="primary", disabled=not n)
        page = st.button(t("inbox.choose_page"), key="choose_page")
        every = total > len(rows) and st.button(t("inbox.choose_all", n=total), key="choose_everything")
        none = bool(n) and st.button(t("inbox.choose_none"), key="choose_none", type="tertiary")
    if page or every:
        chosen |= {row.conversation_id for row in rows}
    if none:
        chosen = set()
    if page or every or none:
        everything = every
    for row in rows:
        st.session_state[f"choose_{row.conversation_id}"] = everything or row.conversation_id in chosen
    st.session_state["inbox_chosen"] = tuple(sorted(chosen))
    st.session_state["inbox_choose_all"] = filters if everything else None
    if page or every or none:
        st.rerun()
    if change:
        st.session_state["inbox_bulk_open"] = True
    return bool(st.session_state.get("inbox_bulk_open"))


def leave() -> None:
    """The question was closed."""
    st.session_state.pop("inbox_bulk_open", None)


def ask(
    n: int,
    board: Board,
    team: Team,
    do: Callable[[str, str, datetime | None], Done],
    *,
    now: datetime,
    zone: str,
) -> None:
    """Ask in a dialog what is to be done with `n` conversations, and do it; `do` takes act, value and time."""

    @st.dialog(t("inbox.bulk_title"), on_dismiss=leave)
    def asking() -> None:
        wanted = question(n, board, team, now=now, zone=zone)
        if wanted is not None:
            with frame.refusals():
                done = do(wanted.act, wanted.value, wanted.until)
                inbox_undo.keep(done, t(f"inbox.bulk_done_{wanted.act}", n=done.n))
                forget()
                st.rerun()

    asking()


def question(n: int, board: Board, team: Team, *, now: datetime, zone: str) -> Wanted | None:
    """What is to be done with `n` conversations; the button says so once more."""
    acts = [one for one in _ACTS if one != "assign" or team.exists]
    act = st.segmented_control(
        t("inbox.bulk_what"),
        acts,
        key="bulk_act",
        default="class",
        required=True,
        format_func=lambda one: t(f"inbox.bulk_{one}"),
        label_visibility="collapsed",
    )
    value, until = "", None
    if act == "snooze":
        until = later_field(now, zone, key="bulk_later")
    else:
        value = _value(str(act), board, team)
    with st.container(horizontal=True, key="bulk_buttons"):
        wanted = st.button(t(f"inbox.bulk_do_{act}", n=n), key="bulk_do", type="primary")
        if st.button(t("acts.cancel"), key="bulk_cancel"):
            leave()
            st.rerun()
    return Wanted(str(act), value, until) if wanted else None


def _value(act: str, board: Board, team: Team) -> str:
    """The class, the tag or the person."""
    if act in {"class", "assign"}:
        options = {one.class_id: name_of(one.class_id, board.plan) for one in board.plan.classes}
        options |= {_NONE: t("classes.none")}
        if act == "assign":
            options = {one.member_id: one.name for one in team.able} | {_NONE: t("inbox.nobody")}
        label = t("inbox.classes" if act == "class" else "inbox.assignee")
        first = next(iter(options))
        picked = st.pills(
            label,
            list(options),
            key=f"bulk_{act}",
            format_func=lambda one: escaped(options[one]),
            default=first,
            required=True,
        )
        return "" if picked == _NONE else str(picked)
    if act not in {"tag", "untag"}:
        return ""
    return (
        st.selectbox(
            t("inbox.tag"),
            list(board.tags),
            index=None,
            key=f"bulk_{act}",
            accept_new_options=act == "tag",
            placeholder=t("inbox.tag_hint") if act == "tag" else t("inbox.tag"),
        )
        or ""
    )


def later_field(now: datetime, zone: str, *, key: str) -> datetime | None:
    """A date and time by the brand's clock to look again, as naive UTC; begins with tomorrow at nine."""
    today = to_wall(now, zone).date()
    usual = datetime.combine(today + timedelta(days=1), time(9))
    picked = st.datetime_input(t("inbox.later_at"), usual, key=key, min_value=today, format=t("units.day_format"))
    return to_utc(picked, zone)[0] if picked else None
