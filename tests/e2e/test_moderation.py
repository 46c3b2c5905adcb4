"""Classes by one key, digits typed into an answer left alone; the house rules taken home as text."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, press, says, visit

pytestmark = pytest.mark.e2e


def test_one_key_gives_a_class_and_digits_in_an_answer_stay_digits(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("inbox"))
    head = page.locator(".st-key-class_head")
    who = page.locator(".st-key-conversation").get_by_role("heading").first.inner_text()
    with a_run(page):
        page.keyboard.press("2")
    expect(head).to_contain_text(says("classes.name.complaint"))
    expect(head).to_contain_text(says("classes.from.person"))
    expect(page.locator(".st-key-conversation").get_by_role("heading").first).to_have_text(who)

    answer = page.locator("[class*='st-key-reply_'] textarea").first
    answer.click()
    answer.press_sequentially("3 Brote")
    with a_run(page):
        answer.press("Tab")
    expect(head).to_contain_text(says("classes.name.complaint"))

    press(page, says("classes.undo"))
    expect(head).to_contain_text(says("classes.none"))


def test_the_house_rules_are_taken_home_as_text(page: Page, own_example_app: App) -> None:
    visit(page, own_example_app.at("moderation"))
    page.get_by_role("button", name=says("moderation.publish")).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name=says("moderation.publish_txt")).click()
    words = coming.value.path().read_text(encoding="utf-8")
    assert coming.value.suggested_filename.endswith(".txt")
    assert "Nicht willkommen ist\n- " in words and "Bäckerei Morgenrot" in words and "{" not in words
