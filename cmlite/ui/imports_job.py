"""Taking over beside the page: a window lets go of its files only when the work that it began itself has ended."""

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from cmlite.ui import frame, progress
from cmlite.ui.text import t

_MINE = "imports_mine"
_ROUND = "imports_round"


class _Jobs(progress.Jobs, Protocol):
    def start(self, name: str, work: Callable[..., Any], /) -> object: ...


def uploader_key() -> str:
    """The field of the files; a new one after they were taken over."""
    return f"imports_files_{st.session_state.get(_ROUND, 0)}"


def is_mine(name: str) -> bool:
    """Whether this window waits for work of this name."""
    return bool(st.session_state.get(_MINE) == name)


def watch(jobs: progress.Jobs, name: str) -> None:
    """Show the work while it runs, and say once how it ended."""
    job = progress.ended(jobs, name, t("imports.running"))
    if job is None and not is_mine(name):
        return
    if is_mine(name):  # another window may have said how it ended
        st.session_state[_MINE] = ""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if job is not None and job.error is None:
        frame.say_later(t("imports.taken", n=job.result))
    st.rerun()


def begin(jobs: _Jobs, name: str, work: Callable[..., Any]) -> bool:
    """Start it, unless work of another window still runs: then nothing of this one is lost, and it is told so."""
    there = jobs.find(name)
    if there is not None and not there.ended.is_set():
        st.warning(t("imports.busy"), icon=":material/hourglass_top:")
        return False
    jobs.start(name, work)
    st.session_state[_MINE] = name
    return True
