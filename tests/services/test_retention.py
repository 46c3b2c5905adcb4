"""Forgetting by itself: off until switched on, once a day, what is in use stays, every run is written down."""

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.bulk import Choice
from cmlite.domain.leads import LeadDraft
from cmlite.domain.people import Wanted
from cmlite.domain.retention import months_before
from cmlite.errors import RuleError
from cmlite.learning.__main__ import answer
from cmlite.services import backups, bulk, classes, conversations, leads, people, retention, rights, triage
from cmlite.services.connections import Outside
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}
YEAR, DAY = 366 * 24 * 60, 24 * 60


def texts(store):
    return sorted(row["text"] for row in store.rows("select text from message"))


@pytest.fixture
def old_and_new(store, brand):
    """Somebody of last year, done; somebody of last year who still waits; somebody of today."""
    done = hear(store, "b1", "1", ("in", YEAR, "Alt und erledigt"), ("out", YEAR - 5, "Antwort"), handle="old_1")
    conversations.finish(store, "b1", done, **WHO)
    hear(store, "b1", "2", ("in", YEAR, "Alt und offen"), handle="open_2")
    new = hear(store, "b1", "3", ("in", DAY, "Neu"), handle="new_3")
    conversations.finish(store, "b1", new, **WHO)
    return done


def test_nothing_is_forgotten_until_a_rule_is_switched_on(store, old_and_new):
    before = texts(store)
    assert retention.carry_out(store, now=NOW) == 0
    assert (texts(store), retention.runs(store, "b1")) == (before, [])


def test_old_words_go_and_the_times_stay(store, old_and_new):
    times = store.rows("select conversation_id, first_in_at, first_out_at from conversation order by 1")
    retention.save(store, "b1", {"messages": 12}, **WHO)
    promised = retention.preview(store, "b1", {"messages": 12}, now=NOW)["messages"]
    assert promised == (2, datetime(2025, 11, 24, 10))
    assert retention.carry_out(store, now=NOW) == 2
    assert texts(store) == ["", "", "Alt und offen", "Neu"]
    assert store.rows("select conversation_id, first_in_at, first_out_at from conversation order by 1") == times
    (run,) = retention.runs(store, "b1")
    assert (run.kind, run.months, run.forgotten, run.actor) == ("messages", 12, 2, "worker")


def test_what_would_go_is_listed_one_by_one_and_as_much_of_it_goes_as_was_said(store, old_and_new):
    then = {"now": NOW - timedelta(days=400), "actor": "owner"}
    conversations.add_note(store, "b1", old_and_new, "Notiz", **then)
    wanted = {"messages": 12, "notes": 12, "people": 12}
    promised = retention.preview(store, "b1", wanted, now=NOW)
    listed = {
        kind: [(one.who, one.what) for one in retention.old(store, "b1", kind, before)]
        for kind, (_, before) in promised.items()
    }
    assert listed == {
        "messages": [("old_1", "Alt und erledigt"), ("old_1", "Antwort")],
        "notes": [("old_1", "Notiz")],
        "people": [("old_1", "instagram")],
    }
    assert {kind: count for kind, (count, _) in promised.items()} == {k: len(rows) for k, rows in listed.items()}
    retention.save(store, "b1", wanted, **WHO)
    came = retention.carry_out_now(store, "b1", report=lambda _: None, **WHO)
    assert came == {"messages": 2, "notes": 1, "people": 1}
    assert {run.actor for run in retention.runs(store, "b1")} == {"owner"}


@pytest.mark.parametrize(("quick", "turns"), [(3_600, [8, 9]), (0, [8, 8, 1])])
def test_people_go_until_none_is_left_when_a_person_says_now_in_larger_turns_where_they_are_quick(
    store, brand, monkeypatch, quick, turns
):
    monkeypatch.setattr(retention, "QUICK", quick)
    for number in range(sum(turns)):
        one = hear(store, "b1", f"p{number}", ("in", YEAR, "Hallo"), handle=f"p{number}")
        conversations.finish(store, "b1", one, **WHO)
    retention.save(store, "b1", {"people": 12}, **WHO)
    came = retention.carry_out_now(store, "b1", report=lambda _: None, **WHO)
    assert came == {"people": sum(turns)}
    assert sorted(run.forgotten for run in retention.runs(store, "b1")) == sorted(turns)


def test_a_name_of_two_common_words_takes_nothing_out_of_other_texts_when_a_rule_erases(store, brand):
    old = hear(store, "b1", "1", ("in", YEAR, "Hallo"), handle="old_1")
    hear(store, "b1", "2", ("in", DAY, "Guten Morgen, Freiburg! @old_1 war nett."), handle="new_2")
    with store.write() as cursor:
        cursor.execute("update person set display_name = 'Guten Morgen' where handle = 'old_1'")
    conversations.finish(store, "b1", old, **WHO)
    retention.save(store, "b1", {"people": 12}, **WHO)
    assert retention.carry_out(store, now=NOW) == 1
    (left,) = texts(store)
    assert left.startswith("Guten Morgen, Freiburg!") and "old_1" not in left


def test_no_word_of_an_old_message_stays_as_a_reason(store, brand):
    old = hear(store, "b1", "1", ("in", YEAR, "So eine Frechheit, das Brot war verdorben!"), handle="old_1")
    triage.judge_new(store, now=NOW, ask=answer)
    bulk.change(store, "b1", Choice(ids=(old,)), "tag", "Brot", **WHO)
    classes.set_class(store, "b1", [old], "praise", **WHO)
    conversations.finish(store, "b1", old, **WHO)
    retention.save(store, "b1", {"messages": 12}, **WHO)
    assert retention.carry_out(store, now=NOW) == 1
    for table in ("conversation", "class_change", "bulk_change_row", "triage_judgement", "audit"):
        assert "frechheit" not in str(store.rows(f"select * from {table}")).lower(), table
    (kept,) = store.rows("select kind, tone from triage_judgement")
    assert kept == {"kind": "complaint", "tone": "negative"}


def test_a_draft_shown_to_somebody_goes_with_the_drafts(store, old_and_new):
    with store.write() as cursor:
        for look, days in (("old", 100), ("new", 1)):
            insert(
                cursor,
                "draft_look",
                look_id=look,
                brand_id="b1",
                conversation_id=old_and_new,
                member_id="m",
                text="Nie gesendet",
                asked_at=NOW - timedelta(days=days),
                actor="owner",
            )
    retention.save(store, "b1", {"drafts": 3}, **WHO)
    retention.carry_out(store, now=NOW)
    assert store.rows("select look_id from draft_look") == [{"look_id": "new"}]


def test_a_rule_runs_once_a_day_and_leaves_a_line_each_time(store, old_and_new):
    retention.save(store, "b1", {"notes": 1}, **WHO)
    for hours in (0, 1, 23, 24, 25):
        retention.carry_out(store, now=NOW + timedelta(hours=hours))
    assert [run.ran_at for run in retention.runs(store, "b1")] == [NOW + timedelta(hours=24), NOW]


def test_drafts_and_old_notes_go(store, old_and_new):
    then = {"now": NOW - timedelta(days=100), "actor": "owner"}
    conversations.save_draft(store, "b1", old_and_new, "Nie gesendet", **then)
    conversations.add_note(store, "b1", old_and_new, "Notiz", **then)
    retention.save(store, "b1", {"drafts": 3, "notes": 3}, **WHO)
    assert retention.carry_out(store, now=NOW) == 2
    assert "Nie gesendet" not in texts(store)
    assert "Notiz" not in texts(store)


def test_a_backup_of_before_the_rule_comes_back_without_the_old_words_and_with_the_rule(store, old_and_new, tmp_path):
    folder, later = tmp_path / "backups", NOW + timedelta(hours=1)
    made = backups.back_up(store, folder, now=NOW)
    retention.save(store, "b1", {"messages": 12}, **WHO)
    retention.carry_out(store, now=NOW)
    backups.restore(store, Outside(Secrets(tmp_path)), made.path, now=later, actor="owner")
    assert "Alt und erledigt" not in texts(store)
    assert [run.forgotten for run in retention.runs(store, "b1")] == [2]
    assert retention.rules(store, "b1") == {"messages": 12}


def test_people_without_contact_are_erased_with_a_proof_unless_something_is_open(store, old_and_new):
    hear(store, "b1", "4", ("in", YEAR, "Torte?"), handle="lead_4")
    lead_of = "conversation:b1:4"
    conversations.finish(store, "b1", lead_of, **WHO)
    leads.begin(store, "b1", LeadDraft(interest="Torte"), conversation_id=lead_of, **WHO)
    hear(store, "b1", "5", ("in", YEAR, "Foto?"), handle="consent_5")
    conversations.finish(store, "b1", "conversation:b1:5", **WHO)
    people.note_consent(
        store, "b1", "b1:consent_5", about="Foto", how="", given_on=date(2025, 1, 1), today=NOW.date(), **WHO
    )
    retention.save(store, "b1", {"people": 12}, **WHO)
    assert retention.preview(store, "b1", {"people": 12}, now=NOW)["people"][0] == 1
    retention.carry_out(store, now=NOW)
    left = {one.handle for one in people.people(store, "b1", Wanted(), page=1)[0]}
    assert left == {"open_2", "new_3", "lead_4", "consent_5"}
    (proof,), whole = rights.erasures(store, "b1")
    assert (proof.cause, proof.people, whole) == ("rule", 1, True)


@pytest.mark.parametrize("wrong", [{"posts": 12}, {"messages": 5}, {"messages": -1}])
def test_a_rule_nobody_offers_is_refused(store, brand, wrong):
    with pytest.raises(RuleError):
        retention.save(store, "b1", wrong, **WHO)
    assert retention.rules(store, "b1") == {}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(0, 120))
def test_months_before_is_the_same_day_or_the_last_of_a_shorter_month(instant, months):
    found = months_before(instant, months)
    assert (instant.year * 12 + instant.month) - (found.year * 12 + found.month) == months
    last = calendar.monthrange(found.year, found.month)[1]
    assert found.day == min(instant.day, last)
    assert found.time() == instant.time()
