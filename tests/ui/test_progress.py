"""Work beside the pages: its end is told once, and why it failed is said on the page that asked for it."""

import threading

from streamlit.testing.v1 import AppTest

from cmlite.errors import StoreError
from cmlite.services.jobs import Jobs
from cmlite.ui import text


def page() -> None:
    import streamlit as st

    from cmlite.ui import progress

    if (job := progress.ended(st.session_state["jobs"], "work", "Es läuft")) is not None:
        st.session_state["told"].append((job.result, job.error))
        st.rerun()
    st.write("Bereit")


def opened(jobs: Jobs) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["jobs"], app.session_state["told"] = jobs, []
    return app.run()


def test_while_it_runs_there_is_its_share_and_nothing_else_then_its_end_is_told_once() -> None:
    jobs, go_on = Jobs(), threading.Event()
    job = jobs.start("work", lambda report: (report(0.4), go_on.wait(10), 7)[-1])
    app = opened(jobs)
    assert [block.value for block in app.markdown] == []
    go_on.set()
    assert job.ended.wait(10)
    app.run().run()
    assert [block.value for block in app.markdown] == ["Bereit"]
    assert app.session_state["told"] == [(7, None)]


def test_why_it_failed_is_said_once() -> None:
    text.use_language("de")

    def fail(_report: object) -> None:
        raise StoreError("errors.store.locked")

    jobs = Jobs()
    assert jobs.start("work", fail).ended.wait(10)
    app = opened(jobs)
    assert len(app.error) == 1
    assert "Bereit" in [block.value for block in app.markdown]
    assert not app.run().error
