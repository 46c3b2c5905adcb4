"""The bytes of media: files in a folder beside the data file, named by their checksum, each kept once."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cmlite.errors import StoreError
from cmlite.store.db import Store

_CHUNK = 1 << 20
INCOMING = "incoming"
SMALL = "small"


def folder(store: Store) -> Path:
    """Where the files lie."""
    return store.path.with_name("media")


def path_of(store: Store, name: str) -> Path:
    """The file of that name; it may be missing when somebody took it away by hand."""
    return folder(store) / name


def small_path_of(store: Store, sha256: str, *, square: bool = False) -> Path:
    """The small picture for lists, whole or cut to a square, made when it is first needed."""
    return folder(store) / SMALL / f"{sha256}{'_square' if square else ''}.webp"


def incoming(store: Store) -> Path:
    """Where files lie until it is decided whether they are kept; what an ended process left there goes at the start."""
    path = folder(store) / INCOMING
    path.mkdir(parents=True, exist_ok=True)
    return path


def sign_path_of(store: Store, kind: str) -> Path:
    """The square that stands for all films, or for all documents."""
    return folder(store) / SMALL / f"sign_{kind}.webp"


def receive(store: Store, source: BinaryIO) -> Path:
    """Write a stream to a file of its own, piece by piece, to be looked at and then kept or dropped."""
    target = folder(store) / INCOMING / secrets.token_hex(8)
    try:
        incoming(store)
        source.seek(0)
        with target.open("wb") as file:
            shutil.copyfileobj(source, file, _CHUNK)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise StoreError("errors.store.full_media") from error
    return target


def checksum(path: Path) -> str:
    """SHA-256 of a file as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def keep(store: Store, received: Path, name: str) -> None:
    """Put a received file in its place; the same bytes stay as they are. On the disk when this returns."""
    target = path_of(store, name)
    if target.exists():
        received.unlink()
        return
    with received.open("rb+") as file:
        os.fsync(file.fileno())
    received.replace(target)


def remove(store: Store, names: Iterable[str]) -> None:
    """Delete files, and the small pictures that belong to them."""
    for name in names:
        path_of(store, name).unlink(missing_ok=True)
        for square in (False, True):
            small_path_of(store, name.partition(".")[0], square=square).unlink(missing_ok=True)


def incoming_of(media_folder: Path) -> Path:
    """Where an interrupted upload may have left something."""
    return media_folder / INCOMING
