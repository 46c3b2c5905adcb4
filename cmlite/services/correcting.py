"""Edit and delete on the network what cmlite published: written down before the call, never twice, never pretended."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.domain.corrections import Message, messages_of
from cmlite.domain.ids import new_id
from cmlite.domain.publishing import SETTLING
from cmlite.domain.send_options import read_options
from cmlite.domain.sync import same_lines
from cmlite.errors import CmliteError, NetworkError, NotFoundError, Refused, RuleError, SecretsError, Unknown
from cmlite.services import claims, connections, publishing, sending, standing
from cmlite.services.claims import Fits
from cmlite.services.connections import Outside
from cmlite.services.sending import Clock
from cmlite.store import brands
from cmlite.store import correcting as table
from cmlite.store import sending as tries
from cmlite.store.db import Store
from cmlite.store.rows import Cursor
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
    counted = read_options(row["options"]).only(row["can"].split()).counted
    if not all(fits(counted(one), row["network"], row["text_limit"]) for one in wanted):
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
            change = _Change(store, connector, row, message, "edit", wanted[message.part], clock, actor)
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
            change = _Change(store, connector, row, message, "remove", "", clock, actor)
            if not change.carry_out():
                return "unconfirmed"
    return "removed"


class _Change:
    """One message to be edited or deleted."""

    def __init__(
        self,
        store: Store,
        connector: Connector,
        row: Row,
        message: Message,
        subject: str,
        words: str,
        clock: Clock,
        actor: str,
    ) -> None:
        self._store, self._connector, self._row, self._message = store, connector, row, message
        self._subject, self._words, self._clock, self._actor = subject, words, clock, actor

    def carry_out(self) -> bool:
        """Do it; returns whether it is known to be done. Where nobody knows what became of the last try: look first."""
        if "find" in self._connector.can and self._is_there_already():
            self._end(self._begin(), "done")
            return True
        attempt_id = self._begin()
        try:
            self._ask()
        except Unknown as error:
            self._end(attempt_id, "unknown", error)
            return False
        except CmliteError as error:
            self._end(attempt_id, sending.outcome_of(error), error)
            standing.note_failure(self._store, self._row["channel_id"], error, self._clock())
            raise
        self._end(attempt_id, "done")
        return True

    def _is_there_already(self) -> bool:
        if self._subject == "remove" and not self._message.unsettled:
            return False
        there = self._connector.text_of(self._message.external_id)
        if there is None and self._subject == "edit":
            raise RuleError("errors.correcting.gone")
        return self._message.unsettled == self._subject and _arrived(self._subject, self._words, there)

    def _ask(self) -> None:
        external_id = self._message.external_id
        if self._subject == "edit":
            sending.ask(partial(self._connector.edit, external_id, self._words))
        else:
            sending.ask(partial(self._connector.remove, external_id))

    def _begin(self) -> str:
        now = self._clock()
        attempt_id = new_id("attempt", now)
        with self._store.write() as cursor:
            if table.lock_published(cursor, self._row["brand_id"], self._row["publication_id"]) is None:
                raise NotFoundError("errors.publishing.gone")
            tries.begin_attempt(
                cursor,
                attempt_id=attempt_id,
                brand_id=self._row["brand_id"],
                channel_id=self._row["channel_id"],
                subject=self._subject,
                subject_id=self._row["publication_id"],
                part=self._message.part,
                send_key="",
                external_id=self._message.external_id,
                wanted=self._words,
                started_at=now,
            )
        return attempt_id

    def _end(self, attempt_id: str, outcome: str, error: CmliteError | None = None) -> None:
        now = self._clock()
        with self._store.write() as cursor:
            reason = standing.reason_of(error) if error else None
            tries.end_attempt(cursor, attempt_id, outcome, now, reason=reason)
            if outcome == "done":
                of = {"subject": self._subject, "part": self._message.part, "wanted": self._words}
                _note_done(cursor, {**self._row, **of}, now, self._actor)


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
    try:
        connector = connections.connector_of(outside, row["channel_id"], row["network"])
        if "find" not in connector.can:
            return "unknown"
        arrived = _arrived(row["subject"], row["wanted"], connector.text_of(row["external_id"]))
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
        _note_done(cursor, row, now, claims.WORKER)
    if row["subject"] == "remove":
        try:
            _remove_rest(store, connector, row, clock, claims.WORKER)
        except CmliteError:  # kept with its reason; the owner sees what is left
            return "done"
    return "done"


def _arrived(subject: str, wanted: str, there: str | None) -> bool:
    return there is None if subject == "remove" else there is not None and same_lines(there, wanted)


def decide(store: Store, brand_id: str, publication_id: str, *, arrived: bool, now: datetime, actor: str) -> None:
    """The owner has looked: what nobody knew was done, or was not."""
    with store.write() as cursor:
        open_ones = table.lock_unsettled_of(cursor, brand_id, publication_id)
        if not open_ones:
            raise NotFoundError("errors.publishing.gone")
        for row in open_ones:
            tries.end_attempt(cursor, row["attempt_id"], "done" if arrived else "absent", now)
            if arrived:
                _note_done(cursor, row, now, actor)


def _out(store: Store, brand_id: str, publication_id: str) -> dict[str, Any]:
    row = tries.read_sending(store, publication_id)
    if row is None or row["brand_id"] != brand_id or row["state"] != "published":
        raise NotFoundError("errors.publishing.gone")
    return row


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


def _note_done(cursor: Cursor, row: Row, now: datetime, actor: str) -> None:
    """Keep what a correction changed; the last message gone, the publication is removed."""
    publication = table.lock_published(cursor, row["brand_id"], row["publication_id"])
    if publication is None:
        return
    if row["subject"] == "remove":
        all_tries = tries.lock_tries(cursor, row["brand_id"], row["publication_id"])
        if all(message.is_gone for message in messages_of(all_tries)):
            publishing.step(cursor, row["brand_id"], row["publication_id"], "removed", now=now, actor=actor)
        return
    words = sending.parts_out(publication)
    before, words[row["part"]] = words[row["part"]], row["wanted"]
    said = words[:-1] if publication["first_comment"] and len(words) > 1 else words
    whole = "\n\n".join(said)
    table.keep_words(cursor, row["publication_id"], whole, json.dumps(words), now, actor)
    brands.record(
        cursor,
        brand_id=row["brand_id"],
        subject="publication",
        subject_id=row["publication_id"],
        from_state="published",
        to_state="edited",
        detail={"part": row["part"], "before": before},
        now=now,
        actor=actor,
    )
