"""The page on which one practises: feedback, a sample answer afterwards, progress, and on to the next comment."""

import pytest

from cmlite import wiring
from cmlite.services import practice
from tests.pages.conftest import words_of


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_answer_gets_feedback_and_only_then_a_sample(open_page, example, language):
    exercise = practice.exercises()[0]
    said = exercise.said(language)
    app = open_page("practice", language)
    assert not app.exception
    assert said.answer not in [one.value for one in app.text]
    app.text_area(key=f"practice_text_{exercise.id}_{language}").set_value("Das ist LÄCHERLICH!!!")
    app.button(key=f"practice_check_{exercise.id}_{language}").click().run()
    assert not app.exception
    assert said.answer in [one.value for one in app.text]
    assert any("LÄCHERLICH" in words for words in words_of(app))
    seen = practice.progress(wiring.visit().store, example.brand_id, language, actor="owner")
    assert seen.answered == {exercise.id}
    app.button(key="practice_next").click().run()
    assert not app.exception
    assert practice.exercises()[1].said(language).text in [one.value for one in app.text]


def test_an_empty_answer_is_asked_for_again(open_page, example):
    app = open_page("practice")
    app.button(key=f"practice_check_{practice.exercises()[0].id}_de").click().run()
    assert not app.exception
    assert app.error
