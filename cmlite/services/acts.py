"""Act on a network about a message or the person behind it: once, with its trace, and taken back where it can be."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.domain.acts import UNDO, Act, Target, possible
from cmlite.domain.ids import new_id
from cmlite.domain.inbox import Message
from cmlite.errors import CmliteError, NotFoundError, RuleError, Unknown
from cmlite.services import connections, sending, standing
from cmlite.services.connections import Outside
from cmlite.services.inbox import Thread
from cmlite.store import acts as table
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.followed import forget_text, keep_text
from cmlite.store.rows import Cursor

log = logging.getLogger("cmlite.acts")
Clock = Callable[[], datetime]
_DONE_BY = {undone: done for done, undone in UNDO.items()}
LONGEST_WORDS = 1_000


def done(store: Store, brand_id: str, conversation_id: str) -> Sequence[Act]:
    """What was done about the messages of a conversation and the person in it, oldest first."""
    return table.read_acts(store, brand_id, conversation_id)


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be done about each message (names by message id), and what was done before."""

    possible: Mapping[str, Sequence[str]]
    done: Sequence[Act]


def offer(store: Store, brand_id: str, shown: Thread, can: Collection[str]) -> Offer:
    """What may be done about the messages of a conversation in view; `can`: what its signed-in channel may do."""
    talk = shown.conversation
    before = done(store, brand_id, talk.conversation_id) if can else ()
    return Offer({one.message_id: possible(one, talk.kind, can, before) for one in shown.messages}, before)


def carry_out(
    store: Store,
    outside: Outside,
    brand_id: str,
    message_id: str,
    act: str,
    words: str = "",
    *,
    clock: Clock,
    actor: str,
) -> None:
    """Do it on the network, then here. What the network refused is kept with its reason (NetworkError)."""
    row = table.read_acted_on(store, brand_id, message_id)
    if row is None:
        raise NotFoundError("errors.inbox.gone")
    words = words.strip()[:LONGEST_WORDS]
    if act == "edit" and not words:
        raise RuleError("errors.inbox.empty")
    act_id = new_id("act", clock())
    note = words if act == "report" else ""
    with outside.turn(row["channel_id"], patient=False):
        row = table.read_acted_on(store, brand_id, message_id)  # a second window may have been faster
        if row is None:  # erased meanwhile, or its channel signed out
            raise NotFoundError("errors.inbox.gone")
        before = done(store, brand_id, row["conversation_id"])
        if act not in possible(_message(row), row["kind"], row["can"].split(), before):
            raise RuleError("errors.acts.not_possible")
        # Written down before the call, like every try: should it break off, nobody knows what came of it.
        with store.write() as cursor:
            table.begin_act(cursor, act_id, brand_id, row, act, note=note, now=clock(), actor=actor)
        try:
            connector = connections.connector_of(outside, row["channel_id"], row["network"])
            sending.ask(partial(_ask, connector, act, row, words), "errors.acts.unforeseen")
        except CmliteError as error:
            _failed(store, brand_id, row, act_id, act, error, clock(), actor)
            raise
        with store.write() as cursor:
            _keep(cursor, brand_id, row, act_id, act, words, clock(), actor)


def _ask(connector: Connector, act: str, row: dict[str, Any], words: str) -> None:
    if act == "edit":
        connector.edit(row["external_id"], words)
    elif act == "delete":
        connector.remove(row["external_id"])
    elif act in {"like", "unlike"}:
        connector.like(row["external_id"], liked=act == "like")
    else:
        author = row["person_id"].split(":", 2)[-1]  # brand, network, id on the network
        connector.moderate(act, Target(external_id=row["external_id"], author_id=author, words=words))


def _failed(
    store: Store,
    brand_id: str,
    row: dict[str, Any],
    act_id: str,
    act: str,
    error: CmliteError,
    now: datetime,
    actor: str,
) -> None:
    outcome, reason = "unknown" if isinstance(error, Unknown) else "refused", standing.reason_of(error)
    with store.write() as cursor:
        table.end_act(cursor, act_id, outcome, reason)
        _record(cursor, brand_id, row, act, outcome, now, actor)
    standing.note_failure(store, row["channel_id"], error, now)


def _keep(
    cursor: Cursor,
    brand_id: str,
    row: dict[str, Any],
    act_id: str,
    act: str,
    words: str,
    now: datetime,
    actor: str,
) -> None:
    """What is true on the network now is true here as well."""
    table.end_act(cursor, act_id, "done")
    if act in _DONE_BY:
        table.take_back(cursor, brand_id, row, _DONE_BY[act], now)
    if act == "edit":
        keep_text(cursor, row["message_id"], words)
    elif act in {"delete", "erase"}:
        forget_text(cursor, row["message_id"])
    _record(cursor, brand_id, row, act, "done", now, actor)


def _record(
    cursor: Cursor, brand_id: str, row: dict[str, Any], act: str, outcome: str, now: datetime, actor: str
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="message",
        subject_id=row["message_id"],
        from_state=row["state"],
        to_state=act,
        now=now,
        actor=actor,
        detail={"outcome": outcome, "conversation": row["conversation_id"]},
    )


def _message(row: dict[str, Any]) -> Message:
    return Message.model_validate({name: row[name] for name in Message.model_fields if name in row} | {"who": ""})
