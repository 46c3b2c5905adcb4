"""Acts on a network: done once, seen afterwards, taken back; what was refused keeps its reason."""

import json

import pytest

from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.sync import Arrival
from cmlite.errors import NotFoundError, Refused, RuleError, Unknown
from cmlite.services import acts, answers, inbox
from cmlite.services.connections import Outside
from cmlite.store import connections as table
from cmlite.store.arrivals import save_arrivals
from cmlite.store.channels import insert_channel
from cmlite.store.only_reading import OnlyReading
from cmlite.store.secrets import Secrets
from tests.conftest import NOW

CAN = frozenset({"reply", "like", "hide", "mute", "block", "report", "erase", "edit", "delete"})


class Network(Mastodon):
    """Keeps what it was asked to do; goes wrong when a test says so."""

    can = CAN
    trouble: Exception | None = None
    done: list[tuple]

    def moderate(self, act, target):
        self._do(act, target.external_id, target.author_id, target.words)

    def edit(self, external_id, text):
        self._do("edit", external_id, text)

    def like(self, external_id, *, liked=True):
        self._do("like" if liked else "unlike", external_id)

    def remove(self, external_id):
        self._do("delete", external_id)

    def _do(self, *what):
        if self.trouble:
            raise self.trouble
        type(self).done.append(what)


@pytest.fixture
def network():
    return type("Fresh", (Network,), {"done": []})


@pytest.fixture
def outside(tmp_path, network):
    made = Outside(Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test"), {"mastodon": network})
    made.secrets.put("c1", {"server": "http://127.0.0.1:9", "token": "t", "account": "1"})
    return made


@pytest.fixture
def heard(store, brand):
    """Two comments of one person and our answer; gives the conversation's id."""
    channel = Channel(
        channel_id="c1", brand_id="b1", network="mastodon", handle="a", mode="live", created_at=NOW, actor="owner"
    )
    common = {"thread_id": "post", "sent_at": NOW}
    bob = {"author_id": "did:x:bob", "author_handle": "bob"}
    told = [
        Arrival(external_id="1", text="Alles Betrug", **bob, **common),
        Arrival(external_id="2", text="Wirklich", parent_id="1", **bob, **common),
        Arrival(external_id="3", text="Nein", ours=True, author_id="1", author_handle="a", parent_id="1", **common),
    ]
    connection = Connection(channel_id="c1", brand_id="b1", can=CAN, connected_at=NOW, actor="owner")
    with store.write() as cursor:
        insert_channel(cursor, channel)
        table.save_connection(cursor, connection)
        save_arrivals(cursor, channel, told, now=NOW)
    return store.row("select conversation_id from conversation")["conversation_id"]


def act(store, outside, name, message="c1:1", words="", brand_id="b1"):
    acts.carry_out(store, outside, brand_id, message, name, words, clock=lambda: NOW, actor="owner")


def offered(store, heard, message="c1:1"):
    return acts.offer(store, "b1", inbox.thread(store, "b1", heard, now=NOW), CAN).possible[message]


def test_a_comment_is_hidden_and_shown_again(store, outside, network, heard):
    act(store, outside, "hide")
    assert network.done == [("hide", "1", "did:x:bob", "")]
    assert "show" in offered(store, heard) and "hide" not in offered(store, heard)
    assert "hide" in offered(store, heard, "c1:2"), "the other comment is still there"
    act(store, outside, "show")
    assert "hide" in offered(store, heard) and "show" not in offered(store, heard)
    row = store.row("select * from network_act where act = 'hide'")
    assert (row["outcome"], row["undone_at"], row["actor"]) == ("undone", NOW, "owner")
    audit = store.rows("select to_state from audit where subject = 'message' order by to_state")
    assert [one["to_state"] for one in audit] == ["hide", "show"]


def test_muting_is_about_the_person_in_all_messages(store, outside, heard):
    act(store, outside, "mute")
    assert "unmute" in offered(store, heard, "c1:2")
    act(store, outside, "unmute", "c1:2")
    assert "mute" in offered(store, heard, "c1:1")


def test_what_is_done_already_is_not_done_again(store, outside, network, heard):
    act(store, outside, "report", words="Beleidigung")
    with pytest.raises(RuleError):
        act(store, outside, "report", words="Beleidigung")
    assert len(network.done) == 1
    assert store.row("select note from network_act")["note"] == "Beleidigung"


@pytest.mark.parametrize(
    ("error", "outcome"), [(Refused("errors.network.refused"), "refused"), (Unknown("errors.network.cut"), "unknown")]
)
def test_what_did_not_work_keeps_its_reason_and_changes_nothing_here(store, outside, network, heard, error, outcome):
    network.trouble = error
    with pytest.raises(type(error)):
        act(store, outside, "erase")
    (row,) = store.rows("select * from network_act")
    assert (row["outcome"], json.loads(row["reason"])["key"]) == (outcome, error.key)
    assert store.row("select text from message where message_id = 'c1:1'")["text"] == "Alles Betrug"
    assert "erase" in offered(store, heard)


def test_an_answer_in_an_unforeseen_shape_leaves_open_what_happened(store, outside, network, heard):
    network.trouble = KeyError("shape")
    with pytest.raises(Unknown):
        act(store, outside, "hide")
    assert store.row("select outcome from network_act")["outcome"] == "unknown"


def test_what_was_erased_or_deleted_loses_its_words_here(store, outside, network, heard):
    act(store, outside, "erase")
    act(store, outside, "delete", "c1:3")
    rows = store.rows("select state, text from message where message_id <> 'c1:2'")
    assert [(one["state"], one["text"]) for one in rows] == [("deleted", ""), ("deleted", "")]
    assert offered(store, heard) == ()


def test_an_answer_is_corrected_with_words_only(store, outside, network, heard):
    with pytest.raises(RuleError):
        act(store, outside, "edit", "c1:3", "  ")
    act(store, outside, "edit", "c1:3", "Nein, siehe Aushang")
    assert network.done == [("edit", "3", "Nein, siehe Aushang")]
    assert store.row("select text from message where message_id = 'c1:3'")["text"] == "Nein, siehe Aushang"


def test_nobody_acts_on_the_messages_of_another_brand(store, outside, network, heard, other_brand):
    with pytest.raises(NotFoundError):
        act(store, outside, "hide", brand_id="b2")
    assert network.done == []


def test_an_act_is_written_down_before_the_network_is_asked(store, outside, network, heard, monkeypatch):
    """Whoever may change nothing here does nothing there, and what breaks off leaves its trace."""
    seen = []
    monkeypatch.setattr(network, "moderate", lambda *_: seen.extend(store.rows("select outcome from network_act")))
    act(store, outside, "block")
    assert seen == [{"outcome": "unknown"}]
    assert store.row("select outcome from network_act")["outcome"] == "done"


def test_a_like_is_given_once_leaves_its_line_and_is_taken_back(store, outside, network, heard):
    with pytest.raises(RuleError) as told:
        acts.carry_out(OnlyReading(store), outside, "b1", "c1:2", "like", clock=lambda: NOW, actor="viewer")
    assert (told.value.key, network.done) == ("errors.team.viewer", [])
    act(store, outside, "like", "c1:2")
    with pytest.raises(RuleError):
        act(store, outside, "like", "c1:2")
    assert "unlike" in offered(store, heard, "c1:2") and "like" in offered(store, heard, "c1:1")
    act(store, outside, "unlike", "c1:2")
    assert network.done == [("like", "2"), ("unlike", "2")]
    assert "like" in offered(store, heard, "c1:2")
    lines = store.rows("select to_state from audit where subject = 'message' order by to_state")
    assert [one["to_state"] for one in lines] == ["like", "unlike"]


def test_the_same_act_from_two_windows_at_once_is_done_once(store, outside, network, heard, monkeypatch):
    first, turn = [True], outside.turn

    def late(channel_id, **how):
        if first and first.pop():
            act(store, outside, "report", words="Beleidigung")
        return turn(channel_id, **how)

    monkeypatch.setattr(type(outside), "turn", lambda self, *what, **how: late(*what, **how))
    with pytest.raises(RuleError):
        act(store, outside, "report", words="Beleidigung")
    assert len(network.done) == 1


def test_an_own_answer_can_be_deleted_when_what_it_answered_is_gone(store, outside, network, heard):
    act(store, outside, "erase")
    act(store, outside, "erase", "c1:2")
    can = answers.can(store, "b1", heard)
    possible = acts.offer(store, "b1", inbox.thread(store, "b1", heard, now=NOW), can).possible
    assert possible["c1:3"] == ("edit", "delete")


def test_who_was_erased_while_an_act_waited_for_its_turn_leaves_no_trace_through_it(
    store, outside, network, heard, monkeypatch
):
    turn = outside.turn

    def late(self, channel_id, **how):
        with store.write() as cursor:
            cursor.execute("delete from message where message_id = 'c1:1'")
        return turn(channel_id, **how)

    monkeypatch.setattr(type(outside), "turn", late)
    with pytest.raises(NotFoundError):
        act(store, outside, "report", words="Beleidigung")
    assert (network.done, store.rows("select 1 from network_act")) == ([], [])
