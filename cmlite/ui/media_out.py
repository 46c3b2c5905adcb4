"""The pictures of a post that is out, or that the owner posts by hand: shown, and handed over as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import streamlit as st

from cmlite.domain.media import Media
from cmlite.errors import NotFoundError
from cmlite.ui.media_show import show_small
from cmlite.ui.text import t


class Files(Protocol):
    """Where small pictures and files come from."""

    def small(self, medium: Media) -> Path | None: ...
    def original(self, medium: Media) -> Path: ...


def show_media(media: Sequence[Media], files: Files) -> None:
    """The media of a post in their order, small."""
    if media:
        with st.grid(4, min_column_width=96, gap="small"):
            for one in media:
                show_small(one, files.small(one), one.alt)


def hand_over(media: Sequence[Media], files: Files, *, key: str) -> None:
    """Each medium with a button that saves its file and the description to be copied beside it."""
    if not media:
        return
    st.caption(t("library.hand_over"))
    for place, one in enumerate(media):
        with st.container(key=f"hand_over_{key}_{place}"):
            left, right = st.columns([1, 3], wrap=False)
            with left:
                show_small(one, files.small(one), one.alt)
            with right:
                download(one, files, key=f"save_{key}_{place}")
                if one.alt:
                    st.code(one.alt, language=None, wrap_lines=True)


def download(medium: Media, files: Files, *, key: str) -> None:
    """A button that saves the file; a missing file is told instead."""
    try:
        path = files.original(medium)
    except NotFoundError:
        st.caption(f":material/error: {t('errors.media.file_gone')}")
        return
    stem = Path(medium.name).stem or "cmlite"
    st.download_button(
        t("library.download"),
        data=path.read_bytes,
        file_name=f"{stem}{path.suffix}",
        mime=medium.media_type,
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )
