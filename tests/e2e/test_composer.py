"""Writing at the desk: the tab and the cursor stay while somebody writes, saves, and the last words are kept."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import App, a_run, press, says, settle, visit

pytestmark = pytest.mark.e2e
TITLE = "Dreißig Sekunden Teigfalten"


def _field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def _desk(page: Page, app: App) -> None:
    """From the panel of the calendar to the desk."""
    visit(page, app.at("calendar") + "?calendar_view=list")
    page.locator(".entry", has_text=TITLE).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settle(page)
    press(page, says("calendar.in_composer"))
    expect(page.get_by_role("heading", name=says("composer.title"))).to_be_visible()
    settle(page)


def test_a_channel_gets_its_own_words_and_nobody_loses_the_thread(page: Page, own_example_app: App) -> None:
    _desk(page, own_example_app)
    assert "post=" in page.url
    page.get_by_role("tab", name="Instagram").click()
    with a_run(page):
        page.get_by_text(says("composer.own", network="Instagram"), exact=True).click()
    own = _field(page, says("composer.own_text", network="Instagram"))
    own.click()
    own.press("Control+End")
    with a_run(page):  # the pause after the last word is enough, nobody has to leave the field
        own.type(" Nur hier.")
    expect(page.get_by_role("tab", name="Instagram")).to_have_attribute("aria-selected", "true")
    expect(own).to_be_focused()
    with a_run(page):
        own.press("Control+Enter")
    expect(page.get_by_text(says("calendar.done_save"))).to_be_visible()
    expect(page.get_by_role("tab", name="Instagram")).to_have_attribute("aria-selected", "true")
    expect(own).to_have_value(re.compile(r"Nur hier\.$"))
    pictures = page.locator('[class*="st-key-preview_"]:visible img')
    expect(pictures).to_have_count(1)
    words = _field(page, says("calendar.post_text"))
    words.click()
    words.press("Control+End")
    words.type(" Kurz davor.")
    page.get_by_role("link", name=says("nav.ideas"), exact=True).click(delay=80)
    expect(page.get_by_role("heading", name=says("ideas.title"), exact=True)).to_be_visible()
    page.go_back()
    expect(words).to_have_value(re.compile(r"Kurz davor\.$"))
    expect(own).to_be_hidden()  # the other tab, with its own words


PASTE = """(field, words) => {
  field.focus()
  field.select()
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/plain", words)
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


def test_thousands_of_pasted_lines_stand_there_at_once_and_too_many_are_told_so(
    page: Page, own_example_app: App
) -> None:
    visit(page, own_example_app.at("composer"))
    words = _field(page, says("calendar.post_text"))
    lines = "\n".join(f"Zeile {number} مرحبا" for number in range(6_000))
    began = time.monotonic()
    words.evaluate(PASTE, lines)
    assert time.monotonic() - began < 4, "the browser's own way takes half a minute"
    expect(words).to_have_value(lines)
    with a_run(page):
        words.press("a")
    told = page.get_by_test_id("stAlert").filter(has_text=re.compile(r"höchstens 100\.000"))
    expect(told).to_be_visible()
    words.fill("")
    with a_run(page):
        words.press("Tab")
    expect(told).to_be_hidden()


def test_ctrl_enter_saves_also_while_a_button_has_the_focus_and_does_not_press_that_one(
    page: Page, own_example_app: App
) -> None:
    _desk(page, own_example_app)
    words = _field(page, says("calendar.post_text"))
    words.click()
    words.press("Control+End")
    words.type(" Ganz frisch.")
    channel = page.get_by_test_id("stMain").get_by_role("button", name="Instagram @baeckerei.morgenrot")
    look, before = channel.get_attribute("kind"), channel.get_attribute("aria-pressed")
    channel.focus()
    with a_run(page):
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text(says("calendar.done_save"))).to_be_visible()
    assert (channel.get_attribute("kind"), channel.get_attribute("aria-pressed")) == (look, before)
    expect(words).to_have_value(re.compile(r"Ganz frisch\.$"))
