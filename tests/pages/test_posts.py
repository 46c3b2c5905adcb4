"""The page of single posts, run from the router."""

from pathlib import Path
from typing import Any

import pytest

from cmlite import config
from tests.pages.test_kpis import fill, folder, open_page

PAGE = str(config.ROOT / "pages" / "posts.py")
__all__ = ["folder"]


def choose(at: Any, row: int) -> Any:
    at.session_state["posts_table"] = {"selection": {"rows": [], "columns": [], "cells": [(row, "wall")]}}
    return at.run()


def test_before_the_first_post_the_page_leads_to_the_import(folder: Path) -> None:
    fill(folder, posts=0)
    at = open_page(PAGE)
    assert not at.exception
    assert at.button(key="empty_posts_go") and not at.dataframe


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_post_of_the_period_stands_in_the_table_newest_first(folder: Path, language: str) -> None:
    fill(folder, posts=16, language=language)
    at = open_page(PAGE)
    assert not at.exception
    frame = at.dataframe[0].value
    assert len(frame) == 14
    assert list(frame["wall"]) == sorted(frame["wall"], reverse=True)
    assert frame["interactions"].iloc[0] == 6
    assert "impressions" not in frame, "a figure nobody has is no column"
    assert not [one.value for one in [*at.markdown, *at.caption] if "posts." in one.value]


def test_a_search_that_finds_nothing_says_so_instead_of_teaching_imports(folder: Path) -> None:
    fill(folder)
    at = open_page(PAGE, posts_text="Zimtschnecke")
    assert not at.exception and not at.dataframe
    assert len(at.info) == 1
    at.text_input(key="posts_text").set_value("Text 3").run()
    assert len(at.dataframe[0].value) == 1


def test_a_chosen_post_shows_its_figures_with_their_origin_and_says_when_data_are_too_few(folder: Path) -> None:
    fill(folder)
    at = choose(open_page(PAGE), 1)
    assert not at.exception
    said = " ".join(one.value for one in [*at.header, *at.markdown])
    assert "Text 1" in said
    assert "noch etwa 3 Beiträge (bisher 5)" in said
    assert any("Exportdatei" in str(table.value) for table in at.table)


def test_a_new_pillar_is_saved(folder: Path) -> None:
    fill(folder)
    at = choose(open_page(PAGE), 0)
    at.selectbox(key="pillar_of_p0_none").set_value("craft").run()
    assert not at.exception
    assert at.dataframe[0].value["pillar"].iloc[0] == "Handwerk"


def test_posts_of_years_ago_are_one_click_away(folder: Path) -> None:
    fill(folder, days_ago=1000)
    at = open_page(PAGE)
    assert not at.exception and not at.dataframe
    at.button(key="older_go").click().run()
    assert len(at.dataframe[0].value) == 12


def test_posts_of_years_ago_that_do_not_match_are_not_offered(folder: Path) -> None:
    fill(folder, days_ago=1000)
    at = open_page(PAGE, posts_text="Zimtschnecke")
    assert len(at.info) == 1
    assert "older_go" not in [one.key for one in at.button]
    at = open_page(PAGE, only_network="facebook")
    at.button(key="older_go").click().run()
    assert len(at.dataframe[0].value) == 6
