"""The board of ideas from the visitor's side: note, take an occasion, filter, in both languages."""

import pytest

from cmlite import wiring
from cmlite.domain.ideas import by_column
from cmlite.services import deleting, ideas, onboarding
from tests.pages.conftest import words_of


@pytest.fixture
def owner(open_page):
    return onboarding.save_business(
        wiring.app().store, None, {"name": "Blumen Lilie"}, now=wiring.utc_now(), actor="owner"
    )


def board(brand):
    return by_column(ideas.board(wiring.app().store, brand, now=wiring.utc_now()))


def test_a_line_becomes_a_card_with_its_source(open_page, owner):
    app = open_page("ideas")
    app.text_input(key="idea_line").set_value("Tulpen *im* Eimer https://example.org/t")
    app.button(key="idea_add").click().run()
    assert not app.exception
    assert any("Tulpen \\*im\\* Eimer" in words for words in words_of(app))
    assert any("https://example.org/t" in words for words in words_of(app))
    words = words_of(open_page("ideas", "en"))
    assert any("Own note" in one and "https://example.org/t" in one for one in words)


def test_nothing_typed_is_said_and_not_saved(open_page, owner):
    app = open_page("ideas")
    app.button(key="idea_add").click().run()
    assert [one.value for one in app.error] == ["Bitte geben Sie einen Titel oder einen Text ein."]
    assert board(owner)["idea"] == []


def test_an_occasion_becomes_an_idea_once(open_page, owner):
    app = open_page("ideas")
    key = next(one.key for one in app.button if one.key and one.key.startswith("coming_take_"))
    app.button(key=key).click().run()
    assert len(board(owner)["idea"]) == 1
    assert key not in [one.key for one in app.button]


def test_a_filter_in_the_address_narrows_the_board_and_says_when_nothing_is_left(open_page, example):
    app = open_page("ideas", ideas_pillar="team")
    shown = [one.value for one in app.header]
    assert any("(1)" in words or "(2)" in words or "(3)" in words for words in shown)
    app = open_page("ideas", ideas_source="feed")
    assert any("Filtern gibt es nichts" in one.value for one in app.info)


def test_opening_a_card_leads_to_the_post(open_page, example):
    app = open_page("ideas")
    button = next(one for one in app.button if one.key and one.key.startswith("idea_open_"))
    button.click().run()
    assert not app.exception
    assert [one.value for one in app.title] != ["Ideen"]


def test_what_is_deleted_comes_back(open_page, owner):
    ideas.note(wiring.app().store, owner, "Tulpen", "", now=wiring.utc_now(), actor="owner")
    app = open_page("ideas")
    app.session_state["deleted_post"] = board(owner)["idea"][0].entry.post_id
    deleting.delete(
        wiring.app().store, owner.brand_id, app.session_state["deleted_post"], now=wiring.utc_now(), actor="owner"
    )
    app.run()
    assert board(owner)["idea"] == []
    app.button(key="calendar_undo").click().run()
    assert not app.exception
    assert not app.error
    assert len(board(owner)["idea"]) == 1
