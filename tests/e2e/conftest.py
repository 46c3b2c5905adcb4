"""Starts the real app on a folder of its own and drives it with the Chromium of the system."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError, expect, sync_playwright  # noqa: A004 - Playwright names it so

from cmlite import config
from cmlite.services import examples
from cmlite.store.db import Store
from cmlite.web.navigation import BESIDE, SECTIONS
from tests.conftest import ROOT

expect.set_options(timeout=10_000)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
_START_SECONDS = 60
_WAIT_MS = 20_000
_BEGIN_MS = 2_000

SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]')
  if (!app || app.dataset.testScriptState !== "notRunning") return false
  const stale = document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
  return !stale && document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, h3)').length > 0
}"""
"""The script has ended, nothing on the page is from the run before, and a heading stands there."""


NAVIGATION = tuple(word for words in SECTIONS.values() for word in words)
"""What stands in the sidebar, from top to bottom."""

PAGES = tuple(word for first in NAVIGATION for word in (first, *BESIDE.get(first, ())))
"""These and their neighbours; `onboarding` is reached from the start page, others from the pages they belong to."""


@dataclass(frozen=True, slots=True)
class App:
    """A running cmlite: its address and its folder."""

    url: str
    data: Path

    def at(self, word: str) -> str:
        """The address of a page; the start page has none of its own."""
        return f"{self.url}/{'' if word == 'today' else word}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers (names in lower case) of an address; a refusal is an answer, too."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=5) as answer:
            return answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.headers.items()}
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode(), {k.lower(): v for k, v in refused.headers.items()}


@contextlib.contextmanager
def running(data: Path) -> Iterator[App]:
    """The app as a process of its own on this folder; ended by its pid."""
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = os.environ | {"CMLITE_DATA": str(data), "CMLITE_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with (data / "app.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py")], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        limit = time.monotonic() + _START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                if '"opening"' not in ask(f"http://127.0.0.1:{port}/health")[1]:
                    break
            if process.poll() is not None or time.monotonic() > limit:
                pytest.fail("the app did not start:\n" + (data / "app.log").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield App(f"http://127.0.0.1:{port}", data)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


COUNT_RUNS = """
window.runs = 0
new MutationObserver((records) => {
  for (const { oldValue, target } of records) {
    if (oldValue === "running" || target.dataset.testScriptState === "running") window.runs += 1
  }
}).observe(document, {
  attributes: true, attributeOldValue: true, attributeFilter: ["data-test-script-state"], subtree: true
})
"""


def settle(page: Page) -> None:
    """Wait until the page has finished drawing."""
    page.wait_for_function(SETTLED, timeout=_WAIT_MS)


@contextlib.contextmanager
def a_run(page: Page) -> Iterator[None]:
    """What happens inside makes the script run: wait until it has begun and ended.

    A run too short to be drawn at all is not waited for longer than a moment.
    """
    before = page.evaluate("window.runs")
    yield
    with contextlib.suppress(TimeoutError):
        page.wait_for_function("before => window.runs > before", arg=before, timeout=_BEGIN_MS)
    settle(page)


def enter(field: Locator, words: str) -> None:
    """Type into a field and leave it, as with Tab; the app has then taken it in."""
    with a_run(field.page):
        field.fill(words)
        field.press("Tab")


def visit(page: Page, url: str) -> None:
    """Go to an address and wait until it stands."""
    page.goto(url)
    settle(page)


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in tree.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": str(value)}
    return found


TEXTS = {
    code: _flat(tomllib.loads((ROOT / "cmlite" / "locales" / f"{code}.toml").read_text(encoding="utf-8")))
    for code in ("de", "en")
}


def says(key: str, language: str = "de", **values: object) -> str:
    """The sentence of a key; one with the forms `one` and `other` takes `other`."""
    texts = TEXTS[language]
    return texts.get(key, texts.get(f"{key}.other", "")).format(**values)


def press(where: Page | Locator, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Click a button and wait until the page stands again."""
    button = where.get_by_role("button", name=name, exact=exact)
    with a_run(where.page if isinstance(where, Locator) else where):
        button.click()


def choose(where: Page | Locator, words: str) -> None:
    """Click one of the options of a segmented control or of pills."""
    with a_run(where.page if isinstance(where, Locator) else where):
        where.get_by_text(words, exact=True).click()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without one they are skipped, or fail where a browser is required."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CMLITE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found or not Path(found).exists():
        reason = f"no Chromium: set CMLITE_CHROMIUM or install one of {', '.join(names)}"
        if os.environ.get("CMLITE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """A fresh German visitor; what is given in addition goes to the browser."""
    opened: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        settings = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": DESK, "reduced_motion": "reduce"}
        context = browser.new_context(**(settings | options))  # type: ignore[arg-type]
        context.set_default_timeout(_WAIT_MS)
        context.add_init_script(COUNT_RUNS)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A fresh German visitor at a desk."""
    return new_context().new_page()


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file with the invented bakery in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "cmlite.duckdb"
    store = Store(path, migrations=config.MIGRATIONS, views=config.VIEWS)
    examples.load(store, config.EXAMPLES, now=datetime.now(UTC).replace(tzinfo=None), actor="owner")
    store.close()
    return path


@pytest.fixture(scope="session")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app that nobody has used yet; tests leave it that way."""
    with running(tmp_path_factory.mktemp("empty")) as app:
        yield app


@pytest.fixture(scope="session")
def example_app(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Iterator[App]:
    """An app with the bakery for tests that only look; those that change something take `own_example_app`."""
    data = tmp_path_factory.mktemp("example")
    shutil.copytree(example_file.parent, data, dirs_exist_ok=True)
    with running(data) as app:
        yield app


@pytest.fixture(scope="module")
def own_example_app(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Iterator[App]:
    """An app with the bakery that the tests of one file may change."""
    data = tmp_path_factory.mktemp("own")
    shutil.copytree(example_file.parent, data, dirs_exist_ok=True)
    with running(data) as app:
        yield app


@pytest.fixture
def own_empty_app(tmp_path: Path) -> Iterator[App]:
    """An app that nobody has used yet, for one test."""
    with running(tmp_path / "data") as app:
        yield app
