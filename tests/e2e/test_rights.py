"""A person asks what is kept about them and wants it gone: from the inbox to the proof, in a browser."""

import json
from pathlib import Path
from urllib.parse import parse_qs, quote, urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, press, says, visit

pytestmark = pytest.mark.e2e


def _arrives(page: Page, label: str) -> str:
    with page.expect_download() as arriving:
        page.get_by_role("button", name=label).click()
    return Path(arriving.value.path()).read_text(encoding="utf-8")


def test_from_the_inbox_to_the_file_to_the_proof(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("inbox"))
    with a_run(page):
        page.get_by_role("link", name=says("people.open")).click()
    asked = parse_qs(urlparse(page.url).query)["person"][0]
    who = page.get_by_role("heading", level=1).inner_text()
    with a_run(page):
        page.get_by_test_id("stMain").get_by_text(says("people.view_rights")).click()
    content = json.loads(_arrives(page, says("rights.as_json")))
    assert content["person"] == who
    assert content["tables"]["message"]
    press(page, says("rights.erase"))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name=says("rights.erase_do"))).to_be_disabled()
    with a_run(page):
        dialog.get_by_text(says("rights.sure")).click()
    with a_run(page):
        dialog.get_by_role("button", name=says("rights.erase_do")).click()
    expect(page.get_by_role("heading", name=says("rights.proofs"))).to_be_visible()
    expect(page.get_by_text(says("rights.cause.asked"))).to_be_visible()
    assert who not in page.get_by_test_id("stMain").inner_text()
    record = _arrives(page, says("record.print"))
    assert says("record.title") in record
    assert who not in record
    page.goto(f"{own_example_app.at('person')}?person={quote(asked)}")
    expect(page.get_by_text(says("errors.people.gone"))).to_be_visible()
