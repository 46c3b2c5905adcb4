"""The pictures of a post that is out, or that the owner posts by hand: shown, and handed over as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import streamlit as st

from cmlite.domain.media import SUFFIXES, Media
from cmlite.domain.networks import Network
from cmlite.domain.pictures import Room, room_on, tightest
from cmlite.errors import NotFoundError
from cmlite.ui import text
from cmlite.ui.media_show import show_small
from cmlite.ui.text import t


class Files(Protocol):
    """Where small pictures and files come from."""

    def small(self, medium: Media) -> Path | None: ...
    def original(self, medium: Media) -> Path: ...
    def fitting(self, medium: Media, room: Room) -> bytes: ...


def show_media(media: Sequence[Media], files: Files) -> None:
    """The media of a post in their order, small."""
    if media:
        with st.grid(4, min_column_width=96, gap="small"):
            for one in media:
                show_small(one, files.small(one), one.alt)


def hand_over(media: Sequence[Media], files: Files, networks: Sequence[Network], *, key: str) -> None:
    """Each medium with a button that saves a file that fits these networks, and its description to be copied."""
    if not media:
        return
    st.caption(t("library.hand_over", networks=text.listed([one.name for one in networks])))
    room = tightest(room_on(one) for one in networks)
    for place, one in enumerate(media):
        with st.container(key=f"hand_over_{key}_{place}"):
            left, right = st.columns([1, 3], wrap=False)
            with left:
                show_small(one, files.small(one), one.alt)
            with right:
                download(one, files, key=f"save_{key}_{place}", room=room)
                if one.alt:
                    st.code(one.alt, language=None, wrap_lines=True)


def download(medium: Media, files: Files, *, key: str, room: Room | None = None) -> None:
    """A button that saves the original, or the picture as it fits into a `room`; a missing file is told instead."""
    try:
        path = files.original(medium)
    except NotFoundError:
        st.caption(f":material/error: {t('errors.media.file_gone')}")
        return
    changes = room is not None and medium.kind == "image" and not room.holds(medium)
    media_type = "image/jpeg" if changes else medium.media_type
    st.download_button(
        t("library.download_fitting" if room is not None else "library.download"),
        data=(lambda: files.fitting(medium, room)) if changes and room is not None else path.read_bytes,
        file_name=f"{Path(medium.name).stem or 'cmlite'}.{SUFFIXES[media_type]}",
        mime=media_type,
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )
