"""Opens the store and starts the worker beside the server, so that the browser can load its own part meanwhile."""

import importlib
import json
import logging
import os
import signal
import threading
from contextlib import suppress

import streamlit as st

from cmlite.config import Settings
from cmlite.errors import CmliteError, StoreError

log = logging.getLogger("cmlite")

_FIRST_PAGE = (
    *("cmlite.services.goals", "cmlite.services.today", "cmlite.services.examples"),
    *("cmlite.ui.cards", "cmlite.ui.document", "cmlite.ui.frame"),
    *("numpy", "PIL.Image", "holidays.countries", "babel.dates", "babel.numbers", "babel.lists"),
)
_OTHER_PAGES = ("pandas", "altair", "icalendar")
_FIRST_VISIT_SECONDS = 4
"""So long the first visitor has the processor for himself."""


class Opening:
    """One thread: opens the store, starts the worker, then loads what the pages need; ended by `close`.

    Nothing of a page waits for it but the store: whoever comes first loads what is missing. The floors below are
    imported here and not above, because the port is bound only after the launcher's own imports.
    """

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cmlite-opening", daemon=True)
        self._running = Settings.from_environment().data_dir / "running.json"

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether the store was tried and the worker started."""
        return self._done.is_set()

    @property
    def worker_alive(self) -> bool:
        """Whether the worker runs."""
        return self.done and self._worker.alive

    def close(self) -> None:
        """Stop the worker and write everything into the file."""
        from cmlite import wiring

        self._ending.set()
        self._thread.join()  # it would open the data file again
        if self.done:
            self._worker.stop()
        with suppress(OSError, ValueError):
            if json.loads(self._running.read_text())["pid"] == os.getpid():
                self._running.unlink()
        wiring.close()

    def _run(self) -> None:
        try:
            self._open()
        except Exception:  # without its store and worker the app would only look alive
            log.exception("cmlite could not be opened")
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self._warm_up()

    def _open(self) -> None:
        from cmlite import wiring
        from cmlite.services import backups, sign_ins
        from cmlite.web.worker import Worker

        self._worker = Worker()
        try:
            here = wiring.app()
            sign_ins.forget_orphans(here.store, here.outside.secrets)
            backups.clear_leftovers(here.settings.data_dir)
            with suppress(OSError):
                self._running.write_text(json.dumps({"port": st.get_option("server.port"), "pid": os.getpid()}))
        except StoreError as error:  # the pages say so in words and try again; the server stays up for that
            log.error("the store did not open: %s", error)
        self._worker.start()
        self._done.set()

    def _warm_up(self) -> None:
        from cmlite import wiring
        from cmlite.ui import text

        for name in _FIRST_PAGE:
            if self._ending.is_set():
                return
            importlib.import_module(name)
        with suppress(CmliteError):
            text.load(wiring.visit().language)
            wiring.networks()
        for name in _OTHER_PAGES:
            if self._ending.wait(_FIRST_VISIT_SECONDS):
                return
            importlib.import_module(name)
