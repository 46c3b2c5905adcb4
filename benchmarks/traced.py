"""The app with a clock below its pages: `python -m benchmarks.traced` serves it.

`/spent` tells what was spent, `/forget` voids what the store remembers, as any save does.

Counted as `below`: the time inside outermost calls of the public functions of `cmlite.services`, and of the reads
of the store that a page or the router makes by itself. Counted as `script`: the time of whole script runs. Only
threads that run a page count, so that the worker's rounds are left out.
"""

import asyncio
import functools
import importlib
import inspect
import json
import pkgutil
import runpy
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from cmlite import services, wiring
from cmlite.config import ROOT
from cmlite.store.db import Store
from cmlite.web import server

_STORE_CALLS = ("frame", "rows", "row", "counts", "copy_to")
_spent: Counter[str] = Counter()
_running: list[str] = []
_depth = threading.local()


def spent(url: str) -> dict[str, float]:
    """Seconds that a traced server has spent so far: `below` and `script`."""
    with urllib.request.urlopen(f"{url}/spent", timeout=10) as answer:
        return {"below": 0.0, "script": 0.0} | json.load(answer)


def main() -> None:
    """Put the clocks in and start the app as `python app.py` does."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"{services.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                setattr(module, name, _counted("below", function))
    for name in _STORE_CALLS:
        setattr(Store, name, _counted("below", getattr(Store, name)))
    ScriptRunner._run_script = _counted("script", ScriptRunner._run_script)  # type: ignore[method-assign]
    server.routes += [Route("/spent", _answer), Route("/forget", _forget)]
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")


def forget(url: str) -> None:
    """Let a traced server forget what it remembers of its reads, as after any save."""
    urllib.request.urlopen(f"{url}/forget", timeout=10).close()


async def _forget(_request: Request) -> JSONResponse:
    with wiring.app().store.write():
        pass
    return JSONResponse({})


async def _answer(_request: Request) -> JSONResponse:
    """What was spent, once no script runs any more: the framework still clears up when the page already stands."""
    while _running:
        await asyncio.sleep(0.005)
    return JSONResponse(dict(_spent))


def _counted(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, the time of its outermost calls added up under `kind`."""

    @functools.wraps(function)
    def timed(*given: object, **named: object) -> object:
        if getattr(_depth, kind, False) or get_script_run_ctx(suppress_warning=True) is None:
            return function(*given, **named)
        setattr(_depth, kind, True)
        _running.append(kind)
        began = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            setattr(_depth, kind, False)
            _spent[kind] += time.perf_counter() - began
            _running.remove(kind)

    return timed


if __name__ == "__main__":
    main()
