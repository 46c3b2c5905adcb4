"""The review page: from the beginning to the next version and its record."""

import pytest

from cmlite import wiring
from cmlite.domain.strategy import OUTCOMES
from cmlite.services import review, strategy
from cmlite.ui import text
from tests.pages.conftest import words_of
from tests.pages.test_all import check


def press(app, key):
    return app.button(key=key).click().run()


def box(app, prefix, kind):
    return next(one for one in getattr(app, kind) if one.key and one.key.startswith(prefix))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_review_is_walked_through_and_read_afterwards(open_page, example, language):
    app = press(open_page("review", language), "review_begin")
    for step in ("goals", "worked", "cadence", "decisions"):
        check(app)
        app = press(app, f"review_save_{step}")
    app = press(app, "review_finish")
    check(app)
    store = wiring.app().store
    assert [one.version for one in strategy.versions(store, example.brand_id)] == [3, 2, 1]
    assert [one.next_version for one in review.records(store, example.brand_id)] == [3]
    heading = {"de": "Frühere Durchsichten", "en": "Earlier reviews"}[language]
    assert heading in words_of(app)


def test_a_change_without_a_reason_is_refused_in_words_and_comes_back_with_one(open_page, example):
    app = press(open_page("review"), "review_begin")
    app.query_params["step"] = "decisions"
    app = app.run()
    labels = [one.label for one in app.text_input if str(one.key).startswith("review_reason_")]
    assert len(set(labels)) == len(labels) > 3, "whoever hears the page knows what each reason is for"
    app = box(app, "review_verdict_pillar_team", "segmented_control").set_value("stop").run()
    assert box(app, "review_reason_pillar_team", "text_input").label.startswith("Warum beenden Sie")
    app = press(app, "review_save_decisions")
    app = press(app, "review_finish")
    assert any("Grund" in one.value for one in app.error)
    app.query_params["step"] = "decisions"
    app = app.run()
    box(app, "review_reason_pillar_team", "text_input").set_value("Niemand will vor die Kamera").run()
    app = press(press(app, "review_save_decisions"), "review_finish")
    check(app)
    store = wiring.app().store
    assert "team" not in {one.pillar_id for one in strategy.current(store, example.brand_id).content.pillars}
    app = press(app, "review_begin")
    assert any("Niemand will vor die Kamera" in words.replace("\\", "") for words in words_of(app))


def test_what_was_typed_is_kept_when_the_review_is_left(open_page, example):
    app = press(open_page("review"), "review_begin")
    box(app, "review_note_goals", "text_area").set_value("Sommerloch").run()
    press(app, "review_later_goals")
    assert review.under_way(wiring.app().store, example.brand_id).content.notes == {"goals": "Sommerloch"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_new_goal_is_added_and_stands_in_the_next_version(open_page, example, language):
    store = wiring.app().store
    there = {one.outcome for one in strategy.current(store, example.brand_id).content.goals}
    outcome = next(one for one in OUTCOMES if one not in there)
    app = press(open_page("review", language), "review_begin")
    app.query_params["step"] = "decisions"
    app = app.run()
    check(app)
    text.use_language(language)  # the test tool finds what is chosen by its words
    app = box(app, "review_new_", "button_group").set_value([outcome]).run()
    check(app)
    app = box(app, "review_new_reason_", "text_input").set_value("Das fehlt uns").run()
    app = press(app, "review_save_decisions")
    check(app)
    app = press(app, "review_finish")
    check(app)
    now = strategy.current(store, example.brand_id).content.goals
    assert {one.outcome for one in now} == there | {outcome}
    assert any("Das fehlt uns" in words.replace("\\", "") for words in words_of(app))
