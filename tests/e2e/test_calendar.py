"""Plan with mouse and keyboard: drag, arrow keys, the panel of a post, the days as a list on a phone."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, App, NewContext, a_run, choose, enter, press, says, settle, visit

pytestmark = pytest.mark.e2e
TITLE = "Dreißig Sekunden Teigfalten"
FOCUSED = """() => {
  let node = document.activeElement
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  return node?.dataset?.id ?? null
}"""


def _cell(page: Page, day: date) -> Locator:
    return page.locator(f'.day:has(time[datetime="{day.isoformat()}"])')


def _post(where: Page | Locator, title: str) -> Locator:
    return where.locator(".entry", has_text=title)


def _day_of(page: Page, title: str) -> date:
    cell = page.locator(".day", has=page.locator(".entry", has_text=title))
    return date.fromisoformat(cell.locator("time").get_attribute("datetime") or "")


def _beside(day: date) -> date:
    """Another day of the same week that is not in the past for a post that lies two days ahead or more."""
    return day + timedelta(days=-1 if day.weekday() == 6 else 1)


def _calendar(page: Page, app: App, query: str = "") -> None:
    """The calendar with its days; they are drawn a moment after the page."""
    visit(page, app.at("calendar") + query)
    expect(page.locator(".day").first).to_be_attached()


def _open(page: Page, app: App, title: str = TITLE) -> date:
    """The month in which the post stands, today's or the next one; gives back its day."""
    _calendar(page, app)
    if not _post(page, title).count():
        press(page, says("calendar.after"))
    expect(_post(page, title)).to_have_count(1)
    day = _day_of(page, title)
    _calendar(page, app, f"?day={day.isoformat()}")
    return day


def _panel(page: Page) -> Locator:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    settle(page)
    return dialog


def test_a_post_dragged_to_another_day_is_still_there_after_a_reload(page: Page, own_example_app: App) -> None:
    day = _open(page, own_example_app)
    other = _beside(day)
    _cell(page, other).scroll_into_view_if_needed()
    with a_run(page):
        _post(page, TITLE).drag_to(_cell(page, other))
    expect(_post(_cell(page, other), TITLE)).to_be_visible()
    expect(_post(_cell(page, day), TITLE)).to_have_count(0)
    settle(page)
    page.reload()
    settle(page)
    expect(_post(_cell(page, other), TITLE)).to_be_visible()
    expect(_post(page, TITLE)).to_have_count(1)
    expect(_post(_cell(page, other), TITLE)).to_contain_text("12:00")


def test_an_arrow_key_moves_a_post_by_a_day_and_the_focus_stays_on_it(page: Page, own_example_app: App) -> None:
    day = _open(page, own_example_app)
    other = _beside(day)
    entry = _post(page, TITLE)
    name = entry.get_attribute("data-id")
    entry.focus()
    with a_run(page):
        page.keyboard.press("ArrowRight" if other > day else "ArrowLeft")
    expect(_post(_cell(page, other), TITLE)).to_be_visible()
    settle(page)
    page.wait_for_function(f"({FOCUSED})() === {name!r}")
    with a_run(page):
        page.keyboard.press("ArrowLeft" if other > day else "ArrowRight")
    expect(_post(_cell(page, day), TITLE)).to_be_visible()


def test_a_move_into_the_past_is_refused_in_view(page: Page, own_example_app: App) -> None:
    day = _open(page, own_example_app)
    _post(page, TITLE).focus()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_text(says("errors.publishing.past")).first).to_be_in_viewport()
    settle(page)
    expect(_post(_cell(page, day), TITLE)).to_be_visible()


def test_keys_that_come_faster_than_the_days_are_drawn_all_count(page: Page, own_example_app: App) -> None:
    day = _open(page, own_example_app)
    _post(page, TITLE).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(_post(_cell(page, day + timedelta(days=14)), TITLE)).to_be_visible()
    settle(page)
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    expect(_post(_cell(page, day), TITLE)).to_be_visible()
    settle(page)


def test_a_post_that_is_out_can_neither_be_dragged_nor_moved_by_keys(page: Page, own_example_app: App) -> None:
    _calendar(page, own_example_app)
    if not page.locator(".entry.published").count():
        press(page, says("calendar.before"))
    entry = page.locator(".entry.published").first
    name, before = entry.get_attribute("data-id"), entry.locator("xpath=..").locator("time").get_attribute("datetime")
    assert entry.get_attribute("draggable") in {None, "false"}
    entry.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    after = page.locator(f'.entry[data-id="{name}"]').locator("xpath=..").locator("time").get_attribute("datetime")
    assert after == before


def test_a_post_is_made_in_a_day_changed_duplicated_deleted_and_brought_back(page: Page, own_example_app: App) -> None:
    day = _open(page, own_example_app)
    later = _beside(day)
    _cell(page, later).get_by_role("button", name=says("calendar.add")).click()
    dialog = _panel(page)
    enter(dialog.get_by_label(says("calendar.post_title")), "Tulpen im Eimer")
    enter(dialog.get_by_label(says("calendar.post_text"), exact=True), "Heute frisch vom Großmarkt.")
    choose(dialog, says("states.planned"))
    choose(dialog, "Instagram @baeckerei.morgenrot")
    press(dialog, says("calendar.save"))
    expect(dialog).to_have_count(0)
    expect(_post(_cell(page, later), "Tulpen im Eimer")).to_contain_text(says("states.scheduled"))

    _post(page, "Tulpen im Eimer").click()
    dialog = _panel(page)
    assert dialog.get_by_label(says("calendar.post_text"), exact=True).input_value() == "Heute frisch vom Großmarkt."
    enter(dialog.get_by_label(says("calendar.post_title")), "Ranunkeln im Eimer")
    press(dialog, says("calendar.save"))
    expect(_post(_cell(page, later), "Ranunkeln im Eimer")).to_be_visible()
    expect(_post(page, "Tulpen im Eimer")).to_have_count(0)

    _post(page, "Ranunkeln im Eimer").click()
    press(_panel(page), says("calendar.duplicate"))
    _calendar(page, own_example_app, f"?day={(later + timedelta(days=7)).isoformat()}")
    copy = _post(_cell(page, later + timedelta(days=7)), "Ranunkeln im Eimer")
    expect(copy).to_contain_text(says("states.draft"))

    copy.click()
    press(_panel(page), says("calendar.delete"))
    expect(page.get_by_text(says("calendar.deleted"), exact=True)).to_be_visible()
    expect(copy).to_have_count(0)
    expect(page.get_by_role("button", name=says("calendar.undo"))).to_be_in_viewport()
    press(page, says("calendar.undo"))
    expect(copy).to_be_visible()
    expect(copy).to_contain_text(says("states.draft"))


def test_a_planned_post_without_a_channel_is_refused_in_words_and_nothing_is_saved(
    page: Page, own_example_app: App
) -> None:
    day = _open(page, own_example_app)
    _cell(page, day).get_by_role("button", name=says("calendar.add")).click()
    dialog = _panel(page)
    enter(dialog.get_by_label(says("calendar.post_title")), "Ohne Kanal")
    choose(dialog, says("states.planned"))
    press(dialog, says("calendar.save"))
    expect(dialog.get_by_text(says("errors.posts.channel_missing"))).to_be_visible()
    page.reload()
    settle(page)
    expect(_post(page, "Ohne Kanal")).to_have_count(0)
    bar = page.locator(".st-key-unsaved_new")
    expect(bar).to_contain_text("Ohne Kanal")
    press(bar, says("calendar.kept_drop"))
    expect(bar).to_have_count(0)


def test_the_address_carries_view_and_day(page: Page, own_example_app: App) -> None:
    _calendar(page, own_example_app)
    choose(page, says("calendar.view_week"))
    expect(page.locator(".calendar.week")).to_be_visible()
    first = page.locator(".day time").first
    before = first.get_attribute("datetime") or ""
    press(page, says("calendar.after"))
    expect(first).not_to_have_attribute("datetime", before)
    assert "calendar_view=" in page.url
    assert "day=" in page.url
    shown = first.get_attribute("datetime") or ""
    page.reload()
    settle(page)
    expect(first).to_have_attribute("datetime", shown)
    expect(page.locator(".day")).to_have_count(7)


@pytest.mark.parametrize("way", ["escape", "cross", "outside", "reload"])
def test_what_is_typed_is_not_lost_whichever_way_the_panel_closes(page: Page, own_example_app: App, way: str) -> None:
    _calendar(page, own_example_app)
    press(page, says("calendar.new"))
    field = _panel(page).get_by_label(says("calendar.post_text"), exact=True)
    field.click()
    page.keyboard.type(f"Ranunkeln, {way}")
    if way == "escape":
        page.keyboard.press("Escape")
    elif way == "cross":
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    elif way == "outside":
        page.mouse.click(300, 700)
    else:
        expect(page.get_by_text(says("calendar.characters", n=len(f"Ranunkeln, {way}")))).to_be_visible()
        expect(field).to_be_focused()
        settle(page)
        page.reload()
    bar = page.locator(".st-key-unsaved_new")
    expect(bar).to_contain_text(f"Ranunkeln, {way}")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    press(bar, says("calendar.unsaved_open"))
    field = _panel(page).get_by_label(says("calendar.post_text"), exact=True)
    expect(field).to_have_value(f"Ranunkeln, {way}")
    press(page.get_by_role("dialog"), says("calendar.kept_drop"))
    expect(bar).to_have_count(0)
    expect(_post(page, f"Ranunkeln, {way}")).to_have_count(0)


def test_a_day_that_is_over_offers_no_new_post(page: Page, example_app: App) -> None:
    _calendar(page, example_app)
    press(page, says("calendar.before"))
    expect(page.locator(".day .entry").first).to_be_visible()
    over = page.locator(".day:not(.outside)")
    expect(over.get_by_role("button", name=says("calendar.add"))).to_have_count(0)
    press(page, says("calendar.after"))
    expect(page.locator(".day.today").get_by_role("button", name=says("calendar.add"))).to_have_count(1)


def test_on_a_phone_the_list_begins_today_and_earlier_days_stay_open_once_asked_for(
    new_context: NewContext, example_app: App
) -> None:
    page = new_context(viewport=PHONE).new_page()
    _calendar(page, example_app)
    expect(page.locator(".day:visible").first).to_have_class(re.compile("today"))
    expect(page.locator(".day.today")).to_be_in_viewport()
    earlier = page.get_by_role("button", name=says("calendar.earlier"))
    if not earlier.count():  # on the first days of a month nothing may lie behind
        return
    earlier.click()
    expect(page.locator(".day:visible").first).to_have_class(re.compile("past"))
    press(page, says("calendar.filters"))
    page.keyboard.press("Escape")
    expect(page.locator(".day:visible").first).to_have_class(re.compile("past"))


def test_on_a_phone_the_days_are_a_list(new_context: NewContext, example_app: App) -> None:
    page = new_context(viewport=PHONE).new_page()
    _calendar(page, example_app)
    boxes = [cell.bounding_box() for cell in page.locator(".day:visible").all()[:6]]
    assert len({round(box["x"]) for box in boxes if box}) == 1
    assert all(box["width"] > 300 for box in boxes if box)
    assert [box["y"] for box in boxes if box] == sorted(box["y"] for box in boxes if box)
    expect(page.locator(".names")).to_be_hidden()
