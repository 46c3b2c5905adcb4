"""The pictures of a post on their way to a network: read, shrunk only as far as needed, with their descriptions."""

from collections.abc import Callable, Collection

from cmlite.domain.media import Media, unable
from cmlite.domain.pictures import Room
from cmlite.domain.publishing import Picture
from cmlite.errors import ImportRefused, Refused
from cmlite.services.media import of_post
from cmlite.store import media_files
from cmlite.store.db import Store

RoomOn = Callable[[str], Room]
"""What a network takes of a picture, by its key."""


def anything(network: str) -> Room:
    """The room of a network nothing is known of."""
    return Room()


def pictures_of(store: Store, brand_id: str, post_id: str, room: Room, can: Collection[str]) -> tuple[Picture, ...]:
    """The pictures of a post as a network takes them. Raises Refused where one cannot go out; nothing is left out."""
    return tuple(_picture(store, one, room, can) for one in of_post(store, brand_id, post_id))


def _picture(store: Store, medium: Media, room: Room, can: Collection[str]) -> Picture:
    from cmlite.importers.picture_shapes import fit

    if unable(medium.kind, can):
        raise Refused("errors.sending.picture_unable")
    try:
        data = media_files.path_of(store, medium.file_name).read_bytes()
        shaped = fit(data, medium.media_type, room)
    except OSError as error:
        raise Refused("errors.sending.picture_gone") from error
    except ImportRefused as error:
        raise Refused(error.key) from error
    return Picture(
        data=shaped.data, media_type=shaped.media_type, alt=medium.alt, width=shaped.width, height=shaped.height
    )
