"""One medium of the library: looked at, described, cut, downloaded, deleted; and where it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import streamlit as st

from cmlite.domain.library import Item, Rights, Words, tags_of
from cmlite.domain.media import ALT_MAX
from cmlite.domain.pictures import Cut, Frame
from cmlite.errors import NotFoundError
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.media_crop import crop_editor
from cmlite.ui.media_out import Files, download
from cmlite.ui.media_picker import Shelf
from cmlite.ui.media_show import facts_of
from cmlite.ui.text import t

_SHOWN_WHOLE, _PLAYED = 5_000_000, 60_000_000
"""Larger ones are shown small: the browser and this process would load them for nothing."""


class Library(Shelf, Files, Protocol):
    """What a look at one medium needs of the library."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed; with what belongs to it."""

    name: Literal["save", "delete", "cut", "open"]
    words: Words = field(default_factory=Words)
    rights: Rights = field(default_factory=Rights)
    cut: Cut = field(default_factory=Cut)
    media_id: str = ""


def show_item(
    item: Item, shelf: Library, uses: Sequence[Mapping[str, Any]], frames: Sequence[Frame], zone: str
) -> Act | None:
    """Everything about one medium; gives back what was pressed."""
    if st.session_state.get("item_cropping") != item.media_id:
        _view(item, shelf)
    st.caption(f"{t(f'library.kind.{item.kind}')} · {facts_of(item)}")
    act: Act | None = None
    with st.container(horizontal=True, key="item_buttons"):
        download(item, shelf, key=f"item_save_{item.media_id}")
        if item.kind in {"image", "gif"} and st.button(t("library.crop"), key="item_crop", icon=":material/crop:"):
            st.session_state["item_cropping"] = item.media_id
        if st.button(t("library.delete"), key="item_delete", icon=":material/delete:"):
            act = Act("delete")
    if st.session_state.get("item_cropping") == item.media_id:
        cut = crop_editor(item, frames, lambda one: shelf.preview(item, one), key=f"item_{item.media_id}")
        if cut is not None:
            st.session_state.pop("item_cropping")
            if cut == "cancel":
                frame.run_again()
            act = Act("cut", cut=cut)
    if item.source_id and (origin := shelf.some([item.source_id]).get(item.source_id)):
        st.caption(f":material/crop: {t('library.cut_from', name=escaped(origin.name))}")
        if st.button(t("library.cut_from_open"), key="item_origin", type="tertiary"):
            act = Act("open", media_id=origin.media_id)
    act = _form(item) or act
    _used(uses, zone)
    return act


def _view(item: Item, shelf: Library) -> None:
    try:
        path = shelf.original(item)
    except NotFoundError as error:
        frame.show_error(error)
        return
    with st.container(horizontal_alignment="center", key="item_view"):
        if item.kind == "video" and item.size_bytes <= _PLAYED:
            st.video(path, format=item.media_type, alt=item.alt or item.name)
        elif item.kind in {"image", "gif"} and item.size_bytes <= _SHOWN_WHOLE:
            st.image(path, width=min(item.width or 360, 360), alt=item.alt or item.name)
        else:
            small = shelf.small(item)
            if small is not None:
                st.image(small, width=240, alt=item.alt or item.name)


def _form(item: Item) -> Act | None:
    """Name, description and tags first, whose it is below."""
    key, rights = item.media_id, item.rights
    with st.form(f"item_form_{key}", border=False):
        alt = ""
        if item.kind != "document":
            alt = st.text_area(
                t("library.alt"),
                item.alt,
                key=f"item_alt_{key}",
                max_chars=ALT_MAX,
                placeholder=t("library.alt_hint"),
                help=t("library.alt_help"),
            )
        left, right = st.columns(2)
        name = left.text_input(t("library.name"), item.name, key=f"item_name_{key}", max_chars=200)
        tags = right.text_input(
            t("library.tags"), ", ".join(item.tags), key=f"item_tags_{key}", help=t("library.tags_help")
        )
        st.markdown(f"**{t('library.rights')}**", help=t("library.rights_help"))
        left, right = st.columns(2)
        made_by = left.text_input(t("library.made_by"), rights.made_by, key=f"item_by_{key}", max_chars=200)
        licence = right.text_input(
            t("library.licence"),
            rights.licence,
            key=f"item_licence_{key}",
            max_chars=200,
            placeholder=t("library.licence_hint"),
        )
        until = st.date_input(
            t("library.usable_until"), rights.usable_until, key=f"item_until_{key}", format=t("units.day_format")
        )
        persons = st.checkbox(t("library.has_persons"), rights.has_persons, key=f"item_persons_{key}")
        consent = st.checkbox(t("library.has_consent"), rights.has_consent, key=f"item_consent_{key}")
        note = st.text_area(
            t("library.rights_note"), rights.rights_note, key=f"item_note_{key}", height=80, max_chars=2_000
        )
        pressed = st.form_submit_button(t("library.save"), key=f"item_submit_{key}", type="primary")
    if not pressed:
        return None
    given = Rights(
        made_by=made_by or "",
        licence=licence or "",
        usable_until=until or None,
        has_persons=persons,
        has_consent=consent,
        rights_note=note or "",
    )
    return Act("save", Words(name=name or item.name, alt=alt or "", tags=tags_of(tags or "")), given)


def _used(uses: Sequence[Mapping[str, Any]], zone: str) -> None:
    """The posts it belongs to, each with a link into the calendar."""
    st.markdown(f"**{t('library.used_in')}**")
    if not uses:
        st.caption(t("library.used_nowhere"))
    for use in uses:
        when = text.moment(use["happens_at"], zone, year=True) if use["happens_at"] else t("library.idea_without_day")
        headline = " ".join((use["title"] or use["text"]).split())[:60] or t("library.pictures")
        frame.link_to("calendar", f"{escaped(headline)} · {when}", {"post": use["post_id"]})
