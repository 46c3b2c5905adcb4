"""The page that teaches, and the line beside a thread: asked, answered, learnt, taken back; in both languages."""

import pytest

from cmlite import wiring
from cmlite.learning.__main__ import answer
from cmlite.services import triage, triage_models
from tests.conftest import NOW, save_brand
from tests.services.test_triage import learnt, taken_for, wrote


@pytest.mark.parametrize("language", ["de", "en"])
def test_before_anything_is_learnt_the_page_says_what_is_missing_and_asks(open_page, language: str) -> None:
    store = wiring.app().store
    save_brand(store, "b1")
    for place, text in enumerate(("Das Brot gestern war so lala.", "Meine Tante kommt aus Lahr", "Und die Brezeln")):
        wrote(store, f"c{place}", text)
    triage.judge_new(store, now=NOW, ask=answer)
    app = open_page("triage", language)
    assert not app.exception
    assert any("50" in one.value for one in app.markdown)
    assert not [one for one in app.button if one.key == "learn_now"]
    before = app.text[0].value
    app.button(key="answer_complaint").click().run()
    assert not app.exception
    assert app.text[0].value != before
    assert triage_models.quality(store, "b1")[0].corrections == 1
    app.button(key="undo_answer").click().run()
    assert triage_models.quality(store, "b1")[0].corrections == 0
    shown = app.text[0].value
    app.button(key="answer_skip").click().run()
    assert not app.text or app.text[0].value != shown


def test_an_answer_never_goes_to_another_message_than_the_one_in_view(open_page) -> None:
    store = wiring.app().store
    save_brand(store, "b1")
    for place, text in enumerate(("Das Brot gestern war so lala.", "Meine Tante kommt aus Lahr", "Und die Brezeln")):
        wrote(store, f"c{place}", text)
    triage.judge_new(store, now=NOW, ask=answer)
    app = open_page("triage")
    (seen,) = store.rows("select conversation_id from message where text = ?", [app.text[0].value])
    triage.correct(store, "b1", seen["conversation_id"], "kind", "praise", now=NOW, actor="anna")  # in another window
    app.button(key="answer_complaint").click().run()
    assert not app.exception
    assert app.button(key="answer_skip") and app.button(key="answer_other")  # the next question can be answered
    assert store.rows("select distinct class_id from conversation where class_from = 'person'") == [
        {"class_id": "praise"}
    ]


def test_a_model_is_learnt_on_the_page_says_how_good_it_is_and_can_be_gone_back_from(open_page) -> None:
    store = wiring.app().store
    save_brand(store, "b1")
    learnt(store, 200)
    app = open_page("triage")
    app.button(key="learn_now").click().run()
    assert not app.exception
    said = " ".join(one.value for one in app.markdown)
    assert "bewährt" in said and "40 späteren Nachrichten" in said and "Beschwerde" in said
    app.button(key="learn_now").click().run()
    first = triage_models.quality(store, "b1")[0].versions[-1]["model_id"]
    app.button(key=f"go_back_{first}").click().run()
    assert not app.exception
    assert triage_models.quality(store, "b1")[0].model["version"] == 1
    app.toggle(key="may_label_kind_de_True").set_value(False).run()
    assert not app.exception
    assert triage_models.quality(store, "b1")[0].state == "grey"
    assert any("ausgeschaltet" in one.value for one in app.markdown)
    app.toggle(key="may_label_kind_de_False").set_value(True).run()
    assert triage_models.quality(store, "b1")[0].state == "on"


@pytest.mark.parametrize("language", ["de", "en"])
def test_beside_a_thread_stands_what_it_is_taken_for_and_one_click_corrects_it(open_page, language: str) -> None:
    store = wiring.app().store
    save_brand(store, "b1")
    wrote(store, "c1", "So eine Frechheit, das Brot war verdorben!", waiting_since=NOW)
    triage.judge_new(store, now=NOW, ask=answer)
    app = open_page("inbox", language, conversation="c1")
    assert not app.exception
    said = " ".join(one.value for one in [*app.markdown, *app.caption])
    assert "frechheit" in said and ("verärgert" in said or "upset" in said)
    app.segmented_control(key="triage_tone_words_negative").set_value("neutral").run()
    assert not app.exception
    assert taken_for(store, "c1")[2:4] == ("neutral", "person")
    app.button(key="triage_undo_go").click().run()
    assert taken_for(store, "c1")[2:4] == ("negative", "words")


def test_the_example_is_judged_whole_and_its_thread_says_so(open_page, example) -> None:
    store = wiring.app().store
    while triage.judge_new(store, now=wiring.utc_now(), ask=answer):
        pass
    left = store.row(
        """select count(*) as n from message as m anti join triage_judgement as j on j.message_id = m.message_id
        where m.direction = 'in'"""
    )
    assert left == {"n": 0}
    app = open_page("inbox", "de")
    assert not app.exception
    assert any("Deutsch" in one.value for one in app.markdown)
