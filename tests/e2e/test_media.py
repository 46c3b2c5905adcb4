"""Pictures in the browser: pasted into a post, described, cut to a frame, found in the library."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, enter, press, says, settle, visit

pytestmark = pytest.mark.e2e

PASTE = """async () => {
  const canvas = document.createElement("canvas")
  canvas.width = 320; canvas.height = 200
  canvas.getContext("2d").fillRect(0, 0, 160, 200)
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"))
  const given = new DataTransfer()
  given.items.add(new File([blob], "Theke.png", { type: "image/png" }))
  const event = new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })
  document.activeElement.dispatchEvent(event)
}"""


def test_a_pasted_picture_is_described_cut_and_saved_with_the_post(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("calendar") + "?calendar_view=list")
    page.get_by_text("Brot des Monats vorstellen").first.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text(says("library.pictures"))).to_be_visible()
    settle(page)
    with a_run(page):
        page.evaluate(PASTE)
    field = panel.get_by_role("textbox", name=says("library.alt"))
    expect(field).to_have_count(1)
    enter(field, "Die Theke am Morgen")
    press(panel, says("library.more"))
    with a_run(page):
        page.get_by_text(says("library.do.crop"), exact=True).click()
    with a_run(page):
        panel.get_by_text("1:1", exact=True).click()
    press(panel, says("library.crop_do"))
    expect(panel.get_by_text("200 × 200")).to_be_visible()
    expect(field).to_have_value("Die Theke am Morgen")
    press(panel, says("calendar.save"))
    expect(panel).to_have_count(0)
    visit(page, own_example_app.at("library") + "?library_words=1x1")
    expect(page.get_by_role("button", name="Theke-1x1")).to_be_visible()
    expect(page.get_by_text(says("library.uses.one"))).to_have_count(1)
