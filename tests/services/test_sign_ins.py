"""Sign-ins stay where they belong: forgotten is forgotten, the newest counts, no brand reaches into another."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from cmlite.connectors import CONNECTORS, gate
from cmlite.connectors.base import Field, SignIn
from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.channels import Account
from cmlite.errors import NetworkError, NotFoundError, RuleError, SecretsError, SignInAgain
from cmlite.services import brand_removal, brands, channels, connections, sign_ins
from cmlite.services.connections import Outside
from cmlite.store import channels as channel_table
from cmlite.store import connections as table
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.testnet.fake_http import FakeHttp, Reply

WHO = {"now": NOW, "actor": "owner"}
WORDS = "a passphrase of a test"


class Network:
    """Stands in for a network: takes every token; `account=secret` names who it is."""

    network = "mastodon"
    fields = (Field("server", default="https://example.org"), Field("token", secret=True))
    can = frozenset({"publish", "inbox"})
    alone = False

    def __init__(self, sign_in):
        self.sign_in = sign_in

    def who(self):
        name = self.sign_in.values["token"].partition("=")[0]
        self.sign_in.renew(account=name)
        return Account(external_id=name, handle=f"{name}@example.org", server=self.sign_in.values["server"])


class Alone(Network):
    alone = True


@pytest.fixture
def outside(tmp_path):
    secrets = Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase=WORDS)
    return Outside(secrets, connectors={"mastodon": Network})


def connect(store, outside, brand_id="b1", token="anna=1", **how):
    return connections.connect(store, outside, brand_id, "mastodon", {"token": token}, **how, **WHO)


def its_job(outside, channel_id) -> Any:
    """The stand-in as a job gets it."""
    return connections.connector_of(outside, channel_id, "mastodon")


def test_a_job_under_way_does_not_bring_back_a_sign_in_that_was_forgotten(store, brand, outside):
    channel = connect(store, outside)
    job = its_job(outside, channel.channel_id)
    connections.disconnect(store, outside, "b1", channel.channel_id, **WHO)
    job.sign_in.renew(token="anna=renewed")
    assert outside.secrets.get(channel.channel_id) == {}


def test_a_job_under_way_does_not_overwrite_a_newer_sign_in(store, brand, outside):
    channel = connect(store, outside)
    job = its_job(outside, channel.channel_id)
    connect(store, outside, token="anna=2", channel_id=channel.channel_id)
    job.sign_in.renew(token="anna=renewed")
    assert outside.secrets.get(channel.channel_id)["token"] == "anna=2"


def test_a_job_keeps_every_token_the_network_gives_it(store, brand, outside):
    channel = connect(store, outside)
    job = its_job(outside, channel.channel_id)
    for token in ("anna=2", "anna=3"):
        job.sign_in.renew(token=token)
        assert outside.secrets.get(channel.channel_id)["token"] == token


def test_signing_in_and_out_wait_until_the_channel_is_free(store, brand, outside):
    channel = connect(store, outside)
    out = lambda: connections.disconnect(store, outside, "b1", channel.channel_id, **WHO)  # noqa: E731
    again = lambda: connect(store, outside, token="anna=2")  # noqa: E731
    for action, token in ((again, "anna=1"), (out, "anna=2")):
        with outside.turn(channel.channel_id):
            thread = threading.Thread(target=action)
            thread.start()
            thread.join(0.3)
            assert thread.is_alive()
            assert outside.secrets.get(channel.channel_id)["token"] == token
        thread.join(10)
        assert not thread.is_alive()
    assert outside.secrets.get(channel.channel_id) == {}


def test_no_brand_pauses_or_signs_out_the_channel_of_another(store, brand, other_brand, outside):
    channel = connect(store, outside)
    with pytest.raises(NotFoundError):
        connections.pause(store, "b2", channel.channel_id, paused=True, **WHO)
    for name in ("disconnect", "close"):
        with pytest.raises(NotFoundError):
            connections.carry_out(store, outside, "b2", channel.channel_id, name, {}, **WHO)
    with pytest.raises(NotFoundError):
        connect(store, outside, "b2", token="anna=2", channel_id=channel.channel_id)
    assert connections.connections(store, "b1")[channel.channel_id].state == "connected"
    assert outside.secrets.get(channel.channel_id)["token"] == "anna=1"


def test_two_windows_make_one_channel_of_one_account(store, brand, outside, monkeypatch):
    before = channel_table.read_channels
    asked = []

    def slow(*args, **how):
        """The other window saves after this one has looked."""
        found = before(*args, **how)
        if not asked:
            asked.append(1)
            connect(store, outside, token="anna=other")
        return found

    monkeypatch.setattr(channel_table, "read_channels", slow)
    channel = connect(store, outside, token="anna=mine")
    monkeypatch.undo()
    assert [one.channel_id for one in channels.channels(store, "b1")] == [channel.channel_id]
    assert outside.secrets.get(channel.channel_id)["token"] == "anna=mine"


def test_what_is_given_out_once_is_heard_by_one_channel_only(store, brand, other_brand, outside):
    outside = replace(outside, connectors={"mastodon": Alone})
    channel = connect(store, outside)
    with pytest.raises(RuleError, match="in_use"):
        connect(store, outside, "b2")
    assert connect(store, outside).channel_id == channel.channel_id
    assert channels.channels(store, "b2") == []


def test_a_sign_in_that_cannot_be_kept_makes_no_channel(store, brand, outside, tmp_path):
    assert outside.secrets.state == "open"  # which makes the file
    locked = replace(outside, secrets=Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase=""))
    with pytest.raises(SecretsError, match="locked"):
        connect(store, locked)
    assert channels.channels(store, "b1", closed=True) == []
    assert connections.connections(store, "b1") == {}


def test_what_a_crash_left_is_forgotten_at_the_next_start_or_unlock(store, brand, outside, tmp_path):
    channel = connect(store, outside)
    outside.secrets.put("mastodon_never_saved", {"token": "t"})
    again = Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="")
    assert not sign_ins.forget_orphans(store, again), "locked"
    connections.unlock(store, replace(outside, secrets=again), WORDS)
    assert again.get("mastodon_never_saved") == {}
    assert again.get(channel.channel_id)["token"] == "anna=1"
    again.put("mastodon_never_saved", {"token": "t"})
    assert sign_ins.forget_orphans(store, again)
    assert again.get("mastodon_never_saved") == {}


def test_an_empty_data_file_forgets_nothing_since_a_backup_may_come(store, outside):
    outside.secrets.put("c1", {"token": "t"})
    assert sign_ins.forget_orphans(store, outside.secrets)
    assert outside.secrets.get("c1") == {"token": "t"}


@pytest.mark.parametrize(
    "server",
    [
        *("https://anna:geheim@example.org", "anna:geheim@example.org", "https://geheim@example.org/"),
        *("https://example.org/?key=geheim", "https://example.org#geheim", "https://[geheim"),
    ],
)
def test_an_address_with_more_than_the_server_is_refused_and_nowhere_kept(store, brand, outside, server):
    values = {"server": server, "token": "anna=1"}
    with pytest.raises(RuleError, match="server") as error:
        connections.check(outside, "mastodon", values)
    assert "geheim" not in str(error.value)
    with pytest.raises(RuleError, match="server"):
        connections.connect(store, outside, "b1", "mastodon", values, **WHO)
    assert table.read_connected(store) == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Https://Example.org/", "https://Example.org"),
        (" example.org ", "https://example.org"),
        ("https://example.org", "https://example.org"),
        ("HTTP://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("[::1]:80", "https://[::1]:80"),
        ("https://example.org/pds", "https://example.org/pds"),
    ],
)
def test_the_address_of_a_server_may_be_typed_as_people_and_phones_do(outside, typed, asked):
    found = connections.check(outside, "mastodon", {"server": typed, "token": "anna=1"})
    assert found.server == asked


def test_a_sign_in_does_not_show_its_values():
    assert "geheim" not in repr(SignIn({"token": "geheim"}))
    assert "geheim" not in repr(Mastodon(SignIn({"server": "s", "token": "geheim"})))


def test_a_removed_brand_takes_its_sign_ins_along_and_no_others(store, brand, other_brand, outside):
    mine, others = connect(store, outside), connect(store, outside, "b2", token="berta=1")
    brand_removal.remove_brand(store, outside, "b1", **WHO)
    assert outside.secrets.get(mine.channel_id) == {}
    assert outside.secrets.get(others.channel_id)["token"] == "berta=1"


def test_a_brand_is_removed_though_its_sign_ins_are_locked_and_they_go_when_unlocked(store, brand, outside, tmp_path):
    channel = connect(store, outside)
    locked = replace(outside, secrets=Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase=""))
    brand_removal.remove_brand(store, locked, "b1", **WHO)
    assert brands.current(store).brand is None
    connections.unlock(store, locked, WORDS)
    assert locked.secrets.get(channel.channel_id) == {}


def test_a_brand_is_not_removed_under_the_hands_of_a_job(store, brand, outside):
    channel = connect(store, outside)
    with outside.turn(channel.channel_id):
        thread = threading.Thread(target=lambda: brand_removal.remove_brand(store, outside, "b1", **WHO))
        thread.start()
        thread.join(0.3)
        assert brands.current(store).brand is not None
    thread.join(10)
    assert brands.current(store).brand is None


def test_a_brand_removed_while_the_network_was_asked_gets_no_channel(store, brand, outside, monkeypatch):
    asking = Network.who

    def slow(self):
        brand_removal.remove_brand(store, outside, "b1", **WHO)
        return asking(self)

    monkeypatch.setattr(Network, "who", slow)
    with pytest.raises(NotFoundError):
        connect(store, outside)
    assert store.rows("select 1 from channel union all select 1 from connection") == []


def test_a_first_wrong_sign_in_does_not_speak_of_signing_in_again(outside):
    class Wrong(Network):
        def who(self):
            raise SignInAgain("errors.network.sign_in", said="nope", host="example.org")

    outside.connectors["mastodon"] = Wrong
    with pytest.raises(SignInAgain) as refused:
        connections.check(outside, "mastodon", {"token": "anna=1"})
    assert refused.value.key == "errors.connections.wrong"
    assert (refused.value.said, refused.value.values) == ("nope", {"host": "example.org"})


SHAPES = [
    *([], {}, {"id": []}, {"id": 1, "acct": "a", "username": "b", "configuration": "x"}),
    {"accessJwt": "a", "refreshJwt": "b", "did": None, "handle": [], "ok": True, "result": {"id": "x"}},
]


@pytest.mark.parametrize("network", sorted(CONNECTORS))
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_server_that_is_another_kind_of_service_is_said_so(network, shape, monkeypatch):
    monkeypatch.setattr(gate, "READ_PAUSES", ())

    class Shop(FakeHttp):
        def reply(self, request):
            return Reply.of(shape)

    typed = {"token": "123:abc", "handle": "anna", "password": "p", "chat": "@anna"}
    with Shop() as shop, pytest.raises(NetworkError) as refused:
        sign_ins.ask(CONNECTORS[network], gate.Gate(), typed | {"server": shop.url})
    assert refused.value.key == "errors.network.nonsense"
