"""What can be chosen beside a conversation: who takes care, its tags, later, merge and split."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import streamlit as st

from cmlite.domain.board import Board
from cmlite.domain.bulk import Done
from cmlite.domain.inbox import Conversation, Message
from cmlite.domain.merging import places_to_split
from cmlite.domain.moderation import tags_of
from cmlite.domain.team import Team
from cmlite.domain.triage import Aspect
from cmlite.ui import inbox_undo, popovers, text
from cmlite.ui.cards import escaped
from cmlite.ui.inbox_bulk import later_field
from cmlite.ui.text import t


class Wanted(NamedTuple):
    """What was chosen: assign, tag, untag, snooze, merge, split, back or read, with its value or time."""

    name: str
    value: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """What a thread asks and does while it is in view; asked for only when it is needed.

    `act` takes message id, act and words; `classify` what `inbox_class.panel` wants done; `others` says who else writes
    here; `mates` and `changes` are what merging and taking back choose from; `correct` takes aspect and value, and
    gives what `uncorrect` takes back.
    """

    act: Callable[[str, str, str], object]
    classify: Callable[[str, str], str]
    others: Callable[[], Sequence[dict[str, Any]]]
    mates: Callable[[], Sequence[dict[str, Any]]]
    changes: Callable[[], Sequence[dict[str, Any]]]
    correct: Callable[[Aspect, str], str]
    uncorrect: Callable[[str], None]


def desk(
    conversation: Conversation,
    messages: Sequence[Message],
    board: Board,
    team: Team,
    doing: Doing,
    *,
    now: datetime,
    zone: str,
) -> Wanted | None:
    """The row below the head of a thread."""
    key = conversation.conversation_id
    with st.container(horizontal=True, vertical_alignment="center", key="desk"):
        wanted = _assignee(conversation, team) if team.exists else None
        wanted = _tags(conversation, board.tags) or wanted
        with st.popover(
            t("inbox.more"), icon=":material/more_horiz:", key=f"more_{key}_{popovers.turn()}", on_change="rerun"
        ) as more:
            if more.open:
                wanted = _more(conversation, messages, doing, now, zone) or wanted
    return wanted


def done(wanted: Wanted, came: Done, zone: str) -> None:
    """Offer to take it back, in words."""
    if wanted.name == "read":
        return
    popovers.close()
    values = {"tag": wanted.value, "who": text.who(wanted.value) if wanted.value else t("inbox.nobody")}
    values["when"] = text.moment(wanted.until, zone)
    inbox_undo.keep(came, t(f"inbox.desk_done_{wanted.name}", **values))


def _assignee(conversation: Conversation, team: Team) -> Wanted | None:
    now = conversation.assignee
    names = {one.member_id: one.name for one in team.able if one.member_id != now}
    options = names | ({"": t("inbox.nobody")} if now else {})
    chosen = st.menu_button(
        escaped(text.who(now)) if now else t("inbox.nobody"),
        list(options),
        format_func=options.__getitem__,
        key=f"assign_{conversation.conversation_id}_{now}",
        icon=":material/account_circle:",
        help=t("inbox.assignee_help"),
    )
    return Wanted("assign", str(chosen)) if chosen is not None else None


def _tags(conversation: Conversation, known: Sequence[str]) -> Wanted | None:
    now = tags_of(conversation.tags)
    label = ", ".join(now) if now else t("inbox.tags")
    with st.popover(escaped(label), icon=":material/label:", key=f"tags_{conversation.conversation_id}"):
        picked = st.multiselect(
            t("inbox.tags"),
            list(dict.fromkeys([*now, *known])),
            list(now),
            key=f"tags_of_{conversation.conversation_id}_{conversation.tags}",
            accept_new_options=True,
            placeholder=t("inbox.tag_hint"),
        )
    if added := [one for one in picked if one not in now and one.strip(" ,")]:
        return Wanted("tag", added[0])
    gone = [one for one in now if one not in picked]
    return Wanted("untag", gone[0]) if gone else None


def _more(
    conversation: Conversation, messages: Sequence[Message], doing: Doing, now: datetime, zone: str
) -> Wanted | None:
    wanted = None
    key = conversation.conversation_id
    until = later_field(now, zone, key=f"later_{key}")
    if st.button(t("inbox.later_do"), key=f"later_do_{key}", icon=":material/snooze:"):
        wanted = Wanted("snooze", until=until)
    if mates := {one["conversation_id"]: one for one in doing.mates()}:
        st.divider()
        other = st.selectbox(
            t("inbox.merge"),
            list(mates),
            key=f"merge_{key}",
            format_func=lambda one: _line(mates[one]["last_message_at"], mates[one]["excerpt"], zone),
            help=t("inbox.merge_help"),
        )
        if st.button(t("inbox.merge_do"), key=f"merge_do_{key}", icon=":material/merge:"):
            wanted = Wanted("merge", str(other))
    if places := {one.message_id: one for one in places_to_split(messages)}:
        st.divider()
        place = st.selectbox(
            t("inbox.split"),
            list(places),
            key=f"split_{key}",
            format_func=lambda one: _line(places[one].sent_at, places[one].text, zone),
            help=t("inbox.split_help"),
        )
        if st.button(t("inbox.split_do"), key=f"split_do_{key}", icon=":material/call_split:"):
            wanted = Wanted("split", str(place))
    for change in doing.changes():
        who, when = escaped(text.who(change["actor"])), text.moment(change["happened_at"], zone)
        with st.container(horizontal=True, vertical_alignment="center", key=f"change_{change['change_id']}"):
            st.caption(t(f"inbox.was_{change['kind']}", who=who, when=when, n=change["n"]))
            if st.button(t("calendar.undo"), key=f"change_back_{change['change_id']}", icon=":material/undo:"):
                wanted = Wanted("back", change["change_id"])
    return wanted


def _line(at: datetime, words: str, zone: str) -> str:
    flat = " ".join(words.split())
    return f"{text.moment(at, zone)} · {flat[:60]}{' …' if len(flat) > 60 else ''}"
