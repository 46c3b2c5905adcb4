"""What pages have in common: the title row, the empty state, an action that may be refused."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException

from cmlite.errors import CmliteError
from cmlite.ui import text
from cmlite.ui.text import t

_PAGES = Path(__file__).resolve().parent.parent.parent / "pages"


_DIALOGS = (
    *("calendar_feed", "campaign_act", "campaign_opened", "erasing", "feeds_dialog", "inbox_act", "inbox_bulk_open"),
    *("item_cropping", "lead_opened", "library_open", "restore_from"),
)
"""What the session keeps of dialogs that are open."""
_OF_A_BRAND = (
    *("campaign_deleted", "confirmed_by_hand", "deleted_block", "deleted_post", "deleted_reply", "ended_series"),
    *("class_undo_of", "inbox_left", "inbox_undo", "lead_taken_back", "library_deleted", "line_given_up"),
    *("plan_done", "plan_given_up", "removed_feed", "rule_applied", "rule_deleted", "triage_undo"),
    *("calendar_unfolded", "composer", "draft_conflict", "draft_of", "focus", "focus_filters", "focus_left"),
    *("imports_answers", "imports_looked", "inbox_choose_all", "inbox_chosen", "inbox_first", "inbox_pressed"),
    *("inbox_wish", "library_refused", "line_part", "panel", "plan_part", "plan_read", "plan_run"),
    *("approvals_seen", "practice_checked", "series_start"),
)
"""What the session keeps about rows of the brand in view: the way back after a deletion, what is chosen and typed."""


def arrive(page: str, brand_id: str) -> None:
    """Forget dialogs of the page that was left (the Back button closes them without saying so), and what was kept of
    another brand: taking something back there would do nothing, what was typed would be saved in the wrong place."""
    before = st.session_state.get("page_in_view", page), st.session_state.get("brand_in_view", brand_id)
    st.session_state["page_in_view"], st.session_state["brand_in_view"] = page, brand_id
    moved = before[1] != brand_id
    for name in (*(_DIALOGS if moved or before[0] != page else ()), *(_OF_A_BRAND if moved else ())):
        st.session_state.pop(name, None)


def go_to(word: str, params: Mapping[str, str] | None = None) -> NoReturn:
    """Open another page by its word, with what its address should carry."""
    st.switch_page(str(_PAGES / f"{word}.py"), query_params=dict(params or {}))


def link_to(word: str, label: str, params: Mapping[str, str]) -> None:
    """A link to another page, with what its address should carry."""
    st.page_link(str(_PAGES / f"{word}.py"), label=label, query_params=dict(params))


def page_title(word: str) -> None:
    """Title and one sentence on what the visitor does here."""
    st.title(t(f"{word}.title"), anchor=False)
    st.caption(t(f"{word}.lead"))


def empty_state(word: str, *, icon: str, page: str = "", button: str = "") -> None:
    """Teach what belongs here and lead to the next step."""
    with st.container(border=True, horizontal_alignment="center", key=f"empty_{word}"):
        st.space("small")
        st.header(f":material/{icon}: {t(f'{word}.empty_title')}", anchor=False, text_alignment="center")
        st.markdown(t(f"{word}.empty_text"), width=560, text_alignment="center")
        if page and st.button(button or t(f"{word}.empty_button"), key=f"empty_{word}_go", type="primary"):
            go_to(page)
        st.space("small")


T = TypeVar("T")


def needs_brand(brand: T | None, *, title: str = "") -> T:
    """The brand in view; where there is none yet, say so (below `title`, if the page has none yet) and end the page."""
    if brand is None:
        if title:
            st.title(title, anchor=False)
        empty_state("no_brand", icon="storefront", page="today")
        st.stop()
    return brand


@contextmanager
def refusals(*, as_notice: bool = False) -> Iterator[None]:
    """Turn a refusal inside the block into a sentence; the page goes on.

    As a notice it is in view wherever the page stands: for what was done in the middle of something long.
    """
    try:
        yield
    except CmliteError as error:
        if as_notice:
            st.toast(text.says(error), icon=":material/error:", duration="long")
        else:
            st.error(text.says(error), icon=":material/error:")


def show_error(error: CmliteError) -> None:
    """A refusal as a sentence."""
    st.error(text.says(error), icon=":material/error:")


def attempt(action: Callable[[], object], *, done: str = "", icon: str = ":material/check:") -> bool:
    """Do something that may be refused, say how it went after the rerun; returns whether it worked."""
    try:
        action()
    except CmliteError as error:
        st.error(text.says(error), icon=":material/error:")
        return False
    if done:
        say_later(done, icon=icon)
    return True


def say_later(sentence: str, *, icon: str = ":material/check:") -> None:
    """A short notice that survives the rerun."""
    st.session_state.setdefault("notices", []).append((sentence, icon))


def show_notices() -> None:
    """Show what was kept for after the rerun."""
    for sentence, icon in st.session_state.pop("notices", []):
        st.toast(sentence, icon=icon)


def undo_bar(kept: str, key: str, sentence: str, *, shortcut: str | None = None) -> Any:
    """After a deletion: what was done and the way back; gives what the session keeps for it when it is wanted back."""
    if not (deleted := st.session_state.get(kept)):
        return None
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{key}_undo_bar"):
        st.markdown(sentence)
        undo = st.button(t("calendar.undo"), key=f"{key}_undo", icon=":material/undo:", shortcut=shortcut)
        if st.button(t("calendar.dismiss"), key=f"{key}_dismiss", type="tertiary"):
            del st.session_state[kept]
            st.rerun()
    if undo:
        del st.session_state[kept]
    return deleted if undo else None


def run_again() -> NoReturn:
    """Run again what is shown: the dialog or fragment alone where this is one, else the page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # a run of the whole page
        st.rerun()


def greeting(wall: datetime) -> str:
    """Good morning, day or evening by the brand's clock."""
    part = "morning" if 4 <= wall.hour < 11 else "day" if 11 <= wall.hour < 18 else "evening"
    return t(f"today.greeting_{part}")
