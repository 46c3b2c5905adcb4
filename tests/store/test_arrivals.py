"""What networks tell: nothing twice, an answer that arrived is the one that was sent, nothing gone too soon."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmlite.domain.channels import Channel
from cmlite.domain.inbox import times_of
from cmlite.domain.sync import Arrival, Partner
from cmlite.store import followed, sending
from cmlite.store.arrivals import save_arrivals
from cmlite.store.channels import insert_channel
from cmlite.store.rows import insert
from tests.conftest import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def channel(store, brand):
    made = Channel(
        channel_id="c1", brand_id="b1", network="mastodon", handle="a", mode="live", created_at=NOW, actor="owner"
    )
    with store.write() as cursor:
        insert_channel(cursor, made)
    return made


@pytest.fixture
def hear(store, channel):
    def heard(*arrivals, now=NOW):
        with store.write() as cursor:
            return save_arrivals(cursor, channel, arrivals, now=now)

    return heard


def said(
    external_id="q", text="Habt ihr offen?", *, ours=False, parent="", at=NOW - 2 * HOUR, kind="comment", **more
) -> Arrival:
    author = "me" if ours else "bob"
    return Arrival(
        external_id=external_id,
        kind=kind,
        ours=ours,
        author_id=author,
        author_handle=author,
        text=text,
        sent_at=at,
        thread_id=parent or external_id,
        parent_id=parent,
        url=f"https://n.example/{external_id}",
        **more,
    )


def conversation(store):
    (row,) = store.rows("select * from conversation")
    return row


def messages(store):
    return store.rows("select * from message order by sent_at")


def answer(store, state, text="Ja, gern", at=NOW - HOUR, outcome=None):
    row = {"brand_id": "b1", "conversation_id": conversation(store)["conversation_id"]}
    with store.write() as cursor:
        insert(cursor, "message", message_id="m", direction="out", state=state, text=text, sent_at=at, **row)
        if outcome is not None:
            sending.begin_attempt(
                cursor,
                attempt_id="t",
                brand_id="b1",
                channel_id="c1",
                subject="message",
                subject_id="m",
                send_key="k",
                started_at=at,
                outcome=outcome,
            )


@pytest.mark.parametrize(("state", "outcome"), [("sending", ""), ("unconfirmed", "unknown"), ("sent", "unknown")])
def test_an_answer_that_is_heard_has_arrived_and_the_conversation_waits(store, hear, state, outcome):
    hear(said())
    answer(store, state, outcome=outcome)
    assert hear(said("r", "@bob Ja, gern", ours=True, parent="q", at=NOW - HOUR)) == 0
    assert [(one["state"], one["external_id"]) for one in messages(store)] == [("received", "q"), ("sent", "r")]
    assert (conversation(store)["state"], conversation(store)["waiting_since"]) == ("waiting", None)
    (attempt,) = store.rows("select * from attempt")
    assert (attempt["outcome"], attempt["external_id"]) == ("done", "r")
    assert attempt["ended_at"] is not None


def test_an_answer_marked_as_sent_by_hand_does_not_show_twice(store, hear):
    hear(said())
    answer(store, "sent")
    assert hear(said("r", "Ja, gern", ours=True, parent="q", at=NOW - HOUR - timedelta(minutes=9))) == 0
    assert [one["external_id"] for one in messages(store)] == ["q", "r"]
    assert hear(said("r2", "Ja, gern", ours=True, parent="q", at=NOW)) == 1, "said again: another one"


def test_the_same_words_of_another_week_are_another_answer(store, hear):
    hear(said(at=NOW - timedelta(days=9)))
    answer(store, "sent", at=NOW - timedelta(days=8))
    assert hear(said("r", "Ja, gern", ours=True, parent="q", at=NOW)) == 1


def test_a_snoozed_conversation_we_answered_elsewhere_waits(store, hear):
    hear(said())
    with store.write() as cursor:
        cursor.execute("update conversation set state = 'snoozed', snoozed_until = ?", [NOW + HOUR])
    hear(said("r", "Ja", ours=True, parent="q", at=NOW - HOUR))
    row = conversation(store)
    assert (row["state"], row["snoozed_until"]) == ("waiting", None)


def look(store, at, seen):
    rows = followed.read_followed(store, "c1", at, since=at - timedelta(days=3), limit=50)
    with store.write() as cursor:
        followed.follow(cursor, rows, {row["external_id"] for row in rows}, seen, at)
    return [(one["state"], one["text"]) for one in messages(store)]


def test_a_message_is_gone_when_two_looks_an_hour_apart_do_not_find_it(store, hear):
    hear(said())
    there, gone = [("received", "Habt ihr offen?")], [("deleted", "")]
    assert look(store, NOW, {}) == there
    assert look(store, NOW + timedelta(minutes=59), {}) == there
    assert look(store, NOW + HOUR, {}) == gone
    assert look(store, NOW + 2 * HOUR, {}) == gone
    assert look(store, NOW + 3 * HOUR, {"q": None}) == gone
    assert look(store, NOW + 3 * HOUR, {"q": "Habt ihr offen?"}) == there


def test_a_message_seen_in_between_begins_anew(store, hear):
    hear(said())
    look(store, NOW, {})
    look(store, NOW + HOUR / 2, {"q": "Habt ihr offen?"})
    assert look(store, NOW + HOUR, {}) == [("received", "Habt ihr offen?")]


def test_a_young_message_is_not_missed(store, hear):
    hear(said(at=NOW - timedelta(minutes=14)))
    assert followed.read_followed(store, "c1", NOW, since=NOW - HOUR, limit=50) == []


def test_what_was_not_asked_for_is_not_missing(store, hear):
    hear(said())
    rows = followed.read_followed(store, "c1", NOW, since=NOW - 3 * HOUR, limit=50)
    with store.write() as cursor:
        followed.follow(cursor, rows, set(), {}, NOW)
    assert messages(store)[0]["missing_since"] is None


def test_a_message_that_is_heard_again_has_its_text_back(store, hear):
    hear(said())
    with store.write() as cursor:
        followed.forget_text(cursor, "c1:q")
    assert hear(said()) == 0
    assert [(one["state"], one["text"]) for one in messages(store)] == [("received", "Habt ihr offen?")]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    told=st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1, max_size=12, unique_by=lambda one: one[0]),
    cuts=st.sets(st.integers(1, 12)),
    first=st.integers(0, 300),
)
def test_however_pages_are_cut_and_ordered_the_times_are_those_of_all_that_was_said(store, hear, told, cuts, first):
    with store.write() as cursor:
        for table in ("conversation", "message", "person"):
            cursor.execute(f"delete from {table}")
    begin = NOW - timedelta(minutes=first)
    hear(said("q", at=begin))
    page: list[Arrival] = []
    for place, (minutes, ours) in enumerate(told):
        page.append(said(f"m{place}", f"{place}", ours=ours, parent="q", at=NOW - timedelta(minutes=minutes)))
        if place in cuts:
            hear(*page)
            page = []
    hear(*page)
    row = conversation(store)
    expected = times_of([(begin, False), *((NOW - timedelta(minutes=minutes), ours) for minutes, ours in told)])
    assert {name: row[name] for name in expected.model_dump()} == expected.model_dump()
    assert len(messages(store)) == len(told) + 1


def by_kind(store):
    rows = store.rows(
        """select c.kind, m.external_id from message as m
        inner join conversation as c on c.conversation_id = m.conversation_id order by m.sent_at"""
    )
    return [(row["external_id"], row["kind"]) for row in rows]


def test_what_is_private_never_stands_among_what_is_public(store, hear):
    hear(said("q"))
    hear(said("p", "Meine Nummer: 0761 …", parent="q", kind="message", at=NOW - HOUR))
    hear(said("r", "Danke!", ours=True, parent="p", kind="message", at=NOW - HOUR / 2))
    hear(said("s", "Alle: Danke", parent="p", at=NOW - HOUR / 4))
    assert by_kind(store) == [("q", "comment"), ("p", "message"), ("r", "message"), ("s", "comment")]


def test_answering_in_private_what_was_asked_in_public_begins_a_private_conversation(store, hear):
    hear(said("q"))
    hear(said("r", "Lieber unter uns", ours=True, parent="q", kind="message", at=NOW - HOUR))
    assert by_kind(store) == [("q", "comment"), ("r", "message")]


def test_a_private_conversation_we_began_ourselves_waits_for_the_person(store, hear):
    partner = Partner(person_id="bob", handle="bob")
    hear(said("r", "Guten Tag", ours=True, kind="message", partner=partner))
    row = conversation(store)
    assert (row["state"], row["person_id"], row["kind"]) == ("waiting", "b1:mastodon:bob", "message")
    hear(said("q", "Hallo", parent="r", kind="message", at=NOW - HOUR))
    assert (conversation(store)["state"], len(messages(store))) == ("open", 2)


def test_messages_a_network_keeps_apart_are_never_taken_for_gone_by_a_question_about_posts(store, hear):
    hear(said("chat:c1/m1", kind="message"))
    assert followed.read_followed(store, "c1", NOW, since=NOW - 3 * HOUR, limit=50) == []


@pytest.fixture
def answered(store, hear):
    hear(said(), said("r", "Ja, gern", ours=True, parent="q", at=NOW - HOUR))
    assert conversation(store)["state"] == "waiting"


def test_who_asked_waits_again_when_our_only_answer_is_deleted_on_the_network(store, hear, answered):
    asked = conversation(store)["first_in_at"]
    look(store, NOW, {"q": "Habt ihr offen?"})
    look(store, NOW + HOUR, {"q": "Habt ihr offen?"})
    row = conversation(store)
    assert (row["state"], row["waiting_since"], row["first_out_at"]) == ("open", asked, NOW - HOUR)
    look(store, NOW + 2 * HOUR, {"q": "Habt ihr offen?", "r": "Ja, gern"})
    assert (conversation(store)["state"], conversation(store)["waiting_since"]) == ("waiting", None)


@pytest.mark.parametrize("state", ["done", "snoozed"])
def test_what_is_done_or_put_off_stays_so_when_our_answer_is_deleted(store, answered, state):
    with store.write() as cursor:
        cursor.execute("update conversation set state = ?", [state])
        followed.forget_text(cursor, "c1:r")
    assert conversation(store)["state"] == state


def test_nobody_waits_for_an_answer_to_what_is_deleted_itself(store, answered):
    with store.write() as cursor:
        followed.forget_text(cursor, "c1:q")
        followed.forget_text(cursor, "c1:r")
    assert (conversation(store)["state"], conversation(store)["waiting_since"]) == ("waiting", None)
