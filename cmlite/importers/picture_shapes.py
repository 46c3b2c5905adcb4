"""Pictures made from pictures: cut to a frame, shrunk to a network's limits, small ones for lists."""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from cmlite.domain.pictures import Cut, Room
from cmlite.errors import ImportRefused
from cmlite.importers.pictures import BROKEN, QUALITY

SMALL = 480
"""Longest side of the small pictures, in pixels: two to a row on a phone, sharp on its screen."""
_QUALITIES = (QUALITY, 88, 84, 80, 75, 70)
_SMALLEST = 200
_GREY, _PALE = "#8B8D88", "#F2F1EC"
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A picture that was made: its bytes, type and size."""

    data: bytes
    media_type: str
    width: int
    height: int


def cut_out(path: Path, wanted: Cut) -> Shaped:
    """The part of a picture that fills a frame; of a moving picture its first frame. Raises ImportRefused."""
    try:
        with Image.open(path) as image:
            image.load()
            part = image.crop(wanted.box(image.width, image.height))
            part.info = {"icc_profile": image.info.get("icc_profile")}
            return _written(part, "image/png" if _is_see_through(part) else "image/jpeg", QUALITY)
    except BROKEN as error:
        raise ImportRefused("errors.media.damaged") from error


@lru_cache(maxsize=256)
def preview(path: Path, wanted: Cut) -> bytes:
    """How the part would look, small. Files never change under their names, so what was made once is right."""
    return _small(path, wanted)


def make_small(path: Path, target: Path, wanted: Cut | None = None) -> None:
    """Write the small picture of one or a part of it; whoever reads it meanwhile sees none or a whole one."""
    data = _small(path, wanted)
    _replace(target, data)


def draw_sign(kind: str, target: Path) -> None:
    """Write the square that stands for a film (a triangle) or a document (a sheet with lines)."""
    image = Image.new("RGB", (SMALL, SMALL), _GREY)
    draw = ImageDraw.Draw(image)
    side = SMALL // 10
    if kind == "video":
        draw.polygon([(4 * side, 3 * side), (4 * side, 7 * side), (7 * side, 5 * side)], fill=_PALE)
    else:
        draw.rounded_rectangle((3 * side, 2 * side, 7 * side, 8 * side), side // 3, fill=_PALE)
        for line in range(3, 7):
            draw.line((3.7 * side, line * side, 6.3 * side, line * side), fill=_GREY, width=side // 5)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80)
    _replace(target, out.getvalue())


def _replace(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(target)


def _small(path: Path, wanted: Cut | None) -> bytes:
    try:
        with Image.open(path) as image:
            image.draft("RGB", (SMALL * 2, SMALL * 2))
            shown = image.convert("RGBA" if _is_see_through(image) else "RGB")
            if wanted is not None:
                shown = shown.crop(wanted.box(shown.width, shown.height))
            shown.thumbnail((SMALL, SMALL))
            out = io.BytesIO()
            shown.save(out, "WEBP", quality=80)
            return out.getvalue()
    except BROKEN as error:
        raise ImportRefused("errors.media.damaged") from error


def fit(data: bytes, media_type: str, room: Room) -> Shaped:
    """The picture as a network takes it: unchanged where it fits, else changed no further than needed.

    First its type, then its quality, then its size. A moving picture is never changed. Raises ImportRefused where
    it cannot be made to fit.
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            scale = room.scale(image.width, image.height)
            small_enough = room.size_bytes is None or len(data) <= room.size_bytes
            if getattr(image, "is_animated", False):
                if not small_enough or scale < 1:
                    raise ImportRefused("errors.media.moving_too_big")
                return Shaped(data, media_type, image.width, image.height)
            if small_enough and scale >= 1 and room.takes(media_type):
                return Shaped(data, media_type, image.width, image.height)
            image.load()
            return _shrunk(image, media_type, room, scale)
    except BROKEN as error:
        raise ImportRefused("errors.media.damaged") from error


def _shrunk(image: Image.Image, media_type: str, room: Room, scale: float) -> Shaped:
    kept = media_type if media_type in _FORMATS and room.takes(media_type) else "image/jpeg"
    types = [kept] if kept == "image/jpeg" or not room.takes("image/jpeg") else [kept, "image/jpeg"]
    sides = (image.width, image.height)
    while True:
        at = (max(math.floor(sides[0] * scale), 1), max(math.floor(sides[1] * scale), 1))
        sized = image if scale >= 1 else _resized(image, at)
        least = 0
        for one in types:
            for quality in _QUALITIES if one != "image/png" else (0,):
                made = _written(sized, one, quality)
                if room.size_bytes is None or len(made.data) <= room.size_bytes:
                    return made
                least = len(made.data)
        if max(at) <= _SMALLEST:
            raise ImportRefused("errors.media.will_not_fit")
        scale *= min(0.9, (room.size_bytes or 1) ** 0.5 / least**0.5)


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if _is_see_through(image) else "RGB") if image.mode in {"P", "1", "I;16"} else image
    made = plain.resize(size, Image.Resampling.LANCZOS)
    made.info = {"icc_profile": profile}
    return made


def _written(image: Image.Image, media_type: str, quality: int) -> Shaped:
    profile = image.info.get("icc_profile")
    out = io.BytesIO()
    if media_type == "image/jpeg":
        _flat(image).save(out, "JPEG", quality=quality, optimize=True, icc_profile=profile)
    elif media_type == "image/png":
        plain = image if image.mode in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"} else image.convert("RGBA")
        plain.save(out, "PNG", optimize=True, icc_profile=profile, exif=b"")
    else:
        image.save(out, _FORMATS[media_type], quality=quality, icc_profile=profile or b"", exif=b"")
    return Shaped(out.getvalue(), media_type, image.width, image.height)


def _flat(image: Image.Image) -> Image.Image:
    """Without holes: what is see-through becomes white."""
    if not _is_see_through(image):
        return image if image.mode in {"RGB", "L"} else image.convert("RGB")
    layers = image.convert("RGBA")
    ground = Image.new("RGB", layers.size, "white")
    ground.paste(layers, mask=layers.getchannel("A"))
    return ground


def _is_see_through(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info
