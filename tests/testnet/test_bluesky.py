"""The connector against Bluesky's own servers: a real PDS that passes reads on to a real AppView."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cmlite.connectors.base import SignIn
from cmlite.connectors.bluesky import Bluesky
from cmlite.connectors.bluesky_records import arrival, instant, record_key
from cmlite.domain.acts import Target
from cmlite.domain.publishing import Outgoing
from cmlite.errors import Refused, SignInAgain, Unknown
from tests.testnet.conftest import PASSWORD, Person, until
from tests.testnet.proxy import line_to
from tests.testnet.test_mastodon import BREAD

LONG_AGO = datetime(2020, 1, 1)


@pytest.fixture
def alice(person) -> Person:
    return person()


@pytest.fixture
def bob(person) -> Person:
    return person()


def records_of(one: Person, collection: str = "app.bsky.feed.post") -> list[dict]:
    """All posts (or likes) of an account, asked without cmlite."""
    asked = {"repo": one.did, "collection": collection, "limit": 100}
    return one.raw("GET", "com.atproto.repo.listRecords", params=asked).json()["records"]


def seen_by_appview(connector: Bluesky, uri: str) -> bool:
    return bool(until(lambda: connector.counts([uri])))


def test_the_account_is_told_and_the_login_kept(alice):
    kept: dict[str, str] = {}
    sign_in = SignIn({"handle": "@" + alice.handle, "password": PASSWORD, "server": alice.server}, save=kept.update)
    account = Bluesky(sign_in).who()
    assert (account.external_id, account.handle) == (alice.did, alice.handle)
    assert kept["access"]
    assert kept["refresh"]


def test_a_wrong_password_is_no_sign_in(alice):
    with pytest.raises(SignInAgain):
        alice.connector(password="wrong")


def test_a_session_that_ran_out_is_renewed_without_the_password(alice):
    connector = alice.connector()
    values = dict(connector._sign_in.values)
    values |= {"access": values["refresh"], "password": "changed since"}  # a token of the wrong kind is refused
    renewed = SignIn(dict(values))
    Bluesky(renewed).publish(Outgoing(text="nach dem Erneuern"), key="renewed")
    assert renewed.values["access"] != values["access"]


def test_links_mentions_and_tags_become_facets_by_byte(alice, bob):
    text = f"Grüße ✅ https://example.org/a_(b). @{bob.handle} @niemand.test und #brot"
    alice.connector().publish(Outgoing(text=text, language="de"), key="facets")
    (record,) = records_of(alice)
    found = {
        text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
        for one in record["value"]["facets"]
    }
    assert found["https://example.org/a_(b)"]["uri"] == "https://example.org/a_(b)"
    assert found[f"@{bob.handle}"]["did"] == bob.did
    assert found["#brot"]["tag"] == "brot"
    assert "@niemand.test" not in found
    assert record["value"]["langs"] == ["de"]


def test_a_picture_keeps_its_description_and_shape(alice):
    alice.connector().publish(Outgoing(text="Brot", pictures=(BREAD,)), key="picture")
    (record,) = records_of(alice)
    (image,) = record["value"]["embed"]["images"]
    assert image["alt"] == BREAD.alt
    assert image["aspectRatio"] == {"width": 20, "height": 10}
    assert image["image"]["size"] == len(BREAD.data)


def test_the_same_key_makes_one_post(alice):
    connector = alice.connector()
    first = connector.publish(Outgoing(text="einmal"), key="k")
    again = connector.publish(Outgoing(text="einmal"), key="k")
    assert first.external_id == again.external_id
    assert len(records_of(alice)) == 1
    assert connector.find(Outgoing(text="einmal"), key="k", after=LONG_AGO).external_id == first.external_id
    assert connector.find(Outgoing(text="einmal"), key="other", after=LONG_AGO) is None


def test_301_graphemes_are_refused_and_300_emoji_are_not(alice):
    connector = alice.connector()
    connector.publish(Outgoing(text="✅" * 300), key="fits")
    with pytest.raises(Refused) as caught:
        connector.publish(Outgoing(text="x" * 301), key="long")
    assert "grapheme" in caught.value.said


def test_a_thread_hangs_together(alice):
    connector = alice.connector()
    first = connector.publish(Outgoing(text="Teil 1"), key="1")
    second = connector.publish(Outgoing(text="Teil 2", parent=first.external_id), key="2")
    connector.publish(Outgoing(text="Teil 3", parent=second.external_id), key="3")
    by_text = {one["value"]["text"]: one["value"] for one in records_of(alice)}
    assert by_text["Teil 3"]["reply"]["parent"]["uri"] == second.external_id
    assert by_text["Teil 3"]["reply"]["root"]["uri"] == first.external_id


def test_what_people_write_arrives_and_our_answer_joins_it(alice, bob):
    ours, theirs = alice.connector(), bob.connector()
    post = ours.publish(Outgoing(text="Wann kommt ihr?"), key="post")
    assert seen_by_appview(ours, post.external_id)
    reply = theirs.publish(Outgoing(text="Wir kommen", parent=post.external_id), key="reply")
    page = until(lambda: (found := ours.arrivals("")).items and found)
    (arrival,) = page.items
    assert (arrival.external_id, arrival.kind, arrival.subject_id) == (reply.external_id, "comment", post.external_id)
    assert arrival.author_handle == bob.handle
    answer = ours.publish(Outgoing(text="Schön!", parent=reply.external_id), key="answer")
    record = next(one["value"] for one in records_of(alice) if one["uri"] == answer.external_id)
    assert record["reply"]["root"]["uri"] == post.external_id
    later = until(lambda: [one for one in ours.arrivals(page.cursor).items if one.ours])
    assert [one.external_id for one in later] == [answer.external_id]


def test_a_mention_and_a_quote_are_heard(alice, bob):
    ours, theirs = alice.connector(), bob.connector()
    theirs.publish(Outgoing(text=f"Kennt ihr @{alice.handle}?"), key="mention")
    page = until(lambda: (found := ours.arrivals("")).items and found)
    assert [one.kind for one in page.items] == ["mention"]
    assert page.items[0].subject_id == ""


def test_a_second_look_brings_nothing_new_and_a_walk_through_pages_everything(alice, bob, monkeypatch):
    monkeypatch.setattr("cmlite.connectors.bluesky._PAGE", 5)
    ours, theirs = alice.connector(), bob.connector()
    begun = ours.arrivals("")
    place = json.loads(begun.cursor) | {"seen": "2020-01-01T00:00:00.000Z"}
    sent = {theirs.publish(Outgoing(text=f"@{alice.handle} {n}"), key=f"m{n}").external_id for n in range(12)}
    assert until(lambda: seen_by_appview(theirs, sorted(sent)[-1]))
    until(lambda: len(ours._read("app.bsky.notification.listNotifications", limit=50)["notifications"]) >= 12)
    heard, cursor, more = [], json.dumps(place), True
    while more:
        page = ours.arrivals(cursor)
        heard += [one.external_id for one in page.items]
        cursor, more = page.cursor, page.more
    assert set(heard) == sent
    assert not ours.arrivals(cursor).more


def test_likes_counts_and_deletion(alice, bob):
    ours, theirs = alice.connector(), bob.connector()
    post = ours.publish(Outgoing(text="Gefällt?"), key="post")
    assert seen_by_appview(theirs, post.external_id)
    theirs.like(post.external_id)
    theirs.like(post.external_id)
    assert len(records_of(bob, "app.bsky.feed.like")) == 1
    assert until(lambda: ours.counts([post.external_id])[0].values["likes"] == 1)
    theirs.like(post.external_id, liked=False)
    theirs.like(post.external_id, liked=False)
    assert records_of(bob, "app.bsky.feed.like") == []
    ours.remove(post.external_id)
    ours.remove(post.external_id)
    assert records_of(alice) == []
    assert until(lambda: ours.counts([post.external_id]) == [])


def test_own_posts_are_listed_without_replies(alice):
    connector = alice.connector()
    first = connector.publish(Outgoing(text="Beitrag"), key="1")
    connector.publish(Outgoing(text="Teil 2", parent=first.external_id), key="2")
    posts = until(lambda: connector.own_posts(after=datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)))
    assert [post.text for post in posts] == ["Beitrag"]


@pytest.mark.parametrize("fault", ["lose_answer", "cut_answer", "lose_request"])
def test_a_lost_answer_is_unknown_and_a_second_try_makes_no_second_post(alice, fault):
    with line_to(int(alice.server.rsplit(":", 1)[1])) as line:
        connector = alice.connector(server=f"http://localhost:{line.port}")
        line.lose(fault, "^POST /xrpc/com.atproto.repo.createRecord")
        line.lose("lose_request", "^GET /xrpc/com.atproto.repo.getRecord", times=3)  # nor can it be looked for at once
        with pytest.raises(Unknown):
            connector.publish(Outgoing(text="einmal"), key="k")
        arrived = connector.find(Outgoing(text="einmal"), key="k", after=LONG_AGO)
        assert (arrived is None) == (fault == "lose_request")
        connector.publish(Outgoing(text="einmal"), key="k")
        assert len(records_of(alice)) == 1


def test_record_keys_have_the_form_the_network_demands():
    keys = [record_key(str(number)) for number in range(200)]
    assert len(set(keys)) == 200
    assert all(len(key) == 13 and key[0] in "234567abcdefghij" for key in keys)


def note(**changes) -> dict:
    """A reply as the network tells it."""
    record = {"text": "Hallo", "createdAt": "2026-11-24T10:00:00.000Z"} | changes.pop("record", {})
    author = {"did": "did:plc:bob", "handle": "bob.test"}
    uri, at = "at://did:plc:bob/app.bsky.feed.post/1", "2026-11-24T10:00:05.000Z"
    return {"uri": uri, "reason": "reply", "author": author, "record": record, "indexedAt": at} | changes


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "gestern", 5, ["x"], {}])
def test_no_time_a_stranger_makes_up_is_an_error(written):
    assert abs(instant(written) - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("written", "counts_as"),
    [
        ("2026-11-24T10:00:00Z", datetime(2026, 11, 24, 10)),
        ("2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10)),
        ("0010-01-01T00:00:00Z", datetime(2026, 11, 24, 10, 0, 5)),
        ("2026-11-10T10:00:00Z", datetime(2026, 11, 24, 10, 0, 5)),
        ("2027-01-01T00:00:00Z", datetime(2026, 11, 24, 10, 0, 5)),
        ("9999-12-31T23:59:59-12:00", datetime(2026, 11, 24, 10, 0, 5)),
    ],
)
def test_a_forged_time_counts_as_the_moment_the_network_had_the_message(written, counts_as):
    assert arrival(note(record={"createdAt": written}), "did:plc:alice").sent_at == counts_as


def test_half_a_character_does_not_keep_a_message_from_being_kept():
    assert arrival(note(record={"text": "halb \ud800"}), "did:plc:alice").text == "halb ?"


def test_one_odd_message_does_not_stop_the_page_it_is_on(caplog):
    odd = [
        note(author=None),
        note(record={"text": "geheim", "reply": "x"}),
        "nonsense",
    ]
    pages = {"listNotifications": {"notifications": [note(), *odd, note()]}, "getAuthorFeed": {"feed": ["nonsense"]}}
    connector = Bluesky(SignIn({"server": "http://127.0.0.1:9", "did": "did:plc:alice"}))
    connector._read = lambda method, **_: pages[method.rpartition(".")[2]]
    assert [one.text for one in connector.arrivals("").items] == ["Hallo", "Hallo"]
    assert "could not be read" in caplog.text
    assert "geheim" not in caplog.text


def test_a_reply_below_our_post_is_hidden_and_shown_again_and_who_may_reply_stays_as_it_was(alice, bob):
    ours, theirs = alice.connector(), bob.connector()
    post = ours.publish(Outgoing(text="Wann kommt ihr?"), key="post")
    assert seen_by_appview(ours, post.external_id)
    reply = theirs.publish(Outgoing(text="Nie", parent=post.external_id), key="reply")
    other = theirs.publish(Outgoing(text="Doch", parent=post.external_id), key="other")
    assert seen_by_appview(ours, reply.external_id) and seen_by_appview(ours, other.external_id)
    rkey = post.external_id.rpartition("/")[2]
    where = {"repo": alice.did, "collection": "app.bsky.feed.threadgate", "rkey": rkey}
    allowed = [{"$type": "app.bsky.feed.threadgate#mentionRule"}]
    gate = {"$type": where["collection"], "post": post.external_id, "createdAt": "2026-11-28T10:00:00.000Z"}
    alice.raw("POST", "com.atproto.repo.putRecord", json={**where, "record": gate | {"allow": allowed}})

    def kept():
        return alice.raw("GET", "com.atproto.repo.getRecord", params=where).json()["value"]

    for one in (reply, other, reply):
        ours.moderate("hide", Target(external_id=one.external_id, author_id=bob.did))
    assert sorted(kept()["hiddenReplies"]) == sorted([reply.external_id, other.external_id])
    ours.moderate("show", Target(external_id=reply.external_id, author_id=bob.did))
    assert kept()["hiddenReplies"] == [other.external_id]
    assert kept()["allow"] == allowed


def test_without_a_gate_hiding_leaves_everybody_free_to_reply(alice, bob):
    ours = alice.connector()
    post = ours.publish(Outgoing(text="Hallo"), key="post")
    assert seen_by_appview(ours, post.external_id)
    reply = bob.connector().publish(Outgoing(text="Nie", parent=post.external_id), key="reply")
    assert seen_by_appview(ours, reply.external_id)
    ours.moderate("hide", Target(external_id=reply.external_id, author_id=bob.did))
    where = {"repo": alice.did, "collection": "app.bsky.feed.threadgate", "rkey": post.external_id.rpartition("/")[2]}
    assert "allow" not in alice.raw("GET", "com.atproto.repo.getRecord", params=where).json()["value"]


def test_a_reply_below_the_post_of_somebody_else_cannot_be_hidden(alice, bob):
    theirs = bob.connector()
    post = theirs.publish(Outgoing(text="Meins"), key="post")
    ours = alice.connector()
    assert seen_by_appview(ours, post.external_id)
    with pytest.raises(Refused):
        ours.moderate("hide", Target(external_id=post.external_id, author_id=bob.did))


def test_a_person_is_blocked_once_and_unblocked(alice, bob):
    ours, who = alice.connector(), Target(external_id="", author_id=bob.did)

    def blocks():
        asked = {"repo": alice.did, "collection": "app.bsky.graph.block"}
        found = alice.raw("GET", "com.atproto.repo.listRecords", params=asked).json()["records"]
        return [one["value"]["subject"] for one in found]

    ours.moderate("block", who)
    ours.moderate("block", who)
    assert blocks() == [bob.did]
    ours.moderate("unblock", who)
    ours.moderate("unblock", who)
    assert blocks() == []


def test_a_person_is_muted_and_heard_again(alice, bob):
    ours, who = alice.connector(), Target(external_id="", author_id=bob.did)

    def muted():
        return alice.raw("GET", "app.bsky.actor.getProfile", params={"actor": bob.did}).json()["viewer"]["muted"]

    ours.moderate("mute", who)
    assert until(muted)
    ours.moderate("unmute", who)
    assert until(lambda: not muted())
