"""Assisted publishing: decide on what was missed, copy, open the network, confirm with the link."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import App, NewContext, enter, press, says, settle, visit

pytestmark = pytest.mark.e2e
TITLE = "Der Teig für morgen ruht schon"
TEXT = "Während ihr den Feierabend genießt"


@pytest.fixture
def offline_page(new_context: NewContext, own_example_app: App) -> Iterator[Page]:
    """May use the clipboard; what the app opens elsewhere is answered here, nothing leaves the machine."""
    context = new_context(permissions=["clipboard-read", "clipboard-write"])

    def answer(route: Route) -> None:
        if route.request.url.startswith(own_example_app.url):
            route.continue_()
        else:
            route.fulfill(status=200, body="elsewhere")

    context.route("**/*", answer)
    yield context.new_page()


def _missed(networks: str) -> str:
    return says("today.task.missed", title=TITLE, networks=networks)


def _decide(page: Page, app: App, network: str, missed: str = "Instagram") -> Locator:
    """From the start page into the panel of the post missed on some networks; gives back the box of one."""
    visit(page, app.url)
    task = page.locator('[class*="st-key-task_"]', has_text=_missed(missed)).first
    press(task, says("today.do.missed"))
    expect(page.get_by_role("dialog")).to_be_visible()
    settle(page)
    return _box(page, network)


def _box(page: Page, network: str) -> Locator:
    return page.get_by_role("dialog").locator('[class*="st-key-target_publication"]', has_text=network).first


def test_a_missed_post_is_copied_published_by_hand_and_confirmed_with_its_link(
    offline_page: Page, own_example_app: App
) -> None:
    page = offline_page
    box = _decide(page, own_example_app, "Facebook", missed="Facebook und Instagram")
    expect(page.get_by_role("dialog")).to_contain_text("Neu planen")
    expect(box).to_contain_text(says("states.missed"))
    with page.context.expect_page() as opened:
        box.get_by_role("button", name=says("calendar.copy_open")).click()
    assert "facebook.com" in opened.value.url
    opened.value.close()
    page.bring_to_front()
    assert page.evaluate("navigator.clipboard.readText()").startswith(TEXT)
    expect(box.get_by_text(says("calendar.copied"))).to_be_visible()
    settle(page)

    box = _box(page, "Facebook")
    enter(box.get_by_role("textbox"), "https://www.facebook.com/morgenrot/posts/1")
    press(_box(page, "Facebook"), says("calendar.confirm"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stToastText").get_by_text(says("calendar.done_published"))).to_be_visible()

    visit(page, own_example_app.url)
    expect(page.get_by_text(_missed("Instagram"))).to_be_visible()
    expect(page.get_by_text(TITLE)).to_have_count(1)
    _decide(page, own_example_app, "Instagram")
    box = _box(page, "Facebook")
    expect(box).to_contain_text(says("states.published"))
    expect(box.get_by_role("link", name=says("calendar.open_post"))).to_have_attribute(
        "href", "https://www.facebook.com/morgenrot/posts/1"
    )


@pytest.mark.parametrize("link", ["instagram.com/p/1", "javascript:alert(1)", "http://www.instagram.com/p/1"])
def test_a_link_without_https_gives_the_sentence_and_changes_nothing(
    offline_page: Page, own_example_app: App, link: str
) -> None:
    page = offline_page
    box = _decide(page, own_example_app, "Instagram")
    enter(box.get_by_role("textbox"), link)
    press(_box(page, "Instagram"), says("calendar.confirm"))
    expect(page.get_by_text(says("errors.publishing.link"))).to_be_visible()
    visit(page, own_example_app.url)
    expect(page.get_by_text(_missed("Instagram"))).to_be_visible()
