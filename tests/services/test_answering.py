"""What is done with an answer: follow-up on a day, in private apart from the public, shown to somebody first."""

from datetime import timedelta
from functools import partial

import pytest

from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.inbox import Filters
from cmlite.domain.publishing import Outgoing, Sent
from cmlite.domain.sync import Arrival
from cmlite.errors import NotFoundError, Refused, RuleError, Unknown
from cmlite.services import answering, answers, calm, conversations, correcting, inbox, looks, merging, team
from cmlite.services.connections import Outside
from cmlite.store import answering as answers_table
from cmlite.store.arrivals import save_arrivals
from cmlite.store.channels import insert_channel
from cmlite.store.connections import change_connection, save_connection
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}
ANGRY = "Ihr Betrüger!!! So ein Saftladen!"


@pytest.fixture
def press(store, brand):
    """Carry out what was pressed beside a conversation, on a channel that is answered by hand."""
    return partial(_press, store, brand)


def _press(store, brand, conversation, name, words="", until=None, *, now=NOW, actor="owner"):
    return answering.carry_out(
        store, None, brand, conversation, name, words, until, clock=lambda: now, now=now, actor=actor
    )


def waiting(store, now):
    rows, _ = inbox.queue(store, "b1", Filters(), page=1, now=now)
    return [row.conversation_id for row in rows]


def test_a_conversation_with_a_follow_up_comes_back_on_its_day(store, brand, press):
    conversation = hear(store, "b1", "a", ("in", 5, "Wann ist die Torte fertig?"))
    press(conversation, "sent_later", "Ich frage nach.", NOW + timedelta(days=2))
    assert waiting(store, NOW + timedelta(days=1)) == []
    assert waiting(store, NOW + timedelta(days=2)) == [conversation]


def test_a_follow_up_in_the_past_is_refused_and_nothing_is_noted_as_sent(store, brand, press):
    conversation = hear(store, "b1", "a", ("in", 5, "Wann?"))
    with pytest.raises(RuleError):
        press(conversation, "sent_later", "Ich frage nach.", NOW - timedelta(days=1))
    assert [one.direction for one in inbox.thread(store, "b1", conversation, now=NOW).messages] == ["in"]


def test_an_answer_heard_from_the_network_does_not_lose_the_follow_up_but_a_new_message_opens_it(store, brand, press):
    given = {"channel_id": "c1", "brand_id": "b1", "actor": "owner"}
    channel = Channel(network="mastodon", handle="sonne", mode="live", created_at=NOW, **given)
    common = {"author_handle": "bob", "thread_id": "1"}
    asked = Arrival(external_id="1", author_id="bob", text="Wann?", sent_at=NOW - timedelta(minutes=9), **common)
    with store.write() as cursor:
        insert_channel(cursor, channel)
        save_arrivals(cursor, channel, [asked], now=NOW)
    conversation = store.row("select conversation_id from conversation")["conversation_id"]
    press(conversation, "sent_later", "Ich frage nach.", NOW + timedelta(days=2))
    ours = Arrival(
        external_id="2", ours=True, author_id="me", text="Ich frage nach.", parent_id="1", sent_at=NOW, **common
    )
    with store.write() as cursor:
        save_arrivals(cursor, channel, [ours], now=NOW)
    assert store.row("select state from conversation")["state"] == "snoozed"
    again = Arrival(external_id="3", author_id="bob", text="Und?", sent_at=NOW + timedelta(hours=1), **common)
    with store.write() as cursor:
        save_arrivals(cursor, channel, [again], now=NOW + timedelta(hours=1))
    assert store.row("select state from conversation")["state"] == "open"


def test_a_private_answer_never_stands_in_the_public_conversation(store, brand, press):
    conversation = hear(store, "b1", "a", ("in", 5, ANGRY))
    press(conversation, "sent_private", "Guten Tag, das tut uns leid.")
    shown = inbox.thread(store, "b1", conversation, now=NOW)
    assert [one.direction for one in shown.messages] == ["in"]
    assert shown.conversation.state == "waiting"
    private = store.rows("select * from conversation where kind = 'message'")
    assert [row["person_id"] for row in private] == [shown.conversation.person_id]
    apart = inbox.thread(store, "b1", private[0]["conversation_id"], now=NOW)
    assert [one.text for one in apart.messages] == ["Guten Tag, das tut uns leid."]
    press(conversation, "sent_private", "Noch etwas dazu.")
    assert len(store.rows("select * from conversation where kind = 'message'")) == 1


@pytest.fixture
def two_people(store, brand):
    anna = team.add(store, "b1", "Anna", "owner", **WHO)
    return anna, team.add(store, "b1", "Ben", "community_manager", now=NOW, actor=anna.member_id)


def test_somebody_who_finds_the_draft_fine_ends_the_pause(store, brand, two_people):
    anna, ben = two_people
    conversation = hear(store, "b1", "a", ("in", 5, ANGRY))

    def seen(now=NOW):
        shown = inbox.thread(store, "b1", conversation, now=now)
        return answering.box(store, brand, shown, frozenset(), now=now, actor=ben.member_id)

    opened = seen()
    assert opened.calm.wait.left(NOW) > 0
    assert opened.people == {anna.member_id: "Anna"}
    look_id = opened.show(anna.member_id, "Guten Tag, das tut uns leid.", "Geht das so?")
    assert [row["conversation_id"] for row in looks.waiting(store, "b1", anna.member_id)] == [conversation]
    with pytest.raises(RuleError):
        looks.judge(store, "b1", look_id, "fine", "", now=NOW, actor=ben.member_id)
    looks.judge(store, "b1", look_id, "fine", "", now=NOW, actor=anna.member_id)
    wait = seen().calm.wait
    assert wait.left(NOW) == wait.about("Guten Tag, das tut uns sehr leid!").left(NOW) == 0
    assert wait.about("Guten Tag, Sie haben doch selbst schuld.").left(NOW) > 0, "nobody looked at that"
    ben_now = {"now": NOW, "actor": ben.member_id}
    calm.refuse_while_heated(store, brand, conversation, "Guten Tag, das tut uns leid.", **ben_now)
    with pytest.raises(RuleError):
        calm.refuse_while_heated(store, brand, conversation, "Guten Tag, Sie haben doch selbst schuld.", **ben_now)
    calm.overrule(store, brand, conversation, **ben_now)
    assert seen().calm.wait.about("Ganz andere Worte als vorher.").left(NOW) == 0, "the writer's word ends it for all"
    assert seen().look.verdict == "fine"
    assert looks.waiting(store, "b1", anna.member_id) == []


def test_what_was_found_fine_before_the_next_angry_message_ends_no_pause(store, brand, two_people):
    anna, ben = two_people
    conversation = hear(store, "b1", "a", ("in", 30, ANGRY), ("out", 20, "Guten Tag."), ("in", -10, ANGRY))
    look_id = looks.ask(store, "b1", conversation, anna.member_id, "Guten Tag.", "", now=NOW, actor=ben.member_id)
    looks.judge(store, "b1", look_id, "fine", "", now=NOW, actor=anna.member_id)
    later = NOW + timedelta(minutes=11)
    wait = calm.wait_of(store, brand, conversation, now=later, actor=ben.member_id)
    assert wait.about("Guten Tag.").left(later) > 0


def test_a_change_needs_a_word_and_a_sent_answer_ends_the_question(store, brand, two_people, press):
    anna, ben = two_people
    conversation = hear(store, "b1", "a", ("in", 5, "Wann?"))
    how = {"now": NOW, "actor": ben.member_id}
    look_id = looks.ask(store, "b1", conversation, anna.member_id, "Morgen.", "", **how)
    with pytest.raises(RuleError) as refused:
        looks.judge(store, "b1", look_id, "change", " ", now=NOW, actor=anna.member_id)
    assert refused.value.key == "errors.looks.remark_missing"
    press(conversation, "sent", "Morgen ab acht.", actor=ben.member_id)
    assert looks.current(store, "b1", conversation) is None
    with pytest.raises(NotFoundError):
        looks.judge(store, "b1", look_id, "fine", "", now=NOW, actor=anna.member_id)


def test_nobody_can_be_asked_who_is_not_there(store, brand):
    conversation = hear(store, "b1", "a", ("in", 5, "Wann?"))
    with pytest.raises(NotFoundError):
        looks.ask(store, "b1", conversation, "member_x", "Morgen.", "", **WHO)


def test_who_may_only_look_is_not_asked_for_a_word(store, brand, two_people):
    anna, ben = two_people
    vera = team.add(store, "b1", "Vera", "viewer", now=NOW + timedelta(seconds=1), actor=anna.member_id)
    conversation = hear(store, "b1", "a", ("in", 5, "Wann?"))
    shown = inbox.thread(store, "b1", conversation, now=NOW)
    opened = answering.box(store, brand, shown, frozenset(), now=NOW, actor=ben.member_id)
    assert opened.people == {anna.member_id: "Anna"}
    with pytest.raises(NotFoundError):
        opened.show(vera.member_id, "Morgen.", "")


def test_alone_there_is_nobody_to_show_a_draft_to(store, brand):
    conversation = hear(store, "b1", "a", ("in", 5, "Wann?"))
    shown = inbox.thread(store, "b1", conversation, now=NOW)
    assert answering.box(store, brand, shown, frozenset(), **WHO).people == {}


class Quiet(Mastodon):
    """Keeps what it was given to publish; goes wrong when a test says so."""

    can = frozenset({"reply", "messages", "visibility"})
    trouble: Exception | None = None
    said: list[Outgoing]

    def publish(self, message, *, key):
        if self.trouble:
            raise self.trouble
        type(self).said.append(message)
        return Sent(external_id="900", permalink="", at=NOW)


@pytest.fixture
def quiet(store, brand, tmp_path):
    """A signed-in channel with a heated comment; gives network, outside and the conversation."""
    network = type("Fresh", (Quiet,), {"said": []})
    outside = Outside(
        Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test"), {"mastodon": network}
    )
    outside.secrets.put("c1", {"server": "http://127.0.0.1:9", "token": "t", "account": "1"})
    given = {"channel_id": "c1", "brand_id": "b1", "actor": "owner"}
    channel = Channel(network="mastodon", handle="sonne", mode="live", created_at=NOW, **given)
    heard = Arrival(
        external_id="1",
        author_id="bob",
        author_handle="bob",
        text=ANGRY,
        thread_id="1",
        sent_at=NOW - timedelta(minutes=5),
    )
    with store.write() as cursor:
        insert_channel(cursor, channel)
        save_connection(cursor, Connection(can=Quiet.can, connected_at=NOW, **given))
        save_arrivals(cursor, channel, [heard], now=NOW)
    return network, outside, store.row("select conversation_id from conversation")["conversation_id"]


def pressed(store, brand, outside, conversation, name):
    return answering.carry_out(
        store, outside, brand, conversation, name, "Guten Tag, das tut uns leid.", None, clock=lambda: NOW, **WHO
    )


def test_a_private_answer_goes_to_one_person_only_and_needs_no_pause(store, brand, quiet):
    network, outside, conversation = quiet
    shown = inbox.thread(store, "b1", conversation, now=NOW)
    assert answering.box(store, brand, shown, Quiet.can, **WHO).private == "live"
    with pytest.raises(RuleError):
        pressed(store, brand, outside, conversation, "send")
    assert pressed(store, brand, outside, conversation, "send_private") == "send_private"
    with pytest.raises(RuleError):  # another window was a moment later
        pressed(store, brand, outside, conversation, "send_private")
    (message,) = network.said
    assert (message.direct, message.parent, message.mention) == (True, "1", "bob")
    assert [one.direction for one in inbox.thread(store, "b1", conversation, now=NOW).messages] == ["in"]


def test_a_private_answer_the_network_refused_leaves_the_draft_where_it_was_and_nothing_else(store, brand, quiet):
    network, outside, conversation = quiet
    conversations.save_draft(store, "b1", conversation, "Guten Tag, das tut uns leid.", **WHO)
    network.trouble = Refused("errors.network.refused", host="n.example", status=403)
    with pytest.raises(Refused):
        pressed(store, brand, outside, conversation, "send_private")
    assert len(store.rows("select 1 from conversation")) == 1
    assert inbox.thread(store, "b1", conversation, now=NOW).draft == "Guten Tag, das tut uns leid."


def test_nothing_is_sent_for_a_conversation_that_is_gone_meanwhile(store, brand, quiet, monkeypatch):
    network, outside, conversation = quiet
    targets = answers_table.read_targets

    def meanwhile(*given):
        found = targets(*given)
        with store.write() as cursor:
            cursor.execute("delete from conversation")
        return found

    monkeypatch.setattr(answers_table, "read_targets", meanwhile)
    with pytest.raises(NotFoundError):
        answers.send(
            store, outside, "b1", conversation, "Gern!", done=False, language="de", clock=lambda: NOW, actor="owner"
        )
    assert network.said == []
    assert store.rows("select state from message where direction = 'out'") == []


def test_an_answer_whose_thread_is_merged_while_it_is_sent_counts_where_it_stands(store, brand, quiet):
    network, outside, conversation = quiet
    other = store.row("select * from conversation")
    with store.write() as cursor:
        insert(cursor, "conversation", **other | {"conversation_id": "other", "thread_id": "2"})

    def publish(self, message, *, key):
        merging.merge(store, "b1", "other", conversation, **WHO)
        return Sent(external_id="900", permalink="", at=NOW)

    network.publish = publish
    came = answers.send(
        store, outside, "b1", conversation, "Gern!", done=True, language="de", clock=lambda: NOW, actor="owner"
    )
    assert came == "sent"
    shown = inbox.thread(store, "b1", "other", now=NOW)
    assert (shown.conversation.state, [one.state for one in shown.messages]) == ("done", ["received", "sent"])


@pytest.mark.parametrize(
    "stopped", [{"state": "sign_in"}, {"state": "paused"}, {"paused_until": NOW + timedelta(hours=1)}]
)
def test_a_stopped_channel_is_not_asked_what_became_of_anything(store, brand, quiet, stopped):
    network, outside, conversation = quiet
    asked = []
    network.can = Quiet.can | {"find"}
    network.trouble = Unknown("errors.network.cut", host="n.example")
    network.find = lambda self, message, *, key, after: asked.append("find")
    network.text_of = lambda self, external_id: asked.append("text")
    who = {"clock": lambda: NOW + timedelta(minutes=1)}
    came = answers.send(
        store, outside, "b1", conversation, "Gern!", done=False, language="de", clock=lambda: NOW, actor="owner"
    )
    assert came == "unconfirmed"
    (row,) = answers.unconfirmed(store)
    correction = {"subject": "edit", "wanted": "x", "external_id": "7", "attempt_id": "a7", "ended_at": NOW}
    correction |= {"channel_id": "c1", "network": "mastodon"}
    look = [partial(answers.reconcile, store, outside, row, **who)]
    look += [partial(correcting.reconcile, store, outside, correction, **who)]
    with store.write() as cursor:
        change_connection(cursor, "c1", **stopped)
    assert [one() for one in look] == ["unconfirmed", "unknown"]
    assert asked == []
    with store.write() as cursor:
        change_connection(cursor, "c1", state="connected", paused_until=None)
    assert [one() for one in look] == ["unconfirmed", "unknown"]
    assert asked == ["find", "text"]
