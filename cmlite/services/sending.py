"""Send what was claimed through live channels: written down before the call, never repeated blindly."""

import json
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from cmlite.domain.connections import Told
from cmlite.domain.ids import new_id
from cmlite.domain.publishing import Outgoing, Picture, Sent
from cmlite.domain.threads import send_key
from cmlite.errors import CmliteError, Refused, SecretsError, SignInAgain, Unknown, Wait, trail
from cmlite.services import connections, publishing, standing, tagging
from cmlite.services.claims import WORKER, Claim
from cmlite.services.connections import Outside
from cmlite.services.sending_pictures import RoomOn, anything, pictures_of
from cmlite.store import posts
from cmlite.store import sending as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update

log = logging.getLogger("cmlite.sending")
Clock = Callable[[], datetime]
Answer = TypeVar("Answer")

_OUTCOMES: dict[type[CmliteError], str] = {
    SignInAgain: "sign_in",
    SecretsError: "sign_in",
    Wait: "wait",
    Refused: "refused",
    Unknown: "unknown",
}


def send(store: Store, outside: Outside, claim: Claim, *, clock: Clock, room_on: RoomOn = anything) -> str:
    """Send the parts of a claimed publication that are not out yet; returns its state afterwards.

    Its pictures go with the first part, shrunk to what `room_on` says of the network.

    It may have waited for its turn: what was held back or paused meanwhile stays `scheduled`.
    Every outcome is saved before the next part is tried. What is unknown becomes `unconfirmed` and stays so until
    `reconcile` has looked, or the owner decides.
    """
    if not table.may_go_out(store, claim.publication_id, clock(), connections.HOLD):
        return _put_back(store, claim, clock())
    try:
        if not claim.parts:
            raise Refused("errors.sending.empty")
        connector = connections.connector_of(outside, claim.channel_id, claim.network)
        with store.read() as cursor:
            sent = sent_parts(table.attempts_of(cursor, claim.publication_id))
        own = (store, claim.brand_id, claim.post_id)
        pictures = () if 0 in sent else pictures_of(*own, room_on(claim.network), connector.can)
    except CmliteError as error:
        return _set_back(store, claim, "", error, clock())
    for part, words in enumerate(claim.parts):
        if part in sent:
            continue
        message = message_of(claim, words, part, sent, () if part else pictures)
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
            end_done(cursor, attempt_id, sent[part], clock())
            standing.note_success(cursor, claim.channel_id, clock())
            if part == len(claim.parts) - 1:
                set_published(cursor, claim, sent[0], clock())
                return "published"
    with store.write() as cursor:  # everything was out already
        set_published(cursor, claim, sent[0], clock())
    return "published"


def ask(call: Callable[[], Answer], unforeseen: str = "errors.sending.unforeseen") -> Answer:
    """Call the network; an answer that the connector did not expect leaves open whether it was done: Unknown, with the
    text key `unforeseen`."""
    try:
        return call()
    except CmliteError:
        raise
    except Exception as error:
        log.error("a connector stumbled over an answer: %s", trail(error))
        raise Unknown(unforeseen) from error


def message_of(
    claim: Claim, words: str, part: int, sent: Mapping[int, Sent], pictures: tuple[Picture, ...] = ()
) -> Outgoing:
    """One part as a connector takes it; it hangs under the part before."""
    parent = sent[part - 1].external_id if part else ""
    return Outgoing(text=words, pictures=pictures, language=claim.language, parent=parent, options=claim.options)


def end_done(cursor: Cursor, attempt_id: str, sent: Sent, now: datetime) -> None:
    """A try has arrived."""
    table.end_attempt(cursor, attempt_id, "done", now, sent=sent)


def set_published(cursor: Cursor, claim: Claim, first: Sent, now: datetime, *, at: datetime | None = None) -> None:
    """All parts are out, since `at` where that is known later: the publication bears id and address of the first."""
    publishing.step(
        cursor,
        claim.brand_id,
        claim.publication_id,
        "published",
        now=now,
        actor=WORKER,
        published_at=at or now,
        published_precision="minute",
        format=posts.format_of(cursor, claim.publication_id, empty="text"),
        external_id=first.external_id,
        permalink=first.permalink,
        text=claim.said,
    )


def _put_back(store: Store, claim: Claim, now: datetime) -> str:
    with store.write() as cursor:
        publishing.step(cursor, claim.brand_id, claim.publication_id, "scheduled", now=now, actor=WORKER)
    return "scheduled"


def _set_back(store: Store, claim: Claim, attempt_id: str, error: CmliteError, now: datetime) -> str:
    """What did not arrive goes back to `scheduled`; refused is `failed`; what nobody knows is `unconfirmed`."""
    outcome = outcome_of(error)
    after = {"unknown": "unconfirmed", "refused": "failed"}.get(outcome, "scheduled")
    with store.write() as cursor:
        if attempt_id:
            table.end_attempt(cursor, attempt_id, outcome, now, reason=standing.reason_of(error))
        publishing.step(cursor, claim.brand_id, claim.publication_id, after, now=now, actor=WORKER)
    standing.note_failure(store, claim.channel_id, error, now, of_sending=True)
    return after


def outcome_of(error: CmliteError) -> str:
    """How a try that failed is kept."""
    return next((name for kind, name in _OUTCOMES.items() if isinstance(error, kind)), "unknown")


def sent_parts(attempts: Collection[Mapping[str, Any]]) -> dict[int, Sent]:
    """What is out of a publication, by the number of the part."""
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
        open_tries = table.open_attempts(cursor, limit)
        for row in open_tries:
            table.end_attempt(cursor, row["attempt_id"], "unknown", now, reason={"key": "errors.sending.interrupted"})
        tried = {row["subject_id"] for row in open_tries if row["subject"] == "publication"}
        left = table.lock_publishing(cursor, limit)
        for row in left:
            after = "unconfirmed" if row["publication_id"] in tried else "scheduled"
            publishing.step(cursor, row["brand_id"], row["publication_id"], after, now=now, actor=WORKER)
        answers = table.unsettle_answers(cursor, limit)
    return len(left) + answers


def settle_old(store: Store, *, now: datetime) -> None:
    """In data of an earlier day: what was on its way then is unconfirmed, what was due since is missed."""
    take_up(store, now=now)
    publishing.mark_missed(store, now=now, tolerance=False)


def send_now(store: Store, brand_id: str, publication_id: str, *, now: datetime, actor: str) -> None:
    """The owner wants it out now: a missed, failed or unconfirmed publication is due at once.

    That also answers whether a post made elsewhere is this one: it is not.
    """
    seen = [row["native_id"] for row in publishing.matches(store, brand_id) if row["publication_id"] == publication_id]
    with store.write() as cursor:
        if seen:
            publishing.tell_apart(cursor, brand_id, publication_id, seen, now=now, actor=actor)
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
        lambda publication_id: parts_out(table.read_sending(store, publication_id) or {}),
        tagging.website(store, brand_id),
    )


def parts_out(row: Mapping[str, Any]) -> list[str]:
    """The words of a publication part by part, as they are kept."""
    found: list[str] = json.loads(row.get("parts") or "[]")
    return found or [row.get("text", "")]
