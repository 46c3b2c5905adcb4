"""The page of feeds: look, follow, make an idea, stop following and take that back; in both languages."""

import pytest

from cmlite import wiring
from cmlite.domain.feeds import Wanted
from cmlite.services import feeds, ideas
from tests.pages.conftest import words_of
from tests.services.test_feeds import Website


@pytest.fixture
def website(loopback_is_public):
    with Website() as running:
        yield running


@pytest.fixture
def followed(example, website):
    here = wiring.visit()
    found = feeds.look(here.outside, website.url).fetched
    return feeds.follow(here.store, here.brand_id, found, now=here.now, actor="owner")


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_address_is_looked_at_shown_and_then_followed(open_page, example, website, language):
    app = open_page("feeds", language)
    app.button(key="feeds_open").click().run()
    app.text_input(key="feeds_address").set_value(website.url)
    app.button(key="feeds_look").click().run()
    assert not app.exception
    assert any("Straßenfest" in words for words in words_of(app))
    assert feeds.feeds(wiring.app().store, wiring.visit().brand_id) == []
    app.button(key="feeds_follow").click().run()
    assert not app.exception
    (one,) = feeds.feeds(wiring.app().store, wiring.visit().brand_id)
    assert one.title == "Zeitung"


@pytest.mark.parametrize(("language", "said"), [("de", "Ein Eintrag:"), ("en", "One entry:")])
def test_a_feed_with_one_entry_says_so(open_page, example, website, language, said):
    website.entries = ["Straßenfest"]
    app = open_page("feeds", language)
    app.button(key="feeds_open").click().run()
    app.text_input(key="feeds_address").set_value(website.url)
    app.button(key="feeds_look").click().run()
    assert said in words_of(app)


def test_an_address_without_a_feed_says_what_to_do(open_page, example, website):
    app = open_page("feeds")
    app.button(key="feeds_open").click().run()
    app.button(key="feeds_look").click().run()
    assert "example.org" in app.error[0].value


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_entry_becomes_an_idea_and_says_so(open_page, followed, language):
    app = open_page("feeds", language)
    here = wiring.visit()
    entry = feeds.entries(here.store, here.brand_id, Wanted(), page=1)[0][0]
    app.button(key=f"idea_{entry.feed_id}_{entry.entry_id}").click().run()
    assert not app.exception
    assert app.button(key=f"board_{entry.feed_id}_{entry.entry_id}")
    assert any(card.entry.title == "Straßenfest" for card in ideas.board(here.store, here.brand, now=here.now))


def test_a_feed_is_removed_and_brought_back(open_page, followed):
    app = open_page("feeds")
    app.button(key=f"remove_{followed.feed_id}").click().run()
    here = wiring.visit()
    assert feeds.feeds(here.store, here.brand_id) == []
    app.button(key="feeds_undo").click().run()
    assert not app.exception
    assert len(feeds.feeds(here.store, here.brand_id)) == 1
