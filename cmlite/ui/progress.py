"""How far work is that runs beside the pages."""

from threading import Event
from typing import Protocol

import streamlit as st

from cmlite.ui.text import t


class Job(Protocol):
    """One piece of work; `share` is 0 to 1."""

    @property
    def share(self) -> float: ...
    @property
    def ended(self) -> Event: ...


def wait_for(job: Job, sentence: str) -> None:
    """While it runs: its share and nothing else of the page; goes on once it has ended."""
    if not job.ended.is_set():
        _running(job, sentence)
        st.stop()


@st.fragment(run_every=0.5)
def _running(job: Job, sentence: str) -> None:
    if job.ended.is_set():
        st.rerun()
    st.progress(job.share, text=sentence)
    st.caption(t("imports.running_note"))
