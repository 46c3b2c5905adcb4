"""Servers on free ports and one Chromium: from the click until the page stands still."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from cmlite.config import ROOT

QUIET_MS = 150
"""A page stands when its script has ended and its main block has not changed for so long."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_START_SECONDS = 60
_WAIT_MS = 60_000

_WATCH = """
const main = '[data-testid="stMain"]'
const app = () => document.querySelector('[data-testid="stApp"]')
const fresh = () => ({began: 0, asked: 0, heard: 0, drawn: 0})
window.watched = fresh()
window.again = () => { window.watched = fresh() }
const begin = event => { watched.began ||= event.timeStamp }
addEventListener('click', begin, true)
addEventListener('keydown', begin, true)
window.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how)
    this.addEventListener('message', () => { if (watched.asked) watched.heard = performance.now() })
  }
  send(data) {
    watched.asked ||= performance.now()
    super.send(data)
  }
}
new MutationObserver(changes => {
  for (const change of changes) {
    const where = change.target.nodeType === 1 ? change.target : change.target.parentElement
    if (change.attributeName !== 'data-test-script-state' && !where?.closest(main)) continue
    watched.drawn = performance.now()
  }
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true})
window.stands = quiet => {
  const {began, heard, drawn} = watched
  const rests = app()?.dataset.testScriptState === 'notRunning' && document.querySelector(main)
  return heard && rests && performance.now() - Math.max(heard, drawn) > quiet ? (drawn || heard) - began : false
}
"""
"""Clock and observers live in the page, so that nothing of the driver is in the time measured.

The script state alone does not tell: a run may be so short that React never draws that it began. So a page stands
when the server was asked, has answered, and neither its answers nor the main block went on for QUIET_MS.
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running app: its address and its process."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """The process that serves."""
        return self.process.pid


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def cmlite(data: Path, *, traced: bool = False) -> Iterator[Server]:
    """The app on a data folder, up, with its backup of the day written; `traced` puts the clock below its pages."""
    command = ["-m", "benchmarks.traced"] if traced else ["app.py"]
    with serving([sys.executable, *command], data, {"CMLITE_DATA": str(data)}, ROOT) as server:
        limit = time.monotonic() + _START_SECONDS
        while not list((data / "backups").glob("*.zip")) and time.monotonic() < limit:
            time.sleep(0.1)
        yield server


@contextlib.contextmanager
def bare(script: Path) -> Iterator[Server]:
    """A script served by Streamlit alone, as it comes."""
    with serving(bare_command(script), script.parent) as server:
        yield server


def bare_command(script: Path) -> list[str]:
    """How anyone starts a Streamlit script; the port is added by `serving`."""
    options = ("--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false")
    return [sys.executable, "-m", "streamlit", "run", str(script), *options]


@contextlib.contextmanager
def serving(
    command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, home: Path | None = None
) -> Iterator[Server]:
    """A server process that answers, ended by its own id; `folder` keeps its output, `home` is where it starts."""
    port = str(free_port())
    environment = os.environ | {"CMLITE_PORT": port, "STREAMLIT_SERVER_PORT": port} | dict(more or {})
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=home or folder, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(int(port), process)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.01)
    raise SystemExit("a server did not start")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the system."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CMLITE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise SystemExit(f"no Chromium: set CMLITE_CHROMIUM or install one of {', '.join(names)}")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=list(_ARGUMENTS))
        yield started
        started.close()


def visitor(browser: Browser) -> Page:
    """A fresh visitor at a desk, with an empty cache."""
    context = browser.new_context(
        locale="de-DE",
        timezone_id="Europe/Berlin",
        viewport={"width": 1360, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(_WAIT_MS)
    context.add_init_script(_WATCH)
    return context.new_page()


def enter(page: Page, url: str) -> None:
    """Go to an address and wait until it stands."""
    page.goto(url)
    _settled(page)


def click(page: Page, target: Locator) -> float:
    """Click and wait until the page stands: milliseconds from the click to the last change."""
    target.wait_for()
    page.evaluate("again()")
    target.click()
    return _settled(page)


def press(page: Page, key: str) -> float:
    """Press a key and wait until the page stands: milliseconds from the key to the last change."""
    page.evaluate("document.activeElement?.blur(); again()")  # a field would take the key for a letter
    page.keyboard.press(key)
    return _settled(page)


def _settled(page: Page) -> float:
    return float(page.wait_for_function(f"stands({QUIET_MS})").json_value())
