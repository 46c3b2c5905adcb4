"""Jobs of a live channel: a refused question does not stop the others and stays in sight; nobody waits for ever."""

from datetime import timedelta

import pytest

from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.channels import Account, Channel
from cmlite.domain.connections import Connection
from cmlite.domain.sync import Arrivals, Counts
from cmlite.errors import Refused, RuleError, SignInAgain, Wait
from cmlite.services import connections, sync
from cmlite.services.connections import Outside
from cmlite.store import connections as table
from cmlite.store.channels import insert_channel
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests.conftest import NOW


class Network(Mastodon):
    """Tells figures of all it is asked for, but what a test says otherwise."""

    refused = frozenset()
    gone = frozenset()
    away: Exception | None = None
    asked: list[list[str]]

    def arrivals(self, cursor):
        return Arrivals(cursor=cursor)

    def own_posts(self, *, after):
        return []

    def who(self):
        return Account(external_id="1", handle="a", followers=7)

    def counts(self, external_ids):
        type(self).asked.append(list(external_ids))
        if self.away:
            raise self.away
        if self.refused & set(external_ids):
            raise Refused("errors.network.refused")
        return [Counts(external_id=one, values={"likes": 1}) for one in external_ids if one not in self.gone]


@pytest.fixture
def network():
    return type("Fresh", (Network,), {"asked": []})


@pytest.fixture
def outside(tmp_path, network):
    made = Outside(
        Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="words of a test"), {"mastodon": network}
    )
    made.secrets.put("c1", {"server": "http://127.0.0.1:9", "token": "t", "account": "1"})
    return made


@pytest.fixture
def channel(store, brand):
    made = Channel(
        channel_id="c1", brand_id="b1", network="mastodon", handle="a", mode="live", created_at=NOW, actor="owner"
    )
    with store.write() as cursor:
        insert_channel(cursor, made)
        table.save_connection(cursor, Connection(channel_id="c1", brand_id="b1", connected_at=NOW, actor="owner"))
    return made


def posts(store, ids, at=NOW - timedelta(hours=2)):
    common = {"brand_id": "b1", "channel_id": "c1", "network": "mastodon", "state": "published", "actor": "owner"}
    with store.write() as cursor:
        for one in ids:
            insert(
                cursor,
                "publication",
                publication_id=f"p{one}",
                post_id=f"o{one}",
                external_id=one,
                published_at=at,
                changed_at=NOW,
                **common,
            )


def run(store, outside, job, at):
    for one in sync.due(store, now=at):
        if one.job == job:
            sync.run(store, outside, one, clock=lambda: at)


def measured(store):
    return {row["publication_id"] for row in store.rows("select distinct publication_id from publication_metric")}


def test_a_refused_question_stops_neither_the_others_nor_the_followers(store, outside, channel, network):
    ids = [f"{n:03d}" for n in range(45)]
    posts(store, ids)
    network.refused = frozenset({"003"})
    run(store, outside, "figures", NOW)
    assert len(measured(store)) == 25
    assert max(map(len, network.asked)) == 20
    assert store.row("select value from channel_metric where metric = 'followers'")["value"] == 7
    failing = store.row("select failures from sync_job where job = 'figures'")
    assert failing["failures"] == 1


def test_a_network_that_is_away_is_not_asked_on_and_on(store, outside, channel, network):
    posts(store, [f"{n:03d}" for n in range(45)])
    network.away = Wait("errors.network.unreachable", host="n.example")
    run(store, outside, "figures", NOW)
    assert len(network.asked) == 1
    assert store.rows("select 1 from publication where asked_at is not null") == []


def test_a_job_that_keeps_failing_stays_in_sight_while_another_works(store, outside, channel, network):
    posts(store, ["1"])
    network.refused = frozenset({"1"})
    at = NOW
    for _ in range(60):
        at += timedelta(minutes=3)
        run(store, outside, "inbox", at)
        run(store, outside, "figures", at)
    failing = store.row("select failures from sync_job where job = 'figures'")
    assert failing["failures"] >= 3
    kept = connections.connections(store, "b1")["c1"]
    assert kept.standing(at) == "unreachable"
    assert kept.reason["key"] == "errors.network.refused"
    network.refused = frozenset()
    run(store, outside, "figures", at + timedelta(hours=6))
    run(store, outside, "inbox", at + timedelta(hours=6))
    kept = connections.connections(store, "b1")["c1"]
    assert (kept.standing(at), kept.reason, kept.failing_since) == ("connected", {}, None)


def test_posts_the_network_never_tells_keep_no_others_waiting(store, outside, channel, network, monkeypatch):
    monkeypatch.setattr(sync, "POSTS_A_TURN", 5)
    gone = [f"gone{n}" for n in range(10)]
    posts(store, gone, at=NOW - timedelta(hours=1))
    posts(store, [f"old{n}" for n in range(3)], at=NOW - timedelta(hours=9))
    network.gone = frozenset(gone)
    for minutes in range(4):
        run(store, outside, "figures", NOW + timedelta(minutes=minutes))
    assert measured(store) == {"pold0", "pold1", "pold2"}
    asked = len(network.asked)
    run(store, outside, "figures", NOW + timedelta(minutes=30))
    assert len(network.asked) == asked, "asked again when their figures are due, not before"


def test_asking_at_once_ends_a_pause_of_our_own_and_respects_one_of_the_network(store, outside, channel, network):
    later = NOW + timedelta(minutes=4)
    with store.write() as cursor:
        table.change_connection(cursor, "c1", paused_until=later, failing_since=NOW)
    connections.sync_now(store, "b1", "c1", now=NOW)
    assert table.read_connection(store, "c1").paused_until is None
    with store.write() as cursor:
        table.change_connection(cursor, "c1", paused_until=later, failing_since=None)
    with pytest.raises(RuleError, match="told_to_wait"):
        connections.sync_now(store, "b1", "c1", now=NOW)
    assert table.read_connection(store, "c1").paused_until == later
    connections.sync_now(store, "b1", "c1", now=later)


def test_what_is_quite_new_is_looked_at_when_the_owner_asks(store, outside, channel, network):
    with store.write() as cursor:
        common = {"brand_id": "b1", "conversation_id": "k1"}
        insert(
            cursor, "conversation", **common, channel_id="c1", network="mastodon", kind="comment", person_id="",
            state="open", last_message_at=NOW, changed_at=NOW, actor="network",
        )  # fmt: skip
        insert(
            cursor, "message", **common, message_id="m1", external_id="77", direction="in", state="received",
            text="Guten Tag", sent_at=NOW - timedelta(minutes=2),
        )  # fmt: skip
    run(store, outside, "figures", NOW)
    assert network.asked == []
    connections.sync_now(store, "b1", "c1", now=NOW)
    run(store, outside, "figures", NOW)
    assert network.asked == [["77"]]
    with store.write() as cursor:
        table.save_job(cursor, "c1", "figures", due_at=NOW)
    run(store, outside, "figures", NOW)
    assert len(network.asked) == 1, "asked for once, not from now on"


def test_what_a_sign_in_cannot_be_asked_for_is_no_moment_at_which_it_was(store, outside, channel, network):
    """A network that is away must not look as if it had just answered."""
    network.can = frozenset({"publish"})
    run(store, outside, "figures", NOW)
    row = store.row("select last_at, due_at, failures from sync_job where job = 'figures'")
    assert (row["last_at"], row["failures"]) == (None, 0)
    assert row["due_at"] > NOW
    assert connections.connections(store, "b1")["c1"].last_ok_at is None


def test_a_network_that_answers_and_asks_to_wait_is_not_called_unreachable(store, outside, channel, network):
    posts(store, ["1"])
    network.away = Wait("errors.network.unreachable", host="n.example")
    run(store, outside, "figures", NOW)
    at = NOW + timedelta(hours=2)
    assert connections.connections(store, "b1")["c1"].standing(at) == "unreachable"
    network.away = Wait("errors.network.busy", until=at + timedelta(minutes=5))
    run(store, outside, "figures", at)
    kept = connections.connections(store, "b1")["c1"]
    assert (kept.standing(at), kept.paused_until) == ("waiting", at + timedelta(minutes=5))
    with pytest.raises(RuleError, match="told_to_wait"):
        connections.sync_now(store, "b1", "c1", now=at)


def test_a_network_that_says_wait_until_now_is_not_asked_again_at_once(store, outside, channel, network):
    posts(store, ["1"])
    network.away = Wait("errors.network.busy", until=NOW)
    run(store, outside, "figures", NOW)
    assert table.read_connection(store, "c1").paused_until > NOW + timedelta(seconds=10)


@pytest.mark.parametrize("meanwhile", ["paused", "told", "signed out"])
def test_a_job_that_waited_for_its_turn_asks_nothing_once_its_channel_stopped(
    store, outside, channel, network, meanwhile
):
    posts(store, ["1"])
    (job,) = [one for one in sync.due(store, now=NOW) if one.job == "figures"]
    later = NOW + timedelta(minutes=5)
    if meanwhile == "paused":
        connections.pause(store, "b1", "c1", paused=True, now=NOW, actor="owner")
    elif meanwhile == "told":
        with store.write() as cursor:
            table.change_connection(cursor, "c1", paused_until=later)
    else:
        connections.disconnect(store, outside, "b1", "c1", now=NOW, actor="owner")
    sync.run(store, outside, job, clock=lambda: NOW)
    assert network.asked == []
    if meanwhile == "told":
        assert table.read_connection(store, "c1").paused_until == later


def test_a_server_that_gives_the_same_page_for_ever_is_asked_when_it_is_time(store, outside, channel, network):
    asked = []

    def same(self, cursor):
        asked.append(cursor)
        return Arrivals(cursor="7", more=True)

    network.arrivals = same
    run(store, outside, "inbox", NOW)
    assert asked == ["", "7"]
    assert not [one for one in sync.due(store, now=NOW) if one.job == "inbox"]


def test_a_channel_paused_while_its_sign_in_was_rejected_stays_paused(store, outside, channel, network):
    posts(store, ["1"])

    def rejected(self, external_ids):
        connections.pause(store, "b1", "c1", paused=True, now=NOW, actor="owner")
        raise SignInAgain("errors.network.sign_in", host="n.example")

    network.counts = rejected
    run(store, outside, "figures", NOW)
    kept = table.read_connection(store, "c1")
    assert (kept.state, kept.reason["key"]) == ("paused", "errors.network.sign_in")


def test_the_length_a_server_allows_is_followed_and_kept_where_it_says_nothing(store, outside, channel, network):
    posts(store, ["1"])
    for hours, told, kept in ((0, 5_000, 5_000), (2, 300, 300), (4, None, 300)):
        network.who = lambda self, told=told: Account(external_id="1", handle="a", text_limit=told)
        run(store, outside, "figures", NOW + timedelta(hours=hours))
        assert table.read_connection(store, "c1").text_limit == kept
