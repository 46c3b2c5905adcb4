"""What is known about a file before anybody is asked: columns assigned once, and the batch of the same content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cmlite.domain.imports import Batch
from cmlite.importers import Parsed, ReadOptions, headings_key, read_upload
from cmlite.store import imports as table
from cmlite.store.db import Store


@dataclass(frozen=True, slots=True)
class Read:
    """One table as it was read, with the answers it was read by; `asks`: it does not say its network itself."""

    parsed: Parsed
    options: ReadOptions
    channel_id: str
    asks: bool


def read(
    store: Store, brand_id: str, name: str, content: bytes, digest: str, options: ReadOptions, channel_id: str
) -> list[Read]:
    """The tables of an upload, each read by what was said now, else by what was said about it before."""
    saved = table.read_mappings(store, brand_id)
    found: list[Read] = []
    for parsed in read_upload(name, content, options=options):
        said, told = options, parsed
        if parsed.kind == "unknown" and options.mapping is None and (known := saved.get(headings_key(parsed.headings))):
            mapping, network, zone = known
            said = replace(said, mapping=mapping, network=said.network or network or None, zone=said.zone or zone)
            told = _again(name, content, parsed, said)
        before = same_content(store, brand_id, digest, told)
        after = by_batch(said, before, told)
        if after != said:
            told = _again(name, content, parsed, after)
        channel = channel_id or (before.channel_id if before and before.network == after.network else "")
        found.append(Read(told, after, channel, asks=parsed.network is None))
    return found


def same_content(store: Store, brand_id: str, digest: str, parsed: Parsed) -> Batch | None:
    """The newest batch of the same bytes in the same format that was not undone."""
    if parsed.kind in {"refused", "unknown"}:
        return None
    return table.find_content(store, brand_id, digest, parsed.file_name, parsed.format_id)


def by_batch(options: ReadOptions, batch: Batch | None, parsed: Parsed) -> ReadOptions:
    """The options with what was answered for that batch, where the file needs it and nothing was said now."""
    if batch is None:
        return options
    network = options.network or (batch.network if parsed.network is None else None)
    return replace(options, network=network, zone=options.zone or (batch.zone if parsed.walls else ""))


def _again(name: str, content: bytes, parsed: Parsed, options: ReadOptions) -> Parsed:
    again = read_upload(name, content, options=options)
    return next((one for one in again if one.file_name == parsed.file_name), parsed)


def remember_mapping(
    store: Store,
    brand_id: str,
    headings: Sequence[str],
    mapping: Mapping[str, str],
    network: str,
    zone: str = "",
    *,
    now: datetime,
    actor: str,
) -> None:
    """Keep how a table with these headings is read, so that the next one needs no question."""
    with store.write() as cursor:
        table.save_mapping(cursor, brand_id, headings_key(headings), mapping, network, zone, now=now, actor=actor)


def remember_answers(
    store: Store, brand_id: str, headings: Sequence[str], network: str, zone: str = "", *, now: datetime, actor: str
) -> None:
    """Keep whose numbers stand in an own table whose columns are assigned already, and in which zone its times are;
    tables of other formats are left alone."""
    with store.write() as cursor:
        table.save_answers(cursor, brand_id, headings_key(headings), network, zone, now=now, actor=actor)
