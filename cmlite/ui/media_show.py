"""How a medium is shown small, and its facts in a line."""

from pathlib import Path

import streamlit as st

from cmlite.domain.media import Media
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def show_small(medium: Media, path: Path | None, alt: str) -> None:
    """The small picture; a sign where its file is gone. `alt` describes it, else its name does."""
    if path is not None:
        st.image(path, width="stretch", alt=alt or medium.name or t(f"library.kind.{medium.kind}"))
        return
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/hide_image:", text_alignment="center")


def short_name(medium: Media) -> str:
    """Its name for a button, as Markdown; long ones keep their beginning."""
    name = medium.name or t(f"library.kind.{medium.kind}")
    return escaped(name if len(name) <= 22 else f"{name[:20]}…")


def facts_of(medium: Media) -> str:
    """Size on the disk, pixels and length, as far as known."""
    parts = [size_of(medium.size_bytes)]
    if medium.width and medium.height:
        parts.append(f"{medium.width} × {medium.height}")
    if medium.seconds:
        parts.append(t("library.seconds", n=round(medium.seconds)))
    return " · ".join(parts)


def size_of(size_bytes: int) -> str:
    """340 KB, 2,4 MB."""
    if size_bytes < 1_000_000:
        return f"{text.number(max(size_bytes / 1_000, 1))} KB"
    return f"{text.number(size_bytes / 1_000_000, digits=1)} MB"
