"""Filling a week from the visitor's side: reasons in both languages, one, all, another, hidden and back."""

from datetime import timedelta

import pytest

from cmlite import config, wiring
from cmlite.domain.clocks import to_wall
from cmlite.domain.occasions import read_occasions
from cmlite.services import onboarding, week
from cmlite.ui.week import key_of
from tests.pages.conftest import words_of

OCCASIONS = read_occasions((config.REFERENCE / "occasions.csv").read_text(encoding="utf-8"))


def next_week(brand):
    return week.monday(to_wall(wiring.utc_now(), brand.zone).date()) + timedelta(days=14)


def filled(brand, language="de"):
    return week.filling(wiring.app().store, brand, OCCASIONS, next_week(brand), language=language, now=wiring.utc_now())


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_proposal_says_why_in_one_sentence(open_page, example, language):
    found = filled(example, language)
    app = open_page("week", language, day=next_week(example).isoformat())
    assert not app.exception
    assert found.proposals
    reasons = [one.value for one in app.caption if one.value.endswith(".") and "{" not in one.value]
    assert len(reasons) >= len(found.proposals)
    assert not [words for words in words_of(app) if "week.why" in words]


def test_one_is_taken_then_all_the_others_and_the_week_says_it_is_full(open_page, example):
    app = open_page("week", day=next_week(example).isoformat())
    free = filled(example).free
    app.button(key=f"week_accept_{key_of(filled(example).proposals[0])}").click().run()
    assert not app.exception
    assert filled(example).free < free
    app.button(key="week_all").click().run()
    assert filled(example).free == 0
    assert any("fehlt nichts mehr" in one.value for one in app.success)
    app.button(key="week_calendar").click().run()
    assert not app.exception


def test_another_and_hide_change_one_slot_and_hidden_ones_come_back(open_page, example):
    app = open_page("week", day=next_week(example).isoformat())
    before = filled(example)
    app.button(key=f"week_another_{key_of(before.proposals[0])}").click().run()
    after = filled(example)
    assert after.proposals[0].candidate != before.proposals[0].candidate
    assert [one.candidate for one in after.proposals[1:]] == [one.candidate for one in before.proposals[1:]]
    app.button(key=f"week_dismiss_{key_of(after.proposals[0])}").click().run()
    assert filled(example).dismissed == 1
    app.button(key="week_again").click().run()
    assert filled(example) == before


def test_a_press_on_a_proposal_that_is_gone_takes_none_of_the_others(open_page, example):
    app = open_page("week", day=next_week(example).isoformat())
    before = filled(example)
    gone = before.proposals[0]
    store, now = wiring.app().store, wiring.utc_now()
    week.dismiss(store, example.brand_id, gone.key, now=now, actor="owner")  # in another window
    app.button(key=f"week_accept_{key_of(gone)}").click().run()
    assert not app.exception
    assert (filled(example).planned, filled(example).dismissed) == (before.planned, 1)


def test_an_owner_without_a_channel_or_a_strategy_is_told_what_comes_first(open_page):
    store, now = wiring.app().store, wiring.utc_now()
    onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    app = open_page("week")
    assert any("Erst ein Kanal" in one.value for one in app.header)


def test_a_day_long_ago_or_nonsense_shows_this_week(open_page, example):
    for day in ("1999-01-01", "quatsch", "2026-13-77"):
        app = open_page("week", day=day)
        assert not app.exception
