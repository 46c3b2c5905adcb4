"""Figures in a real browser: a click into a row, choices in the address, addresses that are no page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import App, a_run, choose, says, settle, visit

pytestmark = pytest.mark.e2e
ROW, HEADING = 33, 35
"""Heights in the table of posts, in pixels."""


def test_a_click_anywhere_in_a_row_shows_that_post(page: Page, example_app: App) -> None:
    visit(page, example_app.at("posts"))
    expect(page.locator(".st-key-post_detail")).to_have_count(0)
    table = page.get_by_test_id("stDataFrame")
    titles: list[str] = []
    for row, across in ((0, 60), (4, 380)):
        with a_run(page):
            table.click(position={"x": across, "y": HEADING + ROW * row + ROW / 2})
        titles.append(page.locator(".st-key-post_detail h2").inner_text())
    assert titles[0] != titles[1]


def test_a_choice_in_the_address_survives_another_language_and_going_back(page: Page, own_example_app: App) -> None:
    visit(page, f"{own_example_app.at('kpis')}?period=90")
    clock, period = page.locator(".st-key-answer_clock"), page.locator(".st-key-period")
    choose(clock, says("kpis.clock_clock"))
    assert page.url.endswith("/kpis?period=90&answer_clock=clock")
    choose(page.get_by_test_id("stSidebar"), says("languages.en"))
    expect(clock.get_by_role("radio", name=says("kpis.clock_clock", "en"))).to_be_checked()
    expect(period.get_by_role("radio", name="90")).to_be_checked()
    page.go_back()
    expect(clock.get_by_role("radio", name=says("kpis.clock_business", "en"))).to_be_checked()
    expect(period.get_by_role("radio", name="90")).to_be_checked()
    settle(page)
    choose(page.get_by_test_id("stSidebar"), says("languages.de", "en"))


def test_the_start_page_draws_the_course_of_each_goal_without_loading_a_chart_library(
    page: Page, example_app: App
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, example_app.url)
    courses = page.get_by_role("img", name=re.compile(r"^Verlauf über 11 Wochen: von .+ auf .+"))
    expect(courses).to_have_count(3)
    for course in courses.all():
        drawn = course.locator(".line").get_attribute("d") or ""
        assert drawn.startswith("M0,") and drawn.count("L") >= 2 and "NaN" not in drawn
    assert any("/static/js/" in url for url in asked)
    assert [url for url in asked if "vega-interpreter" in url or "/embed." in url] == []


@pytest.mark.parametrize(("path", "leads_to"), [("today?x=1", "/?x=1"), ("kpiss", "/"), ("KPIs", "/kpis")])
def test_a_mistyped_address_leads_to_a_page_without_a_dialog(
    page: Page, example_app: App, path: str, leads_to: str
) -> None:
    visit(page, f"{example_app.url}/{path}")
    assert page.url == f"{example_app.url}{leads_to}"
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading").first).to_be_visible()
