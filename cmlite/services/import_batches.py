"""Take files over as batches, undo them, list what they did."""

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cmlite.domain.channels import Channel, free_name
from cmlite.domain.ids import new_id
from cmlite.domain.imports import Batch, Counts, Origin
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import rule_acts
from cmlite.services.import_channels import NEW_CHANNEL, known_channel
from cmlite.services.imports import Candidate, big_files, count, stage
from cmlite.store import brands, channels, imported_figures, imported_messages, imported_rows
from cmlite.store import imports as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update


def take_over(
    store: Store,
    brand_id: str,
    candidate: Candidate,
    *,
    now: datetime,
    actor: str,
    report: Callable[[float], object] = lambda _share: None,
) -> Batch:
    """Save one table as a batch, all or nothing; `report` hears the share that is done, 0 to 1."""
    if not candidate.is_ready:
        raise RuleError("imports.not_ready", file=candidate.parsed.file_name)
    with big_files if candidate.big else nullcontext():
        batch = _save(store, brand_id, candidate, now, actor, report)
    report(1.0)
    return batch


def _save(
    store: Store,
    brand_id: str,
    candidate: Candidate,
    now: datetime,
    actor: str,
    report: Callable[[float], object],
) -> Batch:
    import_id = new_id("import", now)
    try:
        if candidate.big:  # usually it is still there from the look; a transaction writes into one database alone
            with store.read() as cursor:
                stage(cursor, candidate.parsed, candidate.big)
        with store.write(tidy=not candidate.big) as cursor:
            brands.lock_living(cursor, brand_id)
            channel = _channel(cursor, brand_id, candidate, import_id, now, actor)
            report(0.1)
            counts = _write(cursor, brand_id, candidate, channel, import_id, now, actor, report)
            report(0.95)
            batch = _batch(brand_id, candidate, channel, import_id, counts, now, actor)
            table.insert_batch(cursor, batch)
            brands.record(cursor, brand_id, "import", import_id, "", "done", now=now, actor=actor)
    finally:
        if candidate.big:
            candidate.big.path.unlink(missing_ok=True)
            with store.read() as cursor:
                imported_rows.let_go(cursor)
    return batch


def take_all(
    store: Store,
    brand_id: str,
    candidates: Sequence[Candidate],
    *,
    now: datetime,
    actor: str,
    report: Callable[[float], object],
) -> int:
    """Take over several tables one after the other, each a batch of its own; returns how many.

    Those that name their account come first: a channel they create has its name, and the others find it.
    """
    for place, candidate in enumerate(sorted(candidates, key=lambda one: not one.handle)):
        moment = now + timedelta(milliseconds=place)
        take_over(
            store,
            brand_id,
            candidate,
            now=moment,
            actor=actor,
            report=partial(_part_of, report, place, len(candidates)),
        )
    return len(candidates)


def _part_of(report: Callable[[float], object], place: int, total: int, share: float) -> None:
    report((place + share) / total)


def undo(store: Store, brand_id: str, import_id: str, *, now: datetime, actor: str) -> None:
    """Take a batch back. Raises NotFoundError when it is gone or was undone already."""
    with store.write() as cursor:
        found = update(
            cursor,
            "import_batch",
            {"brand_id": brand_id, "import_id": import_id, "state": "done"},
            state="undone",
            undone_at=now,
            actor=actor,
        )
        if not found:
            raise NotFoundError("imports.gone")
        table.take_back(cursor, brand_id, import_id)
        brands.record(cursor, brand_id, "import", import_id, "done", "undone", now=now, actor=actor)


def batches(store: Store, brand_id: str) -> list[Batch]:
    """Files of figures and messages that were taken over, newest first; plans have a page of their own."""
    return [one for one in table.read_batches(store, brand_id) if one.kind != "plan"]


def changes(store: Store, brand_id: str, import_id: str) -> Any:
    """What a batch did, row by row, as a frame; columns see the store."""
    return table.read_changes(store, brand_id, import_id)


def _write(
    cursor: Cursor,
    brand_id: str,
    candidate: Candidate,
    channel_id: str,
    import_id: str,
    now: datetime,
    actor: str,
    report: Callable[[float], object],
) -> Counts:
    parsed = candidate.parsed
    if candidate.big or parsed.kind == "messages":
        stage(cursor, parsed, candidate.big)
        report(0.35)
        looked = candidate.counts if candidate.big else None
        counts = imported_messages.match_messages(cursor, brand_id, candidate.network, looked)
        table.insert_refusals(cursor, import_id, brand_id, imported_rows.refused_lines(cursor))
        report(0.5)
        imported_messages.write_messages(cursor, brand_id, candidate.network, channel_id, import_id=import_id, now=now)
        rule_acts.on_import(cursor, brand_id, import_id, now=now)
    else:
        counts = count(cursor, brand_id, parsed, candidate.network, channel_id)
        report(0.5)
        origin = Origin(import_id=import_id, definition=parsed.format_id, now=now, actor=actor)
        if parsed.posts is not None:
            imported_figures.write_posts(cursor, brand_id, candidate.network, channel_id, origin)
        elif parsed.days is not None:
            imported_figures.write_days(cursor, brand_id, channel_id, origin)
        else:
            imported_figures.write_breakdown(cursor, brand_id, channel_id, origin)
        table.insert_refusals(cursor, import_id, brand_id, parsed.refused)
    return counts


def _channel(cursor: Cursor, brand_id: str, candidate: Candidate, import_id: str, now: datetime, actor: str) -> str:
    """The channel the rows belong to, which learns its account id; one that is not there yet is created.

    A file that names no account gets a channel with the name of the brand.
    """
    parsed = candidate.parsed
    known = [one for one in channels.lock_channels(cursor, brand_id) if one.network == candidate.network]
    wanted = candidate.channel_id or NEW_CHANNEL
    if wanted == NEW_CHANNEL:
        wanted = known_channel(known, parsed, candidate.beside)
    there = next((one for one in known if one.channel_id == wanted), None)
    if there is not None:
        if parsed.account_id and not there.external_id:
            channels.name_account(
                cursor, there, parsed.account_id, candidate.handle, parsed.account_name, import_id=import_id
            )
        return there.channel_id
    brand = brands.lock_brand(cursor, brand_id)
    nameless = free_name(brand.name if brand and brand.name else candidate.network, (one.handle for one in known))
    channel = Channel(
        channel_id=new_id(candidate.network, now),
        brand_id=brand_id,
        network=candidate.network,
        handle=candidate.handle or parsed.account_name or nameless,
        name=parsed.account_name,
        external_id=parsed.account_id,
        created_at=now,
        actor=actor,
        import_id=import_id,
    )
    channels.insert_channel(cursor, channel)
    return channel.channel_id


def _batch(
    brand_id: str,
    candidate: Candidate,
    channel_id: str,
    import_id: str,
    counts: Counts,
    now: datetime,
    actor: str,
) -> Batch:
    parsed = candidate.parsed
    findings = [{"key": one.key, "values": dict(one.values), "level": one.level} for one in parsed.findings]
    return Batch(
        import_id=import_id,
        brand_id=brand_id,
        file_name=parsed.file_name,
        file_hash=candidate.digest,
        format_id=parsed.format_id,
        kind=parsed.kind,
        network=candidate.network,
        channel_id=channel_id,
        zone=parsed.zone,
        first_day=parsed.first_day,
        last_day=parsed.last_day,
        rows_read=parsed.rows,
        rows_new=counts.new,
        rows_changed=counts.changed,
        rows_same=counts.same,
        rows_refused=counts.refused,
        findings=json.dumps(findings, ensure_ascii=False, default=str),
        state="done",
        created_at=now,
        undone_at=None,
        actor=actor,
    )
