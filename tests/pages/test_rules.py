"""Rules as a page: written, tried out with the list of what they would have found, switched on, taken back."""

from cmlite import wiring
from cmlite.services import classes, rule_acts, rules
from tests.pages.conftest import words_of


def kept(brand):
    return rules.rules(wiring.app().store, brand.brand_id)


def written(open_page):
    """A page on which a rule for every message with a question mark was saved."""
    app = open_page("rules")
    app.text_input(key="rule_name_new_0").set_value("Fragen")
    app.toggle(key="rule_has_question_new_0").set_value(True)
    app.selectbox(key="rule_class_new_0").select("question")
    return app.button(key="rule_save_new_0").click().run()


def test_a_rule_is_tried_out_seen_switched_on_applied_and_taken_back(open_page, example):
    here = wiring.app().store
    app = written(open_page)
    assert not app.exception
    rule_id = kept(example)[0].rule.rule_id
    assert app.button(key=f"rule_on_{rule_id}").disabled, "nothing is switched on before it was tried out"

    app.button(key=f"rule_test_{rule_id}").click().run()
    matched = kept(example)[0].rule.matched
    assert matched and matched > 3
    assert any("?" in words for words in words_of(app)), "the list of matches is there"
    assert classes.counts(here, example.brand_id).get("question", 0) == 0, "trying out changes nothing"

    app.button(key=f"rule_on_{rule_id}").click().run()
    app.button(key="rule_apply").click().run()
    assert not app.exception
    acted = classes.counts(here, example.brand_id)["question"]
    assert 0 < acted <= matched

    change = rule_acts.acts(here, example.brand_id, rule_id, page=1)[0]["change_id"]
    app.button(key=f"act_undo_{change}").click().run()
    assert classes.counts(here, example.brand_id)["question"] == acted - 1
    app.button(key=f"rule_undo_{rule_id}").click().run()
    assert not app.exception
    assert classes.counts(here, example.brand_id).get("question", 0) == 0


def test_a_rule_that_says_too_little_is_refused_in_words_and_a_deleted_one_comes_back(open_page, example):
    app = open_page("rules")
    app.text_input(key="rule_name_new_0").set_value("Leer")
    app.button(key="rule_save_new_0").click().run()
    assert any("mindestens eine Bedingung" in one.value for one in app.error)
    app.text_area(key="rule_words_new_0").set_value("\n".join(f"Wort {n}" for n in range(61)))
    app.button(key="rule_save_new_0").click().run()
    assert any("höchstens 60 Wörter" in one.value for one in app.error)
    assert kept(example) == []

    app = written(open_page)
    rule_id = kept(example)[0].rule.rule_id
    app.button(key=f"rule_delete_{rule_id}").click().run()
    assert kept(example) == []
    app.button(key="rule_deleted_undo").click().run()
    assert not app.exception
    assert [one.rule.rule_id for one in kept(example)] == [rule_id]
