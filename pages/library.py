"""Take in pictures, videos and documents; find, describe, crop and delete them."""

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.library import Item
from cmlite.domain.pictures import frames
from cmlite.errors import CmliteError
from cmlite.services import library
from cmlite.services.shelf import Shelf
from cmlite.ui import frame, library_grid, library_item
from cmlite.ui.cards import escaped
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("library")
brand = frame.needs_brand(here.brand)
who = here.who
today = to_wall(here.now, brand.zone).date()
shelf = Shelf(here.store, here.brand_id, today, **who)


def carry_out(act: library_item.Act, item: Item) -> None:
    """Do what was pressed in the look at one medium; the page is then drawn anew."""
    try:
        if act.name == "save":
            library.describe(here.store, here.brand_id, item.media_id, act.words, act.rights, **who)
            frame.say_later(t("library.saved"))
        elif act.name == "cut":
            st.session_state["library_open"] = shelf.cut(item.media_id, act.cut).media.media_id
            frame.say_later(t("library.crop_done"))
        elif act.name == "open":
            st.session_state["library_open"] = act.media_id
        else:
            library.take_out(here.store, here.brand_id, item.media_id, **who)
            st.session_state["library_deleted"] = (item.media_id, item.name)
    except CmliteError as error:
        frame.show_error(error)
        return
    st.rerun()


@st.dialog(t("library.details"), position="right", width="medium")
def look(media_id: str) -> None:
    with frame.refusals():
        item = shelf.some([media_id]).get(media_id)
        if item is None:
            st.info(t("library.detail_missing"))
            return
        uses = library.uses(here.store, here.brand_id, media_id)
        act = library_item.show_item(item, shelf, uses, frames(networks().values()), brand.zone)
        if act is not None:
            carry_out(act, item)


name = escaped(st.session_state.get("library_deleted", ("", ""))[1])
deleted = f":material/delete: {t('library.deleted', name=name)} :gray[{t('library.stays')}]"
if gone := frame.undo_bar("library_deleted", "library", deleted):
    frame.attempt(lambda: library.bring_back(here.store, here.brand_id, gone[0], **who), done=t("library.back_again"))
    st.rerun()

library_grid.upload(shelf)
if library.is_empty(here.store, here.brand_id):
    frame.empty_state("library", icon="photo_library")
    st.stop()

found = library.search(here.store, here.brand_id, library_grid.wanted(), today=today)
opened = library_grid.grid(found, shelf.tile)
opened = opened or st.session_state.pop("library_open", "") or st.query_params.pop("item", "")
if opened:
    look(opened)
