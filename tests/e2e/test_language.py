"""A deep link gets the frame and the language; changing the language changes everything at once and stays."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, running, says, settle, visit

pytestmark = pytest.mark.e2e


def test_a_deep_link_on_a_fresh_process_gets_frame_and_language_and_a_change_of_language_stays(
    page: Page, tmp_path: pytest.TempPathFactory
) -> None:
    with running(tmp_path / "data") as app:  # type: ignore[operator]
        visit(page, app.at("inbox"))
        navigation = page.get_by_test_id("stSidebarNav")
        expect(navigation.get_by_text(says("nav.settings"), exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name=says("no_brand.empty_title"))).to_be_visible()
        assert page.locator("html").get_attribute("lang") == "de"

        page.get_by_test_id("stSidebar").get_by_text(says("languages.en"), exact=True).click()
        expect(page.get_by_role("heading", name=says("no_brand.empty_title", "en"))).to_be_visible()
        expect(navigation.get_by_text(says("nav.settings", "en"), exact=True)).to_be_visible()
        settle(page)
        assert page.locator("html").get_attribute("lang") == "en"
        assert says("no_brand.empty_title") not in page.inner_text("body")
        assert says("nav.section_manage") not in page.inner_text("body")

        page.reload()
        settle(page)
        expect(page.get_by_role("heading", name=says("no_brand.empty_title", "en"))).to_be_visible()
        assert page.locator("html").get_attribute("lang") == "en"


def test_a_visitor_with_an_english_browser_starts_in_english(new_context: object, empty_app: App) -> None:
    page = new_context(locale="en-GB").new_page()  # type: ignore[operator]
    visit(page, empty_app.url)
    expect(page.get_by_role("heading", name=says("welcome.title", "en"))).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("word", ["today", "settings", "calendar"])
def test_switching_to_english_leaves_no_german_sentence_behind(page: Page, example_app: App, word: str) -> None:
    visit(page, example_app.at(word))
    switch = page.get_by_test_id("stSidebar")
    try:
        switch.get_by_text(says("languages.en"), exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        settle(page)
        shown = page.inner_text("body")
        for key in ("nav.today", "nav.settings", "nav.inbox", "nav.section_plan", f"nav.{word}"):
            assert says(key, "en") in shown, key
            assert says(key) == says(key, "en") or f"\n{says(key)}\n" not in shown, key
    finally:
        switch.get_by_text(says("languages.de"), exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "de")
        settle(page)
