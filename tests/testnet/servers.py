"""Starts the real servers on loopback, each once a test run, on free ports, and ends them by their pid.

A server that is not installed skips its tests and says what installs it. With CMLITE_REQUIRE_TESTNET=1 (the checks
that install the servers set it) it fails them, so that a broken installation cannot pass as a skip.
"""

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
_NOT_INSTALLED = 3


@contextlib.contextmanager
def started(script: str, *, wait: float) -> Iterator[dict[str, int]]:
    """Run a start script; gives the ports its READY line names. `wait`: seconds, generous for a busy machine."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            ["bash", str(HERE / script)], stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield _ready(script, process, log, time.monotonic() + wait)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(script: str, process: "subprocess.Popen[bytes]", log: "tempfile._TemporaryFileWrapper[str]", end: float):
    while True:
        ended = process.poll() is not None
        log.seek(0)
        lines = log.read().splitlines()
        if ready := [line for line in lines if line.startswith("READY ")]:
            return json.loads(ready[0].removeprefix("READY "))
        if process.returncode == _NOT_INSTALLED and os.environ.get("CMLITE_REQUIRE_TESTNET") != "1":
            pytest.skip(lines[-1])
        if ended or time.monotonic() > end:
            pytest.fail(f"{script} did not start:\n" + "\n".join(lines[-20:]))
        time.sleep(0.05)
