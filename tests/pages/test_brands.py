"""Several brands in the pages: a file that begins one, an address of another one, removal."""

import pytest

from cmlite import wiring
from cmlite.domain.posts import PostDraft
from cmlite.services import brands, calendar, strategy, strategy_file
from tests.pages.conftest import words_of
from tests.pages.test_all import check


@pytest.fixture
def second(open_page, example):
    """A second brand made from the strategy of the example; the example is in view."""
    store, now = wiring.app().store, wiring.utc_now()
    text = strategy_file.to_file(example, strategy.current(store, example.brand_id))
    file = strategy_file.look_into(text.encode(), wiring.networks())
    made = strategy_file.begin_brand(store, file, "Blumen Rot", with_baselines=False, now=now, actor="owner")
    brands.choose_brand(store, example.brand_id, now=now, actor="owner")
    return made


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_address_of_another_brand_offers_to_switch(open_page, example, second, language):
    store, now = wiring.app().store, wiring.utc_now()
    draft = PostDraft(text="Nur für Blumen", zone="Europe/Berlin")
    post_id = calendar.create(store, second.brand_id, draft, now=now, actor="owner").post_id
    app = open_page("calendar", language, post=post_id)
    check(app)
    said = " ".join(words_of(app)).replace("\\", "")
    assert "Blumen Rot" in said
    assert "Nur für Blumen" not in said
    app = app.button(key="elsewhere_go").click().run()
    check(app)
    assert brands.current(store).brand == second


def test_staying_forgets_the_address(open_page, example, second):
    store, now = wiring.app().store, wiring.utc_now()
    draft = PostDraft(text="Nur für Blumen", zone="Europe/Berlin")
    post_id = calendar.create(store, second.brand_id, draft, now=now, actor="owner").post_id
    app = open_page("calendar", post=post_id).button(key="elsewhere_stay").click().run()
    assert "post" not in app.query_params
    assert brands.current(store).brand == example


def test_a_brand_is_removed_after_its_name_was_typed(open_page, example, second):
    app = open_page("brands")
    for typed, refused in (("falsch", True), ("Blumen Rot", False)):
        app.text_input(key=f"brand_typed_{second.brand_id}").set_value(typed).run()
        app = app.button(key=f"brand_remove_{second.brand_id}").click().run()
        assert bool(app.error) == refused
    check(app)
    assert brands.current(wiring.app().store).brands == (example,)


def test_a_brand_is_renamed_where_it_stands(open_page, example, second):
    app = open_page("brands")
    app.text_input(key=f"brand_name_{second.brand_id}").set_value("Blumen Blau").run()
    app = app.button(key=f"brand_rename_{second.brand_id}").click().run()
    check(app)
    assert {one.name for one in brands.current(wiring.app().store).brands} == {example.name, "Blumen Blau"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_brand_goes_into_the_archive_and_comes_back(open_page, example, second, language):
    app = open_page("brands", language).button(key=f"brand_archive_{second.brand_id}").click().run()
    check(app)
    assert brands.current(wiring.app().store).brands == (example,)
    app = app.button(key=f"brand_back_{second.brand_id}").click().run()
    check(app)
    assert {one.brand_id for one in brands.current(wiring.app().store).brands} == {example.brand_id, second.brand_id}
