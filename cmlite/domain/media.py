"""Pictures, videos and documents: what is known of one, and how it belongs to a post."""

from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["image", "gif", "video", "document"]
KINDS: tuple[Kind, ...] = ("image", "gif", "video", "document")

SUFFIXES: dict[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "application/pdf": "pdf",
}
"""Everything that is kept, by media type, and how its file ends."""

ALT_MAX = 2_000
"""The longest description any network takes (Bluesky); shorter limits stand in data/reference/networks.toml."""


def file_name(sha256: str, media_type: str) -> str:
    """Name of the file in the media folder; the same bytes have the same name."""
    return f"{sha256}.{SUFFIXES[media_type]}"


def unable(kind: Kind, can: Collection[str]) -> str:
    """The ability a connector lacks to send such a medium by itself; '' where it has it."""
    needed = {"image": "pictures", "gif": "gifs", "video": "videos", "document": "documents"}[kind]
    return "" if needed in can else needed


class Attached(BaseModel):
    """One medium of a post as it is chosen, with what the post says about it for people who do not see it."""

    model_config = ConfigDict(frozen=True)

    media_id: str
    alt: str = ""


class Media(BaseModel):
    """A medium; of a post, `alt` is what that post says about it, in the library what was said last.

    `kind` is `gif` for every picture that moves. `width` and `height` are pixels as it is shown (turned by its
    camera's note), 0 where unknown; `seconds` is the length of a video.
    """

    model_config = ConfigDict(frozen=True)

    media_id: str
    kind: Kind
    media_type: str
    size_bytes: int
    width: int = 0
    height: int = 0
    seconds: float | None = None
    alt: str = ""
    name: str = ""
    sha256: str = ""

    @property
    def file_name(self) -> str:
        """Name of its file in the media folder."""
        return file_name(self.sha256, self.media_type)

    @property
    def attached(self) -> Attached:
        """As a post refers to it."""
        return Attached(media_id=self.media_id, alt=self.alt)
