"""Beside a thread: its class is seen, changed and taken back; the plan and the rules only ever suggest."""

import pytest

from cmlite import wiring
from cmlite.domain.rules import Rule
from cmlite.services import classes, moderation, rule_acts, rules
from tests.pages.conftest import words_of


def first_open(brand):
    row = wiring.app().store.row(
        """select c.conversation_id, m.text from conversation as c
        inner join message as m on m.conversation_id = c.conversation_id and m.direction = 'in'
        where c.brand_id = ? and c.state = 'open' and c.kind = 'comment' and m.sent_at >= c.waiting_since
        order by c.conversation_id, m.sent_at desc limit 1""",
        [brand.brand_id],
    )
    return row["conversation_id"], row["text"]


def found(brand, conversation_id):
    return classes.beside(wiring.app().store, brand.brand_id, conversation_id).found


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_class_is_given_with_one_click_and_taken_back(open_page, example, language):
    conversation_id, _ = first_open(example)
    app = open_page("inbox", language, conversation=conversation_id)
    none = {"de": "Noch ohne Klasse", "en": "No class yet"}[language]
    assert any(none in words for words in words_of(app))

    app.button(key="class_complaint").click().run()
    assert not app.exception
    assert found(example, conversation_id)[:2] == ("complaint", "person")
    assert any({"de": "von Hand", "en": "by hand"}[language] in words for words in words_of(app))

    app.button(key="class_undo").click().run()
    assert found(example, conversation_id)[:2] == ("", "")
    assert not [one for one in app.button if one.key == "class_undo"]


def test_the_text_block_of_the_class_becomes_a_draft_and_nothing_is_sent(open_page, example):
    conversation_id, _ = first_open(example)
    app = open_page("inbox", conversation=conversation_id)
    app.button(key="class_complaint").click().run()
    app.button(key="class_block").click().run()

    draft = next(one for one in app.text_area if one.key.startswith("reply_"))
    assert "das tut uns leid" in draft.value
    assert "{name}" not in draft.value
    sent = "select count(*) as n from message where conversation_id = ? and state in ('sent', 'sending')"
    before = wiring.app().store.row(sent, [conversation_id])
    assert before["n"] == 0


def test_what_a_rule_did_is_shown_with_its_reason_and_taken_back(open_page, example):
    conversation_id, words = first_open(example)
    word = max(words.split(), key=len).strip(".,!?")
    here, who = wiring.app().store, {"now": wiring.utc_now(), "actor": "owner"}
    rule = Rule(name="Wortwahl", words=(word,), class_id="lead", suggestion="Preisliste schicken.")
    rule_id = rules.save(here, example.brand_id, None, rule, **who)
    rules.test(here, example, rule_id, **who)
    rules.switch(here, example.brand_id, rule_id, on=True, **who)
    rule_acts.apply_to_open(here, example.brand_id, **who)

    app = open_page("inbox", conversation=conversation_id)
    shown = "\n".join(words_of(app))
    assert "durch die Regel „Wortwahl“" in shown and "Preisliste schicken" in shown.replace("\\", "")
    act = classes.beside(here, example.brand_id, conversation_id).acts[0]
    app.button(key=f"rule_draft_{act.change_id}").click().run()
    assert next(one for one in app.text_area if one.key.startswith("reply_")).value == "Preisliste schicken."
    app.button(key=f"rule_undo_{act.change_id}").click().run()
    assert not app.exception
    assert found(example, conversation_id).class_id == ""


def test_a_thread_is_passed_on_with_a_mail_and_the_note_stays(open_page, example):
    conversation_id, words = first_open(example)
    here = wiring.app().store
    plan = moderation.plan_in_force(here, example.brand_id)
    rung = plan.ladder[0].model_copy(update={"name": "Frau Kern", "email": "kern@sonne.example"})
    changed = plan.with_changes({"ladder": (rung, *plan.ladder[1:])})
    moderation.save(here, example.brand_id, changed, version=0, now=wiring.utc_now(), actor="owner")

    app = open_page("inbox", conversation=conversation_id)
    assert words[:40] in app.code[0].value
    app.button(key="class_told").click().run()
    assert not app.exception
    noted = "select text from message where conversation_id = ? and direction = 'note'"
    assert "Frau Kern" in here.row(noted, [conversation_id])["text"]
