"""A new owner comes from an empty store to a strategy, is interrupted on the way, and changes it later."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cmlite.domain.strategy import STEPS
from tests.e2e.conftest import App, NewContext, a_run, choose, enter, press, says, settle, visit

pytestmark = pytest.mark.e2e
NAME = "Blumen Wiesengrund"


def _title(page: Page, step: str) -> None:
    expect(page.get_by_role("heading", level=1, name=says(f"onboarding.step.{step}"), exact=True)).to_be_visible()
    settle(page)


def _save(page: Page, step: str, label: str = "onboarding.save") -> None:
    """Accept what is suggested; the next step, or after the last one the strategy, comes up."""
    press(page, says(label), exact=True)
    place = STEPS.index(step) + 1
    if place < len(STEPS):
        _title(page, STEPS[place])


def _pick(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    with a_run(page):
        page.get_by_role("option", name=option, exact=True).click()


def _download(page: Page, label: str) -> tuple[str, str]:
    with page.expect_download() as arriving:
        page.get_by_role("button", name=says(label)).click()
    path = Path(arriving.value.path())
    return arriving.value.suggested_filename, path.read_text(encoding="utf-8")


def test_a_new_owner_reaches_a_strategy_across_an_interruption_and_changes_it_later(
    new_context: NewContext, own_empty_app: App
) -> None:
    context = new_context()
    page = context.new_page()
    visit(page, own_empty_app.url)
    press(page, says("welcome.own_button"))
    _title(page, "business")

    press(page, says("onboarding.save"), exact=True)
    expect(page.get_by_text(says("errors.brands.name_missing"))).to_be_visible()

    enter(page.get_by_label(says("onboarding.name"), exact=True), NAME)
    _pick(page, says("onboarding.trade"), says("trades.retail"))
    _pick(page, says("onboarding.subdivision"), says("subdivisions.DE.BW"))
    for step in STEPS[:4]:
        _save(page, step)
    context.close()

    page = new_context().new_page()
    visit(page, own_empty_app.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    press(page.get_by_test_id("stMain"), says("today.do.strategy_begun"))
    _title(page, STEPS[4])
    for step in STEPS[4:-1]:
        _save(page, step)
    _save(page, STEPS[-1], "onboarding.save_last")
    expect(page.get_by_role("heading", level=1, name=says("strategy.title"), exact=True)).to_be_visible()
    expect(page.get_by_text(says("suggest.retail.pillar_1.name")).first).to_be_visible()

    page.get_by_role("button", name=says("strategy.take"), exact=True).click()
    name, words = _download(page, "strategy.as_markdown")
    assert name.startswith("cmlite-strategy-blumen-wiesengrund-")
    assert name.endswith(".md")
    assert NAME in words
    assert says("suggest.retail.pillar_1.name") in words
    name, words = _download(page, "strategy.as_page")
    assert name.endswith(".html")
    assert words.startswith("<!doctype html><html lang='de'>")
    assert NAME in words
    page.keyboard.press("Escape")

    press(page, says("strategy.change"))
    _title(page, "culture")
    enter(page.get_by_label(says("onboarding.tone"), exact=True), "Wir reden wie am Marktstand.")
    _save(page, "culture")
    with a_run(page):
        page.get_by_text(says("onboarding.short.review"), exact=True).click()
    _title(page, "review")
    _save(page, "review", "onboarding.save_last")
    expect(page.get_by_role("heading", level=1, name=says("strategy.title"), exact=True)).to_be_visible()
    expect(page.get_by_role("combobox", name=says("strategy.version"), exact=True)).to_have_value(
        says("strategy.version_name", n=2)
    )
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text(says("strategy.compare_order", old=1, new=2))).to_be_visible()
    shown = main.inner_text()
    assert "→ Wir reden wie am Marktstand." in shown
    assert says("suggest.retail.tone") in shown


def test_a_new_owner_gets_from_the_strategy_to_a_planned_post_without_leaving_the_panel(
    page: Page, own_empty_app: App
) -> None:
    visit(page, own_empty_app.url)
    press(page, says("welcome.own_button"))
    enter(page.get_by_label(says("onboarding.name"), exact=True), NAME)
    for step in STEPS[:-1]:
        _save(page, step)
    _save(page, STEPS[-1], "onboarding.save_last")
    visit(page, own_empty_app.url)
    expect(page.locator(".st-key-task_0")).to_contain_text(says("today.do.channel"))
    press(page.locator(".st-key-task_1"), says("today.do.plan"))
    dialog = page.get_by_role("dialog")
    enter(dialog.get_by_label(says("calendar.post_text"), exact=True), "Ranunkeln im Eimer")
    press(dialog, says("calendar.first_channel_add"))
    expect(dialog.get_by_text(says("errors.channels.handle_missing"))).to_be_visible()
    enter(dialog.get_by_label(says("channels.handle"), exact=True), "@wiesengrund")
    press(dialog, says("calendar.first_channel_add"))
    choose(dialog, says("states.planned"))
    press(dialog, says("calendar.save"))
    expect(dialog).to_have_count(0)
    entry = page.locator(".entry", has_text="Ranunkeln im Eimer")
    expect(entry).to_contain_text(says("states.scheduled"))
    expect(page.locator(".st-key-unsaved_new")).to_have_count(0)
