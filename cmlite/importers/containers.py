"""Opens zip files member by member, guarded against bombs, and leaves private parts of archives closed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

from cmlite.errors import ImportRefused
from cmlite.importers.base import refusal
from cmlite.importers.reading import MAX_BYTES

_MAX_RATIO: Final = 200  # ordinary exports shrink 5 to 40 times
_RATIO_FROM: Final = 1_000_000  # small members may shrink as much as they like
_MAX_MEMBERS: Final = 500
_TABLES: Final = re.compile(r"\.(?:csv|tsv|txt|xlsx|xls)$", re.IGNORECASE)
# the only JSON files opened; message folders and log-ins of an archive stay closed
_ARCHIVES: Final = re.compile(r"(?:^|/)(?:posts_\d+|post_comments_\d+|outbox|reviews[^/]*)\.json$", re.IGNORECASE)
_PRIVATE: Final = re.compile(r"(?:^|/)(?:messages|inbox|message_requests|__MACOSX|\.[^/.][^/]*)(?:/|$)", re.IGNORECASE)
_CHUNK: Final = 1 << 20


def is_workbook(content: bytes) -> bool:
    """Whether a zip is an .xlsx workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "[Content_Types].xml" in archive.namelist() and any(
                name.startswith("xl/") for name in archive.namelist()
            )
    except (zipfile.BadZipFile, ValueError, OSError):
        # a workbook cut in half has lost its directory but names its parts at the start
        return b"[Content_Types].xml" in content[:2000] or b"xl/" in content[:200]


def is_document(content: bytes) -> bool:
    """Whether a zip is a Word, PowerPoint or OpenDocument file."""
    head = content[:400]
    return b"mimetypeapplication/vnd.oasis" in head or b"word/" in head or b"ppt/" in head


def check_sizes(members: Sequence[zipfile.ZipInfo], packed: int) -> None:
    """Refuse an archive by the sizes it declares: the total, and members that shrink unbelievably."""
    for member in members:
        if member.file_size > _RATIO_FROM and member.file_size > _MAX_RATIO * max(1, member.compress_size):
            raise refusal("zip_bomb")
    total = sum(member.file_size for member in members)
    if total > MAX_BYTES:
        raise refusal("too_large_unpacked", size=round(total / 1e6), limit=round(MAX_BYTES / 1e6))
    if total > _RATIO_FROM and total > _MAX_RATIO * max(1, packed):
        raise refusal("zip_bomb")


def _opened(members: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [
        member
        for member in members
        if not member.is_dir()
        and not _PRIVATE.search(member.filename)
        and (
            _TABLES.search(member.filename)
            or _ARCHIVES.search(member.filename)
            or member.filename.casefold().endswith(".zip")
        )
    ]


def open_zip(content: bytes) -> tuple[list[tuple[str, bytes | ImportRefused, date | None]], int]:
    """Name without path, content (or refusal) and day of each readable member; how many stay closed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _opened(archive.infolist())
            if not members:
                raise refusal("archive_without_tables")
            if len(members) > _MAX_MEMBERS:
                raise refusal("too_many_members", n=len(members), limit=_MAX_MEMBERS)
            plain = [member for member in members if not member.filename.casefold().endswith(".zip")]
            check_sizes(plain, len(content))
            closed = sum(not member.is_dir() for member in archive.infolist()) - len(members)
            return list(_read_members(archive, members)), closed
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise refusal("unreadable_archive") from error


def _read_members(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]
) -> Iterator[tuple[str, bytes | ImportRefused, date | None]]:
    left = MAX_BYTES
    for member in members:
        name = re.split(r"[\\/]", member.filename)[-1]
        made_on = _made_on(member)
        if name.casefold().endswith(".zip"):
            yield name, refusal("not_table_archive"), made_on
            continue
        try:
            data = _read(archive, member, left)
        except ImportRefused as error:
            yield name, error, made_on
            continue
        left -= len(data)
        yield name, data, made_on


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack in pieces, counting what really comes out."""
    if member.flag_bits & 1:
        raise refusal("locked_archive")
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while part := stream.read(_CHUNK):
                parts.append(part)
                size += len(part)
                if size > left or (size > _RATIO_FROM and size > _MAX_RATIO * max(1, member.compress_size)):
                    raise refusal("zip_bomb")
    # what the ZIP library raises for a damaged member, one cut short, one packed in a strange way, one with a password
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise refusal("unreadable_archive") from error
    return b"".join(parts)


def _made_on(member: zipfile.ZipInfo) -> date | None:
    year, month, day = member.date_time[:3]
    try:
        return date(year, month, day) if year >= 2016 else None
    except ValueError:
        return None


_EPOCH: Final = re.compile(r"(?<!\d)(1[4-9]\d{8}|[2-3]\d{9})(?:\d{3})?(?!\d)")
_DATE: Final = re.compile(r"(?<!\d)(20\d{2})-?(\d{2})-?(\d{2})(?!\d)")


def day_in_name(name: str) -> date | None:
    """The day of the download in a file name (`…_1722345678_…`, `…_2024-07-30…`); the latest when several."""
    days = [datetime.fromtimestamp(int(found), UTC).date() for found in _EPOCH.findall(name)]
    for year, month, day in _DATE.findall(name):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return max(days, default=None)
