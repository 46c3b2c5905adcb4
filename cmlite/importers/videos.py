"""Videos as MP4 and QuickTime files: length and size read from their boxes, the place where they were made blanked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cmlite.errors import ImportRefused

_BOXES = 20_000
_DEEP = 8
_CHUNK = 1 << 20
_NOTES = {b"meta", b"uuid"}
_PLACES = {b"\xa9xyz", b"loci", b"meta"}
"""QuickTime's place, 3GPP's place, and the notes among which phones write it; none is needed to play the film."""
_INSIDE = {b"moov", b"trak", b"mdia", b"udta"}


@dataclass(frozen=True, slots=True)
class Film:
    """Pixels as shown (turned), length in seconds where the file says it."""

    width: int
    height: int
    seconds: float | None
    had_place: bool = False


@dataclass(slots=True)
class _Seen:
    size: int
    has_moov: bool = False
    has_media: bool = False
    seconds: float | None = None
    pixels: tuple[int, int] = (0, 0)
    blank: list[tuple[int, int, int]] = field(default_factory=list)
    had_place: bool = False
    boxes: int = 0


def read(path: Path) -> Film:
    """What the boxes of a file say; notes that may name a place are overwritten in it. Raises ImportRefused."""
    seen = _Seen(path.stat().st_size)
    with path.open("r+b") as file:
        for kind, start, end, named in _boxes(file, 0, seen.size, seen):
            if kind == b"moov":
                seen.has_moov = True
                _look_into(file, start, end, seen, 1)
            elif kind in _NOTES:
                _to_blank(file, kind, start, end, named, seen)
            seen.has_media |= kind in {b"mdat", b"moof"}
        if not seen.has_moov or not seen.has_media:
            raise ImportRefused("errors.media.cut_short")
        if not seen.pixels[0]:
            raise ImportRefused("errors.media.audio")
        for named, start, end in seen.blank:
            file.seek(named)
            file.write(b"free")
            file.seek(start)
            for at in range(start, end, _CHUNK):
                file.write(bytes(min(_CHUNK, end - at)))
    return Film(*seen.pixels, seen.seconds, seen.had_place)


def _boxes(file: BinaryIO, start: int, end: int, seen: _Seen) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, beginning and end of the content, and where the kind stands, of each box in a stretch of the file."""
    at = start
    while at + 8 <= end:
        seen.boxes += 1
        file.seek(at)
        head = file.read(16)
        size, kind, begin = int.from_bytes(head[:4]), head[4:8], at + 8
        if size == 1:
            size, begin = int.from_bytes(head[8:16]), at + 16
        elif size == 0:  # the last box reaches to the end
            size = end - at
        if at + size > end:
            raise ImportRefused("errors.media.cut_short" if end == seen.size else "errors.media.damaged")
        if at + size < begin or seen.boxes > _BOXES:
            raise ImportRefused("errors.media.damaged")
        yield kind, begin, at + size, at + 4
        at += size


def _look_into(file: BinaryIO, start: int, end: int, seen: _Seen, depth: int) -> None:
    for kind, begin, finish, named in _boxes(file, start, end, seen):
        if kind == b"mvhd":
            seen.seconds = _seconds(_read(file, begin, finish, 32))
        elif kind == b"tkhd":
            pixels = _pixels(_read(file, begin, finish, 96))
            seen.pixels = max(seen.pixels, pixels, key=lambda one: one[0] * one[1])
        elif kind in _PLACES:
            _to_blank(file, kind, begin, finish, named, seen)
        elif kind in _INSIDE and depth < _DEEP:
            _look_into(file, begin, finish, seen, depth + 1)


def _to_blank(file: BinaryIO, kind: bytes, begin: int, finish: int, named: int, seen: _Seen) -> None:
    noted = _read(file, begin, finish, _CHUNK).lower()
    seen.had_place |= kind not in _NOTES or any(word in noted for word in (b"location", b"\xa9xyz", b"gpsl"))
    seen.blank.append((named, begin, finish))


def _read(file: BinaryIO, begin: int, finish: int, most: int) -> bytes:
    file.seek(begin)
    return file.read(min(finish - begin, most))


def _seconds(head: bytes) -> float | None:
    """From `mvhd`: 32-bit fields in version 0, 64-bit times in version 1."""
    at, width = (20, 8) if head[:1] == b"\x01" else (12, 4)
    scale, length = int.from_bytes(head[at : at + 4]), int.from_bytes(head[at + 4 : at + 4 + width])
    return round(length / scale, 3) if scale and length else None


def _pixels(head: bytes) -> tuple[int, int]:
    """From `tkhd`: width and height as 16.16 numbers after a matrix that may turn the picture by a quarter."""
    at = 52 if head[:1] == b"\x01" else 40
    matrix = [int.from_bytes(head[at + 4 * place : at + 4 * place + 4], signed=True) for place in range(9)]
    width, height = (int.from_bytes(head[at + off : at + off + 4]) >> 16 for off in (36, 40))
    is_turned = matrix[0] == 0 and matrix[4] == 0 and matrix[1] != 0
    return (height, width) if is_turned else (width, height)
