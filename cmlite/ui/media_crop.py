"""Cut a picture to a frame: which frame, how near, what must stay in view."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from cmlite.domain.media import Media
from cmlite.domain.pictures import Cut, Frame
from cmlite.ui import text
from cmlite.ui.text import t


def crop_editor(
    medium: Media, frames: Sequence[Frame], preview: Callable[[Cut], bytes | None], *, key: str
) -> Cut | Literal["cancel"] | None:
    """The editor beneath a picture; gives back the cut that was confirmed, or that it was given up.

    A focus can be moved only where something is cut off.
    """
    with st.container(border=True, key=f"crop_box_{key}"):
        st.markdown(f"**{t('library.crop')}**")
        ratios = {"": 0.0, **{one.name: one.ratio for one in frames}}
        name = st.segmented_control(
            t("library.frame"),
            list(ratios),
            default="",
            required=True,
            format_func=_frame_words,
            key=f"frame_{key}",
        )
        used = next((one.networks for one in frames if one.name == name), ())
        wanted = _cut(medium, ratios[str(name or "")], key)
        shown = preview(wanted)
        if shown is not None:
            with st.container(horizontal_alignment="center", key=f"crop_preview_{key}"):
                st.image(shown, width=280, alt=t("library.crop_preview"))
        left, top, right, bottom = wanted.box(medium.width, medium.height)
        st.caption(t("library.crop_size", width=str(right - left), height=str(bottom - top)))
        if used:
            st.caption(t("library.frame_used", networks=text.listed(used)))
        with st.container(horizontal=True, key=f"crop_buttons_{key}"):
            if st.button(t("library.crop_do"), key=f"crop_do_{key}", type="primary", icon=":material/crop:"):
                return wanted
            if st.button(t("library.crop_cancel"), key=f"crop_cancel_{key}"):
                return "cancel"
    return None


def _frame_words(name: str) -> str:
    """Sides of a frame with the decimal sign of the language; the one without a name is that of the picture."""
    sides = [text.number(float(side), digits=2 if "." in side else 0) for side in name.split(":") if side]
    return ":".join(sides) or t("library.frame_original")


def _cut(medium: Media, ratio: float, key: str) -> Cut:
    zoom = st.select_slider(
        t("library.zoom"),
        [step / 10 for step in range(10, 31)],
        key=f"zoom_{key}",
        format_func=lambda one: f"{text.number(one, digits=1)}×",
    )
    whole = Cut(ratio=ratio, zoom=float(zoom)).box(medium.width, medium.height)
    across = down = 50
    if whole[2] - whole[0] < medium.width:
        across = st.slider(t("library.focus_x"), 0, 100, 50, 1, key=f"focus_x_{key}", format="%d %%")
    if whole[3] - whole[1] < medium.height:
        down = st.slider(t("library.focus_y"), 0, 100, 50, 1, key=f"focus_y_{key}", format="%d %%")
    return Cut(ratio=ratio, zoom=float(zoom), x=across / 100, y=down / 100)
