"""Resident memory of the server: after its start, and after a visitor has seen every page."""

import contextlib
import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from benchmarks import browser
from benchmarks.pages import BARE, WORDS, Side, go
from benchmarks.table import Row

AIM_MB = 350.0


def measure(chrome: Browser, example: Path, large: Path, folder: Path) -> list[Row]:
    """Megabytes of three servers; the bare one is the floor."""
    script = folder / "bare_memory.py"
    script.write_text(BARE, encoding="utf-8")
    rows = []
    with browser.bare(script) as server:
        floor = [megabytes(server.pid, "VmRSS")]
        page = browser.visitor(chrome)
        browser.enter(page, server.url)
        browser.click(page, Side(page, server.url).link("other"))
        floor.append(megabytes(server.pid, "VmRSS"))
        page.context.close()
    for name, data in (("example", example), ("large", large)):
        with browser.cmlite(data) as server:
            found = [megabytes(server.pid, "VmRSS")]
            page = browser.visitor(chrome)
            browser.enter(page, server.url)
            for word in WORDS:
                go(Side(page, server.url), word)
            found.append(megabytes(server.pid, "VmRSS"))
            page.context.close()
        for when, mine, bare in zip(("at start", "after every page"), found, floor, strict=True):
            rows.append(Row(f"memory {when}: {name} over bare app", mine, "MB", bare, AIM_MB, limit=True))
    return rows


def megabytes(pid: int | Literal["self"], kind: Literal["VmRSS", "VmHWM"]) -> float:
    """Resident memory of a process now (VmRSS) or at its highest (VmHWM); 0 where the system is not Linux."""
    with contextlib.suppress(OSError):
        found = re.search(rf"{kind}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
        return int(found[1]) / 1000 if found else 0.0
    return 0.0
