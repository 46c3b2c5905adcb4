"""While one writes: the rules speak up by themselves, what a network refuses cannot be planned and can be kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, choose, press, says, settle, visit

pytestmark = pytest.mark.e2e
NETWORK = "Google Business Profile"


def test_a_finding_comes_while_typing_and_what_would_be_refused_stays_a_draft(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("calendar"))
    press(page, says("calendar.new"))
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    settle(page)
    panel.get_by_role("button", name=NETWORK).click()
    field = panel.get_by_label(says("calendar.post_text"), exact=True)
    field.fill("Wir backen heute. " * 84)
    expect(panel.get_by_role("alert")).to_contain_text(says("checks.any.post.text_length.name"))
    expect(field).to_be_focused()
    choose(panel, says("states.planned"))
    press(panel, says("calendar.save"))
    refused = says("errors.posts.refused", network=NETWORK, reason="", remedy="").split(".")[0]
    expect(panel.get_by_role("alert").filter(has_text=refused)).to_be_visible()
    choose(panel, says("states.draft"))
    press(panel, says("calendar.save"))
    expect(panel).to_be_hidden()
