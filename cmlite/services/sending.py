"""Send what is due through live channels: claimed once, written down before the call, never repeated blindly."""

import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.domain.connections import Told
from cmlite.domain.ids import new_id
from cmlite.domain.publishing import LIVE_TOLERANCE, SETTLING, Outgoing, Sent
from cmlite.domain.threads import send_key, split
from cmlite.errors import CmliteError, NetworkError, Refused, SecretsError, SignInAgain, Unknown, Wait, trail
from cmlite.services import connections, publishing
from cmlite.services.connections import HOLD, Outside
from cmlite.store import sending as table
from cmlite.store.db import Connection as Cursor
from cmlite.store.db import Store, update

log = logging.getLogger("cmlite.sending")
WORKER = "worker"
Fits = Callable[[str, str, int | None], bool]
"""Whether a text fits a network: text, network, the server's own limit."""
Clock = Callable[[], datetime]

_OUTCOMES: dict[type[CmliteError], str] = {
    SignInAgain: "sign_in",
    SecretsError: "sign_in",
    Wait: "wait",
    Refused: "refused",
    Unknown: "unknown",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One publication that this process, and nobody else, is about to send."""

    publication_id: str
    brand_id: str
    channel_id: str
    network: str
    parts: tuple[str, ...]
    language: str


def claim_due(store: Store, *, fits: Fits, busy: Collection[str], now: datetime) -> list[Claim]:
    """Claim the next due publication of every live channel that is not busy; each is `publishing` from here on."""
    if not table.has_due(store, now, LIVE_TOLERANCE):
        return []
    claims = []
    with store.write() as cursor:
        for row in table.lock_due(cursor, now, LIVE_TOLERANCE, busy, HOLD):
            publishing.step(cursor, row["brand_id"], row["publication_id"], "publishing", now=now, actor=WORKER)
            claim = _claim(row, fits)
            update(cursor, "publication", {"publication_id": claim.publication_id}, parts=json.dumps(claim.parts))
            claims.append(claim)
    return claims


def _claim(row: Mapping[str, Any], fits: Fits) -> Claim:
    return Claim(
        row["publication_id"],
        row["brand_id"],
        row["channel_id"],
        row["network"],
        tuple(_parts(row, fits)),
        row["language"] or "",
    )


def _parts(row: Mapping[str, Any], fits: Fits) -> list[str]:
    """The parts as they were cut before, while the text is still the same; limits may have changed since."""
    text, network, limit = row["text"], row["network"], row["text_limit"]
    kept: list[str] = json.loads(row["parts"] or "[]")
    if kept and "".join("".join(kept).split()) == "".join(text.split()):
        return kept
    if row["as_thread"]:
        return split(text, lambda words: fits(words, network, limit))
    return [text] if text.strip() else []


def send(store: Store, outside: Outside, claim: Claim, *, clock: Clock) -> str:
    """Send the parts of a claimed publication that are not out yet; returns its state afterwards.

    Every outcome is saved before the next part is tried. What is unknown becomes `unconfirmed` and stays so until
    `reconcile` has looked, or the owner decides.
    """
    try:
        if not claim.parts:
            raise Refused("errors.sending.empty")
        connector = connections.connector_of(outside, claim.channel_id, claim.network)
    except CmliteError as error:
        return _set_back(store, claim, "", error, clock())
    with store.read() as cursor:
        sent = _sent_parts(table.attempts_of(cursor, claim.publication_id))
    for part, words in enumerate(claim.parts):
        if part in sent:
            continue
        message = _message(claim, words, part, sent)
        attempt_id = new_id("attempt", clock())
        key = send_key(claim.publication_id, part, words)
        with store.write() as cursor:
            table.begin_attempt(
                cursor,
                attempt_id=attempt_id,
                brand_id=claim.brand_id,
                channel_id=claim.channel_id,
                subject="publication",
                subject_id=claim.publication_id,
                part=part,
                send_key=key,
                started_at=clock(),
            )
        try:
            sent[part] = ask(partial(connector.publish, message, key=key))
        except CmliteError as error:
            return _set_back(store, claim, attempt_id, error, clock())
        with store.write() as cursor:
            _end_done(cursor, attempt_id, sent[part], clock())
            connections.note_success(cursor, claim.channel_id, clock())
            if part == len(claim.parts) - 1:
                _published(cursor, claim, sent[0], clock())
                return "published"
    with store.write() as cursor:  # everything was out already
        _published(cursor, claim, sent[0], clock())
    return "published"


def ask(call: Callable[[], Sent]) -> Sent:
    """Call the network; an answer that the connector did not expect leaves open whether the message arrived."""
    try:
        return call()
    except CmliteError:
        raise
    except Exception as error:
        log.error("a connector stumbled over an answer: %s", trail(error))
        raise Unknown("errors.sending.unforeseen") from error


def _message(claim: Claim, words: str, part: int, sent: Mapping[int, Sent]) -> Outgoing:
    parent = sent[part - 1].external_id if part else ""
    return Outgoing(text=words, language=claim.language, parent=parent)


def _end_done(cursor: Cursor, attempt_id: str, sent: Sent, now: datetime) -> None:
    table.end_attempt(cursor, attempt_id, "done", now, external_id=sent.external_id, permalink=sent.permalink)


def _published(cursor: Cursor, claim: Claim, first: Sent, now: datetime) -> None:
    publishing.step(
        cursor,
        claim.brand_id,
        claim.publication_id,
        "published",
        now=now,
        actor=WORKER,
        published_at=now,
        published_precision="minute",
        external_id=first.external_id,
        permalink=first.permalink,
        text="\n\n".join(claim.parts),
    )


def _set_back(store: Store, claim: Claim, attempt_id: str, error: CmliteError, now: datetime) -> str:
    """What did not arrive goes back to `scheduled`; refused is `failed`; what nobody knows is `unconfirmed`."""
    outcome = next((name for kind, name in _OUTCOMES.items() if isinstance(error, kind)), "unknown")
    after = {"unknown": "unconfirmed", "refused": "failed"}.get(outcome, "scheduled")
    with store.write() as cursor:
        if attempt_id:
            table.end_attempt(cursor, attempt_id, outcome, now, reason=connections.reason_of(error))
        publishing.step(cursor, claim.brand_id, claim.publication_id, after, now=now, actor=WORKER)
    connections.note_failure(store, claim.channel_id, error, now, of_sending=True)
    return after


def _sent_parts(attempts: Collection[Mapping[str, Any]]) -> dict[int, Sent]:
    return {
        row["part"]: Sent(external_id=row["external_id"], permalink=row["permalink"])
        for row in attempts
        if row["outcome"] == "done"
    }


def take_up(store: Store, *, now: datetime, before: datetime | None = None) -> int:
    """What an ended process left on its way, or (with `before`) what has been on its way since then; returns how many.

    A try without an outcome may have arrived: unknown. A claim without a try has not been sent: scheduled again.
    """
    limit = before or now
    with store.write() as cursor:
        open_tries = {row["subject_id"]: row for row in table.open_attempts(cursor, limit)}
        for row in open_tries.values():
            table.end_attempt(cursor, row["attempt_id"], "unknown", now, reason={"key": "errors.sending.interrupted"})
        left = table.lock_publishing(cursor, limit)
        for row in left:
            after = "unconfirmed" if row["publication_id"] in open_tries else "scheduled"
            publishing.step(cursor, row["brand_id"], row["publication_id"], after, now=now, actor=WORKER)
        answers = table.unsettle_answers(cursor, limit)
    return len(left) + answers


def settle_old(store: Store, *, now: datetime) -> None:
    """In data of an earlier day: what was on its way then is unconfirmed, what was due since is missed."""
    take_up(store, now=now)
    publishing.mark_missed(store, now=now, tolerance=False)


def reconcile(store: Store, outside: Outside, row: Mapping[str, Any], *, fits: Fits, clock: Clock) -> str:
    """Look on the network whether an unconfirmed publication arrived; returns its state afterwards.

    Found: published, or its next part is sent. Certainly absent: sent again where the network takes a key only
    once and it is still about time, else `missed` or left to the owner. A network that cannot be asked: left.
    """
    claim = _claim(row, fits)
    with store.read() as cursor:
        last = table.last_attempt(cursor, claim.publication_id)
        sent = _sent_parts(table.attempts_of(cursor, claim.publication_id))
    if last is None or last["outcome"] != "unknown":
        return "unconfirmed"
    try:
        connector = connections.connector_of(outside, claim.channel_id, claim.network)
        if "find" not in connector.can:
            return "unconfirmed"
        found = _look(connector, claim, last, sent)
    except (NetworkError, SecretsError) as error:
        connections.note_failure(store, claim.channel_id, error, clock())
        return "unconfirmed"
    now = clock()
    if found is None and now - last["ended_at"] < SETTLING:
        return "unconfirmed"
    return _settle(store, claim, row, last, found, keyed="keyed" in connector.can, now=now)


def _look(connector: Connector, claim: Claim, attempt: Mapping[str, Any], sent: Mapping[int, Sent]) -> Sent | None:
    if attempt["part"] >= len(claim.parts):
        return None
    message = _message(claim, claim.parts[attempt["part"]], attempt["part"], sent)
    return connector.find(message, key=attempt["send_key"], after=attempt["started_at"])


def _settle(
    store: Store,
    claim: Claim,
    row: Mapping[str, Any],
    last: Mapping[str, Any],
    found: Sent | None,
    *,
    keyed: bool,
    now: datetime,
) -> str:
    on_time = row["planned_utc"] is not None and now - row["planned_utc"] <= LIVE_TOLERANCE
    with store.write() as cursor:
        state = table.settled_meanwhile(cursor, claim.publication_id, last["attempt_id"])
        if state:  # the owner was faster
            return state
        if found is not None and table.is_taken(cursor, claim.channel_id, found.external_id, claim.publication_id):
            found = None
        if found is not None:
            _end_done(cursor, last["attempt_id"], found, now)
            sent = _sent_parts(table.attempts_of(cursor, claim.publication_id))
            if all(part in sent for part in range(len(claim.parts))):
                _published(cursor, claim, sent[0], now)
                return "published"
            after = "scheduled" if on_time else "unconfirmed"
        else:
            table.end_attempt(cursor, last["attempt_id"], "absent", now)
            after = ("scheduled" if on_time else "missed") if keyed else "unconfirmed"
        if after != "unconfirmed":
            publishing.step(cursor, claim.brand_id, claim.publication_id, after, now=now, actor=WORKER)
    return after


def send_now(store: Store, brand_id: str, publication_id: str, *, now: datetime, actor: str) -> None:
    """The owner wants it out now: a missed, failed or unconfirmed publication is due at once."""
    with store.write() as cursor:
        publishing.step(
            cursor, brand_id, publication_id, "scheduled", now=now, actor=actor, only=publishing.AT_REST - {"scheduled"}
        )
        update(cursor, "publication", {"publication_id": publication_id}, planned_utc=now)


def attempts(store: Store, brand_id: str, subject_id: str) -> list[dict[str, Any]]:
    """Every try to send a publication or an answer, oldest first."""
    return table.read_attempts(store, brand_id, subject_id)


def told(store: Store, brand_id: str) -> Told:
    """What networks told about the posts of a brand."""
    return Told(
        connections.connections(store, brand_id),
        publishing.matches(store, brand_id),
        lambda publication_id: attempts(store, brand_id, publication_id),
    )


def unconfirmed(store: Store) -> list[dict[str, Any]]:
    """Publications of live channels of which nobody knows whether they arrived."""
    return table.read_in_state(store, "unconfirmed")
