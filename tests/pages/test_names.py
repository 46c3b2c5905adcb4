"""Names that owners give, and that a browser could take for markup, stand on every page as they were written."""

import re

import pytest

from cmlite import wiring
from cmlite.services import brands, team
from tests.pages.conftest import everything_of
from tests.pages.test_all import check

NAME = "1. *Stern* ![x](https://evil.example/x.png) :red[r]"
BARE = re.compile(r"(?<!\\)(\*Stern|!\[x|\]\(https://evil|:red\[r)|^1\. ")
"""What of it would be drawn."""
PLAIN = {NAME, f"{NAME} B"}
"""As it may stand in a field, and in a list of options that is no Markdown."""


@pytest.fixture
def named(open_page, example):
    """The example with two people, brand, and channels under such names."""
    store, now = wiring.app().store, wiring.utc_now()
    owner = team.add(store, example.brand_id, f"{NAME} B", "owner", now=now, actor="owner")
    team.add(store, example.brand_id, NAME, "viewer", now=now, actor=owner.member_id)
    with store.write() as cursor:
        cursor.execute("update channel set name = ?", [NAME])
    brands.rename(store, brands.current(store).brand, NAME, now=now, actor=owner.member_id)
    return store


def test_no_page_takes_a_name_for_markup(open_page, named):
    for word in ("today", "inbox", "brands", "settings", "team"):
        app = open_page(word)
        check(app)
        drawn = {words for words in everything_of(app) if BARE.search(words)} - PLAIN
        assert {words for words in drawn if "evil.example" in words} == set(), word


def test_a_notice_shows_the_name_as_it_was_typed(open_page, named):
    mine = brands.current(named).brand
    app = open_page("brands")
    app.text_input(key=f"brand_name_{mine.brand_id}").set_value(f"{NAME} neu").run()
    app = app.button(key=f"brand_rename_{mine.brand_id}").click().run()
    assert app.toast
    assert not any(BARE.search(one.value) for one in app.toast)
