"""Gives orders to the learning process and reads its answers; the only part of this floor that the app itself loads."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cmlite.errors import CmliteError

_ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_SECONDS = 600


class LearningError(CmliteError):
    """The process ended without an answer."""


def ask(order: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one order; see `cmlite/learning/__main__.py`. Raises LearningError where there is none.

    The process never sees the data file and never the network; texts go in, judgements and arrays come out.
    """
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # our own interpreter, our own module
            [sys.executable, "-m", "cmlite.learning"],
            input=json.dumps(order).encode("ascii"),
            capture_output=True,
            cwd=_ROOT,
            env=environment,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        if done.returncode == 0:
            answer: dict[str, Any] = json.loads(done.stdout)
            return answer
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise LearningError("errors.triage.no_answer", reason=type(error).__name__) from error
    raise LearningError("errors.triage.no_answer", reason=kind_of_error(done.stderr.decode("utf-8", "replace")))


def kind_of_error(said: str) -> str:
    """The name at the beginning of the last line; all else could quote a message, also where that has lines."""
    last = said.strip().rsplit("\n", 1)[-1]
    found = re.match(r"[A-Za-z_][\w.]{0,60}(?:Error|Exception|Interrupt|Exit)(?=:|$)", last)
    return found[0] if found else "error"
