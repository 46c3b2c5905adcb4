"""Videos as WebM files: length and size read from their elements."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cmlite.errors import ImportRefused
from cmlite.importers.videos import Film

_EBML, _DOC_TYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _SCALE, _LENGTH = 0x1549A966, 0x2AD7B1, 0x4489
_TRACKS, _TRACK, _VIDEO, _WIDTH, _HEIGHT = 0x1654AE6B, 0xAE, 0xE0, 0xB0, 0xBA
_CLUSTER = 0x1F43B675
_ELEMENTS = 20_000
_SCALE_USUAL = 1_000_000  # nanoseconds a tick


def read(path: Path) -> Film:
    """What the elements of a file say. Raises ImportRefused."""
    size = path.stat().st_size
    with path.open("rb") as file:
        top = _Elements(file, size)
        seconds, pixels, is_webm, has_pictures = None, (0, 0), False, False
        for kind, begin, end in top.within(0, size):
            if kind == _EBML:
                names = [top.content(b, e) for k, b, e in top.within(begin, end) if k == _DOC_TYPE]
                is_webm = names == [b"webm"]
            elif kind == _SEGMENT:
                for inner, inside, finish in top.within(begin, end):
                    if inner == _INFO:
                        seconds = _seconds(top, inside, finish)
                    elif inner == _TRACKS:
                        pixels = _pixels(top, inside, finish)
                    has_pictures |= inner == _CLUSTER
    if not is_webm:
        raise ImportRefused("errors.media.unknown")
    if not has_pictures:
        raise ImportRefused("errors.media.cut_short")
    if not pixels[0]:
        raise ImportRefused("errors.media.audio")
    return Film(*pixels, seconds)


class _Elements:
    """Walks the elements of a file: each has an id and a length, both of varying width."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size, self._count = file, size, 0

    def within(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Id, beginning and end of the content of each element in a stretch of the file."""
        at = start
        while at < end:
            self._count += 1
            if self._count > _ELEMENTS:
                raise ImportRefused("errors.media.damaged")
            self._file.seek(at)
            head = self._file.read(12)
            kind, used = _number(head, marked=True)
            length, more = _number(head[used:], marked=False)
            begin = at + used + more
            # A length of all ones is open: such a recording goes on to the end.
            finish = end if length == (1 << (7 * more)) - 1 else begin + length
            if finish > end:
                raise ImportRefused("errors.media.cut_short" if end == self._size else "errors.media.damaged")
            yield kind, begin, finish
            at = finish

    def content(self, begin: int, end: int) -> bytes:
        """The content of a small element."""
        self._file.seek(begin)
        return self._file.read(min(end - begin, 64))


def _number(head: bytes, *, marked: bool) -> tuple[int, int]:
    """A number of varying width and how many bytes it takes; `marked` keeps the bit that tells the width."""
    if not head or not head[0]:
        raise ImportRefused("errors.media.damaged")
    width = 9 - head[0].bit_length()
    if len(head) < width:
        raise ImportRefused("errors.media.cut_short")
    value = int.from_bytes(head[:width])
    return (value if marked else value & ((1 << (7 * width)) - 1)), width


def _seconds(elements: _Elements, begin: int, end: int) -> float | None:
    scale, length = _SCALE_USUAL, b""
    for kind, inside, finish in elements.within(begin, end):
        if kind == _SCALE:
            scale = int.from_bytes(elements.content(inside, finish)) or _SCALE_USUAL
        elif kind == _LENGTH:
            length = elements.content(inside, finish)
    if len(length) not in {4, 8}:
        return None
    ticks = struct.unpack(">f" if len(length) == 4 else ">d", length)[0]
    return round(ticks * scale / 1e9, 3) if 0 < ticks < 1e15 else None


def _pixels(elements: _Elements, begin: int, end: int) -> tuple[int, int]:
    found = (0, 0)
    for track, inside, finish in elements.within(begin, end):
        if track != _TRACK:
            continue
        for kind, start, stop in elements.within(inside, finish):
            if kind == _VIDEO:
                sides = {k: int.from_bytes(elements.content(b, e)) for k, b, e in elements.within(start, stop)}
                found = max(found, (sides.get(_WIDTH, 0), sides.get(_HEIGHT, 0)))
    return found
