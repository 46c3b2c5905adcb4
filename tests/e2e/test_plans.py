"""Many posts from one file in the browser: looked at, taken over as drafts, found in the calendar, taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, press, says, settle, visit

pytestmark = pytest.mark.e2e
POSTS = 7


def test_a_table_becomes_drafts_on_one_day_and_goes_again(page: Page, own_example_app: App) -> None:
    day = datetime.now(UTC).date() + timedelta(days=200)
    rows = "".join(f"{day:%d.%m.%Y};{8 + n:02}:00;Sonderbrot {n};instagram:@neu.hier\n" for n in range(POSTS))
    visit(page, own_example_app.at("plans"))
    with a_run(page):
        page.locator("input[type=file]").set_input_files(
            [{"name": "plan.csv", "mimeType": "text/csv", "buffer": ("Tag;Uhrzeit;Text;Kanal\n" + rows).encode()}]
        )
    press(page, says("plans.take", n=POSTS), exact=True)
    expect(page.get_by_text(says("plans.done", new=POSTS, changed=0))).to_be_visible()
    press(page, says("plans.to_calendar"))
    entries = page.locator(".entry", has_text="Sonderbrot")
    expect(entries).to_have_count(4)
    with a_run(page):
        page.get_by_role("button", name=says("calendar.more", n=POSTS - 4)).click()
    expect(entries).to_have_count(POSTS)
    expect(entries.first).to_contain_text(says("states.draft"))

    visit(page, own_example_app.at("plans"))
    press(page.locator('[class*="st-key-plan_batch_"]').first, says("plans.undo"))
    settle(page)
    visit(page, own_example_app.at("calendar") + f"?day={day.isoformat()}")
    expect(entries).to_have_count(0)
