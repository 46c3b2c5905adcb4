"""The connector against mastodon_mock, an independent rebuild of Mastodon's interface with state and faults."""

import re
import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest
import requests

from cmlite.connectors.base import SignIn
from cmlite.connectors.gate import Gate
from cmlite.connectors.mastodon import Mastodon
from cmlite.connectors.mastodon_page import MastodonPage
from cmlite.domain.acts import Target
from cmlite.domain.publishing import Outgoing, Picture
from cmlite.domain.send_options import SendOptions
from cmlite.errors import Refused, SignInAgain, Unknown, Wait
from tests.testnet.contract_checks import OpenApi
from tests.testnet.fake_http import FakeHttp
from tests.testnet.proxy import line_to

LONG_AGO = datetime(2020, 1, 1)


def png(width: int, height: int) -> bytes:
    """A small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\x80\x40" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


BREAD = Picture(data=png(20, 10), media_type="image/png", alt="Ein Brot auf dem Tisch", width=20, height=10)


def signed_in(server: str, token: str, **options) -> Mastodon:
    made = Mastodon(SignIn({"server": server, "token": token}, Gate(**options)))
    made.who()
    return made


@pytest.fixture
def alice(mastodon_server):
    return signed_in(mastodon_server, "alice_token")


@pytest.fixture
def bob(mastodon_server):
    return signed_in(mastodon_server, "bob_token")


@pytest.fixture
def faults(mastodon_server):
    """Make the server misbehave; it is well again after the test."""

    def misbehave(path: str, method: str = "POST", **effect) -> None:
        rule = {"match": {"methods": [method], "path": path}, "effect": effect, "count": 1}
        requests.post(f"{mastodon_server}/api/v1/_mock/faults", json=rule, timeout=10).raise_for_status()

    yield misbehave
    requests.delete(f"{mastodon_server}/api/v1/_mock/faults", timeout=10)


def text_of(tag: str) -> str:
    return f"{tag} {datetime.now(UTC).timestamp()}"


def test_the_account_its_limit_and_its_rights_are_told(alice):
    account = alice.who()
    assert account.handle.startswith("alice@")
    assert account.text_limit == 500
    assert {"publish", "reply", "inbox", "edit", "delete", "keyed"} <= account.can


def test_a_wrong_token_is_no_sign_in(mastodon_server):
    with pytest.raises(SignInAgain):
        signed_in(mastodon_server, "wrong")


def code_for(asked, who: str) -> str:
    """What the instance's page shows once somebody has agreed on it."""
    page = requests.get(asked.address, timeout=10)
    page.raise_for_status()
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text)) | {"username": who}
    shown = requests.post(asked.address.partition("?")[0], data=given, timeout=10).text
    return re.search(r"code: ([^<]+)<", shown)[1]


@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
def test_signing_in_on_the_instances_own_page_gives_a_token_that_works(mastodon_server, contracts):
    described, complaints = OpenApi(contracts / "mastodon-openapi.json", mastodon_server), []
    gate = Gate(seen=lambda request: complaints.extend(described.errors(request)))
    page = MastodonPage(gate)
    asked = page.ask(mastodon_server + "/")
    values = page.redeem(asked.kept, f" {code_for(asked, 'bob')} ")
    assert [one for one in complaints if not any(fault in one for fault in FAULTS_OF_THE_DOCUMENT)] == []
    assert signed_in(values["server"], values["token"]).who().handle.startswith("bob@")
    assert not [one for one in ("client_secret", "verifier") if asked.kept[one] in repr(asked)]


def test_a_code_that_is_wrong_or_an_address_that_is_no_instance_says_what_to_do(mastodon_server):
    page = MastodonPage(Gate())
    asked = page.ask(mastodon_server)
    with pytest.raises(Refused) as error:
        page.redeem(asked.kept, "wrong")
    assert error.value.key == "errors.mastodon.code"
    with FakeHttp() as other, pytest.raises(Refused):
        page.ask(other.url)
    with pytest.raises(Wait):
        page.ask("http://127.0.0.1:9")


def test_a_post_arrives_with_picture_and_description(alice, mastodon_server):
    message = Outgoing(text=text_of("Frisches Brot ✅ #brot"), language="de", pictures=(BREAD,))
    sent = alice.publish(message, key=text_of("key"))
    status = requests.get(f"{mastodon_server}/api/v1/statuses/{sent.external_id}", timeout=10).json()
    assert status["language"] == "de"
    assert [one["description"] for one in status["media_attachments"]] == ["Ein Brot auf dem Tisch"]
    assert abs(sent.at - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1)


@pytest.mark.parametrize(("chosen", "seen"), [("unlisted", "unlisted"), ("followers", "private"), ("public", "public")])
def test_a_post_goes_out_with_warning_language_and_to_whom_the_owner_chose(alice, mastodon_server, chosen, seen):
    options = SendOptions(warning="Enthält Nüsse", visibility=chosen)
    sent = alice.publish(Outgoing(text=text_of("Nusszopf"), language="tr", options=options), key=text_of("key"))
    bearer = {"Authorization": "Bearer alice_token"}
    status = requests.get(f"{mastodon_server}/api/v1/statuses/{sent.external_id}", headers=bearer, timeout=10).json()
    assert (status["spoiler_text"], status["visibility"], status["language"]) == ("Enthält Nüsse", seen, "tr")


def test_a_private_answer_stays_private_whatever_was_chosen_for_posts(alice, mastodon_server):
    message = Outgoing(text=text_of("@bob leise"), direct=True, options=SendOptions(visibility="public"))
    sent = alice.publish(message, key=text_of("key"))
    bearer = {"Authorization": "Bearer alice_token"}
    status = requests.get(f"{mastodon_server}/api/v1/statuses/{sent.external_id}", headers=bearer, timeout=10).json()
    assert status["visibility"] == "direct"


def test_the_same_key_makes_one_post(alice):
    message, key = Outgoing(text=text_of("einmal")), text_of("key")
    assert alice.publish(message, key=key).external_id == alice.publish(message, key=key).external_id
    assert [post.text for post in alice.own_posts(after=LONG_AGO)].count(message.text) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Erster Absatz\n\nZweiter & <letzter>",
        "Schau: https://example.org/a?b=1&c=2 und #brot",
        "Hallo @bob@example.org!",
    ],
)
def test_what_was_sent_is_found_again_by_its_words(alice, words):
    message = Outgoing(text=text_of(words))
    sent = alice.publish(message, key=text_of("key"))
    found = alice.find(message, key="", after=datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1))
    assert found is not None
    assert found.external_id == sent.external_id
    assert alice.find(Outgoing(text=text_of("nie gesendet")), key="", after=LONG_AGO) is None


def test_too_long_a_post_is_refused_not_cut(alice):
    with pytest.raises(Refused) as caught:
        alice.publish(Outgoing(text="x" * 501), key=text_of("key"))
    assert "too long" in caught.value.said


def test_what_people_write_arrives_once_and_in_order_of_the_pages(alice, bob):
    start = alice.arrivals("")
    post = alice.publish(Outgoing(text=text_of("Wann kommt ihr?")), key=text_of("key"))
    reply = bob.publish(Outgoing(text="@alice Wir kommen", parent=post.external_id), key=text_of("key"))
    secret = bob.publish(Outgoing(text="@alice nur für dich", direct=True), key=text_of("key"))
    page = alice.arrivals(start.cursor)
    by_id = {one.external_id: one for one in page.items}
    assert by_id[reply.external_id].kind == "comment"
    assert by_id[reply.external_id].subject_id == post.external_id
    assert by_id[reply.external_id].text == "@alice Wir kommen"
    assert by_id[secret.external_id].kind == "message"
    assert not alice.arrivals(page.cursor).items


def test_an_answer_written_elsewhere_is_heard_but_parts_of_an_own_thread_are_not(alice, bob):
    question = bob.publish(Outgoing(text="@alice Habt ihr offen?"), key=text_of("key"))
    start = alice.arrivals("")
    answer = alice.publish(Outgoing(text="@bob Ja, bis 18 Uhr", parent=question.external_id), key=text_of("key"))
    first = alice.publish(Outgoing(text=text_of("Teil 1")), key=text_of("key"))
    alice.publish(Outgoing(text="Teil 2", parent=first.external_id), key=text_of("key"))
    ours = [one for one in alice.arrivals(start.cursor).items if one.ours]
    assert [one.external_id for one in ours] == [answer.external_id]
    assert ours[0].parent_id == question.external_id


def test_pages_of_notifications_are_read_to_the_end(alice, bob):
    start = alice.arrivals("")
    sent = [bob.publish(Outgoing(text=f"@alice Nachricht {n}"), key=text_of(f"k{n}")).external_id for n in range(45)]
    heard, cursor, more = [], start.cursor, True
    while more:
        page = alice.arrivals(cursor)
        heard += [one.external_id for one in page.items]
        cursor, more = page.cursor, page.more
    assert sorted(heard) == sorted(sent)
    assert len(set(heard)) == len(heard)


def test_answers_of_ours_are_heard_after_what_they_answer(mastodon_server, bob, monkeypatch):
    monkeypatch.setattr("cmlite.connectors.mastodon._PAGE", 3)
    asked: list[str] = []
    alice = signed_in(mastodon_server, "alice_token", seen=lambda request: asked.append(request.path_url))
    start = alice.arrivals("")
    for n in range(4):
        question = bob.publish(Outgoing(text=f"@alice Frage {n}"), key=text_of(f"k{n}"))
    answer = alice.publish(Outgoing(text="@bob Ja", parent=question.external_id), key=text_of("key"))
    asked.clear()
    first = alice.arrivals(start.cursor)
    assert (first.more, [one.ours for one in first.items]) == (True, [False] * 3)
    assert not [path for path in asked if "/accounts/" in path]
    second = alice.arrivals(first.cursor)
    assert {one.external_id for one in second.items} == {question.external_id, answer.external_id}


def test_one_odd_message_does_not_stop_the_page_it_is_on(alice, bob, monkeypatch, caplog):
    """The server of the tests tells nothing odd."""
    start = alice.arrivals("")
    good = bob.publish(Outgoing(text="@alice Frage"), key=text_of("key"))
    read = alice._read

    def spoiled(path, **params):
        found = read(path, **params)
        if not path.endswith("/notifications"):
            return found
        odd = [
            {"id": "1", "status": found[0]["status"] | {"account": None, "content": "geheim"}},
            {"id": "1", "status": {"content": "geheim"}},
        ]
        return [*odd, *found]

    monkeypatch.setattr(alice, "_read", spoiled)
    assert [one.external_id for one in alice.arrivals(start.cursor).items] == [good.external_id]
    assert "could not be read" in caplog.text
    assert "geheim" not in caplog.text


def test_a_forged_time_counts_as_the_moment_the_network_had_the_message(alice, bob, monkeypatch):
    """As another server of the network could tell it; the one of the tests sets the time itself."""
    start = alice.arrivals("")
    bob.publish(Outgoing(text="@alice Frage"), key=text_of("key"))
    read = alice._read

    def forged(path, **params):
        found = read(path, **params)
        for one in found if path.endswith("/notifications") else ():
            one["status"]["created_at"] = "0010-01-01T00:00:00.000Z"
        return found

    monkeypatch.setattr(alice, "_read", forged)
    (heard,) = alice.arrivals(start.cursor).items
    assert abs(heard.sent_at - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1)


def test_parts_of_a_thread_and_direct_messages_are_no_posts_of_their_own(alice, monkeypatch):
    first = alice.publish(Outgoing(text=text_of("Teil 1")), key=text_of("key"))
    part = alice.publish(Outgoing(text=text_of("Teil 2"), parent=first.external_id), key=text_of("key"))
    secret = alice.publish(Outgoing(text=text_of("@bob nur für dich"), direct=True), key=text_of("key"))
    whole = alice._own  # real servers keep parts of a thread of one's own when asked to leave out replies
    monkeypatch.setattr(alice, "_own", lambda **_: whole(exclude_replies="false"))
    found = {one.external_id for one in alice.own_posts(after=LONG_AGO)}
    assert found & {first.external_id, part.external_id, secret.external_id} == {first.external_id}


def test_no_more_than_twenty_posts_are_asked_for_at_once(mastodon_server):
    asked: list[int] = []
    alice = signed_in(mastodon_server, "alice_token", seen=lambda one: asked.append(one.path_url.count("id%5B%5D=")))
    posts = [alice.publish(Outgoing(text=text_of(f"{n}")), key=text_of(f"k{n}")).external_id for n in range(25)]
    assert len(alice.counts(posts)) == 25
    assert max(asked) == 20


def test_figures_edits_and_deletions_are_seen(alice, bob):
    post = alice.publish(Outgoing(text=text_of("vorher")), key=text_of("key"))
    bob.like(post.external_id)
    alice.edit(post.external_id, "nachher")
    (seen,) = alice.counts([post.external_id])
    assert seen.values["likes"] == 1
    assert seen.text == "nachher"
    alice.remove(post.external_id)
    alice.remove(post.external_id)
    assert alice.counts([post.external_id]) == []


def test_a_busy_server_says_until_when_and_nothing_was_sent(alice, faults):
    message = Outgoing(text=text_of("gleich"))
    faults("/api/v1/statuses", type="ratelimit")
    with pytest.raises(Wait) as caught:
        alice.publish(message, key=text_of("key"))
    assert caught.value.until is not None
    assert alice.find(message, key="", after=LONG_AGO) is None


def test_a_server_error_after_sending_is_unknown(alice, faults):
    faults("/api/v1/statuses", type="status", status=503)
    with pytest.raises(Unknown):
        alice.publish(Outgoing(text=text_of("vielleicht")), key=text_of("key"))


def test_nonsense_after_sending_is_unknown(alice, faults):
    faults("/api/v1/statuses", type="malformed")
    with pytest.raises(Unknown):
        alice.publish(Outgoing(text=text_of("vielleicht")), key=text_of("key"))


@pytest.mark.parametrize("fault", ["lose_answer", "cut_answer"])
def test_a_lost_answer_is_unknown_and_the_post_is_found(mastodon_server, fault):
    with line_to(int(mastodon_server.rsplit(":", 1)[1])) as line:
        alice = signed_in(f"http://127.0.0.1:{line.port}", "alice_token")
        line.lose(fault, "^POST /api/v1/statuses")
        message, key = Outgoing(text=text_of("angekommen")), text_of("key")
        with pytest.raises(Unknown):
            alice.publish(message, key=key)
        found = alice.find(message, key=key, after=LONG_AGO)
        assert found is not None
        assert alice.publish(message, key=key).external_id == found.external_id


def test_a_lost_request_is_unknown_and_the_post_is_not_there(mastodon_server):
    with line_to(int(mastodon_server.rsplit(":", 1)[1])) as line:
        alice = signed_in(f"http://127.0.0.1:{line.port}", "alice_token")
        line.lose("lose_request", "^POST /api/v1/statuses")
        message = Outgoing(text=text_of("verloren"))
        with pytest.raises(Unknown):
            alice.publish(message, key=text_of("key"))
        assert alice.find(message, key="", after=LONG_AGO) is None


def test_no_connection_means_nothing_was_sent(mastodon_server):
    with line_to(int(mastodon_server.rsplit(":", 1)[1])) as line:
        alice = signed_in(f"http://127.0.0.1:{line.port}", "alice_token")
    with pytest.raises(Wait):
        alice.publish(Outgoing(text="nie"), key=text_of("key"))


FAULTS_OF_THE_DOCUMENT = (
    "POST /api/v2/media",  # it describes the upload as JSON, which no server takes
    "is not of type 'array'",  # of the redirect address: servers before 4.3 take a word only, later ones both
    "is valid under each of",  # a post with text and picture satisfies two of its alternatives
)


@pytest.mark.filterwarnings("ignore:Unsupported scheme type")  # of the checker, about OAuth in the document
def test_everything_the_connector_sends_fits_the_published_contract(mastodon_server, contracts):
    described = OpenApi(contracts / "mastodon-openapi.json", mastodon_server)
    complaints: list[str] = []

    def held_against(request: requests.PreparedRequest) -> None:
        complaints.extend(f"{request.method} {request.path_url}: {one}" for one in described.errors(request))

    alice = signed_in(mastodon_server, "alice_token", seen=held_against)
    chosen = SendOptions(warning="Vorsicht", visibility="followers")
    message = Outgoing(text=text_of("Vertrag"), language="de", pictures=(BREAD,), options=chosen)
    sent = alice.publish(message, key=text_of("key"))
    reply = alice.publish(Outgoing(text="@bob hallo", parent=sent.external_id, direct=True), key=text_of("key"))
    alice.find(message, key="", after=LONG_AGO)
    alice.arrivals(alice.arrivals("").cursor)
    alice.own_posts(after=LONG_AGO)
    alice.counts([sent.external_id, reply.external_id])
    alice.like(sent.external_id)
    alice.like(sent.external_id, liked=False)
    alice.edit(sent.external_id, "anders")
    alice.messages(alice.messages("").cursor)
    alice.publish(Outgoing(text="@bob gern", parent=reply.external_id, mention="bob"), key=text_of("key"))
    person = signed_in(mastodon_server, "bob_token")
    said = person.publish(Outgoing(text=text_of("@alice Unfug")), key=text_of("key"))
    bob = Target(external_id=said.external_id, author_id=person.who().external_id)
    for act in ("mute", "unmute", "block", "unblock", "report"):
        alice.moderate(act, bob)
    alice.remove(reply.external_id)
    assert [one for one in complaints if not any(fault in one for fault in FAULTS_OF_THE_DOCUMENT)] == []


def test_private_conversations_are_heard_with_whom_they_are(alice, bob):
    secret = bob.publish(Outgoing(text=text_of("@alice nur für dich"), direct=True), key=text_of("key"))
    page = alice.messages("")
    (heard,) = [one for one in page.items if one.external_id == secret.external_id]
    assert (heard.kind, heard.ours, heard.partner.handle) == ("message", False, "bob")
    assert [one.external_id for one in alice.messages(page.cursor).items] == []
    answer = alice.publish(
        Outgoing(text=text_of("gern"), parent=secret.external_id, mention="bob", direct=True), key=text_of("key")
    )
    page = alice.messages(page.cursor)
    (ours,) = [one for one in page.items if one.external_id == answer.external_id]
    assert (ours.kind, ours.ours, ours.partner.handle) == ("message", True, "bob")
    assert {one.kind for one in page.items} == {"message"}


def test_of_many_private_conversations_none_is_passed_over(alice, bob, monkeypatch):
    monkeypatch.setattr("cmlite.connectors.mastodon._CONTEXTS", 1)
    said = [alice.publish(Outgoing(text=text_of("für mich selbst"), direct=True), key=text_of("key"))]
    said.append(bob.publish(Outgoing(text=text_of("@alice privat"), direct=True), key=text_of("key")))
    heard, cursor, more = set(), "", True
    while more:
        page = alice.messages(cursor)
        heard |= {one.external_id for one in page.items}
        cursor, more = page.cursor, page.more
    assert {one.external_id for one in said} <= heard
    assert alice.messages(cursor).items == ()


@pytest.mark.parametrize("visibility", ["direct", "private", "unlisted"])
def test_an_answer_never_reaches_more_people_than_what_it_answers(mastodon_server, alice, bob, visibility):
    headers = {"Authorization": "Bearer bob_token"}
    asked = {"status": text_of("@alice eine Frage"), "visibility": visibility}
    said = requests.post(f"{mastodon_server}/api/v1/statuses", json=asked, headers=headers, timeout=10).json()
    answer = alice.publish(Outgoing(text=text_of("Ja"), parent=said["id"], mention="bob"), key=text_of("key"))
    headers = {"Authorization": "Bearer alice_token"}
    kept = requests.get(f"{mastodon_server}/api/v1/statuses/{answer.external_id}", headers=headers, timeout=10).json()
    assert kept["visibility"] == visibility


def test_who_is_named_in_a_private_answer_would_read_it_so_nothing_is_sent(alice, bob):
    secret = bob.publish(Outgoing(text=text_of("@alice nur für dich"), direct=True), key=text_of("key"))
    for name in ("carol", "bo", "bob@sonne.example"):  # a part of a name is somebody else
        gossip = Outgoing(text=f"@{name} weiß das auch", parent=secret.external_id, mention="bob", direct=True)
        with pytest.raises(Refused) as refused:
            alice.publish(gossip, key=text_of("key"))
        assert refused.value.key == "errors.mastodon.names_others"
    mail = Outgoing(text=text_of("@bob an info@sonne.example"), parent=secret.external_id, mention="bob", direct=True)
    assert alice.publish(mail, key=text_of("key"))


def test_a_corrected_answer_goes_on_naming_whom_it_answers(mastodon_server, alice, bob):
    said = bob.publish(Outgoing(text=text_of("@alice offen?")), key=text_of("key"))
    answer = alice.publish(Outgoing(text="Ja bis 18", parent=said.external_id, mention="bob"), key=text_of("key"))
    alice.edit(answer.external_id, "Ja, bis 17 Uhr")
    (kept,) = alice.counts([answer.external_id])
    assert kept.text == "@bob Ja, bis 17 Uhr"


@pytest.mark.parametrize("act", ["mute", "block"])
def test_a_person_is_muted_or_blocked_and_it_is_taken_back(mastodon_server, alice, bob, act):
    who = Target(external_id="", author_id=bob.who().external_id)
    stands = {"mute": "muting", "block": "blocking"}[act]

    def relation():
        return requests.get(
            f"{mastodon_server}/api/v1/accounts/relationships",
            params={"id[]": who.author_id},
            headers={"Authorization": "Bearer alice_token"},
            timeout=10,
        ).json()[0][stands]

    try:
        alice.moderate(act, who)
        alice.moderate(act, who)
        assert relation()
    finally:
        alice.moderate(f"un{act}", who)
    assert not relation()


def test_a_message_is_reported(alice, bob):
    said = bob.publish(Outgoing(text=text_of("@alice Unfug")), key=text_of("key"))
    alice.moderate("report", Target(external_id=said.external_id, author_id=bob.who().external_id, words="Beleidigung"))
