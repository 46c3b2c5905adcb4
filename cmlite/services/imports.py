"""Look into export files: what they hold and what taking them over would do; nothing is saved here."""

import hashlib
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cmlite.domain.imports import Batch, Counts
from cmlite.errors import ImportRefused, StoreError
from cmlite.importers import (
    ROLES,
    MessageLayout,
    Parsed,
    ReadOptions,
    note,
    sniff_messages,
)
from cmlite.services import import_answers
from cmlite.services.import_channels import NEW_CHANNEL, chosen_channel
from cmlite.store import imported_figures, imported_messages, imported_rows
from cmlite.store import imports as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

BIG = 2_000_000
"""From this many bytes on a clean CSV of conversations is read by the engine itself."""

big_files = threading.Lock()
"""Held while a big file is staged: the memory has room for one, and nobody may let go of another's."""

__all__ = ["NEW_CHANNEL", "ROLES", "BigFile", "Candidate", "look", "options"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One table of an uploaded file, with what taking it over would do; `counts` is None until all is answered.

    `beside`: the channels that were there when a new one was chosen, which are not meant then. `asks`: the file does
    not say its network itself.
    """

    parsed: Parsed
    digest: str
    network: str
    channel_id: str
    handle: str
    counts: Counts | None
    again: Batch | None = None
    big: "BigFile | None" = None
    beside: frozenset[str] = frozenset()
    asks: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken over as it stands."""
        questions = any(finding.level in {"question", "refusal"} for finding in self.parsed.findings)
        return self.counts is not None and bool(self.network) and not questions

    @property
    def needs_answer(self) -> bool:
        """Whether it could be taken over if the owner said what is asked."""
        return self.parsed.kind != "refused" and not self.is_ready


@dataclass(frozen=True, slots=True)
class BigFile:
    """A large CSV of conversations on the disk and how it is written."""

    path: Path
    layout: MessageLayout
    zone: str


def look(
    store: Store,
    brand_id: str,
    name: str,
    content: bytes,
    options: ReadOptions,
    *,
    limit_mb: int,
    folder: Path,
    channel_id: str = "",
) -> list[Candidate]:
    """Read an uploaded file and say what taking it over would do; nothing is saved.

    `folder` keeps a large file until it is taken over. Raises ImportRefused for one that is too large.
    """
    if len(content) > limit_mb * 1_000_000:
        raise ImportRefused("imports.refused.too_large", file=name, size=len(content) // 1_000_000, limit=limit_mb)
    layout = sniff_messages(content[:200_000]) if len(content) >= BIG else None
    if (
        layout is not None
        and layout.encoding.lower().replace("_", "-") in {"utf-8", "utf-8-sig", "ascii"}
        and layout.date_style != "other"
        and (layout.date_style or "published_at" not in layout.mapping)  # one huge message may fill the beginning
    ):
        with suppress(StoreError):  # not as clean as it began: the careful way reads it
            return [_look_big(store, brand_id, name, content, layout, options, folder, channel_id)]
    digest = _digest(content)
    return [
        _candidate(store, brand_id, parsed, f"{digest}:{parsed.file_name}:{parsed.network or ''}", one)
        for one in import_answers.read(store, brand_id, name, content, digest, options, channel_id)
        for parsed in _by_network(one.parsed)
    ]


def options(
    network: str, zone: str, day_first: bool | None, mapping: Mapping[str, str], home: str = "UTC"
) -> ReadOptions:
    """The owner's answers as the importers want them; what was not said stays as it usually is. `home`: their zone."""
    return ReadOptions(zone, home, network or None, day_first, mapping or None)


def _look_big(
    store: Store,
    brand_id: str,
    name: str,
    content: bytes,
    layout: MessageLayout,
    options: ReadOptions,
    folder: Path,
    channel_id: str,
) -> Candidate:
    path = folder / f"{secrets.token_hex(12)}.csv"
    with ThreadPoolExecutor(max_workers=1) as pool:  # each takes as long as the other
        hashed = pool.submit(_digest, content)
        _lay_aside(path, content)
    digest = hashed.result()
    parsed = Parsed(name, "messages", "messages", headings=layout.headings, walls=True)
    before = import_answers.same_content(store, brand_id, digest, parsed)
    options = import_answers.by_batch(options, before, parsed)
    parsed = replace(parsed, network=options.network)
    channel_id = channel_id or (before.channel_id if before else "")
    big = BigFile(path, layout, options.own_zone)
    network = options.network or ""
    try:
        with big_files, store.read() as cursor:
            stage(cursor, parsed, big)
            counts = imported_messages.count_messages(cursor, brand_id, network)
            first, last = imported_rows.period(cursor)
            walls = imported_rows.has_walls(cursor)
    except StoreError:
        path.unlink(missing_ok=True)
        with big_files, store.read() as cursor:
            imported_rows.let_go(cursor)
        raise
    rows = counts.new + counts.changed + counts.same + counts.refused
    zone = options.own_zone if walls else "UTC"
    told = [note("zone_assumed", zone=zone)] if walls else []
    told += [] if "kind" in layout.mapping else [note("kind_unknown")]
    parsed = replace(parsed, rows=rows, first_day=first, last_day=last, zone=zone, walls=walls, findings=tuple(told))
    again = table.find_hash(store, brand_id, digest, name)
    chosen, beside = chosen_channel(store, brand_id, parsed, network, channel_id)
    return Candidate(parsed, digest, network, chosen, "", counts if network else None, again, big, beside, True)


def _lay_aside(path: Path, content: bytes) -> None:
    """Write a file to the disk, whole or not at all. Raises StoreError where there is no room: then it is read here."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise StoreError("errors.store.full") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _by_network(parsed: Parsed) -> list[Parsed]:
    """A table that mixes networks becomes one table a network."""
    for field in ("days", "breakdown"):
        frame = getattr(parsed, field)
        if frame is not None and "network" in frame.columns:
            return [
                replace(parsed, network=str(network), **{field: part.drop(columns="network")})
                for network, part in frame.groupby("network", sort=True)
            ]
    return [parsed]


def _candidate(store: Store, brand_id: str, parsed: Parsed, digest: str, read: import_answers.Read) -> Candidate:
    network = parsed.network or read.options.network or ""
    if parsed.kind in {"refused", "unknown"}:
        return Candidate(parsed, digest, network, "", "", None, asks=read.asks)
    handle = parsed.account_handle or parsed.account_name or parsed.account_id
    chosen, beside = chosen_channel(store, brand_id, parsed, network, read.channel_id)
    counts = None
    if network:
        with store.read() as cursor:
            counts = count(cursor, brand_id, parsed, network, chosen)
    return Candidate(
        parsed,
        digest,
        network,
        chosen,
        handle,
        counts,
        table.find_hash(store, brand_id, digest, parsed.file_name),
        beside=beside,
        asks=read.asks and parsed is read.parsed,
    )


def count(cursor: Cursor, brand_id: str, parsed: Parsed, network: str, channel_id: str) -> Counts:
    refused = 0 if parsed.refused is None else len(parsed.refused)
    counts = Counts()
    if parsed.posts is not None:
        imported_figures.match_posts(cursor, brand_id, network, parsed.posts)
        imported_figures.match_values(cursor, brand_id, parsed.values)
        counts = imported_figures.count_posts(cursor)
    elif parsed.days is not None:
        counts = imported_figures.match_days(cursor, channel_id, parsed.days)
    elif parsed.breakdown is not None:
        counts = imported_figures.match_breakdown(cursor, channel_id, parsed.breakdown)
    elif parsed.messages is not None:
        stage(cursor, parsed, None)
        counts = imported_messages.count_messages(cursor, brand_id, network)
    return counts.model_copy(update={"refused": counts.refused + refused})


def stage(cursor: Cursor, parsed: Parsed, big: BigFile | None) -> None:
    if big is not None:
        imported_rows.stage_file(
            cursor,
            big.path,
            big.layout.mapping,
            delimiter=big.layout.delimiter,
            date_style=big.layout.date_style,
            zone=big.zone,
        )
    else:
        imported_rows.stage_frame(cursor, parsed.messages)
