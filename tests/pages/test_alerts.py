"""Alarms in the pages: the card above Today and the inbox, the page with log and evidence, both languages."""

import pytest

from cmlite import wiring
from cmlite.services import alerts, alerts_log, connections
from cmlite.ui import text
from tests.conftest import save_brand
from tests.pages.conftest import words_of
from tests.pages.test_all import check
from tests.services.test_alerts import write


@pytest.fixture
def storm(open_page, example):
    """Twelve angry voices in the last half hour, and the alarm about them."""
    here, now = wiring.app().store, wiring.utc_now()
    with here.write() as cursor:  # the example has weeks of history; only its days before count
        cursor.execute("update message set sent_at = sent_at - interval '2 days' where direction = 'in'")
    write(here, 14, at=now, brand_id=example.brand_id, class_id="insult", words="**Frech** {place} <b>!</b>")
    alerts.look(here, example, now=now)
    return alerts.on_now(here, example.brand_id)[0]


@pytest.mark.parametrize(("word", "language"), [("today", "de"), ("inbox", "en"), ("alerts", "de"), ("alerts", "en")])
def test_an_alarm_stands_above_with_its_facts_and_steps(open_page, storm, word, language):
    app = open_page(word, language)
    check(app)
    said = " ".join(words_of(app))
    assert {"de": "verärgerte Nachrichten", "en": "angry messages"}[language] in said
    assert "14" in said
    assert [one for one in app.checkbox if one.key and one.key.startswith("alarm_step_")]


def test_other_pages_are_left_alone(open_page, storm):
    assert not [one for one in open_page("team").button if one.key and one.key.startswith("alarm_")]


def test_the_hold_switch_a_step_and_a_reason_are_pressed_where_the_alarm_stands(open_page, storm):
    store, key = wiring.app().store, storm.alert_id
    app = open_page("today").button(key=f"alarm_hold_{key}").click().run()
    check(app)
    assert connections.is_held(store, storm.brand_id)
    app = app.button(key=f"alarm_release_{key}").click().run()
    step = next(one for one in app.checkbox if one.key.startswith("alarm_step_"))
    app = step.check().run()
    check(app)
    assert [one.kind for one in alerts_log.entries(store, storm.brand_id, key)] == ["step"]
    app = app.button(key=f"alarm_dismiss_do_{key}").click().run()
    assert app.error
    app = app.text_input(key=f"alarm_reason_{key}").set_value("Gewinnspiel").run()
    app = app.button(key=f"alarm_dismiss_do_{key}").click().run()
    check(app)
    assert alerts.on_now(store, storm.brand_id) == []


def test_a_dismissed_alarm_is_opened_again_on_its_page(open_page, storm):
    store, now = wiring.app().store, wiring.utc_now()
    alerts_log.dismiss(store, storm.brand_id, storm.alert_id, "Gewinnspiel", now=now, actor="owner")
    app = open_page("alerts").button(key=f"alert_reopen_{storm.alert_id}").click().run()
    check(app)
    assert [one.alert_id for one in alerts.on_now(store, storm.brand_id)] == [storm.alert_id]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_keeps_notes_and_gives_the_dossier(open_page, storm, language):
    app = open_page("alerts", language)
    text.use_language(language)  # the test tool finds what is chosen by its words
    app.text_area(key=f"alert_note_words_{storm.alert_id}").set_value("Anwältin angerufen")
    app = app.button(key=f"alert_note_add_{storm.alert_id}").click().run()
    check(app)
    assert any("Anwältin angerufen" in one.value for one in app.get("text"))
    undo = next(one for one in app.button if one.key and one.key.startswith("alert_undo_"))
    check(undo.click().run())
    packed = next(one for one in app.get("download_button") if one.key == "alert_zip")
    assert packed is not None


@pytest.mark.parametrize("language", ["de", "en"])
def test_copies_of_an_import_that_was_undone_are_removed_after_their_number_was_told(open_page, storm, language):
    store, key = wiring.app().store, storm.alert_id
    with store.write() as cursor:
        cursor.execute("delete from message where message_id in (select message_id from alert_evidence limit 3)")
    app = open_page("alerts", language)
    check(app)
    text.use_language(language)  # the test tool finds what is chosen by its words
    assert "3" in app.button(key=f"alert_remove_{key}").label
    app = app.button(key=f"alert_remove_{key}").click().run()
    check(app)
    assert alerts_log.dossier(store, storm.brand_id, key).kept == 11
    assert not [one for one in app.button if one.key == f"alert_remove_{key}"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_brand_without_messages_is_told_what_to_do_and_a_young_one_what_counts(open_page, language):
    store, now = wiring.app().store, wiring.utc_now()
    made = save_brand(store, "b1")
    app = open_page("alerts", language)
    check(app)
    assert any({"de": "Noch keine Nachrichten", "en": "No messages yet"}[language] in words for words in words_of(app))
    write(store, 3, at=now)
    assert alerts.look(store, made, now=now) == 0
    app = open_page("alerts", language)
    check(app)
    said = " ".join(words_of(app))
    assert {"de": "Noch nicht genug Verlauf: 0 von 4 Wochen", "en": "Not enough history yet: 0 of 4 weeks"}[
        language
    ] in said
