"""Back up and restore the whole file: a zip with the database and a manifest that proves it is complete."""

import errno
import hashlib
import json
import shutil
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from cmlite import VERSION
from cmlite.domain.team import may_restore
from cmlite.errors import RuleError, StoreError
from cmlite.services import backup_media, calendar_feed, connections, rights, sending, sign_ins
from cmlite.services.connections import Outside
from cmlite.store import media_files
from cmlite.store.connections import read_brands_of
from cmlite.store.datafile import count_rows, is_data_file
from cmlite.store.db import Store
from cmlite.store.team import read_teams

DATABASE = "cmlite.duckdb"
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 50_000_000
"""In bytes: what 400,000 media need. A bomb, which unpacks to thousands of times its size, is not let into memory."""
UPLOADED = "upload"
"""In the place of a path: what the visitor uploaded just now."""


class Upload(Protocol):
    """A file from the visitor's computer."""

    def getvalue(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup on the disk. `made_at` is naive UTC, `size` in bytes."""

    path: Path
    made_at: datetime
    size: int
    automatic: bool


def data_size(database: Path) -> int:
    """Bytes of the data file, with what the engine has saved beside it and not yet moved into it."""
    beside = database.with_name(database.name + ".wal")
    return sum(path.stat().st_size for path in (database, beside) if path.exists())


def back_up(store: Store, folder: Path, *, now: datetime, automatic: bool = False) -> Backup:
    """Write `cmlite-…zip` into the folder, through the engine, while the app runs. Raises StoreError."""
    kind = "daily" if automatic else "manual"
    target = folder / f"cmlite-{kind}-{now:%Y%m%dT%H%M%S}.zip"
    work = folder / f".{target.stem}"
    try:
        work.mkdir(parents=True, exist_ok=True)
        copy = work / DATABASE
        counts = store.copy_to(copy)
        manifest: dict[str, Any] = {
            "app": "cmlite",
            "version": VERSION,
            "schema": store.schema,
            "made_at": now.isoformat(),
            "rows": counts,
            "sha256": media_files.checksum(copy),
            "media": backup_media.sizes(store, copy),
        }
        unfinished = work / target.name
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
            archive.write(copy, DATABASE)
            backup_media.pack(store, archive, manifest["media"])
        unfinished.replace(target)
    except OSError as error:
        raise StoreError("errors.store.backup", path=str(target)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Backup(target, now, target.stat().st_size, automatic)


def backups(folder: Path) -> list[Backup]:
    """The backups in the folder, newest first."""
    found = []
    for path in folder.glob("cmlite-*-*.zip"):
        kind, stamp = path.stem.split("-")[1:3]
        try:
            made_at = datetime.strptime(stamp, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - naive UTC by convention
            found.append(Backup(path, made_at, path.stat().st_size, kind == "daily"))
        except (ValueError, OSError):  # another name, or deleted while they are listed
            continue
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def back_up_daily(store: Store, folder: Path, *, keep: int, now: datetime) -> Backup | None:
    """One automatic backup a UTC day, as soon as there is a brand; only the newest `keep` of them stay."""
    daily = [backup for backup in backups(folder) if backup.automatic]
    if any(backup.made_at.date() == now.date() for backup in daily):
        return None
    if store.row("select 1 as n from brand limit 1") is None:
        return None
    made = back_up(store, folder, now=now, automatic=True)
    for old in daily[max(keep - 1, 0) :]:
        old.path.unlink(missing_ok=True)
    return made


def restore(store: Store, outside: Outside, archive: Path, *, now: datetime, actor: str) -> Path:
    """Put a backup in the place of the present data; returns where the present file is kept.

    The backup is unpacked into a new file, checked against its manifest (checksum, rows, media), brought up to the
    present schema, and only then swapped in. What was planned for a time that has passed since is `missed` in it: it
    may have been published after the backup was made, so the owner decides. What is planned for later may have gone
    out or been dropped since as well, so brands with live channels are held until the owner releases them. Sign-ins
    the backup knows nothing of are forgotten. Who was erased since, or forgotten by rule, is erased in it again,
    and calendar addresses revoked since stay revoked.
    Raises StoreError, and RuleError for somebody who may not do this; then nothing has changed.
    """
    if not may_restore(read_teams(store).values(), actor):
        raise RuleError("errors.team.right.restore")
    fresh = store.path.with_name(f"restoring-{now:%Y%m%dT%H%M%S}.duckdb")
    keep = store.path.with_name(f"before-restore-{now:%Y%m%dT%H%M%S}.duckdb")
    try:
        manifest = _read_manifest(archive)
        if manifest["schema"] > store.schema:
            raise StoreError("errors.backups.newer")
        _unpack(archive, fresh)
        if manifest["sha256"] != media_files.checksum(fresh):
            raise StoreError("errors.backups.damaged")
        rows = count_rows(fresh)
        if any(rows.get(table) != count for table, count in manifest["rows"].items()):
            raise StoreError("errors.backups.damaged")
        aside = backup_media.unpack(store, archive, manifest.get("media", {}))
        try:
            with store.alone():  # whoever is erased while this runs is erased in the restored file, after it
                _bring_up_to_now(store, fresh, now=now, actor=actor)
                backup_media.put_back(store, aside)
                store.replace_with(fresh, keep=keep)
        finally:
            backup_media.drop(aside)
        sign_ins.forget_orphans(store, outside.secrets)
    except OSError as error:
        raise StoreError("errors.store.full" if error.errno == errno.ENOSPC else "errors.backups.damaged") from error
    finally:
        fresh.unlink(missing_ok=True)
        fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)
    return keep


def _bring_up_to_now(store: Store, fresh: Path, *, now: datetime, actor: str) -> None:
    """What may not be forgotten although the backup does not know it."""
    other = store.open_other(fresh)
    try:
        sending.settle_old(other, now=now)
        rights.carry_over(store, other, now=now, actor=actor)
        calendar_feed.carry_over(store, other, now=now, actor=actor)
        for brand_id in read_brands_of(other):
            connections.hold(other, brand_id, held=True, now=now, actor=actor)
    finally:
        other.close()


def restore_from(
    store: Store, outside: Outside, source: str, upload: Upload | None, *, now: datetime, actor: str
) -> Path:
    """`restore` from a kept backup (`source` is its path) or from an uploaded one (`source` is UPLOADED).

    An upload lies beside the data only until that has ended, well or not.
    """
    if source != UPLOADED or upload is None:
        return restore(store, outside, Path(source), now=now, actor=actor)
    content = upload.getvalue()
    path = store.path.parent / "uploads" / f"restore-{hashlib.sha256(content).hexdigest()[:16]}.zip"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return restore(store, outside, path, now=now, actor=actor)
    except OSError as error:
        raise StoreError("errors.store.full" if error.errno == errno.ENOSPC else "errors.backups.damaged") from error
    finally:
        path.unlink(missing_ok=True)


def clear_leftovers(folder: Path, *, before: float) -> None:
    """At the start: uploads nobody took over, and what an interrupted backup or restore left.

    Only what is older than `before` (seconds since 1970): somebody may be uploading already.
    """
    left = [*(folder / "uploads").glob("*"), *media_files.incoming_of(folder / "media").glob("*")]
    for path in [*left, *folder.glob("restoring-*"), *(folder / "backups").glob(".cmlite-*")]:
        with suppress(OSError):  # gone meanwhile, or held by another program: at the next start
            if path.stat().st_mtime >= before:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _read_manifest(archive: Path) -> dict[str, Any]:
    """The manifest, which alone decides whether this is a backup of ours."""
    try:
        with zipfile.ZipFile(archive) as packed:
            if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
                raise StoreError("errors.backups.foreign")
            manifest = json.loads(packed.read(MANIFEST))
        fits = (
            manifest["app"] == "cmlite" and isinstance(manifest["schema"], int) and isinstance(manifest["rows"], dict)
        )
    except (*backup_media.UNREADABLE, TypeError, ValueError) as error:  # the last two: not our JSON
        raise StoreError(f"errors.backups.{'damaged' if _is_half(archive) else 'foreign'}") from error
    if not fits or not isinstance(manifest.get("sha256"), str) or not isinstance(manifest.get("media", {}), dict):
        raise StoreError("errors.backups.foreign")
    return dict(manifest)


def _is_half(archive: Path) -> bool:
    """Whether a file begins as our backups do but has lost the list at its end: a download that broke off."""
    try:
        with archive.open("rb") as file:
            start = file.read(30 + len(DATABASE))
    except OSError:
        return False
    ours = start.startswith(b"PK\x03\x04") and start[30:] in (DATABASE.encode(), MANIFEST.encode()[: len(DATABASE)])
    return ours and not zipfile.is_zipfile(archive)


def _unpack(archive: Path, target: Path) -> None:
    """The data file; what does not fit on the disk, as a bomb would not, is not begun."""
    try:
        with zipfile.ZipFile(archive) as packed, packed.open(DATABASE) as source, target.open("wb") as file:
            if packed.getinfo(DATABASE).file_size > shutil.disk_usage(target.parent).free:
                raise StoreError("errors.store.full")
            start = source.read(_CHUNK)
            if not is_data_file(start):
                raise StoreError("errors.backups.damaged")
            file.write(start)
            shutil.copyfileobj(source, file, _CHUNK)
    except backup_media.UNREADABLE as error:
        raise StoreError("errors.backups.damaged") from error
