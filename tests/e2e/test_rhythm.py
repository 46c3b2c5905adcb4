"""Planning in rhythm in the browser: a card moves by its menu with the keyboard, a slot is taken over in the panel."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, enter, press, says, visit

pytestmark = pytest.mark.e2e


def test_an_idea_is_noted_moved_by_keyboard_and_deleted_and_comes_back(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("ideas"))
    field = page.get_by_label(says("ideas.new"), exact=True)
    with a_run(page):
        field.fill("Ranunkeln im Eimer")
        field.press("Enter")
    expect(field).to_have_value("")
    card = page.locator('[class*="st-key-idea_post_"]', has_text="Ranunkeln im Eimer").first
    draft = page.locator(".st-key-ideas_column_draft")
    menu = card.get_by_role("button", name=says("ideas.menu"))
    expect(menu).to_have_count(1)
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    page.wait_for_function("document.activeElement.closest('[role=menu]') !== null")
    first = page.get_by_role("menuitem", name=says("ideas.act.draft"))
    for key in ("ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(first).to_have_attribute("data-focused", "true")
    with a_run(page):
        page.keyboard.press("Enter")
    expect(draft).to_contain_text("Ranunkeln im Eimer")
    expect(menu).to_have_count(1)
    menu.click()
    with a_run(page):
        page.get_by_role("menuitem", name=says("ideas.act.delete")).click()
    expect(draft).not_to_contain_text("Ranunkeln im Eimer")
    press(page, says("calendar.undo"))
    expect(draft).to_contain_text("Ranunkeln im Eimer")


def test_the_panel_takes_the_next_free_slot_of_its_channel(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("calendar"))
    press(page, says("calendar.new"))
    dialog = page.get_by_role("dialog")
    enter(dialog.get_by_label(says("calendar.post_text"), exact=True), "Seelen")
    with a_run(page):
        dialog.get_by_text(re.compile("@baeckerei.morgenrot")).click()
    time = dialog.locator('[class*="st-key-time_"]')
    press(dialog, says("rhythm.take_free"))
    expect(time).to_contain_text("09:00")
    press(dialog, says("calendar.save"))
    expect(dialog).to_have_count(0)
