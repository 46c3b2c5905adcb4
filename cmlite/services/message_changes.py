"""One message on a network edited or deleted: written down before the call, its outcome after, what came of it kept."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from cmlite.connectors.base import Connector
from cmlite.connectors.failures import understood
from cmlite.domain.corrections import Message, messages_of
from cmlite.domain.ids import new_id
from cmlite.domain.sync import same_lines
from cmlite.errors import CmliteError, NotFoundError, RuleError, Unknown
from cmlite.services import publishing, sending, standing
from cmlite.services.sending import Clock
from cmlite.store import brands
from cmlite.store import correcting as table
from cmlite.store import sending as tries
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

Row = Mapping[str, Any]


class Change:
    """One message that is to say `words`, or (`subject` 'remove') to be deleted."""

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
        """Do it; returns whether it is known to be done. Where nobody knows what became of the last try: look first.

        Raises NotFoundError, RuleError, NetworkError or SecretsError; the try is kept with its outcome all the same.
        """
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
        look = partial(self._connector.text_of, self._message.external_id)
        there = understood(look, self._connector.network)
        if there is None and self._subject == "edit":
            raise RuleError("errors.correcting.gone")
        return self._message.unsettled == self._subject and has_arrived(self._subject, self._words, there)

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
                note_done(cursor, {**self._row, **of}, now, self._actor)


def has_arrived(subject: str, wanted: str, there: str | None) -> bool:
    """Whether the network shows what was wanted; `there` is the text it has now, None where the message is gone."""
    return there is None if subject == "remove" else there is not None and same_lines(there, wanted)


def note_done(cursor: Cursor, row: Row, now: datetime, actor: str) -> None:
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
        now=now,
        actor=actor,
        detail={"part": row["part"], "before": before},
    )
