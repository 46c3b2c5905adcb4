"""The page of networks in a browser: count a text, take the limits home, go to another network."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, says, visit

pytestmark = pytest.mark.e2e


def test_a_text_is_counted_and_another_network_stands_in_the_address(page: Page, empty_app: App) -> None:
    visit(page, f"{empty_app.at('networks')}?network=x")
    with a_run(page):
        field = page.get_by_label(says("networks.try_it"))
        field.fill("Hallo https://example.com/eine/sehr/lange/adresse")
        field.press("Control+Enter")
    expect(page.get_by_text("29 von 280")).to_be_visible()
    choice = page.get_by_role("combobox").first
    choice.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # the field for texts stands far below; a list closes when the page moves
    with a_run(page):
        choice.click()
        page.get_by_role("option", name="Mastodon").click()
    expect(page).to_have_url(re.compile(r"network=mastodon"))
    expect(page.get_by_text("29 von 500")).to_be_visible()


def test_the_limits_can_be_taken_home(page: Page, empty_app: App) -> None:
    visit(page, f"{empty_app.at('networks')}?network=instagram")
    page.get_by_role("button", name=says("export.button")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=says("export.de")).click()
    assert download.value.suggested_filename.startswith("cmlite-networks-instagram-")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Netzwerk;Wo;Was;Wert;Einheit;")
    assert any(says("networks.standing.stricter") in line for line in lines)
