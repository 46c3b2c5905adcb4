"""A draft as one network will get it, and what is known around it: what the checks look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.media import Media
from cmlite.domain.networks import Network
from cmlite.domain.send_options import SendOptions
from cmlite.domain.tagging import Tagging

SURFACES: Mapping[tuple[str, str], str] = {
    ("facebook", "reel"): "reel",
    ("instagram", "reel"): "reel",
    ("instagram", "story"): "story",
    ("youtube", "reel"): "short",
    ("tiktok", "photo"): "photo_post",
    ("tiktok", "carousel"): "photo_post",
    ("linkedin", "document"): "document",
}
"""Where a format has limits of its own; everything else is a post."""


def surface_of(network: str, format_: str, *, with_media: bool = False) -> str:
    """The surface whose limits apply; on Telegram a text beside media is a caption."""
    if network == "telegram" and with_media:
        return "caption"
    return SURFACES.get((network, format_), "post")


def text_surface(network: Network, format_: str, *, with_media: bool = False) -> str:
    """The surface whose length of a text applies: its own where the network has one, else that of a post."""
    surface = surface_of(network.key, format_, with_media=with_media)
    return surface if network.limit("text_length", surface) is not None else "post"


@dataclass(frozen=True, slots=True)
class Draft:
    """What one channel will get: the text as it goes out there, `language` the one it is written in.

    `wall` is the local time it is planned for; `is_live`: cmlite sends it itself; `as_thread`: the owner agreed to
    several parts; `text_limit` is that of one server where it has its own; `options` are what the channel takes of
    what was chosen, a warning counts for the length.
    """

    language: str
    network: str
    surface: str = "post"
    format: str = ""
    text: str = ""
    media: tuple[Media, ...] = ()
    first_comment: str = ""
    pillar_id: str = ""
    channel_id: str = ""
    wall: datetime | None = None
    is_live: bool = False
    as_thread: bool = False
    text_limit: int | None = None
    options: SendOptions = field(default_factory=SendOptions)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A post of the same channel from before or beside; `wall` its local time."""

    wall: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the week and of earlier posts, without the draft itself.

    `pillars` counts the posts of the draft's week by pillar; `neighbours` are posts of the channel near the draft's
    time, `earlier` those of the last months (the latest first) whose words it might repeat; `pillar_names` those that
    can be chosen.
    """

    pillars: Mapping[str, int] = field(default_factory=dict)
    neighbours: tuple[datetime, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    pillar_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a draft breaks; `values` (with the name of the network) fill `checks.<rule>.reason` and `.remedy`."""

    rule: str
    level: Literal["block", "advise"]
    values: Mapping[str, object] = field(default_factory=dict)


class Written(Protocol):
    """A post as it stands in a form or is about to be saved."""

    @property
    def text(self) -> str: ...
    @property
    def texts(self) -> Mapping[str, str]: ...
    @property
    def comments(self) -> Mapping[str, str]: ...
    @property
    def options(self) -> Mapping[str, SendOptions]: ...
    @property
    def pillar_id(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def wall(self) -> datetime | None: ...
    @property
    def as_thread(self) -> bool: ...
    @property
    def tagged(self) -> bool: ...
    @property
    def campaign_id(self) -> str: ...


def draft_for(
    written: Written,
    channel: Channel,
    media: tuple[Media, ...],
    *,
    language: str,
    connection: Connection | None = None,
    marks: Tagging | None = None,
) -> Draft:
    """What one channel gets of a post; `connection` where cmlite sends it itself, `marks` how it marks links then."""
    channel_id, network = channel.channel_id, channel.network
    text, comment = written.texts.get(channel_id) or written.text, written.comments.get(channel_id, "")
    if marks is not None and channel.mode == "live":
        text, comment = marks.marked(text, network), marks.marked(comment, network)
    return Draft(
        language=language,
        network=network,
        surface=surface_of(network, written.format, with_media=bool(media)),
        format=written.format,
        text=text.strip(),
        media=media,
        first_comment=comment,
        pillar_id=written.pillar_id,
        channel_id=channel_id,
        wall=written.wall,
        is_live=channel.mode == "live",
        as_thread=written.as_thread and (connection is None or "thread" in connection.can),
        text_limit=connection.text_limit if connection else None,
        options=written.options.get(channel_id, SendOptions()).only(connection.can if connection else ()),
    )
