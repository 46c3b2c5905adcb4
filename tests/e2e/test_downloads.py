"""What the owner takes home: tables for German spreadsheets, a calendar file, everything as one backup."""

import csv
import io
import json
import zipfile
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, press, says, settle, visit

pytestmark = pytest.mark.e2e
BOM = b"\xef\xbb\xbf"


def _arrives(page: Page, label: str) -> tuple[str, bytes]:
    with page.expect_download() as arriving:
        page.get_by_role("button", name=label).click()
    return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()


def _table(page: Page, style: str) -> tuple[str, bytes]:
    page.get_by_test_id("stMain").get_by_role("button", name=says("export.button")).click()
    return _arrives(page, says(f"export.{style}"))


def test_the_calendar_as_a_table_opens_in_a_german_spreadsheet(page: Page, example_app: App) -> None:
    visit(page, example_app.at("calendar"))
    page.locator(".entry").first.wait_for()
    shown = page.locator(".entry").count()
    name, content = _table(page, "de")
    assert name.startswith("cmlite-calendar-baeckerei-morgenrot-")
    assert name.endswith(".csv")
    assert content.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == shown
    assert {"day", "time", "title", "networks"} <= set(rows[0])


def test_the_calendar_file_holds_one_event_a_post(page: Page, example_app: App) -> None:
    visit(page, example_app.at("calendar"))
    page.locator(".entry").first.wait_for()
    shown = page.locator(".entry .title").all_inner_texts()
    name, content = _arrives(page, says("calendar.ics"))
    assert name.endswith(".ics")
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(events) == len(shown)
    assert all(event["dtstart"].dt and event["uid"] for event in events)
    titles = " ".join(str(event["summary"]) for event in events)
    assert all(words.split(" ", 1)[1].strip() in titles for words in shown)


@pytest.mark.parametrize(("style", "delimiter"), [("de", ";"), ("en", ",")])
def test_the_inbox_as_a_table_holds_what_is_filtered(page: Page, example_app: App, style: str, delimiter: str) -> None:
    visit(page, example_app.at("inbox"))
    link = page.locator('[data-testid="stSidebarNavLink"][href$="/inbox"]').inner_text()
    waiting = int(link.rpartition("·")[2])  # the list shows them page by page
    name, content = _table(page, style)
    assert name.startswith("cmlite-inbox-")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    assert len({row[says("inbox.csv.conversation_id")] for row in rows}) == waiting
    assert all(row[says("inbox.csv.text")] for row in rows)


def test_a_backup_is_made_downloaded_and_brought_back(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("settings"))
    press(page, says("settings.backup_now"))
    kept = page.locator('[class*="st-key-backup_"]', has_text=says("settings.backup_manual")).first
    expect(kept).to_be_visible()
    with page.expect_download() as arriving:
        kept.get_by_role("button", name=says("settings.download"), exact=True).click()
    with zipfile.ZipFile(arriving.value.path()) as packed:
        assert packed.testzip() is None
        manifest = json.loads(packed.read("manifest.json"))
    assert manifest["app"] == "cmlite"
    assert manifest["rows"]["brand"] == 1

    visit(page, own_example_app.at("channels"))
    press(page, says("connections.start_assisted"), exact=True)
    page.get_by_role("dialog").get_by_role("textbox", name=says("channels.handle")).fill("@nach.der.sicherung")
    press(page, says("channels.add"), exact=True)
    expect(page.get_by_text("@nach.der.sicherung").first).to_be_visible()

    visit(page, own_example_app.at("settings"))
    press(kept, says("settings.restore_this"), exact=True)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(says("settings.restore_warning"))
    press(dialog, says("settings.restore_do"), exact=True)
    expect(dialog).to_have_count(0)
    expect(
        page.get_by_text(says("settings.restore_done", name="before-restore-").split("before-restore-")[0])
    ).to_be_visible()
    visit(page, own_example_app.at("channels"))
    expect(page.get_by_text("@baeckerei.morgenrot").first).to_be_visible()
    expect(page.get_by_text("@nach.der.sicherung")).to_have_count(0)
    assert list(own_example_app.data.glob("before-restore-*.duckdb"))


def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("settings"))
    with a_run(page):
        page.locator('input[type="file"]').set_input_files(
            {"name": "urlaub.zip", "mimeType": "application/zip", "buffer": b"PK\x05\x06" + bytes(18)}
        )
    press(page, says("settings.restore_upload"))
    press(page.get_by_role("dialog"), says("settings.restore_do"), exact=True)
    expect(page.get_by_text(says("errors.backups.foreign"))).to_be_visible()
    assert not list((own_example_app.data / "uploads").glob("*"))
    visit(page, own_example_app.at("channels"))
    expect(page.get_by_text("@baeckerei.morgenrot").first).to_be_visible()
    settle(page)
