"""Two conversations become one, one thread becomes two, and both are taken back."""

from datetime import timedelta

import pytest

from cmlite.domain.channels import Channel
from cmlite.domain.inbox import Filters
from cmlite.domain.merging import places_to_split
from cmlite.domain.sync import Arrival
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import conversations, inbox, merging
from cmlite.store.arrivals import save_arrivals
from cmlite.store.channels import insert_channel
from tests.conftest import NOW
from tests.services.test_inbox import WHO, hear


def texts(store, conversation):
    return [one.text for one in inbox.thread(store, "b1", conversation, now=NOW).messages]


@pytest.fixture
def pair(store, brand):
    """Two conversations with one person, and one with somebody else."""
    hear(store, "b1", "else", ("in", 7, "Ich bin jemand anders"), handle="eva")
    first = hear(store, "b1", "first", ("in", 90, "Wo bleibt mein Brot?"), ("out", 80, "Wir sehen nach"), handle="a")
    second = hear(store, "b1", "second", ("in", 30, "Hallo? Mein Brot!"), handle="a")
    with store.write() as cursor:
        cursor.execute("delete from person where rowid not in (select min(rowid) from person group by person_id)")
    return first, second


def test_merged_conversations_stand_in_one_thread_by_time_and_wait_as_one(store, pair):
    first, second = pair
    assert [one["conversation_id"] for one in merging.mates(store, "b1", first)] == [second]
    merging.merge(store, "b1", first, second, **WHO)
    assert texts(store, first) == ["Wo bleibt mein Brot?", "Wir sehen nach", "Hallo? Mein Brot!"]
    found = inbox.thread(store, "b1", first, now=NOW).conversation
    assert (found.state, found.waiting_since) == ("open", NOW - timedelta(minutes=30))
    assert merging.merged_into(store, "b1", second) == first
    with pytest.raises(NotFoundError):
        inbox.thread(store, "b1", second, now=NOW)


def test_taking_back_gives_each_its_own_again_and_keeps_what_was_written_since(store, pair):
    first, second = pair
    before = {one: inbox.thread(store, "b1", one, now=NOW) for one in pair}
    change = merging.merge(store, "b1", first, second, **WHO)
    conversations.add_note(store, "b1", first, "Chefin fragt", **WHO)
    assert merging.take_back(store, "b1", change, **WHO) == first
    assert texts(store, second) == ["Hallo? Mein Brot!"]
    assert texts(store, first) == ["Wo bleibt mein Brot?", "Wir sehen nach", "Chefin fragt"]
    after = inbox.thread(store, "b1", second, now=NOW).conversation
    assert after == before[second].conversation
    with pytest.raises(NotFoundError):
        merging.take_back(store, "b1", change, **WHO)


def test_taking_back_does_not_open_again_what_was_finished_since(store, pair):
    first, second = pair
    with store.write() as cursor:
        cursor.execute("update conversation set state = 'open' where conversation_id = ?", [first])
    change = merging.merge(store, "b1", first, second, **WHO)
    conversations.finish(store, "b1", first, **WHO)
    merging.take_back(store, "b1", change, **WHO)
    states = {one: inbox.thread(store, "b1", one, now=NOW).conversation.state for one in pair}
    assert states == {first: "done", second: "open"}


def test_what_was_put_off_before_it_was_merged_is_put_off_again(store, pair):
    first, second = pair
    until = NOW + timedelta(days=2)
    conversations.snooze(store, "b1", first, until=until, **WHO)
    change = merging.merge(store, "b1", first, second, **WHO)
    assert inbox.thread(store, "b1", first, now=NOW).conversation.state == "open"
    merging.take_back(store, "b1", change, **WHO)
    found = inbox.thread(store, "b1", first, now=NOW).conversation
    assert (found.state, found.snoozed_until) == ("snoozed", until)


def test_other_people_other_brands_and_private_beside_public_are_not_merged(store, pair, other_brand):
    first, _ = pair
    foreign = hear(store, "b2", "foreign", ("in", 5, "Moin"), handle="a")
    with store.write() as cursor:
        cursor.execute("update conversation set kind = 'message' where conversation_id = ?", [pair[1]])
    with pytest.raises(RuleError):
        merging.merge(store, "b1", first, pair[1], **WHO)
    with pytest.raises(RuleError):
        merging.merge(store, "b1", first, "conversation:b1:else", **WHO)
    with pytest.raises(RuleError):
        merging.merge(store, "b1", first, first, **WHO)
    with pytest.raises(NotFoundError):
        merging.merge(store, "b1", first, foreign, **WHO)
    assert merging.mates(store, "b1", first) == []


def test_two_unsent_answers_are_both_kept(store, pair):
    first, second = pair
    conversations.save_draft(store, "b1", first, "Eins", **WHO)
    conversations.save_draft(store, "b1", second, "Zwei", **WHO)
    merging.merge(store, "b1", first, second, **WHO)
    assert inbox.thread(store, "b1", first, now=NOW).draft == "Eins\n\nZwei"


def test_a_thread_is_split_at_a_message_and_comes_together_again(store, brand):
    long = hear(store, "b1", "long", ("in", 50, "Frage"), ("out", 40, "Antwort"), ("in", 9, "Ganz was anderes"))
    shown = inbox.thread(store, "b1", long, now=NOW)
    (place,) = places_to_split(shown.messages)
    conversations.save_draft(store, "b1", long, "Dazu sage ich", **WHO)
    fresh = merging.split(store, "b1", long, place.message_id, **WHO)
    assert (texts(store, long), texts(store, fresh)) == (["Frage", "Antwort"], ["Ganz was anderes"])
    states = {one: inbox.thread(store, "b1", one, now=NOW).conversation.state for one in (long, fresh)}
    assert states == {long: "waiting", fresh: "open"}
    assert inbox.thread(store, "b1", fresh, now=NOW).draft == "Dazu sage ich"
    (change,) = merging.changes(store, "b1", fresh)
    merging.take_back(store, "b1", change["change_id"], **WHO)
    assert texts(store, long) == ["Frage", "Antwort", "Ganz was anderes"]
    assert inbox.thread(store, "b1", long, now=NOW).conversation == shown.conversation
    rows, _ = inbox.queue(store, "b1", Filters(state="all"), page=1, now=NOW)
    assert [one.conversation_id for one in rows] == [long]


def test_a_thread_is_not_split_at_its_beginning(store, brand):
    long = hear(store, "b1", "long", ("in", 50, "Frage"), ("in", 9, "Ganz was anderes"))
    first = inbox.thread(store, "b1", long, now=NOW).messages[0].message_id
    for place in (first, "nowhere"):
        with pytest.raises(RuleError):
            merging.split(store, "b1", long, place, **WHO)


def test_what_the_network_tells_of_a_merged_thread_goes_on_in_the_one_that_took_it_in(store, brand):
    channel = Channel(
        channel_id="c9", brand_id="b1", network="mastodon", handle="x", mode="live", created_at=NOW, actor="o"
    )

    def told(external_id, thread, minutes):
        at = NOW - timedelta(minutes=minutes)
        one = Arrival(
            external_id=external_id,
            author_id="bob",
            author_handle="bob",
            text=external_id,
            thread_id=thread,
            sent_at=at,
        )
        with store.write() as cursor:
            save_arrivals(cursor, channel, [one], now=NOW)
        (row,) = store.rows("select conversation_id from message where external_id = ?", [external_id])
        return row["conversation_id"]

    with store.write() as cursor:
        insert_channel(cursor, channel)
    one, two, three = (told(name, name, 50 - place) for place, name in enumerate(("t1", "t2", "t3")))
    merging.merge(store, "b1", two, one, **WHO)
    again = merging.merge(store, "b1", three, two, **WHO)
    assert told("later", "t1", 5) == three
    assert merging.merged_into(store, "b1", one) == three
    merging.take_back(store, "b1", again, **WHO)
    assert told("last", "t1", 4) == two
