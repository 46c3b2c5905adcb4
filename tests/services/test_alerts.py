"""Alarms from the first look to the dossier."""

import io
import zipfile
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from cmlite.domain.alerts import QUIET
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import alerts, alerts_log, connections
from cmlite.store.rows import insert_rows
from cmlite.ui import alerts_dossier, text

NOW = datetime(2026, 11, 24, 10, 0, 30)
WHO = {"now": NOW, "actor": "owner"}


def write(store, n, *, at=NOW, brand_id="b1", class_id="", people=None, words="Unmöglich {place}!", import_id=""):
    """`n` conversations in the half hour before an instant, each with one message of its own person."""
    base = f"{brand_id}-{at:%m%d%H%M%S}-{class_id}"
    people = people or n
    conversations, messages, persons = [], [], []
    for place in range(n):
        sent_at = at - timedelta(seconds=60 + place * 20)
        own = {"brand_id": brand_id, "person_id": f"{base}-p{place % people}"}
        talk = own | {"conversation_id": f"{base}-c{place}"}
        conversations.append(
            talk | {
                "channel_id": "ch", "network": "facebook", "publication_id": "", "kind": "comment", "state": "open",
                "first_in_at": sent_at, "waiting_since": sent_at, "last_message_at": sent_at, "changed_at": sent_at,
                "actor": "network", "class_id": class_id,
            }
        )  # fmt: skip
        messages.append(
            talk | {
                "message_id": f"{base}-m{place}", "direction": "in", "state": "received", "sent_at": sent_at,
                "text": words.format(place=place), "url": f"https://example.org/{place}", "import_id": import_id,
            }
        )  # fmt: skip
        persons.append(own | {"network": "facebook", "handle": f"@p{place % people}", "created_at": sent_at})
    with store.write() as cursor:
        insert_rows(cursor, "conversation", conversations)
        insert_rows(cursor, "message", messages)
        insert_rows(cursor, "person", persons[:people])


@pytest.fixture
def history(store, brand):
    """Ten weeks in which somebody wrote each Tuesday morning."""
    for week in range(1, 11):
        write(store, 1, at=NOW - timedelta(weeks=week))


def test_a_storm_is_raised_once_with_its_facts_and_its_evidence(store, brand, history):
    write(store, 3, class_id="complaint")
    assert alerts.look(store, brand, now=NOW) == 0
    write(store, 12, at=NOW - timedelta(seconds=5), class_id="insult")
    assert alerts.look(store, brand, now=NOW) == 1
    assert alerts.look(store, brand, now=NOW + timedelta(minutes=1)) == 0
    (one,) = alerts.on_now(store, "b1")
    spike = one.facts.spike
    assert (one.kind, spike.count, spike.usual, spike.weeks) == ("negative", 15, 0, 8)
    assert (one.facts.messages, one.facts.networks) == (15, {"facebook": 15})
    pieces = alerts_log.dossier(store, "b1", one.alert_id).pieces
    assert len(pieces) == 15
    assert pieces[0].link.startswith("https://example.org/")
    assert all(piece.sha256 == sha256(piece.text.encode()).hexdigest() for piece in pieces)


def test_without_a_class_the_tone_counts_and_a_class_outweighs_it(store, brand, history):
    write(store, 9)
    with store.write() as cursor:
        cursor.execute("update conversation set tone = 'negative', class_id = 'praise'")
    assert alerts.look(store, brand, now=NOW) == 0
    with store.write() as cursor:
        cursor.execute("update conversation set class_id = ''")
    alerts.look(store, brand, now=NOW)
    assert [one.kind for one in alerts.on_now(store, "b1")] == ["negative"]


def test_reading_in_a_file_is_no_alarm_for_a_young_brand_because_nobody_can_say_what_is_usual_there(store, brand):
    write(store, 30, at=NOW - timedelta(days=3_000), import_id="old")  # and an old file is no calm of eight weeks
    write(store, 15, class_id="insult", import_id="new")
    assert alerts.counted(store, brand, now=NOW).weeks == 0
    assert alerts.look(store, brand, now=NOW) == 0


def test_what_a_network_reports_alarms_a_young_brand_too_because_the_owner_named_the_number(store, brand):
    write(store, 15, class_id="insult", import_id="new")
    write(store, 4, at=NOW - timedelta(seconds=5), class_id="insult")
    assert alerts.look(store, brand, now=NOW) == 0
    write(store, 1, at=NOW - timedelta(seconds=7), class_id="insult")
    assert alerts.look(store, brand, now=NOW) == 1
    (one,) = alerts.on_now(store, "b1")
    assert (one.facts.spike.count, one.facts.spike.usual) == (5, None)


def test_a_storm_in_a_file_is_an_alarm_where_what_is_usual_is_known_because_it_happens_now(store, brand, history):
    write(store, 15, class_id="insult", import_id="new")
    assert alerts.look(store, brand, now=NOW) == 1


def test_many_messages_alone_are_an_alarm_of_their_own(store, brand, history):
    write(store, 12)
    alerts.look(store, brand, now=NOW)
    assert [one.kind for one in alerts.on_now(store, "b1")] == ["messages"]


def test_many_messages_that_turn_out_to_be_angry_ones_stay_one_alarm(store, brand, history):
    write(store, 12)
    alerts.look(store, brand, now=NOW)
    (before,) = alerts.on_now(store, "b1")
    alerts_log.add_entry(store, "b1", before.alert_id, "step", "Wer führt?", **WHO)
    with store.write() as cursor:
        cursor.execute("update conversation set class_id = 'complaint' where last_message_at > ?", [NOW - QUIET])
    for minute in (3, 6):
        assert alerts.look(store, brand, now=NOW + timedelta(minutes=minute)) == 0
    (after,) = alerts.on_now(store, "b1")
    assert (after.alert_id, after.kind, after.facts.spike.kind) == (before.alert_id, "negative", "negative")
    whole = alerts_log.dossier(store, "b1", after.alert_id)
    assert (len(whole.pieces), [one.text for one in whole.entries]) == (12, ["Wer führt?"])
    assert [one.kind for one in whole.deeds] == ["alert_open", "alert_graver"]


def test_copies_of_an_import_that_was_undone_are_told_and_can_be_removed(store, brand, history):
    write(store, 12, class_id="insult")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    assert alerts_log.dossier(store, "b1", one.alert_id).loose == 0
    with store.write() as cursor:
        cursor.execute("delete from message where message_id like '%m0' or message_id like '%m1'")
    whole = alerts_log.dossier(store, "b1", one.alert_id)
    assert (whole.kept, whole.loose) == (12, 2)
    text.use_language("de")
    assert "2 Nachrichten kamen mit einem Import" in str(alerts_dossier.parts(whole, {}, brand.zone).paper)
    alerts_log.carry_out(store, "b1", "remove", one.alert_id, **WHO)
    whole = alerts_log.dossier(store, "b1", one.alert_id)
    assert (whole.kept, whole.loose, whole.deeds[-1].kind) == (10, 0, "alert_removed")


def test_one_person_who_writes_much_in_one_place_is_no_storm(store, brand, history):
    write(store, 30, people=1)
    with store.write() as cursor:
        cursor.execute("update message set conversation_id = 'one' where sent_at > ?", [NOW - timedelta(hours=1)])
        cursor.execute("delete from conversation where last_message_at > ?", [NOW - timedelta(minutes=2)])
        cursor.execute(
            "update conversation set conversation_id = 'one' where last_message_at > ?", [NOW - timedelta(minutes=3)]
        )
    assert alerts.look(store, brand, now=NOW) == 0


def test_a_young_brand_is_judged_by_the_number_of_its_plan(store, brand):
    write(store, 12)
    alerts.look(store, brand, now=NOW)
    assert alerts.on_now(store, "b1")[0].facts.spike.usual is None


def test_what_was_kept_stays_when_the_network_deletes_it(store, brand, history):
    write(store, 12, class_id="threat")
    alerts.look(store, brand, now=NOW)
    with store.write() as cursor:
        cursor.execute("update message set text = ''")
    (one,) = alerts.on_now(store, "b1")
    assert {piece.text for piece in alerts_log.dossier(store, "b1", one.alert_id).pieces} == {
        f"Unmöglich {place}!" for place in range(12)
    }


def test_no_crisis_needs_a_reason_keeps_quiet_and_wakes_when_it_doubles(store, brand, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    with pytest.raises(RuleError):
        alerts_log.dismiss(store, "b1", one.alert_id, "  ", **WHO)
    alerts_log.dismiss(store, "b1", one.alert_id, "Gewinnspiel", **WHO)
    soon = NOW + timedelta(minutes=4)
    assert (alerts.on_now(store, "b1"), alerts.look(store, brand, now=soon)) == ([], 0)
    with pytest.raises(NotFoundError):
        alerts_log.dismiss(store, "b1", one.alert_id, "noch einmal", **WHO)
    write(store, 12, at=soon, class_id="complaint")
    assert alerts.look(store, brand, now=soon) == 1


def test_what_a_person_decides_while_the_worker_looks_holds(store, brand, meanwhile, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    soon = NOW + timedelta(minutes=4)
    write(store, 2, at=soon, class_id="complaint")
    meanwhile(lambda: alerts_log.dismiss(store, "b1", one.alert_id, "Gewinnspiel", now=soon, actor="owner"))
    assert (alerts.look(store, brand, now=soon), alerts.on_now(store, "b1")) == (0, [])


def test_an_alarm_that_was_dealt_with_is_ended_by_a_person_and_stays_quiet(store, brand, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    alerts_log.end(store, "b1", one.alert_id, **WHO)
    assert alerts.look(store, brand, now=NOW + timedelta(minutes=4)) == 0
    assert [(again.state, again.actor) for again in alerts.all_alerts(store, "b1")] == [("over", "owner")]


def test_a_dismissed_alarm_is_taken_up_again(store, brand, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    alerts_log.dismiss(store, "b1", one.alert_id, "Gewinnspiel", **WHO)
    alerts_log.reopen(store, "b1", one.alert_id, **WHO)
    assert [again.alert_id for again in alerts.on_now(store, "b1")] == [one.alert_id]


def test_an_alarm_is_over_a_day_after_its_last_unusual_hour(store, brand, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    last = NOW + timedelta(hours=23)  # the day is still unusual
    for at in (last, last + timedelta(hours=23)):
        alerts.look(store, brand, now=at)
        assert alerts.on_now(store, "b1")
    alerts.look(store, brand, now=last + QUIET)
    assert alerts.on_now(store, "b1") == []
    assert [again.state for again in alerts.all_alerts(store, "b1")] == ["over"]
    assert len(alerts_log.dossier(store, "b1", one.alert_id).pieces) == 10


def test_the_dossier_tells_steps_notes_the_hold_switch_and_who_did_it(store, brand, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    later = NOW + timedelta(minutes=10)
    alerts_log.add_entry(store, "b1", one.alert_id, "step", "Ruhe bewahren", now=later, actor="owner")
    alerts_log.add_entry(store, "b1", one.alert_id, "note", "Anwältin angerufen", now=later, actor="owner")
    with pytest.raises(RuleError):
        alerts_log.add_entry(store, "b1", one.alert_id, "note", " ", now=later, actor="owner")
    connections.hold(store, "b1", held=True, now=later, actor="owner")
    whole = alerts_log.dossier(store, "b1", one.alert_id)
    assert {(entry.kind, entry.text) for entry in whole.entries} == {
        ("step", "Ruhe bewahren"),
        ("note", "Anwältin angerufen"),
    }
    assert ("held", "owner") in {(deed.kind, deed.actor) for deed in whole.deeds}
    step = next(entry for entry in whole.entries if entry.kind == "step")
    alerts_log.take_back(store, "b1", step.entry_id, **WHO)
    assert (
        next(one for one in alerts_log.dossier(store, "b1", one.alert_id).entries if one.kind == "step").undone_at
        == NOW
    )


def test_what_comes_in_later_can_be_kept_by_hand(store, brand, history):
    write(store, 10, class_id="complaint")
    alerts.look(store, brand, now=NOW)
    (one,) = alerts.on_now(store, "b1")
    later = NOW + timedelta(hours=3)
    write(store, 2, at=later, class_id="complaint")
    assert alerts_log.keep_now(store, "b1", one.alert_id, now=later, actor="owner") == 2
    assert alerts_log.keep_now(store, "b1", one.alert_id, now=later, actor="owner") == 0


def test_every_brand_has_its_own_usual_and_archived_ones_are_left_alone(store, brand, other_brand, history):
    write(store, 12)
    write(store, 12, brand_id="b2")
    with store.write() as cursor:
        cursor.execute("update brand set archived_at = ? where brand_id = 'b2'", [NOW])
    assert alerts.look_everywhere(store, now=NOW) == 1
    assert alerts.on_now(store, "b2") == []


def test_the_bundle_names_the_checksum_of_each_file_and_is_the_same_each_time():
    files = {"a.csv": b"x", "dossier.html": "Über".encode()}
    packed = alerts_log.bundle(files)
    assert packed == alerts_log.bundle(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS.txt").decode().splitlines())
        assert {name: sha256(archive.read(name)).hexdigest() for name in files} == sums


@pytest.mark.parametrize("late", [1, 123_457, 29_999_999, 89_000_001])
def test_looking_again_within_two_minutes_asks_the_same_question(store, brand, history, late):
    first = alerts.counted(store, brand, now=NOW)
    again = alerts.counted(store, brand, now=NOW + timedelta(microseconds=late))
    assert again.end == first.end == datetime(2026, 11, 24, 10, 2)
