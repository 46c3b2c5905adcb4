"""Work that takes longer than a page wants to wait: it runs beside the pages and says how far it is."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cmlite.errors import CmliteError, trail

log = logging.getLogger("cmlite.jobs")
Report = Callable[[float], object]


@dataclass(slots=True)
class Job:
    """One piece of work; `share` is 0 to 1, `error` is set when it ended badly."""

    name: str
    share: float = 0.0
    result: Any = None
    error: CmliteError | None = None
    ended: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """At most one job of a name at a time; the last one of a name is kept until it is collected."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def start(self, name: str, work: Callable[[Report], Any]) -> Job:
        """Run `work` in a thread of its own; while one of this name runs, that one is given back instead."""
        with self._lock:
            there = self._jobs.get(name)
            if there is not None and not there.ended.is_set():
                return there
            job = Job(name)
            self._jobs[name] = job
        threading.Thread(target=self._run, args=(job, work), name=f"cmlite-{name}", daemon=True).start()
        return job

    def find(self, name: str) -> Job | None:
        """The job of this name, running or ended and not yet collected."""
        return self._jobs.get(name)

    def collect(self, name: str) -> None:
        """Forget an ended job."""
        with self._lock:
            job = self._jobs.get(name)
            if job is not None and job.ended.is_set():
                del self._jobs[name]

    def _run(self, job: Job, work: Callable[[Report], Any]) -> None:
        def report(share: float) -> None:
            job.share = min(max(share, 0.0), 1.0)

        try:
            job.result = work(report)
        except CmliteError as error:
            job.error = error
        except Exception as error:  # a job must end, whatever it met
            log.error("job %s: unforeseen error: %s", job.name, trail(error))
            job.error = CmliteError("errors.unknown")
        finally:
            job.ended.set()
