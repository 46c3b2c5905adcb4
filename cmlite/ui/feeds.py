"""Parts of the page of feeds: what is narrowed, the entries, the question before a feed is followed, the sources."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import streamlit as st

from cmlite.domain.feeds import Entry, Fetched, Followed, Found, Wanted
from cmlite.ui import address, frame, text
from cmlite.ui.cards import escaped, safe_link
from cmlite.ui.connections import reason
from cmlite.ui.text import t

_PREVIEW = 4
_SUMMARY = 280
_DIALOG = "feeds_dialog"


def filter_bar(feeds: Sequence[Followed]) -> Wanted:
    """All or only what is new, words, and the sources behind one button."""
    fresh = sum(one.fresh for one in feeds)
    view = address.choose_one(
        st.segmented_control,
        t("feeds.view"),
        ["all", "new"],
        key="feeds_view",
        default="all",
        words=lambda one: t(f"feeds.view_{one}", n="99+" if fresh > 99 else fresh),
        required=True,
        label_visibility="collapsed",
    )
    words = st.text_input(
        t("feeds.search"),
        key="feeds_text",
        type="search",
        live="400ms",
        bind="query-params",
        label_visibility="collapsed",
        placeholder=t("feeds.search"),
        width=230,
    )
    names = {one.feed_id: one.name for one in feeds}
    active = len(address.several_chosen(list(names), key="feeds_of"))
    label = t("feeds.of_set", n=active) if active else t("feeds.of")
    with st.popover(label, icon=":material/filter_alt:", key="feeds_of_box"):
        chosen = address.choose_several(
            t("feeds.of"), list(names), key="feeds_of", words=names.__getitem__, placeholder=t("feeds.of_all")
        )
    return Wanted(feed_ids=chosen, text=(words or "").strip(), only_new=view == "new")


def entries(shown: Sequence[Entry], used: Collection[str], zone: str) -> tuple[str, Entry] | None:
    """One card an entry, newest first; gives what was pressed (idea or board) and the entry."""
    pressed = None
    for one in shown:
        key = f"{one.feed_id}_{one.entry_id}"
        with st.container(border=True, gap="xsmall", key=f"entry_{key}"):
            fresh = f" :blue-badge[{t('feeds.new')}]" if one.read_at is None else ""
            st.caption(f"{escaped(one.feed_title)} · {text.moment(one.at, zone, year=True)}")
            link, heading = safe_link(one.link), escaped(one.title or t("feeds.untitled"))
            st.markdown((f"**[{heading}]({link})**" if link else f"**{heading}**") + fresh)
            if one.summary and one.summary != one.title:
                st.text(_short(one.summary))
            if one.source_id in used:
                if st.button(t("feeds.to_ideas"), key=f"board_{key}", type="tertiary", icon=":material/lightbulb:"):
                    pressed = ("board", one)
            elif st.button(t("feeds.make_idea"), key=f"idea_{key}", type="tertiary", icon=":material/add:"):
                pressed = ("idea", one)
    return pressed


def sources(feeds: Sequence[Followed], zone: str) -> tuple[str, Followed] | None:
    """Every feed with how it stands; gives what was pressed (look or remove)."""
    pressed = None
    for one in feeds:
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=f"source_{one.feed_id}"
        ):
            with st.container(gap=None, width="stretch", key=f"source_words_{one.feed_id}"):
                st.markdown(f"**{escaped(one.name)}**")
                st.caption(escaped(one.address))
                st.caption(_standing(one, zone))
            with st.container(horizontal=True, width="content", key=f"source_do_{one.feed_id}"):
                if st.button(
                    t("feeds.look_now"), key=f"look_{one.feed_id}", icon=":material/refresh:", type="tertiary"
                ):
                    pressed = ("look", one)
                if st.button(t("feeds.remove"), key=f"remove_{one.feed_id}", icon=":material/delete:", type="tertiary"):
                    pressed = ("remove", one)
    return pressed


def _standing(one: Followed, zone: str) -> str:
    following = t("feeds.next", due=text.moment(one.due_at, zone))
    if one.failures:
        return f":material/sync_problem: {escaped(reason(one.reason))} {following}"
    if one.ok_at is None:
        return t("feeds.first_time")
    return f"{t('feeds.last', at=text.moment(one.ok_at, zone))} {following}"


def undo_bar() -> str | None:
    """After a removal; gives back the feed that is wanted back."""
    feed_id: str | None = frame.undo_bar("removed_feed", "feeds", t("feeds.removed"))
    return feed_id


def keep_undo(feed_id: str) -> None:
    """Offer to bring a feed back."""
    st.session_state["removed_feed"] = feed_id


def enter() -> None:
    """Open the dialog; it stays open until it is left."""
    st.session_state[_DIALOG] = None


def leave() -> None:
    """The dialog was closed, and with it goes what was looked at."""
    st.session_state.pop(_DIALOG, None)


def is_open() -> bool:
    """Whether the dialog is open."""
    return _DIALOG in st.session_state


def keep_found(found: Found) -> None:
    """What the look brought, until the owner decides."""
    st.session_state[_DIALOG] = found


def ask_address() -> str | None:
    """The address that was typed; gives it when it is to be looked at."""
    with st.form("feeds_add", border=False):
        typed = st.text_input(
            t("feeds.address"), key="feeds_address", placeholder=t("feeds.address_hint"), help=t("feeds.address_help")
        )
        kind: Literal["secondary", "primary"] = "secondary" if st.session_state.get(_DIALOG) else "primary"
        if st.form_submit_button(t("feeds.look"), key="feeds_look", type=kind):
            return typed or ""
    return None


def choose() -> str | None:
    """The feeds a page names; gives the address that was chosen."""
    found: Found | None = st.session_state.get(_DIALOG)
    if found is None or not found.links:
        return None
    st.markdown(t("feeds.several"))
    for place, one in enumerate(found.links):
        if st.button(escaped(one.title or one.address), key=f"feeds_choice_{place}", help=escaped(one.address)):
            return one.address
    return None


def preview(zone: str) -> Fetched | None:
    """What the feed holds; gives it when it is to be followed."""
    found: Found | None = st.session_state.get(_DIALOG)
    if found is None or found.fetched is None or found.fetched.feed is None:
        return None
    feed = found.fetched.feed
    with st.container(border=True, key="feeds_preview"):
        st.markdown(f":material/rss_feed: **{escaped(feed.title or found.fetched.address)}**")
        st.caption(t("feeds.holds", n=len(feed.items)))
        for item in feed.items[:_PREVIEW]:
            when = f":gray[{text.moment(item.published_at, zone, year=True)} ·] " if item.published_at else ""
            st.markdown(f"- {when}{escaped(item.title or _short(item.summary) or item.link)}")
        pressed = st.button(t("feeds.follow"), key="feeds_follow", type="primary")
    return found.fetched if pressed else None


def list_told(added: int, known: int, refused: int) -> str:
    """What an OPML list brought."""
    parts: Mapping[str, int] = {"added": added, "known": known, "refused": refused}
    return " ".join(t(f"feeds.list_{name}", n=n) for name, n in parts.items() if n or name == "added")


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _SUMMARY else flat[:_SUMMARY].rsplit(" ", 1)[0] + " …"
