"""The rhythm page from the visitor's side: slots, a series from its fields to its posts, evergreen posts."""

from datetime import datetime

import pytest

from cmlite import wiring
from cmlite.domain.strategy import NetworkChoice, Strategy
from cmlite.services import calendar, channels, ideas, onboarding, rhythm, series
from cmlite.store.rows import insert
from tests.pages.conftest import words_of

WHO = {"actor": "owner"}


@pytest.fixture
def owner(open_page):
    store, now = wiring.app().store, wiring.utc_now()
    brand = onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    channels.declare(store, brand.brand_id, network="facebook", handle="@lilie", now=now, actor="owner")
    return brand


def only_channel(brand):
    return channels.channels(wiring.app().store, brand.brand_id)[0].channel_id


def test_a_slot_taken_away_stays_away_until_the_proposal_is_wanted_back(open_page, owner):
    app = open_page("rhythm")
    kept = next(one for one in app.multiselect if one.key and one.key.startswith("slots_kept_"))
    kept.set_value(kept.value[:1]).run()
    assert not app.exception
    found = rhythm.rhythms(wiring.app().store, owner.brand_id)[only_channel(owner)]
    assert (len(found.slots), found.is_own) == (1, True)
    app.button(key=f"slots_reset_{only_channel(owner)}").click().run()
    assert not rhythm.rhythms(wiring.app().store, owner.brand_id)[only_channel(owner)].is_own


@pytest.mark.parametrize(("part", "language"), [("series", "en"), ("evergreen", "en"), ("evergreen", "de")])
def test_every_part_opens_in_both_languages(open_page, example, part, language):
    app = open_page("rhythm", language, rhythm_part=part)
    assert not app.exception
    assert [one.value for one in app.error] == []


def test_a_series_is_shown_day_by_day_and_made_with_one_click_then_ended_and_brought_back(open_page, owner):
    store = wiring.app().store
    app = open_page("rhythm", rhythm_part="series")
    app.text_input(key="series_title_0").set_value("Strauß der Woche").run()
    assert len(app.checkbox) == 8
    app.checkbox[1].uncheck().run()
    app.button(key="series_make").click().run()
    assert not app.exception
    (row,) = series.running(store, owner.brand_id, now=wiring.utc_now())
    assert (row["made"], row["coming"]) == (7, 7)
    app.button(key=f"series_stop_{row['series_id']}").click().run()
    assert series.running(store, owner.brand_id, now=wiring.utc_now()) == []
    app.button(key="series_undo").click().run()
    assert series.running(store, owner.brand_id, now=wiring.utc_now())[0]["coming"] == 7


def test_the_weekdays_of_a_month_are_called_by_their_place(open_page, owner):
    app = open_page("rhythm", rhythm_part="series")
    app.selectbox(key="series_every_0").set_value("weekday").run()
    assert app.selectbox(key="series_nth_0").options == ["erster", "zweiter", "dritter", "vierter", "letzter"]


def test_a_series_that_cannot_be_made_says_why_and_keeps_what_was_typed(open_page, owner):
    app = open_page("rhythm", rhythm_part="series")
    app.text_area(key="series_text_0_0").set_value("Tulpen").run()
    app.button(key="series_make").click().run()
    assert any("mindestens einen zweiten" in one.value for one in app.error)
    assert app.text_area(key="series_text_0_0").value == "Tulpen"
    assert calendar.undated(wiring.app().store, owner.brand_id) == []
    assert calendar.entries(wiring.app().store, owner.brand_id, datetime(2020, 1, 1), 36500, "UTC") == []


def test_a_post_that_did_well_is_marked_and_planned_in_again_as_a_draft(open_page, example):
    app = open_page("rhythm", rhythm_part="evergreen")
    well = ideas.best(wiring.app().store, example, now=wiring.utc_now())[0]
    app.button(key=f"evergreen_mark_{well.post_id}").click().run()
    assert any(well.headline.split()[0].strip("!?.,:") in words for words in words_of(app))
    app.button(key=f"evergreen_repeat_{well.post_id}").click().run()
    assert not app.exception
    assert [one.value for one in app.error] == []
    assert f"evergreen_repeat_{well.post_id}" not in [one.key for one in app.button]


def test_a_channel_outside_the_strategy_does_not_claim_a_proposal_from_it(open_page, owner):
    store, now = wiring.app().store, wiring.utc_now()
    plan = Strategy(networks=(NetworkChoice(network="instagram", posts_per_week=2),))
    with store.write() as cursor:
        insert(
            cursor, "strategy", strategy_id="s", brand_id=owner.brand_id, version=1, state="current",
            content=plan.model_dump_json(), saved_at=now, decided_at=now, actor="owner",
        )  # fmt: skip
    words = words_of(open_page("rhythm"))
    assert any("Ihre Strategie sieht hier keine Beiträge vor" in one for one in words)
    assert not any("Vorschlag nach Ihrer Strategie" in one for one in words)
