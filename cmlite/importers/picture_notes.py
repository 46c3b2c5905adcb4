"""Take place, camera and comments out of JPEG, PNG and WebP files without touching a pixel."""

import zlib
from pathlib import Path

_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD"),
    *(b"pHYs", b"mDCV", b"cLLI"),
}
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_NOTED = 0x08 | 0x04  # flags in VP8X: there is EXIF, there is XMP
_EOI, _SOS, _APP0, _APP2, _APP14, _COMMENT = 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xFE
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length


def strip_jpeg(path: Path) -> None:
    """Keep what the picture is made of and its colour profile; whatever follows its end goes, too.

    Raises ValueError if damaged.
    """
    data = path.read_bytes()
    parts, at = [data[:2]], 2
    while True:
        if data[at : at + 1] != b"\xff":
            raise ValueError("damaged")
        while data[at + 1 : at + 2] == b"\xff":  # markers may be filled up
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            break
        end = at + 2 if marker in _ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end > len(data) or end < at + 2:
            raise ValueError("truncated")
        profile = marker == _APP2 and data[at + 4 : at + 15] == b"ICC_PROFILE"
        is_note = _APP0 < marker < _APP0 + 16 or marker == _COMMENT
        if profile or marker == _APP14 or not is_note:
            parts.append(data[at:end])
        at = end
        if marker == _SOS:
            at = _end_of_scan(data, at)
            parts.append(data[end:at])
    _replace(path, b"".join([*parts, b"\xff\xd9"]))


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands after packed pixels: in them 0xFF is followed by 0, or restarts the unpacking."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("truncated")
        if data[at + 1] and data[at + 1] not in _ALONE and data[at + 1] != 0xFF:
            return at
        at += 1 if data[at + 1] == 0xFF else 2


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
