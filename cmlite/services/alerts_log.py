"""What people do about an alarm: steps, notes, evidence by hand, its end; and the whole as a dossier to take home."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cmlite.domain.alerts import WORKER, Alert, Deed, Entry, Piece
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import connections
from cmlite.services.alerts import note
from cmlite.store import alerts as table
from cmlite.store.db import Store

LONGEST = 2_000
AFTERWARDS = timedelta(days=14)
"""So long after an alarm what is done in its conversations still belongs to its dossier."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one alarm: the alarm, what was written, steps and notes, what was done."""

    alert: Alert
    pieces: list[Piece]
    entries: list[Entry]
    deeds: list[Deed]
    kept: int
    """How many messages are kept, also where fewer are read."""
    loose: int
    """How many of them came with an import that was undone: only the copies are left."""


def carry_out(
    store: Store, brand_id: str, wish: str, alert_id: str, words: str = "", *, now: datetime, actor: str
) -> None:
    """Do what was pressed beside an alarm; `words` is what was typed, a step, or the id of an entry."""
    who: Any = {"now": now, "actor": actor}
    if wish in {"step", "note"}:
        add_entry(store, brand_id, alert_id, wish, words, **who)
    elif wish == "take_back":
        take_back(store, brand_id, words, **who)
    elif wish == "dismiss":
        dismiss(store, brand_id, alert_id, words, **who)
    elif wish == "end":
        end(store, brand_id, alert_id, **who)
    elif wish == "reopen":
        reopen(store, brand_id, alert_id, **who)
    elif wish == "keep":
        keep_now(store, brand_id, alert_id, **who)
    elif wish == "remove":
        remove_loose(store, brand_id, alert_id, **who)
    elif wish in {"hold", "release"}:
        connections.hold(store, brand_id, held=wish == "hold", **who)


def dismiss(store: Store, brand_id: str, alert_id: str, reason: str, *, now: datetime, actor: str) -> None:
    """Somebody looked: it is no crisis. Raises RuleError without a reason, NotFoundError when it is no longer on."""
    reason = " ".join(reason.split())[:LONGEST]
    if not reason:
        raise RuleError("errors.alerts.no_reason")
    _close(store, brand_id, alert_id, "dismissed", reason, now=now, actor=actor)


def end(store: Store, brand_id: str, alert_id: str, *, now: datetime, actor: str) -> None:
    """It was dealt with. Raises NotFoundError when it is no longer on."""
    _close(store, brand_id, alert_id, "over", "", now=now, actor=actor)


def reopen(store: Store, brand_id: str, alert_id: str, *, now: datetime, actor: str) -> None:
    """Take back that a person ended it. Raises NotFoundError when nobody did, RuleError when another one is on."""
    with store.write() as cursor:
        found = table.lock_alert(cursor, brand_id, alert_id)
        if found is None or found.state == "open" or found.actor == WORKER:
            raise NotFoundError("errors.alerts.gone")
        newest = table.lock_latest(cursor, brand_id, found.kind)
        if newest is not None and newest.alert_id != alert_id and newest.state == "open":
            raise RuleError("errors.alerts.newer")
        changes = {"state": "open", "reason": "", "decided_at": None, "last_at": now, "actor": actor}
        table.change_alert(cursor, brand_id, alert_id, **changes)
        note(cursor, brand_id, alert_id, found.state, "open", now=now, actor=actor)


def add_entry(store: Store, brand_id: str, alert_id: str, kind: str, text: str, *, now: datetime, actor: str) -> None:
    """Note a step of the crisis plan that was taken (kind step), or anything else (note). Raises RuleError if empty."""
    text = text.strip()[:LONGEST]
    if not text:
        raise RuleError("errors.alerts.no_note")
    with store.write() as cursor:
        if table.lock_alert(cursor, brand_id, alert_id) is None:
            raise NotFoundError("errors.alerts.gone")
        table.insert_entry(
            cursor,
            entry_id=new_id("entry", now),
            alert_id=alert_id,
            brand_id=brand_id,
            kind=kind,
            text=text,
            happened_at=now,
            actor=actor,
        )


def take_back(store: Store, brand_id: str, entry_id: str, *, now: datetime, actor: str) -> None:
    """Take a step or a note back; the log keeps it as taken back."""
    with store.write() as cursor:
        if not table.undo_entry(cursor, brand_id, entry_id, now):
            raise NotFoundError("errors.alerts.gone")
        note(cursor, brand_id, entry_id, "", "entry_undone", now=now, actor=actor)


def keep_now(store: Store, brand_id: str, alert_id: str, *, now: datetime, actor: str) -> int:
    """Copy what came in since an alarm began and is not kept yet; returns how many messages."""
    with store.write() as cursor:
        found = table.lock_alert(cursor, brand_id, alert_id)
        if found is None:
            raise NotFoundError("errors.alerts.gone")
        last = now if found.state == "open" else found.last_at
        kept = table.keep_evidence(cursor, found, found.started_at, last, now=now, actor=actor)
        note(cursor, brand_id, alert_id, "", "kept", now=now, actor=actor, n=kept)
    return kept


def remove_loose(store: Store, brand_id: str, alert_id: str, *, now: datetime, actor: str) -> int:
    """Delete the copies of messages whose import was undone; the log keeps how many. Returns that number."""
    with store.write() as cursor:
        if table.lock_alert(cursor, brand_id, alert_id) is None:
            raise NotFoundError("errors.alerts.gone")
        removed = table.remove_loose(cursor, brand_id, alert_id)
        note(cursor, brand_id, alert_id, "", "removed", now=now, actor=actor, n=removed)
    return removed


def entries(store: Store, brand_id: str, alert_id: str) -> list[Entry]:
    """Steps and notes of an alarm, oldest first, also those that were taken back."""
    return table.read_entries(store, brand_id, alert_id)


def dossier(store: Store, brand_id: str, alert_id: str, *, most: int | None = None) -> Dossier:
    """One alarm with everything that belongs to it, or with the first `most` messages.

    Raises NotFoundError when it is not the brand's.
    """
    found = next((one for one in table.read_alerts(store, brand_id) if one.alert_id == alert_id), None)
    if found is None:
        raise NotFoundError("errors.alerts.gone")
    until = found.last_at + AFTERWARDS
    return Dossier(
        found,
        table.read_evidence(store, brand_id, alert_id, most=most),
        table.read_entries(store, brand_id, alert_id),
        table.read_deeds(store, brand_id, alert_id, found.started_at, until),
        table.count_evidence(store, brand_id, alert_id),
        table.count_loose(store, brand_id, alert_id),
    )


def bundle(files: Mapping[str, bytes]) -> bytes:
    """Files as a ZIP, with the SHA-256 of each in SHA256SUMS.txt as `sha256sum -c` reads it.

    The same files make the same bytes: nothing of the clock is in it.
    """
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted({**files, "SHA256SUMS.txt": sums.encode()}.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _close(store: Store, brand_id: str, alert_id: str, state: str, reason: str, *, now: datetime, actor: str) -> None:
    with store.write() as cursor:
        found = table.lock_alert(cursor, brand_id, alert_id)
        if found is None or found.state != "open":
            raise NotFoundError("errors.alerts.gone")
        changes = {"state": state, "reason": reason, "decided_at": now, "actor": actor}
        table.change_alert(cursor, brand_id, alert_id, **changes)
        note(cursor, brand_id, alert_id, "open", state, now=now, actor=actor)
