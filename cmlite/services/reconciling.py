"""Look on the network for what nobody knows the outcome of, and settle it: found, sent again, or left to the owner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.domain.publishing import SETTLING, Sent
from cmlite.errors import NetworkError, SecretsError
from cmlite.services import claims, connections, publishing, sending, standing
from cmlite.services.claims import Claim, Fits
from cmlite.services.connections import Outside
from cmlite.services.sending import Clock
from cmlite.store import lateness
from cmlite.store import sending as table
from cmlite.store.db import Store


def unconfirmed(store: Store) -> list[dict[str, Any]]:
    """Publications of live channels of which nobody knows whether they arrived."""
    return table.read_in_state(store, "unconfirmed")


def reconcile(store: Store, outside: Outside, row: Mapping[str, Any], *, fits: Fits, clock: Clock) -> str:
    """Look on the network whether an unconfirmed publication arrived; returns its state afterwards.

    Found: published, or its next part is sent. Certainly absent: sent again where the network takes a key only
    once and it is still about time, else `missed` or left to the owner. A network that cannot be asked: left.
    """
    claim = claims.claim_of(row, fits)
    with store.read() as cursor:
        last = table.last_attempt(cursor, claim.publication_id)
        sent = sending.sent_parts(table.attempts_of(cursor, claim.publication_id))
    if last is None or last["outcome"] != "unknown" or not standing.may_work(store, claim.channel_id, clock()):
        return "unconfirmed"
    try:
        connector = connections.connector_of(outside, claim.channel_id, claim.network)
        if "find" not in connector.can:
            return "unconfirmed"
        found = _look(connector, claim, last, sent)
    except (NetworkError, SecretsError) as error:
        standing.note_failure(store, claim.channel_id, error, clock())
        return "unconfirmed"
    now = clock()
    if found is None and now - last["ended_at"] < SETTLING:
        return "unconfirmed"
    return _settle(store, claim, row, last, found, keyed="keyed" in connector.can, now=now)


def _look(connector: Connector, claim: Claim, attempt: Mapping[str, Any], sent: Mapping[int, Sent]) -> Sent | None:
    if attempt["part"] >= len(claim.parts):
        return None
    message = sending.message_of(claim, claim.parts[attempt["part"]], attempt["part"], sent)
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
    allowed = lateness.read_allowed(store, claim.brand_id)
    on_time = row["planned_utc"] is not None and now - row["planned_utc"] <= allowed
    with store.write() as cursor:
        state = table.settled_meanwhile(cursor, claim.publication_id, last["attempt_id"])
        if state:  # the owner was faster
            return state
        if found is not None and table.is_taken(cursor, claim.channel_id, found.external_id, claim.publication_id):
            found = None
        if found is not None:
            sending.end_done(cursor, last["attempt_id"], found, now)
            sent = sending.sent_parts(table.attempts_of(cursor, claim.publication_id))
            if all(part in sent for part in range(len(claim.parts))):
                sending.set_published(cursor, claim, sent[0], now, at=last["started_at"])
                return "published"
            after = "scheduled" if on_time else "unconfirmed"
        else:
            table.end_attempt(cursor, last["attempt_id"], "absent", now)
            after = ("scheduled" if on_time else "missed") if keyed else "unconfirmed"
        if after != "unconfirmed":
            publishing.step(cursor, claim.brand_id, claim.publication_id, after, now=now, actor=claims.WORKER)
    return after
