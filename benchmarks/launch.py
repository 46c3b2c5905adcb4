"""From the command until the first page is drawn: the second run of start.py over a bare one-line app."""

import sys
import time
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import browser
from benchmarks.table import Row, compared
from cmlite.config import ROOT

AIM = 1.5
BARE = 'import streamlit as st\n\nst.title("Bare")\n'


def measure(chrome: Browser, example: Path, folder: Path, *, repetitions: int) -> list[Row]:
    """Both starts by turns; the first of each only warms up, and installs what is missing."""
    script = folder / "bare_line.py"
    script.write_text(BARE, encoding="utf-8")
    ours = [sys.executable, str(ROOT / "start.py"), "--no-browser", "--data", str(example)]
    with browser.cmlite(example):
        pass
    mine, floor = [], []
    for lap in range(repetitions + 1):
        print(f"launch: lap {lap} of {repetitions}", file=sys.stderr)
        mine.append(_drawn(chrome, ours, example))
        floor.append(_drawn(chrome, browser.bare_command(script), folder))
    return [compared("start until the first page: start.py over bare app", mine[1:], floor[1:], "s", AIM)]


def _drawn(chrome: Browser, command: list[str], folder: Path) -> float:
    """Seconds from the command until the first page has been drawn in a fresh browser window."""
    page = browser.visitor(chrome)
    began = time.perf_counter()
    with browser.serving(command, folder) as server:
        browser.enter(page, server.url)
        seconds = time.perf_counter() - began - browser.QUIET_MS / 1000
        page.context.close()
    return seconds
