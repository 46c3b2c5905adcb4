"""Two conversations become one, one thread becomes two, and both are taken back."""

from datetime import timedelta

import pytest

from cmlite.domain.channels import Channel
from cmlite.domain.inbox import Filters
from cmlite.domain.leads import LeadDraft
from cmlite.domain.merging import places_to_split
from cmlite.domain.replies import ReplyDraft
from cmlite.domain.sync import Arrival
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import conversations, import_batches, inbox, leads, merging, replies
from cmlite.store import followed
from cmlite.store.arrivals import save_arrivals
from cmlite.store.channels import insert_channel
from cmlite.store.rows import insert
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


def of(store):
    """Where everything stands that names a conversation besides its messages."""
    tables = ("lead", "reply_use", "satisfaction", "draft_look", "cool_off", "triage_judgement")
    return {table: [row["id"] for row in store.rows(f"select conversation_id as id from {table}")] for table in tables}


@pytest.fixture
def known(store):
    """A function: a lead, a saved reply, a question, a look, a pause and a judgement of the last message."""

    def note(conversation, at):
        who = {"now": at, "actor": "owner"}
        leads.begin(store, "b1", LeadDraft(interest="Torte"), conversation_id=conversation, **who)
        reply = replies.save(store, "b1", None, ReplyDraft(name=f"R {at}", text="Guten Tag"), **who)
        replies.note_use(store, "b1", reply, conversation, **who)
        last = inbox.thread(store, "b1", conversation, now=NOW).messages[-1].message_id
        whole = {"brand_id": "b1", "conversation_id": conversation}
        with store.write() as cursor:
            insert(cursor, "satisfaction", satisfaction_id=f"s{at}", asked_at=at, actor="owner", **whole)
            insert(cursor, "draft_look", look_id=f"l{at}", member_id="m", asked_at=at, actor="owner", **whole)
            insert(cursor, "cool_off", message_id=last, began_at=at, actor=str(at), **whole)
            insert(cursor, "triage_judgement", message_id=last, judged_at=at, **whole)

    return note


def test_leads_saved_replies_and_all_else_follow_a_merge_and_go_back_with_it(store, pair, known):
    first, second = pair
    known(second, NOW)
    before = of(store)
    assert {one for ids in before.values() for one in ids} == {second}
    change = merging.merge(store, "b1", first, second, **WHO)
    assert {one for ids in of(store).values() for one in ids} == {first}
    known(first, NOW + timedelta(minutes=1))
    merging.take_back(store, "b1", change, **WHO)
    assert {
        table: sorted(ids) for table, ids in of(store).items() if table not in {"cool_off", "triage_judgement"}
    } == {table: sorted([first, second]) for table in ("lead", "reply_use", "satisfaction", "draft_look")}, (
        "what began since stays"
    )


def test_what_began_after_the_message_at_which_a_thread_is_split_goes_along_and_comes_back(store, brand, known):
    long = hear(store, "b1", "long", ("in", 50, "Frage"), ("out", 40, "Antwort"), ("in", 9, "Ganz was anderes"))
    leads.begin(
        store, "b1", LeadDraft(interest="Brot"), conversation_id=long, now=NOW - timedelta(minutes=45), actor="owner"
    )
    known(long, NOW)
    (place,) = places_to_split(inbox.thread(store, "b1", long, now=NOW).messages)
    fresh = merging.split(store, "b1", long, place.message_id, **WHO)
    found = of(store)
    assert sorted(found.pop("lead")) == sorted([long, fresh])
    assert found == {table: [fresh] for table in found}
    (change,) = merging.changes(store, "b1", fresh)
    merging.take_back(store, "b1", change["change_id"], **WHO)
    assert {one for ids in of(store).values() for one in ids} == {long}


def test_no_word_of_a_message_that_is_gone_stays_in_what_was_merged(store, pair):
    first, second = pair
    with store.write() as cursor:
        cursor.execute(
            "update conversation set class_id = 'insult', class_from = 'words', class_why = 'Frechheit' "
            "where conversation_id = ?",
            [second],
        )
    change = merging.merge(store, "b1", first, second, **WHO)
    message = inbox.thread(store, "b1", first, now=NOW).messages[-1].message_id
    with store.write() as cursor:
        followed.forget_text(cursor, message)
    assert "Frechheit" not in str(store.rows("select * from thread_change"))
    merging.take_back(store, "b1", change, **WHO)
    found = inbox.thread(store, "b1", second, now=NOW).conversation
    assert (found.class_id, found.class_why) == ("insult", "")


def test_a_merge_is_forgotten_with_the_import_that_brought_its_messages(store, brand):
    first, second = pair_of_one_file(store)
    merging.merge(store, "b1", first, second, **WHO)
    import_batches.undo(store, "b1", "import_1", **WHO)
    assert store.rows("select * from thread_change") == []
    assert store.rows("select * from conversation") == []


def pair_of_one_file(store):
    """Two conversations with one person, both from the file `import_1`."""
    both = [hear(store, "b1", name, ("in", 30, name), handle="a") for name in ("one", "two")]
    with store.write() as cursor:
        cursor.execute("update message set import_id = 'import_1'")
        cursor.execute("update conversation set import_id = 'import_1'")
        insert(
            cursor, "import_batch", import_id="import_1", brand_id="b1", file_name="a.csv", file_hash="1",
            format_id="messages", kind="messages", network="x", channel_id="ch", rows_read=2, rows_new=2,
            rows_changed=0, rows_same=0, rows_refused=0, state="done", created_at=NOW, actor="owner",
        )  # fmt: skip
    return both


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
