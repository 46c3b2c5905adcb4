"""Opens the store and starts the worker beside the server, so that the browser can load its own part meanwhile."""

import ctypes
import gc
import importlib
import inspect
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from cmlite.config import Settings
from cmlite.errors import StoreError

if TYPE_CHECKING:  # loaded later, see below
    from cmlite.web.worker import Worker

log = logging.getLogger("cmlite")

_FIRST_PAGE = (
    *("cmlite.services.goals", "cmlite.services.today", "cmlite.services.examples"),
    *("cmlite.ui.cards", "cmlite.ui.goal_cards", "cmlite.ui.document", "cmlite.ui.frame"),
    *("cmlite.web.navigation", "cmlite.web.alarms", "cmlite.ui.brands", "cmlite.ui.connections", "cmlite.ui.team"),
    *("holidays.countries.germany", "babel.dates", "babel.numbers", "babel.lists"),
)
_OTHER_PAGES = ("PIL.Image", "pandas", "altair")
_SWITCH_SECONDS = 0.0002
"""So soon the loading gives way to the server, which hands the browser its files meanwhile; usually it is 5 ms."""
_M_ARENA_MAX = -8
"""The option's number in glibc's malloc.h."""
_TRY_AGAIN_SECONDS = 3
"""So often data that did not open are tried again: another program had them, or the disk was full."""
_FIRST_VISIT_SECONDS = 2
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
        self._worker: Worker | None = None
        self._begun = time.time()
        self._found = False
        self._running = Settings.from_environment().data_dir / "running.json"

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether the store was tried."""
        return self._done.is_set()

    @property
    def worker(self) -> str:
        """What the worker does: starting, alive or stopped."""
        if self._worker is None:
            return "starting"
        return "alive" if self._worker.alive else "stopped"

    def close(self) -> None:
        """Stop the worker and write everything into the file."""
        self._ending.set()
        self._thread.join()  # it would open the data file again
        if self._worker:
            self._worker.stop()
        with suppress(OSError, ValueError):
            if json.loads(self._running.read_text())["pid"] == os.getpid():
                self._running.unlink()
        with suppress(ImportError):  # where a part of the environment is missing, nothing was opened
            from cmlite import wiring

            wiring.close()

    def _run(self) -> None:
        _keep_few_arenas()
        usual = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        gc.disable()
        try:
            self._open()
            self._warm_up(_FIRST_PAGE, 0)
            _read_ahead()
            _keep_what_is_loaded()
            sys.setswitchinterval(usual)
            if not self._ending.wait(_FIRST_VISIT_SECONDS):
                self._start_worker()
        except Exception:  # without its store and worker the app would only look alive
            log.exception("cmlite could not be opened")
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self._warm_up(_OTHER_PAGES, _FIRST_VISIT_SECONDS)
        while not self._found and not self._ending.wait(_TRY_AGAIN_SECONDS):
            with suppress(StoreError):
                self._open_store()

    def _open_store(self) -> None:
        """Open the data and write down where this app is found."""
        from cmlite import wiring
        from cmlite.services import rewriting

        here = wiring.app()
        rewriting.rewrite_if_due(here.store)
        with suppress(OSError):
            self._running.write_text(json.dumps({"port": st.get_option("server.port"), "pid": os.getpid()}))
        self._found = True

    def _open(self) -> None:
        try:
            self._open_store()
        except StoreError as error:  # the pages say so in words and try again; the server stays up for that
            log.error("the store did not open: %s", error)
        self._done.set()

    def _start_worker(self) -> None:
        from cmlite import wiring
        from cmlite.services import backups, sign_ins
        from cmlite.web.worker import Worker

        with suppress(StoreError):  # said already, and again by every page
            here = wiring.app()
            sign_ins.forget_orphans(here.store, here.outside.secrets)
        backups.clear_leftovers(Settings.from_environment().data_dir, before=self._begun)
        self._worker = Worker()
        self._worker.start()

    def _warm_up(self, names: Sequence[str], pause: float) -> None:
        for name in names:
            if self._ending.wait(pause):
                return
            importlib.import_module(name)


def _read_ahead() -> None:
    """What the first page would otherwise read while its visitor waits."""
    from cmlite import wiring
    from cmlite.services import brands
    from cmlite.ui.locale_files import sentences

    with suppress(StoreError):
        sentences(brands.current(wiring.app().store).language or "de")
    wiring.networks()
    # At its first element Streamlit asks how it was started, and Python then looks up where each module lies: once.
    inspect.stack()


def _keep_what_is_loaded() -> None:
    """Nothing loaded by now ever becomes rubbish: searching all of it again and again costs 50 ms each time."""
    gc.freeze()
    gc.enable()


def _keep_few_arenas() -> None:
    """Two stores of memory for all threads: by default Linux keeps eight for each processor, most of each empty."""
    with suppress(AttributeError, OSError, TypeError):  # Windows and macOS have no such choice
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
