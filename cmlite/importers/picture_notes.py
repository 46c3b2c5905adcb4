"""Take place, camera and comments out of PNG and WebP files without touching a pixel."""

import zlib
from pathlib import Path

_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD"),
    *(b"pHYs", b"mDCV", b"cLLI"),
}
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_NOTED = 0x08 | 0x04  # flags in VP8X: there is EXIF, there is XMP


def strip_png(path: Path) -> None:
    """Keep the chunks that make the picture; of a moving PNG that is its first frame. Raises ValueError if damaged."""
    data = path.read_bytes()
    parts, at = [data[:8]], 8
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise ValueError("truncated")
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise ValueError("a checksum is wrong")
        if kind in _PNG_KEPT:
            parts.append(data[at:end])
        at = end
        if kind == b"IEND":  # what follows is no part of the picture
            break
    _replace(path, b"".join(parts))


def strip_webp(path: Path) -> None:
    """Keep all chunks but EXIF and XMP. Raises ValueError if damaged."""
    data = path.read_bytes()
    parts, at, end = [], 12, int.from_bytes(data[4:8], "little") + 8
    while at + 8 <= end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + length + (length & 1)
        if following > len(data) + 1:
            raise ValueError("truncated")
        if kind == b"VP8X":
            flags = data[at + 8] & ~_WEBP_NOTED
            parts.append(data[at : at + 8] + bytes([flags]) + data[at + 9 : following])
        elif kind not in _WEBP_DROPPED:
            parts.append(data[at:following])
        at = following
    body = b"WEBP" + b"".join(parts)
    _replace(path, b"RIFF" + len(body).to_bytes(4, "little") + body)


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + "_new")
    fresh.write_bytes(data)
    fresh.replace(path)
