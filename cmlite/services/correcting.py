"""Edit and delete on the network what cmlite published: written down before the call, never twice, never pretended."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.domain.corrections import Message, messages_of
from cmlite.domain.drafts import text_surface
from cmlite.domain.publishing import SETTLING
from cmlite.domain.send_options import read_options
from cmlite.errors import CmliteError, NetworkError, NotFoundError, Refused, RuleError, SecretsError
from cmlite.services import claims, connections, sending, standing
from cmlite.services.claims import Fits
from cmlite.services.connections import Outside
from cmlite.services.media import of_post
from cmlite.services.message_changes import Change, has_arrived, note_done
from cmlite.services.sending import Clock
from cmlite.store import correcting as table
from cmlite.store import posts
from cmlite.store import sending as tries
from cmlite.store.db import Store
from cmlite.store.reference import networks
from cmlite.store.team import read_team

Row = Mapping[str, Any]


def edit(
    store: Store,
    outside: Outside,
    brand_id: str,
    publication_id: str,
    texts: Sequence[str],
    *,
    fits: Fits,
    clock: Clock,
    actor: str,
) -> str:
    """Give every part of a publication these words; what says so already is left alone.

    With a team only for whoever may approve: what stands out there was approved as it was. Returns 'edited' or
    'unconfirmed'. Raises RuleError before anything happens, NetworkError or SecretsError with what arrived until then
    kept.
    """
    if not read_team(store, brand_id).may_approve(actor):
        raise RuleError("errors.correcting.role")
    row = _out(store, brand_id, publication_id)
    wanted = [one.strip() for one in texts]
    if len(wanted) != len(sending.parts_out(row)) or not all(wanted):
        raise RuleError("errors.correcting.empty")
    counted, limits = read_options(row["options"]).only(row["can"].split()).counted, _limits(store, row, len(wanted))
    if not all(fits(counted(one), row["network"], most) for one, most in zip(wanted, limits, strict=True)):
        raise RuleError("errors.correcting.too_long")
    with outside.turn(row["channel_id"], patient=False):
        connector = _connector(outside, row, "edit")
        for message in _messages(store, brand_id, publication_id):
            if not message.has_words:
                continue
            is_same = sending.parts_out(row)[message.part] == wanted[message.part]
            if is_same and message.unsettled != "edit":
                continue
            if message.is_gone:
                raise RuleError("errors.correcting.gone")
            change = Change(store, connector, row, message, "edit", wanted[message.part], clock, actor)
            if not change.carry_out():
                return "unconfirmed"
    return "edited"


def remove(store: Store, outside: Outside, brand_id: str, publication_id: str, *, clock: Clock, actor: str) -> str:
    """Delete a publication with all its parts and pictures, the last first; returns 'removed' or 'unconfirmed'.

    Raises NetworkError or SecretsError with what was deleted until then kept; the next time deletes the rest.
    """
    row = _out(store, brand_id, publication_id)
    with outside.turn(row["channel_id"], patient=False):
        return _remove_rest(store, _connector(outside, row, "delete"), row, clock, actor)


def _remove_rest(store: Store, connector: Connector, row: Row, clock: Clock, actor: str) -> str:
    for message in reversed(_messages(store, row["brand_id"], row["publication_id"])):
        if not message.is_gone:
            change = Change(store, connector, row, message, "remove", "", clock, actor)
            if not change.carry_out():
                return "unconfirmed"
    return "removed"


def unsettled(store: Store) -> list[dict[str, Any]]:
    """Corrections of which nobody knows whether they arrived."""
    return table.read_unsettled(store)


def undecided(store: Store, brand_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """Those of a brand that did not settle by themselves: the owner has to look."""
    return table.read_unsettled_of(store, brand_id, now - 2 * SETTLING)


def reconcile(store: Store, outside: Outside, row: Row, *, clock: Clock) -> str:
    """Look whether a correction arrived; returns its outcome. The rest of what was to be deleted follows at once.

    What did not arrive stays as it is: the owner sees that and may do it again.
    """
    if not standing.may_work(store, row["channel_id"], clock()):
        return "unknown"
    try:
        connector = connections.connector_of(outside, row["channel_id"], row["network"])
        if "find" not in connector.can:
            return "unknown"
        arrived = has_arrived(row["subject"], row["wanted"], connector.text_of(row["external_id"]))
    except (NetworkError, SecretsError) as error:
        standing.note_failure(store, row["channel_id"], error, clock())
        return "unknown"
    now = clock()
    if not arrived and now - row["ended_at"] < SETTLING:
        return "unknown"
    with store.write() as cursor:
        if table.lock_unsettled(cursor, row["attempt_id"]) is None:  # the owner was faster
            return "settled"
        tries.end_attempt(cursor, row["attempt_id"], "done" if arrived else "absent", now)
        if not arrived:
            return "absent"
        note_done(cursor, row, now, claims.WORKER)
    if row["subject"] == "remove":
        try:
            _remove_rest(store, connector, row, clock, claims.WORKER)
        except CmliteError:  # kept with its reason; the owner sees what is left
            return "done"
    return "done"


def decide(store: Store, brand_id: str, publication_id: str, *, arrived: bool, now: datetime, actor: str) -> None:
    """The owner has looked: what nobody knew was done, or was not."""
    with store.write() as cursor:
        open_ones = table.lock_unsettled_of(cursor, brand_id, publication_id)
        if not open_ones:
            is_there = posts.lock_publication(cursor, brand_id, publication_id) is not None
            raise RuleError("errors.publishing.elsewhere") if is_there else NotFoundError("errors.publishing.gone")
        for row in open_ones:
            tries.end_attempt(cursor, row["attempt_id"], "done" if arrived else "absent", now)
            if arrived:
                note_done(cursor, row, now, actor)


def _out(store: Store, brand_id: str, publication_id: str) -> dict[str, Any]:
    row = tries.read_sending(store, publication_id)
    if row is None or row["brand_id"] != brand_id:
        raise NotFoundError("errors.publishing.gone")
    if row["state"] != "published":
        raise RuleError("errors.publishing.elsewhere")
    return row


def _limits(store: Store, row: Row, parts: int) -> list[int | None]:
    """How long each part may be, where that is not the network's usual length: pictures go with the first."""
    facts = networks().get(row["network"])
    has_media = facts is not None and bool(of_post(store, row["brand_id"], row["post_id"]))
    surface = text_surface(facts, "", with_media=True) if facts and has_media else "post"
    most = facts.number("text_length", surface) if facts and surface != "post" else None
    return [row["text_limit"] if most is None else int(most), *[row["text_limit"]] * (parts - 1)]


def _messages(store: Store, brand_id: str, publication_id: str) -> tuple[Message, ...]:
    found = messages_of(tries.read_attempts(store, brand_id, publication_id))
    if not found:
        raise RuleError("errors.correcting.not_ours")
    return found


def _connector(outside: Outside, row: Row, able: str) -> Connector:
    connector = connections.connector_of(outside, row["channel_id"], row["network"])
    if able not in connector.can or able not in row["can"].split():
        raise Refused("errors.correcting.unable")
    return connector
