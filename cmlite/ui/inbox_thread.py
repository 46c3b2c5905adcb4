"""The conversation in view above its answer: who, where, who else is here, what can be chosen, what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cmlite.domain.board import Board
from cmlite.domain.brands import Brand
from cmlite.domain.bulk import Done
from cmlite.domain.networks import Network
from cmlite.domain.opened import Opened
from cmlite.domain.team import Team
from cmlite.ui import (
    frame,
    inbox_acts,
    inbox_class,
    inbox_company,
    inbox_desk,
    inbox_focus,
    inbox_parts,
    inbox_presses,
    inbox_queue,
    inbox_triage,
    inbox_undo,
)
from cmlite.ui.document import show_detail
from cmlite.ui.inbox_desk import Doing, Wanted
from cmlite.ui.text import t

_ENDS = {"snooze"}
"""What is done with these on the desk: the next one follows in focus mode."""


def show(
    opened: Opened,
    facts: Mapping[str, Network],
    board: Board,
    team: Team,
    doing: Doing,
    *,
    brand: Brand,
    link: str,
    now: datetime,
) -> Wanted | None:
    """Everything above the answer; gives what was chosen."""
    zone = brand.zone
    conversation, wanted = opened.conversation, None
    if inbox_focus.is_on():
        wanted = inbox_focus.head(conversation, board.plan, now=now, zone=zone)
    else:
        show_detail(inbox_parts.place(), beside="queue", detail="conversation", back=t("inbox.back"))
    heard = bool(opened.can)
    inbox_parts.thread_head(conversation, opened.subject, opened.handle, facts, zone, is_heard=heard)
    inbox_queue.window_line(conversation, facts, now=now, zone=zone)
    inbox_company.company(doing.others)
    wanted = Wanted("read") if inbox_company.named_here(opened.notes, zone) else wanted
    wanted = inbox_desk.desk(conversation, opened.messages, board, team, doing, now=now, zone=zone) or wanted
    inbox_acts.person_marks(opened.acts)
    if pressed := inbox_parts.thread(opened.messages, zone, opened.possible, opened.acts):
        inbox_acts.enter(*pressed)
    if (asked := inbox_acts.asked(opened.messages)) is not None:
        inbox_acts.ask(*asked, conversation, facts, doing.act)
    inbox_parts.response_line(*opened.response)
    inbox_class.panel(conversation, opened.messages, opened.beside, facts, brand, link, doing.classify, now=now)
    if opened.taken_for is not None or not opened.is_all_gone:  # without words there is nothing to sort
        inbox_triage.panel(
            conversation.conversation_id, opened.taken_for, opened.beside.plan, doing.correct, doing.uncorrect
        )
    return wanted


def done(conversation_id: str, wanted: Wanted, came: Done, zone: str) -> None:
    """Say what was done and how to take it back, and look at what it leads to."""
    inbox_desk.done(wanted, replace(came, opens=came.opens or conversation_id), zone)
    if wanted.name in _ENDS:
        inbox_focus.go_on(conversation_id)
    inbox_parts.open_conversation(came.opens or conversation_id)


def answered(conversation_id: str, act: str, came: str | Done, following: str | None) -> None:
    """Say what came of it, and how to take it back; the next conversation follows, unless this one stays in view."""
    if act != "overrule":  # the pause alone ended: the field keeps its words
        inbox_presses.next_turn()
        inbox_company.forget()
    if isinstance(came, Done):
        inbox_undo.keep(replace(came, opens=conversation_id), t(f"inbox.done_{act}"))
    elif act != "next":
        frame.say_later(t(f"inbox.done_{came}"))
    if came in inbox_presses.STAYS:
        inbox_parts.open_conversation(conversation_id)
    inbox_focus.go_on(conversation_id)
    inbox_parts.open_conversation(following)


def history(rows: Sequence[Mapping[str, Any]], zone: str) -> None:
    """Earlier conversations with the person; the one that is picked is opened."""
    if earlier := inbox_parts.history(rows, zone):
        inbox_parts.open_conversation(earlier)
