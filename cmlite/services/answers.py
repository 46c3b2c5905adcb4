"""Answer through a live channel: kept as a draft until the network has it, never sent twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.domain.ids import new_id
from cmlite.domain.inbox import PRIVATE
from cmlite.domain.publishing import SETTLING, Outgoing, Sent
from cmlite.domain.threads import send_key
from cmlite.errors import CmliteError, NetworkError, NotFoundError, RuleError, SecretsError, Unknown, Vanished
from cmlite.services import claims, connections, conversations, sending, standing
from cmlite.services.connections import Outside
from cmlite.services.sending import Clock
from cmlite.store import answering as table
from cmlite.store import inbox
from cmlite.store import sending as tries
from cmlite.store.apart import drop_private, private_place
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert


def can(store: Store, brand_id: str, conversation_id: str) -> frozenset[str]:
    """What a signed-in channel may do with this conversation; empty where it is answered by hand."""
    return frozenset(table.read_can(store, brand_id, conversation_id).split())


def send(
    store: Store,
    outside: Outside,
    brand_id: str,
    conversation_id: str,
    text: str,
    *,
    done: bool,
    language: str,
    clock: Clock,
    actor: str,
    private: bool = False,
) -> str:
    """Send an answer to the last message of a conversation that is still there; returns 'sent', 'sent_earlier' (the
    network no longer had the last one, and the answer hangs under one before it) or 'unconfirmed'.

    `private`: only the person reads it, and it stands in a private conversation with them. What the network did not
    take stays a draft, and the error says why (NetworkError, SecretsError).
    """
    text = text.strip()
    if not text:
        raise RuleError("errors.inbox.empty")
    targets = table.read_targets(store, brand_id, conversation_id)
    if not targets:
        raise RuleError("errors.inbox.nothing_left")
    target = targets[0]
    message_id, attempt_id = new_id("message", clock()), new_id("attempt", clock())
    place = conversation_id
    with outside.turn(target["channel_id"], patient=False):
        connector = connections.connector_of(outside, target["channel_id"], target["network"])
        key = send_key(message_id, 0, text)
        with store.write() as cursor:
            if not table.claim_conversation(cursor, brand_id, conversation_id, clock()):
                raise NotFoundError("errors.inbox.gone")
            if private:
                place = private_place(cursor, brand_id, conversation_id, now=clock(), actor=actor)
                targets = [one | {"kind": PRIVATE} for one in targets]
            if table.is_under_way(cursor, place, text):
                raise RuleError("errors.inbox.already_sent")
            if not private:
                table.drop_drafts(cursor, brand_id, conversation_id)
            insert(
                cursor,
                "message",
                message_id=message_id,
                brand_id=brand_id,
                conversation_id=place,
                direction="out",
                state="sending",
                text=text,
                sent_at=clock(),
                parent_id=target["external_id"],
                actor=actor,
            )
            tries.begin_attempt(
                cursor,
                attempt_id=attempt_id,
                brand_id=brand_id,
                channel_id=target["channel_id"],
                subject="message",
                subject_id=message_id,
                send_key=key,
                started_at=clock(),
            )
        try:
            answered, sent = _publish(store, connector, targets, message_id, text, language, key=key, clock=clock)
        except Unknown as error:
            _unconfirmed(store, message_id, attempt_id, error, clock())
            return "unconfirmed"
        except CmliteError as error:
            _back_to_draft(store, message_id, attempt_id, error, clock(), private_of=place if private else "")
            standing.note_failure(store, target["channel_id"], error, clock())
            raise
        now = clock()
        with store.write() as cursor:
            _keep_sent(cursor, brand_id, place, message_id, attempt_id, sent, done=done, now=now, actor=actor)
            if private:
                conversations.answered_apart(cursor, brand_id, conversation_id, place, now=now, actor=actor)
    return "sent" if answered is targets[0] else "sent_earlier"


def _publish(
    store: Store,
    connector: Connector,
    targets: Sequence[Mapping[str, Any]],
    message_id: str,
    text: str,
    language: str,
    *,
    key: str,
    clock: Clock,
) -> tuple[Mapping[str, Any], Sent]:
    """Answer the first of these messages that the network still has; gives it, and what was sent."""
    for target, before in zip(targets, (*targets[1:], None), strict=True):
        try:
            return target, sending.ask(partial(connector.publish, _outgoing(target, text, language), key=key))
        except Vanished:  # for certain nothing was sent
            with store.write() as cursor:
                table.note_missing(cursor, target["message_id"], clock())
                if before is not None:  # where it will hang is known before it is sent: it may have to be looked for
                    table.hang_under(cursor, message_id, before["external_id"])
            if before is None:
                raise Vanished("errors.inbox.nothing_left") from None
    raise AssertionError("unreachable")


def _outgoing(target: Mapping[str, Any], text: str, language: str) -> Outgoing:
    return Outgoing(
        text=text,
        language=language,
        parent=target["external_id"],
        mention=target["handle"],
        direct=target["kind"] == PRIVATE,
    )


def _unconfirmed(store: Store, message_id: str, attempt_id: str, error: CmliteError, now: datetime) -> None:
    with store.write() as cursor:
        tries.end_attempt(cursor, attempt_id, "unknown", now, reason=standing.reason_of(error))
        table.set_state(cursor, message_id, "unconfirmed")


def _back_to_draft(
    store: Store, message_id: str, attempt_id: str, error: CmliteError, now: datetime, *, private_of: str = ""
) -> None:
    """It did not arrive. `private_of` is the private conversation it was meant for: its words still stand as the draft
    of the public one."""
    with store.write() as cursor:
        tries.end_attempt(cursor, attempt_id, "refused", now, reason=standing.reason_of(error))
        if private_of:
            drop_private(cursor, private_of, message_id)
        else:
            table.back_to_draft(cursor, message_id)


def _keep_sent(
    cursor: Cursor,
    brand_id: str,
    conversation_id: str,
    message_id: str,
    attempt_id: str,
    sent: Sent,
    *,
    done: bool,
    now: datetime,
    actor: str,
) -> None:
    """It arrived, in the conversation in which it stands by now: threads may have been merged while it was sent."""
    tries.end_attempt(cursor, attempt_id, "done", now, sent=sent)
    table.set_sent(cursor, message_id, sent, now)
    row = table.lock_answer(cursor, brand_id, message_id)
    place = str(row["conversation_id"]) if row else conversation_id
    found = inbox.lock_conversation(cursor, brand_id, place)
    if found is not None and found["state"] != "erased":
        conversations.answered(cursor, brand_id, place, done=done, now=now, actor=actor)


def reconcile(store: Store, outside: Outside, row: Mapping[str, Any], *, clock: Clock) -> str:
    """Look whether an unconfirmed answer arrived; returns its state. Absent for certain: it is a draft again."""
    with store.read() as cursor:
        last = tries.last_attempt(cursor, row["message_id"])
    if last is None or last["outcome"] != "unknown" or not standing.may_work(store, row["channel_id"], clock()):
        return "unconfirmed"
    try:
        connector = connections.connector_of(outside, row["channel_id"], row["network"])
        found = _look(connector, row, last)
    except (NetworkError, SecretsError) as error:
        standing.note_failure(store, row["channel_id"], error, clock())
        return "unconfirmed"
    now = clock()
    if found is None and ("find" not in connector.can or now - last["ended_at"] < SETTLING):
        return "unconfirmed"
    with store.write() as cursor:
        current = table.lock_answer(cursor, row["brand_id"], row["message_id"])
        if current is None or current["state"] != "unconfirmed":  # the owner was faster
            return str(current["state"]) if current else "gone"
        if found is not None and tries.is_taken(cursor, row["channel_id"], found.external_id, row["message_id"]):
            found = None
        if found is None:
            tries.end_attempt(cursor, last["attempt_id"], "absent", now)
            table.back_to_draft(cursor, row["message_id"])
            return "draft"
        _keep_sent(
            cursor,
            row["brand_id"],
            row["conversation_id"],
            row["message_id"],
            last["attempt_id"],
            found,
            done=False,
            now=now,
            actor=claims.WORKER,
        )
    return "sent"


def _look(connector: Connector, row: Mapping[str, Any], last: Mapping[str, Any]) -> Sent | None:
    if "find" not in connector.can:
        return None
    is_private = row["kind"] == PRIVATE
    message = Outgoing(text=row["text"], parent=row["parent_id"], mention=row["handle"], direct=is_private)
    return connector.find(message, key=last["send_key"], after=last["started_at"])


def decide(store: Store, brand_id: str, message_id: str, *, arrived: bool, now: datetime, actor: str) -> None:
    """The owner has looked: an unconfirmed answer is there, or it is a draft again."""
    with store.write() as cursor:
        row = table.lock_answer(cursor, brand_id, message_id)
        if row is None or row["state"] != "unconfirmed":
            raise NotFoundError("errors.inbox.gone")
        if arrived:
            table.set_state(cursor, message_id, "sent")
            conversations.answered(cursor, brand_id, row["conversation_id"], done=False, now=now, actor=actor)
        else:
            table.back_to_draft(cursor, message_id)


def unconfirmed(store: Store) -> list[dict[str, Any]]:
    """Answers of which nobody knows whether they arrived."""
    return tries.read_unconfirmed_answers(store, "unconfirmed")
