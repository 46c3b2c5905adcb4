"""What axe, a phone and a keyboard need of every page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import PAGES, PHONE, App, NewContext, visit

pytestmark = pytest.mark.e2e

STREAMLITS_OWN: dict[tuple[str, str], str] = {}
"""Rule and the beginning of a selector → why Python cannot change that markup. Nothing of our own stands here."""


def _findings(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    lines = []
    for rule in found:
        if rule["impact"] not in {"serious", "critical"}:
            continue
        for node in rule["nodes"]:
            target = str(node["target"][-1])
            if not any(rule["id"] == known and target.startswith(start) for known, start in STREAMLITS_OWN):
                lines.append(f"{rule['id']} ({rule['impact']}) {node['target']} {node['html'][:300]} {node['failureSummary']}")
    return lines


def _look(page: Page, app: App) -> list[str]:
    found = []
    for word in (*PAGES, "onboarding"):
        visit(page, f"{app.url}/{word}")
        found += [f"/{word}: {line}" for line in _findings(page)]
    return found


def test_axe_finds_nothing_serious_in_the_empty_app(page: Page, empty_app: App) -> None:
    assert _look(page, empty_app) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_filled_app(new_context: NewContext, example_app: App, scheme: str) -> None:
    assert _look(new_context(color_scheme=scheme).new_page(), example_app) == []


def test_no_page_scrolls_sideways_on_a_phone(new_context: NewContext, example_app: App, empty_app: App) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    wide = []
    for app in (example_app, empty_app):
        for word in (*PAGES, "onboarding"):
            visit(page, f"{app.url}/{word}")
            over = page.evaluate(
                """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
                  .map(box => box.scrollWidth - box.clientWidth)"""
            )
            if max(over) > 0:
                wide.append(f"/{word}: {over}")
    assert wide == []
