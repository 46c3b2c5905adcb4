"""What the session keeps ends where it must: dialogs with their page, what is about one brand with that brand."""

import re

import pytest

from cmlite import wiring
from cmlite.services import blocks, brands
from cmlite.ui import frame
from tests.conftest import ROOT
from tests.pages.test_all import check
from tests.pages.test_brands import second  # noqa: F401

_STAYS = {
    *("brand_in_view", "language", "names_of_people", "notices", "page_in_view", "people_chosen", "window_id"),
    *("blocks_made", "imports_round", "inbox_openings", "inbox_search_turn", "inbox_turn", "library_uploads"),
    *("panel_dismissed", "panel_openings", "plan_round", "popover_turn", "replies_made", "rule_turn", "series_turn"),
    *("channel_dialog", "checked"),  # connections.leave_dialog
    *("inbox_text", "wizard_at", "wizard_began", "wizard_of", "wizard_stood"),
}
"""Who looks and in which language; counters that keep the keys of widgets apart; what others look after."""


def other_page(app, word):
    return app.switch_page(str(ROOT / "pages" / f"{word}.py")).run()


def switch(app, brand):
    (box,) = [one for one in app.selectbox if str(one.key).startswith("brand_in_view")]
    return box.set_value(brand.brand_id).run()


@pytest.mark.parametrize(
    ("word", "opens", "inside"),
    [
        ("leads", "lead_new", "lead_save_new"),
        ("campaigns", "campaign_new", "campaign_save_new"),
        ("feeds", "feeds_open", "feeds_look"),
        ("calendar", "calendar_feed_open", "calendar_feed_create"),
    ],
)
def test_a_dialog_that_was_left_with_its_page_is_closed_on_the_way_back(open_page, example, word, opens, inside):
    app = open_page(word).button(key=opens).click().run()
    assert inside in {one.key for one in app.button}
    app = other_page(other_page(app, "networks"), word)
    check(app)
    assert inside not in {one.key for one in app.button}


def test_what_was_deleted_in_one_brand_is_not_offered_back_in_another(open_page, example, second):  # noqa: F811
    store = wiring.app().store
    block = next(one for one in blocks.blocks(store, example.brand_id) if one.kind == "snippet")
    app = open_page("blocks").button(key=f"block_delete_{block.block_id}").click().run()
    assert "block_undo" in {one.key for one in app.button}
    app = switch(app, second)
    check(app)
    assert brands.current(store).brand == second
    assert "block_undo" not in {one.key for one in app.button}


def test_a_text_typed_for_one_brand_is_not_in_the_fields_of_another(open_page, example, second):  # noqa: F811
    app = open_page("composer")
    typed = next(one for one in app.text_area if str(one.key).startswith("text_"))
    app = switch(typed.set_value("Nur für den Morgen").run(), second)
    check(app)
    assert "Nur für den Morgen" not in [one.value for one in app.text_area]
    app = switch(app, example)
    assert "Nur für den Morgen" in [one.value for one in app.text_area], "it is kept where it belongs"


def test_every_word_the_session_keeps_stays_or_goes_on_purpose():
    named = r'session_state(?:\[|\.(?:get|pop|setdefault)\()"(\w+)"'
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cmlite").glob("ui/**/*.py"), *(ROOT / "cmlite/web").glob("*.py")]
    used = {name for file in files for name in re.findall(named, file.read_text(encoding="utf-8"))}
    pages = {name for name in used if name.endswith("_page")}  # the number of a page of a list: its widget's own
    assert used - pages - _STAYS - {*frame._DIALOGS, *frame._OF_A_BRAND} == set()
