"""The library of media: take in, find, describe, cut, take out and bring back."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from cmlite.domain.ids import new_id
from cmlite.domain.library import Added, Found, Item, Rights, Search, Words
from cmlite.domain.media import Media, file_name
from cmlite.domain.pictures import Cut, Room, frame_name
from cmlite.errors import ImportRefused, NotFoundError, RuleError, StoreError
from cmlite.store import brands, media_files
from cmlite.store import library as table
from cmlite.store import media as media_table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, update

if TYPE_CHECKING:
    from cmlite.importers.media import Reading

KEPT = timedelta(days=30)
"""So long what was taken out can be brought back; then its file goes."""


def add(
    store: Store,
    brand_id: str,
    source: BinaryIO,
    name: str,
    *,
    now: datetime,
    actor: str,
    words: Words | None = None,
    source_id: str = "",
    cut: str = "",
) -> Added:
    """Take in an upload; the same bytes are one medium. Raises ImportRefused or StoreError, and then keeps nothing."""
    from cmlite.importers.media import read_media

    received = media_files.receive(store, source)
    try:
        reading = read_media(received, name)
        checksum = media_files.checksum(received)
        about = words or Words(name=PurePath(name.replace("\\", "/")).name[:200])
        medium = _medium(reading, checksum, received.stat().st_size, about, now)
        with store.write() as cursor:
            if there := media_table.find_same(cursor, brand_id, checksum):
                if there["deleted_at"] is not None:
                    _set_deleted(cursor, brand_id, there["media_id"], None, now=now, actor=actor)
                media_files.keep(store, received, file_name(checksum, there["media_type"]))  # somebody may have lost it
                known = media_table.read_some(cursor, brand_id, [there["media_id"]])[there["media_id"]]
                return Added(media=known, notes=reading.notes, was_there=there["deleted_at"] is None)
            media_files.keep(store, received, medium.file_name)
            more = {"tags": ",".join(about.tags), "source_id": source_id, "cut": cut}
            media_table.insert_media(cursor, brand_id, medium, created_at=now, changed_at=now, actor=actor, **more)
            brands.record(cursor, brand_id, "media", medium.media_id, "", "added", now=now, actor=actor)
        return Added(media=medium, notes=reading.notes)
    except OSError as error:
        raise StoreError("errors.store.full_media") from error
    finally:
        received.unlink(missing_ok=True)


def _medium(reading: "Reading", checksum: str, size: int, about: Words, now: datetime) -> Media:
    return Media(
        media_id=new_id("media", now),
        kind=reading.kind,
        media_type=reading.media_type,
        size_bytes=size,
        width=reading.width,
        height=reading.height,
        seconds=reading.seconds,
        alt=about.alt,
        name=about.name,
        sha256=checksum,
    )


def search(store: Store, brand_id: str, wanted: Search, *, today: date) -> Found:
    """A page of the media that fit, the newest first."""
    return table.search(store, brand_id, wanted, today)


def is_empty(store: Store, brand_id: str) -> bool:
    """Whether there is nothing in the library at all."""
    return not table.has_any(store, brand_id)


def items(store: Store, brand_id: str, media_ids: Sequence[str]) -> dict[str, Item]:
    """Media by id, with their rights and uses."""
    return table.read_items(store, brand_id, media_ids)


def uses(store: Store, brand_id: str, media_id: str) -> list[dict[str, Any]]:
    """Posts a medium belongs to: post_id, title, text, stage, happens_at (naive UTC or None), is_out."""
    return table.read_uses(store, brand_id, media_id)


def describe(
    store: Store, brand_id: str, media_id: str, words: Words, rights: Rights, *, now: datetime, actor: str
) -> None:
    """Save what the owner calls a medium and whose it is; posts keep what they say about it."""
    values = words.model_dump() | {"tags": ",".join(words.tags)} | rights.model_dump()
    with store.write() as cursor:
        key = {"media_id": media_id, "brand_id": brand_id}
        if not update(cursor, "media", key, changed_at=now, actor=actor, **values):
            raise NotFoundError("errors.media.gone")
        brands.record(cursor, brand_id, "media", media_id, "", "described", now=now, actor=actor)


def take_out(store: Store, brand_id: str, media_id: str, *, now: datetime, actor: str) -> None:
    """Take a medium out of the library; `bring_back` undoes it. Raises RuleError while a post that waits needs it."""
    with store.write() as cursor:
        if waiting := table.count_waiting(cursor, brand_id, media_id):
            raise RuleError("errors.media.in_use", n=waiting)
        _set_deleted(cursor, brand_id, media_id, now, now=now, actor=actor)


def bring_back(store: Store, brand_id: str, media_id: str, *, now: datetime, actor: str) -> None:
    """Undo that a medium was taken out."""
    with store.write() as cursor:
        _set_deleted(cursor, brand_id, media_id, None, now=now, actor=actor)


def _set_deleted(
    cursor: Cursor, brand_id: str, media_id: str, deleted_at: datetime | None, *, now: datetime, actor: str
) -> None:
    key = {"media_id": media_id, "brand_id": brand_id}
    if not update(cursor, "media", key, deleted_at=deleted_at, changed_at=now, actor=actor):
        raise NotFoundError("errors.media.gone")
    brands.record(
        cursor, brand_id, "media", media_id, "", "deleted" if deleted_at else "brought_back", now=now, actor=actor
    )


def cut(store: Store, brand_id: str, media_id: str, wanted: Cut, *, now: datetime, actor: str) -> Added:
    """Make a new medium of a part of a picture; it remembers what it was cut from, its words and its rights."""
    from cmlite.importers.picture_shapes import cut_out

    origin = items(store, brand_id, [media_id]).get(media_id)
    if origin is None or origin.kind not in {"image", "gif"}:
        raise NotFoundError("errors.media.gone")
    shaped = cut_out(original(store, origin), wanted)
    stem = PurePath(origin.name).stem or "picture"
    shape = frame_name(wanted.ratio).replace(":", "x") if wanted.ratio else "cut"
    words = Words(name=f"{stem}-{shape}"[:200], alt=origin.alt, tags=origin.tags)
    made = add(
        *(store, brand_id, io.BytesIO(shaped.data), ""),
        words=words,
        source_id=media_id,
        cut=wanted.model_dump_json(),
        now=now,
        actor=actor,
    )
    if not made.was_there:
        describe(store, brand_id, made.media.media_id, words, origin.rights, now=now, actor=actor)
    return made


def cut_preview(store: Store, medium: Media, wanted: Cut) -> bytes | None:
    """How a part of a picture would look, small; None where it cannot be shown."""
    from cmlite.importers.picture_shapes import preview

    path = small(store, medium)
    try:
        return preview(path, wanted) if path else None
    except ImportRefused:
        return None


def original(store: Store, medium: Media) -> Path:
    """The file of a medium. Raises NotFoundError when somebody took it away."""
    path = media_files.path_of(store, medium.file_name)
    if not path.is_file():
        raise NotFoundError("errors.media.file_gone")
    return path


def fitting(store: Store, medium: Media, room: Room) -> bytes:
    """A picture as JPEG, no larger than networks take it. Raises NotFoundError or ImportRefused."""
    from cmlite.importers.picture_shapes import fit

    data = original(store, medium).read_bytes()
    return fit(data, medium.media_type, replace(room, types=("image/jpeg",))).data


def small(store: Store, medium: Media, *, square: bool = False) -> Path | None:
    """The small picture of a medium, made when it is first asked for; None where there is none."""
    if medium.kind not in {"image", "gif"}:
        return _sign(store, medium.kind)
    path = media_files.small_path_of(store, medium.sha256, square=square)
    if not path.is_file():
        from cmlite.importers.picture_shapes import make_small

        try:
            make_small(original(store, medium), path, Cut(ratio=1.0) if square else None)
        except (ImportRefused, NotFoundError, OSError):
            return None
    return path


def _sign(store: Store, kind: str) -> Path | None:
    """The square that stands for what shows no picture."""
    path = media_files.sign_path_of(store, kind)
    if not path.is_file():
        from cmlite.importers.picture_shapes import draw_sign

        try:
            draw_sign(kind, path)
        except OSError:
            return None
    return path


def forget_files(store: Store, files: Sequence[tuple[str, str]]) -> None:
    """Delete files (checksum, media type) that no medium of any brand has any more."""
    with store.write() as cursor:  # nobody can take in the same bytes meanwhile
        needed = table.still_needed(cursor, [checksum for checksum, _ in files])
        media_files.remove(store, [file_name(*one) for one in files if one[0] not in needed])


def clear_out(store: Store, *, now: datetime) -> int:
    """Erase what was taken out long ago, with its files; returns how many media went."""
    if not table.any_gone(store, now - KEPT):
        return 0
    with store.write() as cursor:
        gone = table.lock_gone(cursor, now - KEPT)
        table.erase(cursor, [row["media_id"] for row in gone])
    if gone:
        forget_files(store, [(row["sha256"], row["media_type"]) for row in gone])
    return len(gone)
