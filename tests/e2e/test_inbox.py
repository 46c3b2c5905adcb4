"""Answer by keyboard alone; what people write is shown, never carried out."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from cmlite import config
from cmlite.domain.inbox import Filters
from cmlite.services import brands, deadlines, inbox
from cmlite.store.db import Store
from cmlite.store.rows import insert
from tests.e2e.conftest import PHONE, App, NewContext, a_run, enter, running, says, settle, visit

pytestmark = pytest.mark.e2e
EVIL = "<img src=x onerror=alert(1)> **bold** $x$ :red[hi] <script>alert(2)</script>"
EVIL_NAME = "*eva* :red[x] <b>y</b>"


@pytest.fixture(scope="module")
def inbox_app(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Iterator[App]:
    """The bakery, with one person who writes markup and bears it as a name."""
    data = tmp_path_factory.mktemp("inbox")
    shutil.copy(example_file, data / "cmlite.duckdb")
    store = Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    now = datetime.now(UTC).replace(tzinfo=None)
    brand = brands.current(store).brand
    assert brand is not None
    deadlines.bring_up(store, brand, now=now)
    # From the middle: sorting by tone and haste may still move one a place, and the last of a page onto the next.
    theirs = inbox.queue(store, brand.brand_id, Filters(), page=1, now=now)[0][6]
    with store.write() as cursor:
        insert(
            cursor,
            "message",
            message_id="evil",
            brand_id=brand.brand_id,
            conversation_id=theirs.conversation_id,
            person_id=theirs.person_id,
            direction="in",
            state="received",
            text=EVIL,
            sent_at=now - timedelta(minutes=1),
        )
        cursor.execute(
            "update person set display_name = ? where person_id in (select person_id from conversation where conversation_id = ?)",
            [EVIL_NAME, theirs.conversation_id],
        )
    store.close()
    (data / "evil").write_text(theirs.conversation_id)
    with running(data) as app:
        yield app


def _waiting(page: Page) -> int:
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=says("nav.inbox"))
    found = re.search(r"\d+", link.inner_text())
    return int(found.group()) if found else 0


def _conversation(page: Page) -> str:
    found = re.search(r"conversation=([^&]+)", page.url)
    return found.group(1) if found else ""


def _reply(page: Page) -> Locator:
    """The field of the conversation in the address; the one before it may stand beside it for a moment."""
    return page.locator(f'[class*="st-key-reply_{_conversation(page)}_"] textarea')


def test_next_answer_and_sent_by_keyboard_alone(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    before = _waiting(page)
    assert before > 1
    first = page.get_by_test_id("stMain").get_by_role("heading", level=2).inner_text()
    with a_run(page):
        page.keyboard.press("j")
    page.wait_for_url("**/inbox?*conversation=*")
    second = _conversation(page)
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=2)).not_to_have_text(first)

    reply = _reply(page)
    for _ in range(80):
        if reply.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail("Tab does not reach the answer")
    page.keyboard.type("Danke, wir melden uns morgen früh.")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("id => !location.search.includes(id)", arg=second)
    settle(page)
    assert _waiting(page) == before - 1
    expect(page.locator(f".st-key-queue_{second}")).to_have_count(0)

    visit(page, f"{inbox_app.at('inbox')}?conversation={second}")
    expect(page.locator(".st-key-thread")).to_contain_text("Danke, wir melden uns morgen früh.")
    expect(page.locator(".st-key-thread").get_by_text("Danke, wir melden uns morgen früh.")).to_have_count(1)


def test_typing_letters_into_the_answer_presses_no_button(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    before, shown = _waiting(page), page.get_by_test_id("stMain").get_by_role("heading", level=2).inner_text()
    page.get_by_label(says("inbox.reply"), exact=True).click()
    page.keyboard.type("doj d o j")
    with a_run(page):
        page.keyboard.press("Tab")
    assert _waiting(page) == before
    assert page.get_by_test_id("stMain").get_by_role("heading", level=2).inner_text() == shown


def test_a_key_pressed_twice_finishes_no_conversation_that_was_not_in_view(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    before = _waiting(page)
    said = "n => document.body.innerText.includes(`Posteingang · ${n}`)"
    with a_run(page):
        page.keyboard.press("d")
        page.keyboard.press("d")
        page.wait_for_function(said, arg=before - 1)
    assert _waiting(page) == before - 1
    page.keyboard.press("Control+z")
    page.wait_for_function(said, arg=before)


def test_a_note_is_written_and_taken_in_by_keyboard_alone(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    shown = page.get_by_test_id("stMain").get_by_role("heading", level=2).inner_text()
    before = _waiting(page)
    page.get_by_role("button", name=says("inbox.note"), exact=False).last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("doj 123 Samira fragen")
    page.keyboard.press("Tab")
    with a_run(page):
        page.keyboard.press("Enter")
    expect(page.locator(".st-key-thread")).to_contain_text("doj 123 Samira fragen")
    assert _waiting(page) == before
    assert page.get_by_test_id("stMain").get_by_role("heading", level=2).inner_text() == shown
    page.get_by_role("button", name=says("inbox.filters"), exact=False).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody").locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_an_unsent_answer_survives_a_reload_at_the_address_of_its_conversation(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    with a_run(page):
        page.keyboard.press("j")
    page.wait_for_url("**/inbox?*conversation=*")
    conversation = _conversation(page)
    reply = _reply(page)
    enter(reply, "Noch nicht fertig, aber")
    page.reload()
    settle(page)
    assert _conversation(page) == conversation
    expect(_reply(page)).to_have_value("Noch nicht fertig, aber")


def test_an_empty_answer_is_refused_and_the_person_keeps_waiting(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    before = _waiting(page)
    page.get_by_label(says("inbox.reply"), exact=True).fill("   ")
    with a_run(page):
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text(says("errors.inbox.empty"))).to_be_visible()
    assert _waiting(page) == before


def test_what_people_write_is_shown_as_plain_text(page: Page, inbox_app: App) -> None:
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    conversation = (inbox_app.data / "evil").read_text()
    visit(page, f"{inbox_app.at('inbox')}?conversation={conversation}")
    thread = page.locator(".st-key-thread")
    expect(thread.get_by_text(EVIL, exact=True)).to_be_visible()
    for element in ("img[src='x']", "script", "strong", ".katex", "b", "span[style*='color']"):
        expect(thread.locator(element)).to_have_count(0)
    queue = page.locator(".st-key-queue")
    expect(queue.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    for element in ("img[src='x']", ".katex", "strong"):
        expect(queue.locator(element)).to_have_count(0)
    assert opened == []


def test_a_name_is_shown_as_plain_text(page: Page, inbox_app: App) -> None:
    conversation = (inbox_app.data / "evil").read_text()
    visit(page, f"{inbox_app.at('inbox')}?conversation={conversation}")
    expect(page.get_by_role("heading", name=EVIL_NAME, exact=True)).to_be_visible()
    expect(page.locator(f".st-key-pick_{conversation}").get_by_role("button")).to_contain_text(EVIL_NAME)
    expect(page.locator(f".st-key-pick_{conversation} em")).to_have_count(0)


def test_on_a_phone_the_chosen_conversation_is_in_view_and_the_way_back_leads_to_the_list(
    new_context: NewContext, inbox_app: App
) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    visit(page, inbox_app.at("inbox"))
    expect(page.locator(".st-key-queue")).to_be_in_viewport()
    expect(page.locator(".st-key-conversation")).not_to_be_in_viewport()
    pick = page.locator('[class*="st-key-pick_"] button').nth(1)
    for _ in range(2):  # the same one again, too
        with a_run(page):
            pick.click()
        expect(page.locator(".st-key-conversation").get_by_role("heading", level=2)).to_be_in_viewport()
        reply = _reply(page)
        enter(reply, "Gern, bis morgen.")
        expect(reply).to_be_in_viewport()
        page.get_by_role("button", name=says("inbox.back")).click()
        expect(pick).to_be_in_viewport()
    visit(page, f"{inbox_app.at('inbox')}?conversation={_conversation(page)}")
    expect(page.locator(".st-key-conversation").get_by_role("heading", level=2)).to_be_in_viewport()


def test_one_after_the_other_by_keyboard_alone_and_every_key_is_listed(page: Page, inbox_app: App) -> None:
    visit(page, inbox_app.at("inbox"))
    page.wait_for_function("window.cmliteListens")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text(says("inbox.next"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    with a_run(page):
        page.keyboard.press("f")
    expect(page.locator(".st-key-queue")).to_have_count(0)
    progress = page.locator(".st-key-focus_head")
    expect(progress).to_contain_text(re.compile(r"\b1 von "))
    with a_run(page):
        page.keyboard.press("3")
    expect(page.locator(".st-key-class_head")).to_contain_text(says("classes.name.praise"))
    page.keyboard.press("a")
    reply = page.get_by_label(says("inbox.reply"), exact=True)
    expect(reply).to_be_focused()
    page.keyboard.type("dj")
    with a_run(page):  # what was typed is kept
        page.keyboard.press("Escape")
    expect(reply).not_to_be_focused()
    for key, place in (("s", 2), ("j", 3)):
        with a_run(page):
            page.keyboard.press(key)
        expect(progress).to_contain_text(re.compile(rf"\b{place} von "))
        settle(page)
    with a_run(page):
        page.keyboard.press("q")
    expect(page.locator(".st-key-queue")).to_be_visible()


def test_two_windows_that_write_one_answer_are_asked_which_text_stays(new_context: NewContext, inbox_app: App) -> None:
    left, right = new_context().new_page(), new_context().new_page()
    visit(left, inbox_app.at("inbox"))
    with a_run(left):
        left.keyboard.press("j")
    left.wait_for_url("**/inbox?*conversation=*")
    visit(right, f"{inbox_app.at('inbox')}?conversation={_conversation(left)}")
    enter(left.get_by_label(says("inbox.reply"), exact=True), "Aus dem linken Fenster")
    field = right.get_by_label(says("inbox.reply"), exact=True)
    field.fill("Aus dem rechten Fenster")
    field.press("Tab")
    asked = right.locator(".st-key-draft_conflict_box")
    expect(asked).to_contain_text("Aus dem linken Fenster")
    expect(right.locator(".st-key-conversation")).to_contain_text(says("inbox.writes_here_too"))
    with a_run(right):
        asked.get_by_role("button", name=says("inbox.draft_take")).click()
    expect(field).to_have_count(1)  # the one of before goes only when the new one stands
    expect(field).to_have_value("Aus dem linken Fenster")
