"""Every page in Chromium: the large store over the example, and over a bare page of one widget."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Locator, Page

from benchmarks import browser, traced
from benchmarks.table import Row, compared
from cmlite.web.navigation import BESIDE, SECTIONS

AIM = 1.25
SHARE_AIM = 20.0
PARENT = {word: first for first, others in BESIDE.items() for word in others}
"""A page that stands beside one of the navigation is reached through that one."""

WORDS = (
    *(word for words in SECTIONS.values() for first in words for word in (first, *BESIDE.get(first, ()))),
    "onboarding",
)

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

_DAYS = ".st-key-period button:has-text('{}')"
_RERUN = {
    "calendar": ".st-key-calendar_before button",
    "inbox": "[class*='st-key-pick_'] button >> nth=1",
    "kpis": _DAYS.format(90),
    "posts": _DAYS.format(90),
}
"""What is pressed on a page for its rerun: the month before, the second conversation, 90 days. Elsewhere the key R."""

_BACK = {"kpis": _DAYS.format(28), "posts": _DAYS.format(28)}
"""What is pressed afterwards: the app remembers the period from page to page."""


@dataclass(slots=True)
class Side:
    """One server with its visitor; by what was done, the milliseconds it took and the percent spent below the page."""

    page: Page
    url: str
    times: dict[str, list[float]] = field(default_factory=dict)
    shares: dict[str, list[float]] = field(default_factory=dict)

    def link(self, word: str) -> Locator:
        """The page's link in the navigation, or in the row of neighbours."""
        path = "" if word in {"today", "one"} else word
        if word in PARENT:
            return self.page.locator(f'.st-key-neighbours a[href$="{word}"]').first
        return self.page.locator(f'[data-testid="stSidebarNavLink"][href="{self.url}/{path}"]')

    def note(self, what: str, milliseconds: float) -> None:
        """Keep one repetition."""
        self.times.setdefault(what, []).append(milliseconds)


def measure(chrome: Browser, example: Path, large: Path, folder: Path, *, repetitions: int) -> list[Row]:
    """Page switches and reruns, the sides taking turns; the first lap only warms up."""
    script = folder / "bare_pages.py"
    script.write_text(BARE, encoding="utf-8")
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(browser.cmlite(data, traced=True)) for data in (example, large)]
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
                    side.shares.clear()
        small, big, floor = (side.times for side in sides)
        for side in sides:
            side.page.context.close()
    return [*_grown(small, big), *_below(sides[1].shares), *_over_bare(small, floor)]


def _lap(sides: list[Side], *, turned: bool) -> None:
    """Every page once on every side, now the example first, now the large store."""
    small, big, floor = sides
    for word in WORDS:
        for side in (big, small) if turned else (small, big):
            _visit(side, word)
        floor.note("switch", browser.click(floor.page, floor.link("other")))
        floor.note("rerun", browser.click(floor.page, floor.page.locator(".st-key-again_other button")))
        browser.click(floor.page, floor.link("one"))


def go(side: Side, word: str) -> float:
    """Switch to a page from one that is the same on all sides; returns milliseconds."""
    neighbour = {"channels": "settings", "onboarding": "strategy"}.get(word, PARENT.get(word, "channels"))
    browser.click(side.page, side.link(neighbour))
    target = side.page.locator(".st-key-strategy_change button") if word == "onboarding" else side.link(word)
    return browser.click(side.page, target)


def _visit(side: Side, word: str) -> None:
    """Switch to a page, then make it run again: while nothing changed, and after a save has voided all answers."""
    side.note(f"{word}, switch", go(side, word))
    _again(side, word, "rerun", _RERUN.get(word))
    traced.forget(side.url)
    _again(side, word, "rerun after a save", _BACK.get(word))


def _again(side: Side, word: str, what: str, pressed: str | None) -> None:
    """One run of the page in view by what is pressed there, else the key R."""
    before = traced.spent(side.url)
    again = browser.click(side.page, side.page.locator(pressed)) if pressed else browser.press(side.page, "r")
    after = traced.spent(side.url)
    below, script = ((after[kind] - before[kind]) * 1000 for kind in ("below", "script"))
    side.note(f"{word}, {what}", again)
    side.shares.setdefault(f"{word}, {what}: below the page", []).append(100 * below / again)
    side.shares.setdefault(f"{word}, {what}: below the page, of the script alone", []).append(100 * below / script)


def _grown(small: dict[str, list[float]], big: dict[str, list[float]]) -> Iterator[Row]:
    """The large store over the example, and the median of the ratios."""
    rows = [compared(f"{what}: large over example", big[what], small[what], "ms", AIM) for what in small]
    yield from rows
    middle = median(row.ratio for row in rows if row.ratio)
    yield Row("all pages: median of these ratios", middle, "×", aim=AIM, limit=True)


def _below(shares: dict[str, list[float]]) -> Iterator[Row]:
    """Percent of a rerun on the large store, from the click to the last change, that was spent below the page."""
    for what, percents in shares.items():
        aim = None if what.endswith("alone") or "after" in what else SHARE_AIM
        yield Row(what, median(percents), "%", aim=aim, limit=True)


def _over_bare(small: dict[str, list[float]], floor: dict[str, list[float]]) -> Iterator[Row]:
    for what in small:
        yield compared(f"{what}: example over bare page", small[what], floor[what.split()[1]], "ms")
