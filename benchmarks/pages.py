"""Every page in Chromium: the large store over the example, and over a bare page of one widget."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Locator, Page

from benchmarks import browser
from benchmarks.table import Row, compared

AIM = 1.25
WORDS = ("today", "strategy", "calendar", "inbox", "kpis", "posts", "imports", "channels", "settings", "onboarding")

BARE = """
import streamlit as st

def one():
    st.title("One")
    st.button("Again", key="again")

def other():
    st.title("Other")
    st.button("Again", key="again_other")

st.navigation([st.Page(one, default=True, url_path="one"), st.Page(other, url_path="other")]).run()
"""
"""The floor: what the framework needs for a title and a button, between two such pages."""

_RERUN = {
    "calendar": ".st-key-calendar_before button",
    "inbox": "[class*='st-key-pick_'] button >> nth=1",
    "kpis": ".st-key-period button:has-text('90')",
    "posts": ".st-key-period button:has-text('90')",
}
"""What is pressed on a page for its rerun: the month before, the second conversation, 90 days. Elsewhere the key R."""


@dataclass(slots=True)
class Side:
    """One server with its visitor, and the milliseconds measured on it by what was done."""

    page: Page
    url: str
    times: dict[str, list[float]] = field(default_factory=dict)

    def link(self, word: str) -> Locator:
        """The page's link in the navigation."""
        path = "" if word in {"today", "one"} else word
        return self.page.locator(f'[data-testid="stSidebarNavLink"][href="{self.url}/{path}"]')

    def note(self, what: str, milliseconds: float) -> None:
        """Keep one repetition."""
        self.times.setdefault(what, []).append(milliseconds)


def measure(chrome: Browser, example: Path, large: Path, folder: Path, *, repetitions: int) -> list[Row]:
    """Page switches and reruns, the sides taking turns; the first lap only warms up."""
    script = folder / "bare_pages.py"
    script.write_text(BARE, encoding="utf-8")
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(browser.cmlite(data)) for data in (example, large)]
        servers.append(stack.enter_context(browser.bare(script)))
        sides = [Side(browser.visitor(chrome), server.url) for server in servers]
        for side in sides:
            browser.enter(side.page, side.url)
        for lap in range(repetitions + 1):
            print(f"pages: lap {lap} of {repetitions}", file=sys.stderr)
            _lap(sides, turned=bool(lap % 2))
            if not lap:
                for side in sides:
                    side.times.clear()
        small, big, floor = (side.times for side in sides)
        for side in sides:
            side.page.context.close()
    return [*_grown(small, big), *_over_bare(small, floor)]


def _lap(sides: list[Side], *, turned: bool) -> None:
    """Every page once on every side, now the example first, now the large store."""
    small, big, floor = sides
    for word in WORDS:
        for side in (big, small) if turned else (small, big):
            _visit(side, word)
        floor.note("switch", browser.click(floor.page, floor.link("other")))
        floor.note("rerun", browser.click(floor.page, floor.page.locator(".st-key-again_other button")))
        browser.click(floor.page, floor.link("one"))


def _visit(side: Side, word: str) -> None:
    """Switch to a page from a neighbour that is light and the same on all sides, then make it run again."""
    neighbour = {"channels": "settings", "onboarding": "strategy"}.get(word, "channels")
    browser.click(side.page, side.link(neighbour))
    target = side.page.locator(".st-key-strategy_change button") if word == "onboarding" else side.link(word)
    side.note(f"{word}, switch", browser.click(side.page, target))
    pressed = _RERUN.get(word)
    again: Callable[[], float] = lambda: browser.press(side.page, "r")  # noqa: E731
    if pressed:
        again = lambda: browser.click(side.page, side.page.locator(pressed))  # noqa: E731
    side.note(f"{word}, rerun", again())


def _grown(small: dict[str, list[float]], big: dict[str, list[float]]) -> Iterator[Row]:
    """The large store over the example, and the median of the ratios."""
    rows = [compared(f"{what}: large over example", big[what], small[what], "ms", AIM) for what in small]
    yield from rows
    middle = median(row.ratio for row in rows if row.ratio)
    yield Row("all pages: median of these ratios", middle, "×", aim=AIM, limit=True)


def _over_bare(small: dict[str, list[float]], floor: dict[str, list[float]]) -> Iterator[Row]:
    for what in small:
        yield compared(f"{what}: example over bare page", small[what], floor[what.rpartition(" ")[2]], "ms")
