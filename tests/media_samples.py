"""Small pictures, films and documents made on the spot: what tests upload."""

import base64
import io
import struct

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def picture(fmt="JPEG", size=(64, 48), colour=(200, 120, 40), **how):
    """A picture with a darker left half, so that turning it shows."""
    image = Image.new("RGB", size, colour)
    image.paste((20, 20, 20), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, fmt, **how)
    return out.getvalue()


def noise(size=(400, 300), fmt="JPEG", **how):
    """A picture that cannot be packed well."""
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, fmt, **how)
    return out.getvalue()


def with_place(fmt="JPEG", orientation=1, size=(64, 48)):
    """A picture as a phone makes it: where, with what, and how it was held."""
    return picture(fmt, size, exif=with_place_exif(orientation))


def with_place_exif(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Telefonmarke"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (47.0, 59.0, 42.5)
    return exif


def moving(fmt="GIF", frames=3, size=(32, 24), **how):
    """A picture of several frames."""
    images = [Image.new("RGB", size, (80 * place, 40, 90)) for place in range(frames)]
    out = io.BytesIO()
    images[0].save(out, fmt, save_all=True, append_images=images[1:], duration=100, **how)
    return out.getvalue()


def box(kind, content=b""):
    return struct.pack(">I4s", len(content) + 8, kind) + content


def film(width=640, height=360, seconds=2.5, *, brand=b"isom", place=True, turned=False, sound_only=False):
    """An MP4 or QuickTime file without a picture that could be played: boxes as a camera writes them."""
    movie = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, round(seconds * 1000)) + bytes(80))
    one = 1 << 16
    matrix = (0, one, 0, -one, 0, 0, 0, 0, 1 << 30) if turned else (one, 0, 0, 0, one, 0, 0, 0, 1 << 30)
    sides = (0, 0) if sound_only else (width << 16, height << 16)
    track = box(b"tkhd", bytes(40) + struct.pack(">9i", *matrix) + struct.pack(">II", *sides))
    notes = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+47.9950+007.8494/")) if place else b""
    moov = box(b"moov", movie + box(b"trak", track) + notes)
    return box(b"ftyp", brand + bytes(4) + brand) + moov + box(b"mdat", b"film" * 200)


def _element(kind, content):
    return bytes.fromhex(kind) + struct.pack(">I", 0x10000000 | len(content)) + content


def webm(width=320, height=240, seconds=4.0, doc_type=b"webm"):
    """A WebM file without a picture that could be played."""
    head = _element("1A45DFA3", _element("4282", doc_type))
    info = _element("1549A966", _element("4489", struct.pack(">d", seconds * 1000)))
    sides = _element("B0", struct.pack(">H", width)) + _element("BA", struct.pack(">H", height))
    tracks = _element("1654AE6B", _element("AE", _element("83", b"\x01") + _element("E0", sides)))
    return head + _element("18538067", info + tracks + _element("1F43B675", b"film" * 50))


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
EXE = b"MZ\x90\x00\x03" + bytes(300)
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAB8AAgAAAAACAQABAAAAAAAAAIAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    "ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAp21kYXQAAAAbKAGvGYDuJEpf/+O3l4Vn4riP/U8F/kVqe8GAAAAABkV4aWYAAE1N"
    "ACoAAAAIAAMBDwACAAAADQAAADIBEgADAAAAAQABAACIJQAEAAAAAQAAAEAAAAAAVGVsZWZvbm1hcmtlAAAAAgABAAIAAAACTgAA"
    "AAACAAUAAAADAAAAXgAAAAAAAAAvAAAAAQAAADsAAAABAAAAVQAAAAI="
)
"""64 × 48 pixels with a place, as an iPhone writes them; made once, as nothing here can write them."""
