"""The library from the visitor's side: empty, full, searched, uploaded to, one looked at, deleted and brought back."""

import io

import pytest

from cmlite import wiring
from cmlite.domain.library import Search
from cmlite.services import library, onboarding
from tests import media_samples as made
from tests.pages.conftest import words_of


@pytest.fixture
def owner(open_page):
    now = wiring.utc_now()
    return onboarding.save_business(wiring.app().store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")


def add(brand, data, name):
    store, now = wiring.app().store, wiring.utc_now()
    return library.add(store, brand.brand_id, io.BytesIO(data), name, now=now, actor="owner").media


def names(brand):
    found = library.search(wiring.app().store, brand.brand_id, Search(), today=wiring.utc_now().date())
    return sorted(item.name for item in found.items)


def opened_tiles(app):
    return [one.key for one in app.button if one.key and one.key.startswith("open_media")]


def test_an_empty_library_says_how_to_fill_it(open_page, owner):
    app = open_page("library")
    assert any("Noch keine Bilder" in words for words in words_of(app))
    assert len(app.get("file_uploader")) == 1


def test_what_is_uploaded_stands_in_the_grid_and_what_is_refused_says_why(open_page, owner):
    app = open_page("library")
    files = [("a.jpg", made.with_place(), "image/jpeg"), ("b.jpg", made.EXE, "image/jpeg")]
    app.get("file_uploader")[0].set_value(files).run()
    assert not app.exception
    assert names(owner) == ["a.jpg"]
    assert len(opened_tiles(app)) == 1
    (refused,) = [one.value for one in app.error]
    assert "b.jpg" in refused.replace("\\", "")
    assert "Das ist ein Programm" in refused
    assert any("Aufnahmeort wurde entfernt" in one.value for one in app.toast)


def test_search_kind_and_view_stand_in_the_address(open_page, owner):
    add(owner, made.picture(), "Tulpen.jpg")
    add(owner, made.film(), "Laden.mp4")
    for query, n in (
        ({}, 2),
        ({"library_words": "tulpen"}, 1),
        ({"library_kind": "video"}, 1),
        ({"library_view": "used"}, 0),
        ({"library_view": "no_alt"}, 2),
    ):
        app = open_page("library", "en", **query)
        assert not app.exception
        assert len(opened_tiles(app)) == n, query


def test_one_is_looked_at_described_and_found_by_its_tag(open_page, owner):
    medium = add(owner, made.picture(), "Tulpen.jpg")
    app = open_page("library", item=medium.media_id)
    assert not app.exception
    key = medium.media_id
    app.text_area(key=f"item_alt_{key}").set_value("Rote Tulpen im Eimer")
    app.text_input(key=f"item_tags_{key}").set_value("Tulpe, #Rot")
    app.checkbox(key=f"item_persons_{key}").set_value(True)
    app.session_state["library_open"] = key
    app.button(key=f"item_submit_{key}").click().run()
    item = library.items(wiring.app().store, owner.brand_id, [key])[key]
    assert (item.alt, item.tags, item.rights.has_persons) == ("Rote Tulpen im Eimer", ("tulpe", "rot"), True)


def test_one_is_deleted_and_brought_back(open_page, owner):
    medium = add(owner, made.picture(), "Tulpen.jpg")
    add(owner, made.moving(), "Wind.gif")
    app = open_page("library", item=medium.media_id)
    app.session_state["library_open"] = medium.media_id
    app.button(key="item_delete").click().run()
    assert names(owner) == ["Wind.gif"]
    assert any("„Tulpen\\.jpg“ ist gelöscht" in words for words in words_of(app))
    app.button(key="library_undo").click().run()
    assert names(owner) == ["Tulpen.jpg", "Wind.gif"]


def test_an_address_of_something_that_is_gone_is_no_error(open_page, owner):
    add(owner, made.picture(), "Tulpen.jpg")
    app = open_page("library", item="media_of_another_brand")
    assert not app.exception
    assert any("gibt es nicht mehr" in words for words in words_of(app))


def test_a_long_library_is_shown_in_pages(open_page, owner):
    for number in range(30):
        add(owner, made.picture("PNG", (8, 8), (number, 0, 0)), f"{number}.png")
    app = open_page("library")
    assert len(opened_tiles(app)) == 24
    assert any("1–24 von 30" in words for words in words_of(app))
