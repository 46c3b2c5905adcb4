"""How far work is that runs beside the pages, and how it ended."""

from threading import Event
from typing import Any, Protocol

import streamlit as st

from cmlite.errors import CmliteError
from cmlite.ui import frame
from cmlite.ui.text import t


class Job(Protocol):
    """One piece of work; `share` is 0 to 1, `error` is set when it ended badly."""

    share: float
    result: Any
    error: CmliteError | None
    ended: Event


class Jobs(Protocol):
    """Where jobs are found by their names."""

    def find(self, name: str, /) -> Job | None: ...
    def collect(self, name: str, /) -> None: ...


def ended(jobs: Jobs, name: str, sentence: str) -> Job | None:
    """The job once it has ended, a single time, to be followed by a rerun; while it runs its share and nothing else.

    Why one failed is said by the run after that.
    """
    if error := st.session_state.pop(f"{name}_error", None):
        frame.show_error(error)
    if (job := jobs.find(name)) is None:
        return None
    if not job.ended.is_set():
        _running(job, sentence)
        st.stop()
    jobs.collect(name)
    if job.error is not None:
        st.session_state[f"{name}_error"] = job.error
    return job


@st.fragment(run_every=0.5)
def _running(job: Job, sentence: str) -> None:
    if job.ended.is_set():
        st.rerun()
    st.progress(job.share, text=sentence)
    st.caption(t("imports.running_note"))
