"""A deep link gets the frame and the language; changing the language changes everything at once and stays."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, NewContext, choose, running, says, settle, visit

pytestmark = pytest.mark.e2e


def test_a_deep_link_on_a_fresh_process_gets_frame_and_language_and_a_change_of_language_stays(
    page: Page, tmp_path: Path
) -> None:
    with running(tmp_path / "data") as app:
        visit(page, app.at("inbox"))
        navigation = page.get_by_test_id("stSidebarNav")
        expect(navigation.get_by_text(says("nav.settings"), exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name=says("no_brand.empty_title"))).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "de")

        choose(page.get_by_test_id("stSidebar"), says("languages.en"))
        expect(page.get_by_role("heading", name=says("no_brand.empty_title", "en"))).to_be_visible()
        expect(navigation.get_by_text(says("nav.settings", "en"), exact=True)).to_be_visible()
        settle(page)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert says("no_brand.empty_title") not in page.inner_text("body")
        assert says("nav.section_manage") not in page.inner_text("body")

        page.reload()
        settle(page)
        expect(page.get_by_role("heading", name=says("no_brand.empty_title", "en"))).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_visitor_with_an_english_browser_starts_in_english(new_context: NewContext, empty_app: App) -> None:
    page = new_context(locale="en-GB").new_page()
    visit(page, empty_app.url)
    expect(page.get_by_role("heading", name=says("welcome.title", "en"))).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("word", ["today", "settings", "calendar"])
def test_switching_to_english_leaves_no_german_sentence_behind(page: Page, own_example_app: App, word: str) -> None:
    visit(page, own_example_app.at(word))
    switch = page.get_by_test_id("stSidebar")
    choose(switch, says("languages.en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settle(page)  # the frame is in the other language a moment before the page is
    shown = page.inner_text("body")
    for key in ("nav.today", "nav.settings", "nav.inbox", "nav.section_plan", f"nav.{word}"):
        assert says(key, "en") in shown, key
        assert says(key) == says(key, "en") or f"\n{says(key)}\n" not in shown, key
    choose(switch, says("languages.de"))
    expect(page.locator("html")).to_have_attribute("lang", "de")
