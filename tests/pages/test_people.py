"""The list of people and the page of one of them, from the visitor's side."""

from cmlite import wiring
from cmlite.domain.moderation import Rung
from cmlite.domain.people import Wanted
from cmlite.services import classes, inbox, moderation, people, retention, rights, satisfaction, strategy
from cmlite.store.rows import insert
from tests.conftest import NOW
from tests.pages.conftest import words_of
from tests.pages.test_all import check


def first(brand):
    return people.people(wiring.app().store, brand.brand_id, Wanted(), page=1)[0][0]


def test_tags_note_and_consent_of_a_person_are_kept(open_page, example):
    one = first(example)
    app = open_page("person", person=one.person_id)
    check(app)
    app.multiselect[0].set_value(["regular"])
    app.text_area[0].set_value("mag *Roggen*")
    app.button(key="person_save").click().run()
    app.text_input(key="consent_about").set_value("Foto zeigen")
    next(one for one in app.button if one.label == "Festhalten").click().run()
    check(app)
    found = people.person(wiring.app().store, example.brand_id, one.person_id)
    assert (found.tags, found.note) == (("regular",), "mag *Roggen*")
    assert [one.about for one in found.consents] == ["Foto zeigen"]


def test_a_person_who_is_gone_is_said_to_be_gone(open_page, example):
    app = open_page("person", "en", person="b:instagram:nobody")
    assert [one.value for one in app.error] == ["This person is no longer here. Search the list of people."]


def test_the_list_narrows_to_what_is_searched(open_page, example):
    app = open_page("people", people_text="gibtesnicht")
    assert any("Niemand passt" in words for words in words_of(app))


def test_somebody_is_erased_only_when_the_owner_says_so_twice(open_page, example):
    store = wiring.app().store
    one = first(example)
    app = open_page("person", person=one.person_id, person_view="rights")
    check(app)
    app.button(key="erase_open").click().run()
    assert app.button(key="erase_do").disabled
    app.checkbox(key="erase_sure").check().run()
    app.button(key="erase_do").click().run()
    check(app)
    (proof,), whole = rights.erasures(store, example.brand_id)
    assert (proof.people, whole) == (1, True)
    assert store.row("select 1 as n from person where person_id = ?", [one.person_id]) is None
    inbox = open_page("inbox", inbox_state="all")
    check(inbox)


def test_a_rule_is_switched_on_after_seeing_what_it_takes_and_the_number_that_went_is_told(open_page, example):
    store = wiring.app().store
    with store.write() as cursor:
        insert(
            cursor, "message", message_id="n1", brand_id=example.brand_id, direction="note", state="sent",
            conversation_id=store.row("select conversation_id as i from conversation limit 1")["i"],
            text="Alte *Notiz* <b>", sent_at=NOW.replace(year=NOW.year - 9),
        )  # fmt: skip
    app = open_page("rights")
    app.selectbox(key="retention_notes").set_value(60).run()
    check(app)
    app.session_state["retention_list_notes"] = True
    app.run()
    assert "Alte *Notiz* <b>" in list(app.dataframe[0].value["Worte"])
    assert app.button(key="retention_save").label == "Regeln speichern und 1 vergessen"
    assert app.button(key="retention_save").disabled
    app.checkbox(key="retention_sure").check().run()
    app.button(key="retention_save").click().run()
    job = wiring.app().jobs.find(f"retention-{example.brand_id}")
    assert job is None or job.ended.wait(10)
    app.run()
    check(app)
    assert retention.rules(store, example.brand_id) == {"notes": 60}
    assert [run.forgotten for run in retention.runs(store, example.brand_id)] == [1]
    assert store.row("select 1 as n from message where message_id = 'n1'") is None


def test_people_a_rule_would_erase_are_listed_with_the_name_of_their_network(open_page, example):
    with wiring.app().store.write() as cursor:
        insert(
            cursor, "person", person_id="old", brand_id=example.brand_id, network="google_business",
            handle="lange_her", created_at=NOW.replace(year=NOW.year - 9),
        )  # fmt: skip
    app = open_page("rights")
    app.selectbox(key="retention_people").set_value(60).run()
    app.session_state["retention_list_people"] = True
    app.run()
    check(app)
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Wer"], row["Netzwerk"]) == ("lange_her", "Google Business Profile")


def test_the_record_names_what_is_kept_and_who_answers_for_it(open_page, example):
    app = open_page("rights")
    app.text_area(key="record_controller").set_value("Mira <Morgenrot>, Freiburg")
    next(one for one in app.button if one.label == "Übernehmen").click().run()
    check(app)
    assert any("Mira <Morgenrot>, Freiburg" in one.value for one in app.text)


def test_the_record_names_copies_kept_as_evidence_and_the_sorting_of_messages(open_page, example):
    row = {"alert_id": "a", "message_id": "m", "brand_id": example.brand_id, "conversation_id": "c", "actor": "worker"}
    with wiring.app().store.write() as cursor:
        insert(
            cursor, "alert_evidence", **row, network="facebook", direction="in", text="Skandal!", sent_at=NOW,
            kept_at=NOW, sha256="",
        )  # fmt: skip
        insert(
            cursor, "triage_judgement", message_id="m", brand_id=example.brand_id, conversation_id="c", judged_at=NOW
        )
    shown = [one.value for one in open_page("rights").text]
    for words in ("Kopien von Nachrichten als Belege zu Alarmen", "Automatische Einordnung", "Vorfälle belegen"):
        assert any(one.startswith(words) for one in shown), words
    assert any("bis zur Löschung der Person" in one for one in shown)


def test_the_record_names_whom_messages_are_passed_on_to(open_page, example):
    store, brand_id = wiring.app().store, example.brand_id
    lawyer = Rung(name="Dr. Kern", role="Rechtsberatung", email="kern@kanzlei.example")
    plan = moderation.plan_in_force(store, brand_id).with_changes({"ladder": (lawyer, lawyer)})
    version = next((one.version for one in moderation.versions(store, brand_id)), 0)
    moderation.save(store, brand_id, plan, version=version, now=NOW, actor="owner")
    shown = [one.value for one in open_page("rights").text if "Eskalationsleiter" in one.value]
    assert [one.split(": ")[1] for one in shown] == ["Dr. Kern, Rechtsberatung"]


def test_the_question_speaks_as_the_brand_does_and_a_score_can_be_taken_back(open_page, example):
    store, brand_id, who = wiring.app().store, example.brand_id, {"now": wiring.utc_now(), "actor": "owner"}
    assert strategy.in_force(store, brand_id).culture.address == "ihr"
    (row,) = store.rows(
        "select conversation_id as id from conversation where state = 'done' and person_id <> '' limit 1"
    )
    classes.set_class(store, brand_id, [row["id"]], "complaint", **who)
    with store.write() as cursor:
        cursor.execute("update conversation set last_message_at = ? where conversation_id = ?", [who["now"], row["id"]])
    open_page("people", people_view="satisfaction").button(key=f"ask_go_{row['id']}").click().run()
    draft = inbox.thread(store, brand_id, row["id"], now=who["now"]).draft
    assert "Wie zufrieden bist du" in draft
    (one,) = satisfaction.asked(store, brand_id)

    def score(now, wanted):
        app = open_page("people", people_view="satisfaction")
        app.button_group(key=f"score_{one.satisfaction_id}_{now}").set_value(wanted).run()
        return satisfaction.asked(store, brand_id)[0].score

    assert score(None, 4) == 4
    assert score(4, None) is None
