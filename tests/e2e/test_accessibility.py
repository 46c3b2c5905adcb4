"""What axe and a phone need of every page."""

from collections.abc import Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import NAVIGATION, PAGES, SMALL, App, NewContext, a_run, visit

pytestmark = pytest.mark.e2e

EMPTY = ("today", "calendar", "inbox", "settings", "onboarding")
"""Without a brand all other pages look like the inbox."""

STREAMLITS_OWN = {
    ("list", '[data-testid="stSidebarNavItems"]'): "sections of the navigation are div, not li",
    ("listitem", '[data-testid="stSidebarNavItems"] li'): "and the links below them are li inside div",
    ("svg-img-alt", '[data-testid="stMetricChart"] g'): "marks of a metric's chart carry a role and no name",
    (
        "color-contrast",
        '.stApp button[data-selected="true"] p',
    ): "the primary colour on a tenth of itself, while text on "
    "primary buttons is always white: no dark primary colour satisfies both",
}
"""Rule and selector of Streamlit's own markup that Python cannot change, and why; the last one holds in the dark."""


def _is_streamlits(page: Page, rule: str, target: list[object], scheme: str) -> bool:
    if len(target) != 1 or not isinstance(target[0], str):
        return False
    known = [
        selector for name, selector in STREAMLITS_OWN if name == rule and (name != "color-contrast" or scheme == "dark")
    ]
    return any(
        page.evaluate("([node, known]) => document.querySelector(node)?.matches(known) ?? false", [target[0], selector])
        for selector in known
    )


def _findings(page: Page, scheme: str) -> list[str]:
    """Everything in the light; in the dark only what can differ there, the contrast."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if scheme == "dark":
        options["runOnly"] = ["color-contrast"]
    return [
        f"{rule['id']} ({rule['impact']}) {node['target']} {node['html'][:300]} {' '.join(node['failureSummary'].split())}"
        for rule in Axe().run(page, options=options).response["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
        if not _is_streamlits(page, rule["id"], node["target"], scheme)
    ]


def _walk(page: Page, app: App, words: Sequence[str]) -> Iterator[str]:
    """Through the pages by their links, as a visitor goes."""
    visit(page, app.at(words[0]))
    yield words[0]
    for word in words[1:]:
        if word in NAVIGATION:
            with a_run(page):
                page.locator(f'[data-testid="stSidebarNavLink"][href$="/{word}"]').click()
        else:
            visit(page, app.at(word))
        yield word


def _look(page: Page, app: App, scheme: str, words: Sequence[str] = (*PAGES, "onboarding")) -> list[str]:
    return [f"/{word}: {line}" for word in _walk(page, app, words) for line in _findings(page, scheme)]


def test_axe_finds_nothing_serious_in_the_empty_app(page: Page, empty_app: App) -> None:
    assert _look(page, empty_app, "light", EMPTY) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_filled_app(new_context: NewContext, example_app: App, scheme: str) -> None:
    assert _look(new_context(color_scheme=scheme).new_page(), example_app, scheme) == []


def test_headings_go_down_step_by_step(page: Page, example_app: App, empty_app: App) -> None:
    wanted = {"runOnly": ["heading-order", "page-has-heading-one"], "resultTypes": ["violations"]}
    wrong = []
    for app, words in ((empty_app, EMPTY), (example_app, PAGES)):
        for word in _walk(page, app, words):
            found = Axe().run(page, options=wanted).response["violations"]
            wrong += [f"/{word}: {rule['id']} {node['html'][:200]}" for rule in found for node in rule["nodes"]]
    assert wrong == []


def test_no_page_scrolls_sideways_on_a_small_phone(new_context: NewContext, example_app: App, empty_app: App) -> None:
    page = new_context(viewport=SMALL, has_touch=True, is_mobile=True).new_page()
    wide = []
    for app, words in ((example_app, (*PAGES, "onboarding")), (empty_app, EMPTY)):
        for word in words:
            visit(page, app.at(word))
            over = page.evaluate(
                """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
                  .map(box => box.scrollWidth - box.clientWidth)"""
            )
            if max(over) > 0:
                wide.append(f"/{word}: {over}")
    assert wide == []
