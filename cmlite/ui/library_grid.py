"""The library as a grid: what is looked for, a page of tiles, taking in new ones."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from cmlite.domain.library import PAGE, VIEWS, Found, Item, Search
from cmlite.domain.media import KINDS, Media
from cmlite.ui import address, frame, paging
from cmlite.ui.media_paste import paste_into
from cmlite.ui.media_picker import Shelf, notes_of, take_in
from cmlite.ui.media_show import short_name, show_small
from cmlite.ui.text import t
from cmlite.ui.uploads import let_go


def upload(shelf: Shelf) -> None:
    """Take in what is uploaded or pasted; every refused file says why."""
    turn = st.session_state.setdefault("library_uploads", 0)
    paste_into("library_upload_box", key="library_paste")
    with st.container(key="library_upload_box"):
        files = st.file_uploader(
            t("library.upload"),
            accept_multiple_files=True,
            key=f"library_upload_{turn}",
            help=t("library.upload_help"),
        )
    for sentence in st.session_state.pop("library_refused", []):
        st.error(sentence, icon=":material/error:")
    if files:
        refused: list[str] = []
        with st.spinner(t("library.reading")):
            taken = take_in(files, shelf, refused)
        for name, added in taken:
            notes_of(added, name)
        if taken:
            frame.say_later(t("library.taken", n=len(taken)))
        let_go(files)
        st.session_state["library_refused"] = refused
        st.session_state["library_uploads"] = turn + 1
        st.rerun()


def wanted() -> Search:
    """What is looked for; all of it stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="library_filters"):
        words = st.text_input(
            t("library.search"),
            key="library_words",
            placeholder=t("library.search_hint"),
            bind="query-params",
            width=260,
        )
        kind = address.choose_one(
            st.selectbox,
            t("library.kind_label"),
            ["all", *KINDS],
            key="library_kind",
            default="all",
            words=lambda one: t("library.kind_all" if one == "all" else f"library.kind.{one}"),
            width=170,
        )
        view = address.choose_one(
            st.segmented_control,
            t("library.view"),
            VIEWS,
            key="library_view",
            default="all",
            words=lambda one: t(f"library.views.{one}"),
            required=True,
        )
    page = paging.in_view("library_page", (words, kind, view))
    return Search(words=words or "", kind="" if kind == "all" else kind, view=view, page=page)


def grid(found: Found, small: Callable[[Media], Path | None]) -> str:
    """A page of tiles; gives back the id of the one that was opened, else ''."""
    if not found.total:
        st.info(t("library.none_found"), icon=":material/search_off:")
        return ""
    opened = ""
    if found.pages > 1:
        first = (found.page - 1) * PAGE
        st.caption(t("library.found", n=f"{first + 1}–{first + len(found.items)}", total=found.total))
    with st.grid(6, min_column_width=150, gap="small"):
        for item in found.items:
            with st.container(key=f"tile_{item.media_id}", gap="xsmall"):
                show_small(item, small(item), item.alt)
                if st.button(short_name(item), key=f"open_{item.media_id}", width="stretch", help=t("library.open")):
                    opened = item.media_id
                st.caption(_about(item))
    if found.pages > 1:
        with st.container(horizontal_alignment="center", key="library_pages"):
            paging.below("library_page", found.pages)
    return opened


def _about(item: Item) -> str:
    """What is worth knowing at a glance."""
    known = t("library.uses", n=item.uses) if item.uses else t("library.unused")
    missing = item.kind != "document" and not item.alt
    return known + (f" · {t('library.no_alt')}" if missing else "")
