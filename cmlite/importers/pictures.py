"""Pictures as they arrive: decoded once to see that they are whole, turned upright, rid of place and camera."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pi_heif
from PIL import Image, ImageOps

from cmlite.errors import ImportRefused
from cmlite.importers import picture_notes

PIXELS, FRAMES_PIXELS = 60_000_000, 400_000_000
"""No more than a good camera makes (60 megapixels); all frames of a moving picture together."""
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
}
_STRIP = {
    "image/jpeg": picture_notes.strip_jpeg,
    "image/png": picture_notes.strip_png,
    "image/webp": picture_notes.strip_webp,
}
_KEPT = frozenset(_STRIP)
_ORIENTATION, _GPS = 0x0112, 0x8825
QUALITY = 92
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError, OverflowError),
    *(struct.error, zlib.error, MemoryError, RuntimeError),
)
"""What Pillow raises for files that are damaged, in the order of its readers' ideas."""

warnings.simplefilter("error", Image.DecompressionBombWarning)
pi_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class Found:
    """A picture as it lies in its file now."""

    media_type: str
    width: int
    height: int
    moves: bool = False
    notes: tuple[str, ...] = ()


def put_in_order(path: Path, media_type: str) -> Found:
    """Check the picture in a file and leave there what is kept of it. Raises ImportRefused."""
    try:
        _is_whole(path, media_type)
        # From memory: not every system lets a file be replaced while it is open.
        with Image.open(io.BytesIO(path.read_bytes()), formats=[_FORMATS[media_type]]) as image:
            _bounded(image)
            if getattr(image, "is_animated", False) and media_type in {"image/gif", "image/webp"}:
                return _moving(path, image, media_type)
            return _still(path, image, media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImportRefused("errors.media.pixels", limit=PIXELS // 1_000_000) from error
    except BROKEN as error:
        cut = "truncated" in str(error).lower()
        raise ImportRefused("errors.media.cut_short" if cut else "errors.media.damaged") from error


def _bounded(image: Image.Image) -> None:
    """Known from the first bytes, before anything is unpacked."""
    if image.width * image.height > PIXELS:
        raise ImportRefused("errors.media.pixels", limit=PIXELS // 1_000_000)


def _is_whole(path: Path, media_type: str) -> None:
    """What the readers of Pillow would let pass: moving pictures whose end is missing."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        file.seek(max(size - 1_024, 0))
        tail = file.read()
    if media_type == "image/webp" and int.from_bytes(head[4:8], "little") + 8 > size:
        raise ImportRefused("errors.media.cut_short")
    if media_type == "image/gif" and not tail.rstrip(b"\x00").endswith(b";"):
        raise ImportRefused("errors.media.cut_short")
    if media_type == "image/png" and b"IEND" not in tail:
        raise ImportRefused("errors.media.cut_short")


def _moving(path: Path, image: Image.Image, media_type: str) -> Found:
    """A moving picture stays as it is but for its notes; every frame is looked at."""
    frames = int(getattr(image, "n_frames", 1))
    if frames * image.width * image.height > FRAMES_PIXELS:
        raise ImportRefused("errors.media.frames", n=frames)
    for place in range(frames):
        image.seek(place)
        image.load()
    had_place = _GPS in image.getexif()
    if media_type == "image/webp":
        picture_notes.strip_webp(path)
    return Found(media_type, image.width, image.height, moves=True, notes=("place",) if had_place else ())


def _still(path: Path, image: Image.Image, media_type: str) -> Found:
    """Upright and without notes: by dropping them where that is enough, else written anew."""
    exif = image.getexif()
    notes = ["place"] if exif.get_ifd(_GPS) or _mentions_place(image.info) else []
    if getattr(image, "n_frames", 1) > 1 and media_type == "image/png":
        notes.append("first_frame")
    turned = exif.get(_ORIENTATION, 1) != 1
    image.load()
    kept = media_type if media_type in _KEPT else "image/png" if _has_alpha(image) else "image/jpeg"
    if media_type == "image/gif":
        kept = "image/png"
    if kept != media_type:
        notes.append("converted")
    if kept == media_type and not turned and image.mode != "CMYK":
        _STRIP[media_type](path)
        return Found(kept, image.width, image.height, notes=tuple(notes))
    upright = ImageOps.exif_transpose(image) if turned else image
    _write(upright, path, kept)
    return Found(kept, upright.width, upright.height, notes=tuple(notes))


def _write(image: Image.Image, path: Path, media_type: str) -> None:
    """Write pixels and colour profile, nothing else that came with the picture."""
    profile = image.info.get("icc_profile")
    how: dict[str, Any] = {"quality": QUALITY, "optimize": True} if media_type == "image/jpeg" else {}
    if media_type == "image/jpeg" and image.mode not in {"RGB", "L"}:
        if image.mode == "CMYK":
            profile = None
        image = image.convert("RGB")
    elif media_type == "image/png" and image.mode not in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
        image = image.convert("RGBA" if _has_alpha(image) else "RGB")
    if media_type == "image/webp":
        how = {"quality": QUALITY}
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    fresh = path.with_name(path.name + "_new")
    try:
        image.save(fresh, _FORMATS[media_type], icc_profile=profile, exif=b"", **how)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _mentions_place(info: dict[Any, Any]) -> bool:
    """Whether the notes beside EXIF (XMP) name a place."""
    noted = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    return "GPSL" in (noted.decode("utf-8", "replace") if isinstance(noted, bytes) else str(noted))
