"""The media in a backup: packed beside the data, checked by the checksums that are their names, put back in place."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from cmlite.errors import StoreError
from cmlite.store import library, media_files
from cmlite.store.db import Store

_FOLDER = "media/"
_NAME = re.compile(r"^[0-9a-f]{64}\.[a-z0-9]{2,4}$")
_CHUNK = 1 << 20

UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError)
"""What the ZIP library raises for a file that is damaged, lacks a member, is packed strangely or has a password."""


def sizes(store: Store, copy: Path) -> dict[str, int]:
    """Name and size in bytes of the files the media of a copied data file need; what is gone from the disk is not."""
    paths = [media_files.path_of(store, name) for name in library.file_names_in(copy)]
    return {path.name: path.stat().st_size for path in paths if path.is_file()}


def pack(store: Store, archive: zipfile.ZipFile, wanted: Mapping[str, int]) -> None:
    """Lay the files into the archive as they are: pictures and films cannot be packed any further."""
    for name in wanted:
        archive.write(media_files.path_of(store, name), _FOLDER + name, zipfile.ZIP_STORED)


def unpack(store: Store, archive: Path, wanted: Mapping[str, int]) -> list[tuple[Path, str]]:
    """Lay the files of a backup aside, each checked; gives back where they are and what they will be called.

    Raises StoreError when one is missing or not what its name says. What is there already is left out.
    """
    aside: list[tuple[Path, str]] = []
    try:
        with zipfile.ZipFile(archive) as packed:
            for name, size in wanted.items():
                if not _NAME.match(name):
                    raise StoreError("errors.backups.damaged")
                there = media_files.path_of(store, name)
                if there.is_file() and media_files.checksum(there) == name.partition(".")[0]:
                    continue
                target = media_files.incoming(store) / name
                aside.append((target, name))
                _copy(packed, name, int(size), target)
                if media_files.checksum(target) != name.partition(".")[0]:
                    raise StoreError("errors.backups.damaged")
    except (
        *UNREADABLE,
        *(TypeError, ValueError),  # a size that is no number
    ) as error:
        drop(aside)
        raise StoreError("errors.backups.damaged") from error
    except (OSError, StoreError):
        drop(aside)
        raise
    return aside


def put_back(store: Store, aside: list[tuple[Path, str]]) -> None:
    """Move the checked files to their place; a damaged one of that name goes."""
    for path, name in aside:
        path.replace(media_files.path_of(store, name))


def drop(aside: list[tuple[Path, str]]) -> None:
    """The restore does not take place."""
    for path, _ in aside:
        path.unlink(missing_ok=True)


def _copy(packed: zipfile.ZipFile, name: str, size: int, target: Path) -> None:
    """Never more than the manifest says, whatever the archive unpacks to."""
    left = size
    with packed.open(_FOLDER + name) as source, target.open("wb") as file:
        while left > 0 and (chunk := source.read(min(_CHUNK, left))):
            file.write(chunk)
            left -= len(chunk)
