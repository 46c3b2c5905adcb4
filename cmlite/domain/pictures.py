"""The frames networks show pictures in, the room they give them, and what is cut off for a frame."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.media import Media
from cmlite.domain.networks import Network

_NAMES = {0.5625: "9:16", 0.667: "2:3", 0.8: "4:5", 1.0: "1:1", 1.91: "1.91:1"}
_RATIOS = ("ratio_min", "ratio_max", "ratio_best")
SQUARE = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Width by height of a frame, the usual way to write it, and the names of the networks whose facts name it."""

    ratio: float
    name: str
    networks: tuple[str, ...]


def frames(networks: Iterable[Network]) -> tuple[Frame, ...]:
    """Every frame the facts of these networks name, upright ones first; a square where a network takes one."""
    found: dict[float, list[str]] = {}
    for network in networks:
        ratios = {
            round(float(row.value), 4)
            for row in network.limits
            if row.applies and row.key in _RATIOS and not isinstance(row.value, tuple)
        }
        low, high = network.number("ratio_min"), network.number("ratio_max")
        if low is not None and high is not None and low <= SQUARE <= high:
            ratios.add(SQUARE)
        for ratio in ratios:
            found.setdefault(ratio, []).append(network.name)
    return tuple(Frame(ratio, frame_name(ratio), tuple(found[ratio])) for ratio in sorted(found))


def frame_name(ratio: float) -> str:
    """4:5 for 0.8; other ratios as so many to one."""
    known = next((name for value, name in _NAMES.items() if abs(value - ratio) < 0.005), "")
    return known or f"{ratio:.2f}:1"


class Cut(BaseModel):
    """What is to be cut out of a picture.

    `ratio` is width by height of the frame, 0 keeps that of the picture; the middle lies as near as possible to
    `x` and `y` (0 left and top, 1 right and bottom); `zoom` 2 takes half of each side of what would fit.
    """

    model_config = ConfigDict(frozen=True)

    ratio: float = Field(default=0.0, ge=0, le=10)
    x: float = Field(default=0.5, ge=0, le=1)
    y: float = Field(default=0.5, ge=0, le=1)
    zoom: float = Field(default=1.0, ge=1, le=4)

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in pixels: inside the picture, at least one pixel, in the ratio of the frame."""
        ratio = self.ratio or width / height
        wide, high = min(width, height * ratio) / self.zoom, min(height, width / ratio) / self.zoom
        across, down = max(round(wide), 1), max(round(high), 1)
        left = min(max(round(self.x * width - across / 2), 0), width - across)
        top = min(max(round(self.y * height - down / 2), 0), height - down)
        return left, top, left + across, top + down


@dataclass(frozen=True, slots=True)
class Room:
    """What a network takes of one picture; None where nothing is known, no types where all are taken."""

    size_bytes: int | None = None
    pixels: int | None = None
    width: int | None = None
    side: int | None = None
    sides: int | None = None
    """Width and height together."""
    types: tuple[str, ...] = ()

    def takes(self, media_type: str) -> bool:
        """Whether this type is taken as it is."""
        return not self.types or media_type in self.types

    def holds(self, medium: Media) -> bool:
        """Whether a picture fits as it is."""
        small_enough = self.size_bytes is None or medium.size_bytes <= self.size_bytes
        sides_fit = not (medium.width and medium.height) or self.scale(medium.width, medium.height) >= 1
        return small_enough and sides_fit and self.takes(medium.media_type)

    def scale(self, width: int, height: int) -> float:
        """By how much the sides must shrink to fit, 1 where they fit."""
        bounds = [1.0]
        if self.width:
            bounds.append(self.width / width)
        if self.side:
            bounds.append(self.side / max(width, height))
        if self.sides:
            bounds.append(self.sides / (width + height))
        if self.pixels:
            bounds.append((self.pixels / (width * height)) ** 0.5)
        return min(bounds)


def room_on(network: Network, surface: str = "post") -> Room:
    """The room the facts of a network give a picture."""

    def known(key: str) -> int | None:
        value = network.number(key, surface)
        return int(value) if value else None

    types = network.limit("image_types", surface)
    return Room(
        size_bytes=known("image_bytes"),
        pixels=known("image_pixels"),
        width=known("image_width_max"),
        side=known("image_side_max"),
        sides=known("image_sides_sum"),
        types=tuple(types.value) if types is not None and isinstance(types.value, tuple) else (),
    )


def tightest(rooms: Iterable[Room]) -> Room:
    """The room that fits into all of these."""
    every = list(rooms)

    def least(name: str) -> int | None:
        return min((value for one in every if (value := getattr(one, name))), default=None)

    types = [set(one.types) for one in every if one.types]
    shared = set.intersection(*types) if types else set()
    return Room(
        size_bytes=least("size_bytes"),
        pixels=least("pixels"),
        width=least("width"),
        side=least("side"),
        sides=least("sides"),
        types=tuple(sorted(shared)) if shared or not types else ("image/jpeg",),
    )
