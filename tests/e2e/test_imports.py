"""Export files through the page: look, take over, undo; a file that is none gets its sentence."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, press, says, settle, visit

pytestmark = pytest.mark.e2e
HEADINGS = [
    "Post ID",
    "Account ID",
    "Account username",
    "Account name",
    "Description",
    "Duration (sec)",
    "Publish time",
    "Permalink",
    "Post type",
    "Data comment",
    "Date",
    "Views",
    "Reach",
    "Likes",
    "Shares",
    "Follows",
    "Comments",
    "Saves",
]


@pytest.fixture(scope="module")
def import_app(own_example_app: App) -> Iterator[App]:
    yield own_example_app


def _instagram(posts: int) -> bytes:
    """What Meta Business Suite exports for Instagram: BOM, comma, times of California."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for n in range(1, posts + 1):
        link = f"https://www.instagram.com/p/blume{n}/"
        writer.writerow(
            [f"1789{n:013d}", "17841400000000001", "blumen.wiesengrund", "Blumen Wiesengrund", f"Strauß Nummer {n}", 0,
             f"09/{n:02d}/2026 08:30", link, "IG image", "", "Lifetime", 100 + n, 80 + n, 10 + n, 1, 0, 2, 3]
        )  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _upload(page: Page, name: str, content: bytes, kind: str = "text/csv") -> None:
    with a_run(page):
        page.locator('input[type="file"]').set_input_files({"name": name, "mimeType": kind, "buffer": content})
    expect(page.get_by_text(says("imports.running"))).to_have_count(0)


def _batches(page: Page, name: str) -> object:
    return page.locator('[class*="st-key-batch_import"]').filter(has_text=name)


def _take(page: Page) -> None:
    press(page, says("imports.take"), exact=True)
    page.get_by_text(says("imports.running")).wait_for(state="detached")
    settle(page)


def test_an_instagram_export_is_looked_at_taken_over_listed_and_undone(page: Page, import_app: App) -> None:
    visit(page, import_app.at("imports"))
    _upload(page, "september.csv", _instagram(6))
    card = page.locator('[class*="st-key-candidate_"]')
    expect(card).to_contain_text(says("imports.format.meta_ig_posts"))
    expect(card).to_contain_text(says("imports.new", n=6))
    expect(card).to_contain_text("1. Sept. 2026")
    expect(page.get_by_text(says("imports.batches_none"))).to_be_visible()

    _take(page)
    batch = page.locator('[class*="st-key-batch_"]', has_text="september.csv").first
    expect(batch).to_contain_text(says("imports.new", n=6))
    visit(page, import_app.at("calendar") + "?day=2026-09-03")
    expect(page.locator(".entry", has_text="Strauß Nummer 3")).to_have_count(1)

    visit(page, import_app.at("imports"))
    _upload(page, "september-noch-einmal.csv", _instagram(6))
    expect(page.get_by_role("button", name=says("imports.take"), exact=True)).to_be_disabled()

    visit(page, import_app.at("imports"))
    batch = page.locator('[class*="st-key-batch_"]', has_text="september.csv").first
    press(batch, says("imports.undo"))
    expect(batch).to_contain_text(says("imports.undone"))
    expect(batch.get_by_role("button", name=says("imports.undo"))).to_have_count(0)
    visit(page, import_app.at("calendar") + "?day=2026-09-03")
    expect(page.locator(".entry", has_text="Strauß Nummer 3")).to_have_count(0)


def test_a_picture_called_csv_is_refused_in_words(page: Page, import_app: App) -> None:
    visit(page, import_app.at("imports"))
    _upload(page, "zahlen.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    expect(page.get_by_text(says("imports.refused.not_table_image", file="zahlen.csv"))).to_be_visible()
    expect(page.get_by_role("button", name=says("imports.take"), exact=True)).to_be_disabled()
    assert "Traceback" not in page.content()


def test_a_plan_is_led_to_its_page_and_an_own_table_keeps_its_network(page: Page, import_app: App) -> None:
    visit(page, import_app.at("imports"))
    plan = "Tag;Uhrzeit;Text;Kanal\n01.12.2026;09:00;Hallo;instagram:@name\n"
    _upload(page, "plan.csv", plan.encode())
    card = page.locator('[class*="st-key-candidate_"]')
    expect(card).to_contain_text(says("imports.question.plan", file="plan.csv"))
    expect(card.get_by_role("button", name=says("imports.use_mapping"))).not_to_be_visible()
    with a_run(page):
        card.get_by_role("link", name=says("imports.open_plans")).click()
    page.wait_for_url("**/plans")

    visit(page, import_app.at("imports"))
    own = "Nummer;Wann;Beitragstext;Likes\n1;2026-09-01 10:00;Brot;5\n"
    _upload(page, "eigene.csv", own.encode())
    press(card, says("imports.use_mapping"))
    card.get_by_label(says("imports.which_network")).click()
    with a_run(page):
        page.get_by_role("option", name="Threads", exact=True).click()
    expect(card).to_contain_text(says("imports.new", n=1))
    visit(page, import_app.at("imports"))
    _upload(page, "eigene-oktober.csv", own.replace("1;2026-09", "2;2026-10").encode())
    expect(card).to_contain_text(says("imports.new", n=1))
    expect(card.get_by_label(says("imports.which_network"))).to_have_value("Threads")


def test_a_real_youtube_export_ends_in_five_hundred_videos(page: Page, import_app: App, shared: Path) -> None:
    real = shared / "data" / "native_exports" / "youtube" / "weima_de_2021" / "Tabellendaten.csv"
    visit(page, import_app.at("imports"))
    _upload(page, real.name, real.read_bytes())
    card = page.locator('[class*="st-key-candidate_"]')
    expect(card).to_contain_text(says("imports.format.yt_table_video"))
    expect(card).to_contain_text(says("imports.new", n=500))
    _take(page)
    expect(page.locator('[class*="st-key-batch_"]', has_text=real.name).first).to_contain_text(
        says("imports.new", n=500)
    )
