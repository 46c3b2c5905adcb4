"""Private messages on Bluesky, against written answers: heard as their own, answered in private, never made public."""

from datetime import UTC, datetime, timedelta

import pytest

from cmlite.connectors.base import SignIn
from cmlite.connectors.bluesky import Bluesky
from cmlite.domain.inbox import Filters
from cmlite.domain.publishing import SETTLING, Outgoing
from cmlite.errors import Refused
from cmlite.services import answers, connections, inbox, sync
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from tests.testnet.bluesky_chat_server import BOB, ME, ChatServer
from tests.testnet.fake_http import Fault

LONG_AGO = datetime(2020, 1, 1)


def now(ahead=timedelta()):
    return datetime.now(UTC).replace(tzinfo=None) + ahead


@pytest.fixture
def server():
    with ChatServer() as running:
        yield running


def signed_in(server) -> Bluesky:
    made = Bluesky(SignIn({"handle": "sonne.test", "password": "p", "server": server.url}))
    made.who()
    return made


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="words of a test"))


@pytest.fixture
def channel(store, brand, outside, server):
    values = {"handle": "sonne.test", "password": "p", "server": server.url}
    return connections.connect(store, outside, "b1", "bluesky", values, now=now(), actor="owner")


def listen(store, outside, hours=1) -> int:
    at = now(timedelta(hours=hours))
    jobs = [one for one in sync.due(store, now=at) if one.job == "messages"]
    return sum(sync.run(store, outside, one, clock=lambda: at) for one in jobs)


def conversation(store):
    (row,) = inbox.queue(store, "b1", Filters(state="all"), page=1, now=now())[0]
    return inbox.thread(store, "b1", row.conversation_id, now=now())


def test_an_app_password_without_private_messages_is_told(server):
    server.scope = "com.atproto.appPass"
    account = Bluesky(SignIn({"handle": "sonne.test", "password": "p", "server": server.url})).who()
    assert "messages" not in account.can
    assert "reply" in account.can
    assert not any("chat." in one.path for one in server.requests), "the token says so by itself"


def test_an_app_password_with_private_messages_may_read_them(server):
    account = Bluesky(SignIn({"handle": "sonne.test", "password": "p", "server": server.url})).who()
    assert "messages" in account.can


def test_the_first_look_brings_what_was_said_and_the_next_only_what_is_new(server):
    server.say("c1", BOB, "Habt ihr am Sonntag offen?")
    server.say("c1", ME, "Ja, bis 11 Uhr")
    me = signed_in(server)
    page = me.messages("")
    assert sorted((one.text, one.ours, one.kind, one.partner.person_id) for one in page.items) == [
        ("Habt ihr am Sonntag offen?", False, "message", BOB),
        ("Ja, bis 11 Uhr", True, "message", BOB),
    ]
    for number in range(3):
        server.say("c1", BOB, f"Noch etwas {number}")
    texts, more = [], True
    while more:
        page = me.messages(page.cursor)
        texts += [one.text for one in page.items]
        more = page.more
    assert texts == ["Noch etwas 0", "Noch etwas 1", "Noch etwas 2"]
    assert me.messages(page.cursor).items == ()


def test_a_conversation_of_more_than_two_is_left_out(server):
    server.say("c1", BOB, "Allein")
    me = signed_in(server)
    page = me.messages("")
    server.say("g1", BOB, "Zu dritt", members=(ME, BOB, "did:plc:eve"))
    assert me.messages(page.cursor).items == ()
    assert [one.text for one in signed_in(server).messages("").items] == ["Allein"]


def test_a_private_message_is_answered_in_private_and_nothing_becomes_a_post(store, brand, outside, channel, server):
    server.say("c1", BOB, "Meine Bestellung 4711 fehlt")
    assert listen(store, outside) == 1
    shown = conversation(store)
    assert (shown.conversation.kind, shown.conversation.who, shown.conversation.publication_id) == (
        "message",
        "Bob",
        "",
    )
    name = shown.conversation.conversation_id
    came = answers.send(
        store, outside, "b1", name, "Wir sehen nach.", done=False, language="de", clock=now, actor="owner"
    )
    assert came == "sent"
    assert [(one["sender"]["did"], one["text"]) for one in server.said["c1"]][-1] == (ME, "Wir sehen nach.")
    assert server.posts == []
    assert listen(store, outside, 2) == 0, "our own answer does not come back as another one"
    assert [one.text for one in conversation(store).messages] == ["Meine Bestellung 4711 fehlt", "Wir sehen nach."]


def test_an_answer_without_a_private_conversation_is_not_sent_at_all(server):
    me = signed_in(server)
    with pytest.raises(Refused):
        me.publish(Outgoing(text="Geheim", direct=True, parent=f"at://{BOB}/app.bsky.feed.post/1"), key="k")
    with pytest.raises(Refused):
        me.publish(Outgoing(text="Geheim", direct=True), key="k")
    with pytest.raises(Refused):
        me.publish(Outgoing(text="Geheim", parent="chat:"), key="k")
    assert server.posts == []


def test_an_id_of_a_private_message_alone_keeps_the_answer_private(server):
    message = server.say("c1", BOB, "Hallo")
    signed_in(server).publish(Outgoing(text="Nur für dich", parent=f"chat:c1/{message['id']}"), key="k")
    assert server.posts == []
    assert server.said["c1"][-1]["text"] == "Nur für dich"


def test_an_answer_whose_answer_was_lost_is_found_and_not_said_twice(store, brand, outside, channel, server):
    server.say("c1", BOB, "Hallo?")
    listen(store, outside)
    name = conversation(store).conversation.conversation_id
    server.faults.append(Fault("cut"))
    came = answers.send(store, outside, "b1", name, "Hallo Bob", done=False, language="de", clock=now, actor="owner")
    assert came == "unconfirmed"
    (row,) = answers.unconfirmed(store)
    assert answers.reconcile(store, outside, row, clock=lambda: now(SETTLING)) == "sent"
    assert [one["text"] for one in server.said["c1"]] == ["Hallo?", "Hallo Bob"]
    assert server.posts == []


def test_a_private_message_that_was_taken_back_loses_its_words(store, brand, outside, channel, server):
    message = server.say("c1", BOB, "Das war für jemand anderen")
    listen(store, outside)
    server.delete("c1", message)
    listen(store, outside, 2)
    assert [(one.text, one.state) for one in conversation(store).messages] == [("", "deleted")]


def test_questions_about_posts_never_name_private_messages(server):
    me = signed_in(server)
    before = len(server.requests)
    assert me.counts(["chat:c1/m1"]) == []
    assert len(server.requests) == before


def test_a_heart_at_a_private_message_is_no_public_like(server):
    message = server.say("c1", BOB, "Danke!")
    signed_in(server).like(f"chat:c1/{message['id']}")
    assert server.posts == []
    assert server.reactions == [{"convoId": "c1", "messageId": message["id"], "value": "❤️"}]
    signed_in(server).like(f"chat:c1/{message['id']}", liked=False)
    assert server.reactions == []


def test_a_message_that_is_too_long_is_not_cut(server):
    message = server.say("c1", BOB, "Hallo")
    with pytest.raises(Refused):
        signed_in(server).publish(Outgoing(text="x" * 1001, parent=f"chat:c1/{message['id']}"), key="k")
    assert len(server.said["c1"]) == 1


def test_chat_that_is_away_does_not_stop_the_rest_of_the_channel(store, brand, outside, channel, server):
    server.say("c1", BOB, "Hallo")
    server.scope = "com.atproto.appPass"
    assert listen(store, outside) == 0
    kept = connections.connections(store, "b1")[channel.channel_id]
    assert kept.state == "connected"
    assert kept.reason["key"] == "errors.bluesky.no_messages"
