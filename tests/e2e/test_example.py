"""The example is opened with one click and leaves with one click, without a trace."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, press, says, visit

pytestmark = pytest.mark.e2e


def test_the_example_comes_with_one_click_and_goes_completely(page: Page, own_empty_app: App) -> None:
    visit(page, own_empty_app.url)
    press(page, says("welcome.example_button"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bäckerei Morgenrot")
    expect(page.get_by_test_id("stSidebar").get_by_text(says("nav.example"))).to_be_visible()

    visit(page, own_empty_app.at("settings"))
    press(page, says("settings.example_remove"))
    dialog = page.get_by_role("dialog")
    if dialog.count():
        press(dialog, says("settings.example_remove"))
    expect(page.get_by_test_id("stSidebar").get_by_text("Bäckerei Morgenrot")).to_have_count(0)
    expect(page.get_by_role("button", name=says("settings.example_remove"))).to_have_count(0)
    nothing = says("settings.size", size="", posts=0, messages=0, values=0).split("·", 1)[1].strip()
    expect(page.get_by_text(nothing)).to_be_visible()

    visit(page, own_empty_app.url)
    expect(page.get_by_role("heading", name=says("welcome.title"))).to_be_visible()
    assert "Morgenrot" not in page.content()
    visit(page, own_empty_app.at("inbox"))
    expect(page.get_by_role("heading", name=says("no_brand.empty_title"))).to_be_visible()
