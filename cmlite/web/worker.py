"""The one background thread: what became due while nobody looked, and the daily backup."""

import logging
import threading

from cmlite import wiring
from cmlite.errors import CmliteError
from cmlite.services import backups, publishing

log = logging.getLogger("cmlite.worker")
PAUSE_SECONDS = 30


class Worker:
    """Wakes every half minute; stops within a moment when asked to."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cmlite-worker", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end and wait for it, five seconds at most."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                here = wiring.app()
                publishing.mark_missed(here.store, now=wiring.utc_now())
                backups.back_up_daily(
                    here.store, here.settings.backups, keep=here.settings.backups_kept, now=wiring.utc_now()
                )
            except CmliteError as error:
                log.warning("worker: %s", error)
            except Exception:  # the worker must outlive whatever one round brings
                log.exception("worker: unforeseen error")
            self._stop.wait(PAUSE_SECONDS)
