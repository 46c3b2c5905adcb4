"""What an uploaded picture, video or document is, told by its bytes alone; checked, and without the place it shows."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from cmlite.domain.media import SUFFIXES, Kind
from cmlite.errors import ImportRefused

PICTURE_BYTES, VIDEO_BYTES, DOCUMENT_BYTES = 50_000_000, 200 * 1024 * 1024, 100_000_000
"""Our own limits: more than any network takes of a picture; what the upload field takes; LinkedIn's document."""

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_REFUSED = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"#!", "program"),
    (b"PK\x03\x04", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AUDIO = {b"M4A ", b"M4B ", b"M4P "}
_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_SPELLINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "m4v": "mp4", "qt": "mov", "tif": "tiff"}
_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a file, which now holds what is kept.

    `notes` are keys of `library.note`: place (its place was taken out), renamed (its name ends otherwise than its
    bytes say), converted (it is another type now), first_frame (of a moving PNG).
    """

    media_type: str
    kind: Kind
    width: int = 0
    height: int = 0
    seconds: float | None = None
    notes: tuple[str, ...] = ()


def read_media(path: Path, name: str) -> Reading:
    """Look at a received file, refuse it or put it in order in place; `name` is what its owner calls it.

    Raises ImportRefused with the reason; the file is then to be dropped.
    """
    size = path.stat().st_size
    if not size:
        raise ImportRefused("errors.media.empty")
    with path.open("rb") as file:
        sniffed = sniff(file.read(_HEAD))
    if sniffed == "application/pdf":
        found = _document(path, size)
    elif sniffed.startswith("video/"):
        found = _video(path, size, sniffed)
    else:
        found = _picture(path, size, sniffed)
    known = PurePath(name).suffix.lower().removeprefix(".")
    ending = _SPELLINGS.get(known, known)
    if sniffed in SUFFIXES and ending and ending != SUFFIXES[sniffed]:
        return replace(found, notes=(*found.notes, "renamed"))
    return found


def sniff(head: bytes) -> str:
    """Media type by the first bytes; raises ImportRefused for what is no picture, video or document."""
    if found := next((kind for start, kind in _STARTS if head.startswith(start)), ""):
        return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in _OLD_QUICKTIME:
        return "video/quicktime"
    if _is_svg(head):
        raise ImportRefused("errors.media.svg")
    refused = next((kind for start, kind in _REFUSED if head.startswith(start)), "unknown")
    raise ImportRefused(f"errors.media.{refused}")


def _by_brand(head: bytes) -> str:
    """Films and newer pictures share one container; its brands say what is in it."""
    size = min(int.from_bytes(head[:4]), len(head))
    brands = {head[8:12], *(head[start : start + 4] for start in range(16, size, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if brands & _HEIC:
        return "image/heic"
    if head[8:12] in _AUDIO:
        raise ImportRefused("errors.media.audio")
    return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"


def _is_svg(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in start)


def _document(path: Path, size: int) -> Reading:
    _within(size, DOCUMENT_BYTES, "document")
    with path.open("rb") as file:
        file.seek(max(size - 2_048, 0))
        if b"%%EOF" not in file.read():
            raise ImportRefused("errors.media.cut_short")
    return Reading("application/pdf", "document")


def _video(path: Path, size: int, media_type: str) -> Reading:
    from cmlite.importers import videos, webm

    _within(size, VIDEO_BYTES, "video")
    film = webm.read(path) if media_type == "video/webm" else videos.read(path)
    notes = ("place",) if film.had_place else ()
    return Reading(media_type, "video", film.width, film.height, film.seconds, notes)


def _picture(path: Path, size: int, media_type: str) -> Reading:
    from cmlite.importers import pictures  # its library is loaded when a picture comes, not at the start

    _within(size, PICTURE_BYTES, "picture")
    found = pictures.put_in_order(path, media_type)
    kind: Kind = "gif" if found.moves else "image"
    return Reading(found.media_type, kind, found.width, found.height, None, found.notes)


def _within(size: int, limit: int, what: str) -> None:
    if size > limit:
        raise ImportRefused(f"errors.media.size_{what}", size=round(size / 1e6, 1), limit=round(limit / 1e6))
