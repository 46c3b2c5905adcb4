"""The pictures of a post: upload, paste, take from the library, put in order, describe, crop, take away."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol

import streamlit as st

from cmlite.domain.library import Added, Found, Item, Search
from cmlite.domain.media import ALT_MAX, Attached, Media
from cmlite.domain.pictures import Cut, Frame
from cmlite.errors import CmliteError
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.media_crop import crop_editor
from cmlite.ui.media_paste import paste_into
from cmlite.ui.media_show import facts_of, short_name, show_small
from cmlite.ui.text import t
from cmlite.ui.uploads import let_go

_OFFERED = 12


class Shelf(Protocol):
    """What the picker needs of the library."""

    def some(self, media_ids: Sequence[str]) -> dict[str, Item]: ...
    def search(self, wanted: Search) -> Found: ...
    def add(self, source: BinaryIO, name: str) -> Added: ...
    def cut(self, media_id: str, wanted: Cut) -> Added: ...
    def preview(self, medium: Media, wanted: Cut) -> bytes | None: ...
    def small(self, medium: Media) -> Path | None: ...
    def tile(self, medium: Media) -> Path | None: ...


def chosen(name: str, start: Sequence[Attached]) -> tuple[Attached, ...]:
    """The media in the picker `name` now, which began with `start`; also before it was drawn."""
    alts = _alts(name, start)
    return tuple(
        Attached(media_id=one, alt=str(st.session_state.get(f"alt_{name}_{one}", alts.get(one, ""))))
        for one in _ids(name, start)
    )


def media_picker(
    name: str, start: Sequence[Attached], shelf: Shelf, frames: Sequence[Frame], *, on: date | None = None
) -> tuple[Attached, ...]:
    """Draw the pictures of a post under keys that end with `name`; gives back what is chosen.

    What was chosen is kept in the session under that name, so that nothing is lost between runs. `frames` are those
    a picture may be cut to, `on` is the day the post goes out, for rights that end before it.
    """
    with st.container(key=f"media_{name}_box", gap="small"):
        ids = _ids(name, start)
        known = shelf.some(ids)
        st.markdown(f"**{t('library.pictures')}**" + (f" :gray[{len(ids)}]" if ids else ""))
        for place, media_id in enumerate(ids):
            if media_id in known:
                _one(name, place, known[media_id], start, shelf, frames, on)
        _upload(name, start, shelf)
        _from_library(name, start, shelf)
    return chosen(name, start)


def _ids(name: str, start: Sequence[Attached]) -> list[str]:
    found: list[str] = st.session_state.setdefault(f"media_{name}", [one.media_id for one in start])
    return found


def _alts(name: str, start: Sequence[Attached]) -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(f"alts_{name}", {one.media_id: one.alt for one in start})
    return found


def _put(name: str, start: Sequence[Attached], medium: Media, *, instead_of: str = "") -> None:
    """Add a medium with the description it had last, or put it in the place of another with that one's."""
    ids, alts = _ids(name, start), _alts(name, start)
    if instead_of in ids:
        if medium.media_id not in ids:
            ids[ids.index(instead_of)] = medium.media_id
        alts[medium.media_id] = alts.get(instead_of) or medium.alt
    elif medium.media_id not in ids:
        ids.append(medium.media_id)
        alts.setdefault(medium.media_id, medium.alt)


def _one(
    name: str,
    place: int,
    item: Item,
    start: Sequence[Attached],
    shelf: Shelf,
    frames: Sequence[Frame],
    on: date | None,
) -> None:
    """One medium of the post: what it shows, its description, what can be done with it."""
    ids, alts = _ids(name, start), _alts(name, start)
    key = f"{name}_{item.media_id}"
    with st.container(border=True, key=f"medium_{key}"):
        left, right = st.columns([1, 2.6], wrap=False)
        with left:
            show_small(item, shelf.small(item), alts.get(item.media_id, ""))
        with right:
            if item.kind != "document":
                alts[item.media_id] = str(
                    st.text_area(
                        t("library.alt"),
                        alts.get(item.media_id, ""),
                        key=f"alt_{key}",
                        height=88,
                        max_chars=ALT_MAX,
                        placeholder=t("library.alt_hint"),
                        help=t("library.alt_help"),
                    )
                    or ""
                )
            st.caption(f"{escaped(item.name)} · {facts_of(item)}")
            action = _menu(key, place, len(ids), item)
        _worries(item, on)
        if action in {"up", "down"}:
            other = place - 1 if action == "up" else place + 1
            ids[place], ids[other] = ids[other], ids[place]
        elif action == "remove":
            ids.remove(item.media_id)
        elif action == "origin" and (origin := shelf.some([item.source_id]).get(item.source_id)):
            _put(name, start, origin, instead_of=item.media_id)
        elif action == "crop":
            st.session_state[f"crop_{name}"] = item.media_id
        if action:
            frame.run_again()
        if st.session_state.get(f"crop_{name}") == item.media_id:
            _crop(name, item, start, shelf, frames)


def _menu(key: str, place: int, n: int, item: Item) -> str:
    options = ["up"] * (place > 0) + ["down"] * (place < n - 1)
    options += ["crop"] * (item.kind in {"image", "gif"}) + ["origin"] * bool(item.source_id) + ["remove"]
    return str(
        st.menu_button(
            t("library.more"),
            options,
            key=f"menu_{key}",
            format_func=lambda one: t(f"library.do.{one}"),
            type="tertiary",
            icon=":material/tune:",
        )
        or ""
    )


def _crop(name: str, item: Item, start: Sequence[Attached], shelf: Shelf, frames: Sequence[Frame]) -> None:
    wanted = crop_editor(item, frames, lambda cut: shelf.preview(item, cut), key=f"{name}_{item.media_id}")
    if wanted is None:
        return
    if wanted != "cancel":
        try:
            _put(name, start, shelf.cut(item.media_id, wanted).media, instead_of=item.media_id)
        except CmliteError as error:
            frame.show_error(error)
            return
    st.session_state.pop(f"crop_{name}", None)
    frame.run_again()


def _worries(item: Item, on: date | None) -> None:
    for worry in item.rights.worries(on) if on else ():
        st.warning(t(f"library.worry.{worry}", day=item.rights.usable_until), icon=":material/gavel:")


def _upload(name: str, start: Sequence[Attached], shelf: Shelf) -> None:
    """Take in what is uploaded or pasted; each refused file says why, the others are taken."""
    turn = st.session_state.setdefault(f"uploads_{name}", 0)
    paste_into(f"upload_box_{name}", key=f"paste_{name}")
    with st.container(key=f"upload_box_{name}"):
        files = st.file_uploader(
            t("library.upload"),
            accept_multiple_files=True,
            key=f"upload_{name}_{turn}",
            help=t("library.upload_help"),
        )
    frame.show_notices()  # inside a fragment nobody else does
    for sentence in st.session_state.pop(f"refused_{name}", []):
        st.error(sentence, icon=":material/error:")
    if files:
        refused: list[str] = []
        with st.spinner(t("library.reading")):
            for file_name, added in take_in(files, shelf, refused):
                _put(name, start, added.media)
                notes_of(added, file_name)
        let_go(files)
        st.session_state[f"refused_{name}"] = refused
        st.session_state[f"uploads_{name}"] = turn + 1
        frame.run_again()


def take_in(files: Sequence[BinaryIO], shelf: Shelf, refused: list[str]) -> list[tuple[str, Added]]:
    """Take in uploaded files; gives back name and medium of each, and appends the sentences of those refused.

    Phones give every picture the same name.
    """
    taken: list[tuple[str, Added]] = []
    for file in files:
        file_name = str(file.name)
        try:
            taken.append((file_name, shelf.add(file, file_name)))
        except CmliteError as error:
            refused.append(f"**{escaped(file_name)}** {text.says(error)}")
    return taken


def notes_of(added: Added, file_name: str) -> None:
    """Say what was done with an upload, after the rerun."""
    notes = [t(f"library.note.{note}") for note in added.notes]
    if added.was_there:
        notes.insert(0, t("library.note.was_there"))
    if notes:
        frame.say_later(f"{escaped(file_name)}: {' '.join(notes)}", icon=":material/info:")


def _from_library(name: str, start: Sequence[Attached], shelf: Shelf) -> None:
    """The newest of the library, or what is searched for; one click adds."""
    with st.popover(t("library.choose"), icon=":material/photo_library:", key=f"choose_{name}"):
        words = st.text_input(t("library.search"), key=f"choose_words_{name}", placeholder=t("library.search_hint"))
        found = shelf.search(Search(words=words or ""))
        if not found.total:
            st.caption(t("library.none_found" if words else "library.none_yet"))
        with st.grid(3, min_column_width=96, gap="small"):
            for item in found.items[:_OFFERED]:
                with st.container(key=f"offer_{name}_{item.media_id}", gap="xsmall"):
                    show_small(item, shelf.tile(item), item.alt)
                    there = item.media_id in _ids(name, start)
                    if st.button(
                        short_name(item),
                        key=f"pick_{name}_{item.media_id}",
                        icon=":material/check:" if there else ":material/add:",
                        help=t("library.added" if there else "library.add"),
                        disabled=there,
                        width="stretch",
                    ):
                        _put(name, start, item)
                        frame.run_again()
        if found.total > _OFFERED:
            st.caption(t("library.more_there", n=found.total - _OFFERED))
