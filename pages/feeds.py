"""See what websites published that the owner follows, and make ideas of it."""

from functools import partial

import streamlit as st

from cmlite.services import exports, feeds
from cmlite.ui import feeds as parts
from cmlite.ui import frame, paging
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("feeds")
brand = frame.needs_brand(here.brand)
who = here.who


@st.dialog(t("feeds.add"), width="medium", on_dismiss=parts.leave)
def add() -> None:
    """Look at an address, show what lies there, follow it when the owner says so."""
    for step in (parts.ask_address, parts.choose):
        if (wanted := step()) is not None:
            with frame.refusals(), st.spinner(t("feeds.looking")):
                parts.keep_found(feeds.look(here.outside, wanted))
    fetched = parts.preview(brand.zone)
    if fetched is not None and frame.attempt(
        lambda: feeds.follow(here.store, here.brand_id, fetched, **who), done=t("feeds.followed")
    ):
        parts.leave()
        st.rerun()


if back := parts.undo_bar():
    frame.attempt(partial(feeds.bring_back, here.store, here.brand_id, back, **who), done=t("feeds.back_again"))
    st.rerun()
if parts.is_open():
    add()
known = feeds.feeds(here.store, here.brand_id)
if not known:
    frame.empty_state("feeds", icon="rss_feed")
    if st.button(t("feeds.add"), key="feeds_open", type="primary", icon=":material/add:"):
        parts.enter()
        st.rerun()
else:
    with st.container(horizontal=True, vertical_alignment="center", key="feeds_bar"):
        wanted = parts.filter_bar(known)
        if st.button(t("feeds.mark_read"), key="feeds_read", icon=":material/done_all:"):
            feeds.mark_read(here.store, here.brand_id, wanted.feed_ids, now=here.now)
            st.rerun()
        if st.button(t("feeds.add"), key="feeds_open", type="primary", icon=":material/add:"):
            parts.enter()
            st.rerun()
    shown, pages, total = feeds.entries(here.store, here.brand_id, wanted, page=paging.in_view("feeds_page", wanted))
    if not shown:
        st.info(
            t("feeds.none_new" if wanted.only_new and not wanted.text else "feeds.none"), icon=":material/done_all:"
        )
    pressed = parts.entries(shown, feeds.used(here.store, here.brand_id, shown), brand.zone)
    paging.below("feeds_page", pages)
    if pressed and pressed[0] == "board":
        frame.go_to("ideas")
    if pressed and frame.attempt(
        partial(feeds.make_idea, here.store, brand, pressed[1], **who), done=t("feeds.idea_made")
    ):
        st.rerun()
with st.expander(t("feeds.sources", n=len(known)), icon=":material/rss_feed:", key="feeds_sources"):
    act = parts.sources(known, brand.zone)
    if act and act[0] == "look":
        feeds.look_now(here.store, here.brand_id, act[1].feed_id, now=here.now)
        frame.say_later(t("feeds.looks_now"))
        st.rerun()
    if act and frame.attempt(partial(feeds.remove, here.store, here.brand_id, act[1].feed_id, **who)):
        parts.keep_undo(act[1].feed_id)
        st.rerun()
    st.caption(t("feeds.polite"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="feeds_lists"):
        given = st.file_uploader(
            t("feeds.list_in"), ["opml", "xml"], max_upload_size=2, key="feeds_list", help=t("feeds.list_help")
        )
        if known:
            st.download_button(
                t("feeds.list_out"),
                lambda: feeds.export_list(here.store, brand),
                exports.file_name("feeds", brand.name, here.now, "opml"),
                "text/x-opml",
                key="feeds_list_out",
                on_click="ignore",
                icon=":material/download:",
            )
    if given is not None and st.button(t("feeds.list_do"), key="feeds_list_do", type="primary"):
        with frame.refusals():
            counted = feeds.import_list(here.store, here.brand_id, given.getvalue(), **who)
            frame.say_later(parts.list_told(*counted))
            st.rerun()
