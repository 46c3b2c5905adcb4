"""No secret leaves its place: not with the data file, a backup, the log, an export or a printed page."""

import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from cmlite import config
from cmlite.connectors.base import SignIn
from cmlite.domain.inbox import Filters
from cmlite.domain.networks import read_networks
from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import Outgoing
from cmlite.errors import CmliteError
from cmlite.services import (
    answers,
    backups,
    calendar,
    calendar_table,
    claims,
    connections,
    examples,
    exports,
    inbox,
    reconciling,
    sending,
    strategy,
    sync,
)
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from cmlite.ui import strategy_document, text
from tests.testnet.proxy import line_to

TOKEN, REVOKED, TYPED, PASSPHRASE = (
    "alice_token",
    "revoked_token_4711",
    "pass-in-address-4711",
    "a passphrase of a test",
)
HARMLESS = "Roggenbrot-4711"
"""Stands in the post and in an answer, and must be found: else the search itself finds nothing."""


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture
def outside(tmp_path):
    """The sign-ins lie in a folder of their own, which is not searched for what is harmless."""
    return Outside(Secrets(tmp_path / "data" / "secrets.bin", use_keyring=False, passphrase=PASSPHRASE))


def attempt(action) -> str:
    """What an action that fails says, in the log's words and in the owner's."""
    with pytest.raises(CmliteError) as error:
        action()
    return f"{error.value} {error.value!r} {text.says(error.value)}"


def live(store, outside, brand, line) -> tuple[str, list[str]]:
    """A day with a channel: connect, publish, hear, answer, measure, lose answers, be refused; what errors said."""
    who = {"now": now(), "actor": "owner"}
    server = f"http://127.0.0.1:{line.port}"

    def connect(token, address=server, **how):
        values = {"server": address, "token": token}
        return connections.connect(store, outside, brand.brand_id, "mastodon", values, **how, **who)

    said = [
        attempt(lambda: connect(REVOKED)),
        attempt(lambda: connect(TOKEN, f"http://alice:{TYPED}@127.0.0.1:{line.port}")),
        attempt(lambda: connect(TOKEN, f"http://127.0.0.1:{line.port}/?key={TYPED}")),
        attempt(lambda: connect(TOKEN, f"http://127.0.0.1:9/{HARMLESS}")),
        attempt(lambda: outside.secrets.unlock("not " + PASSPHRASE)),
    ]
    channel = connect(TOKEN)
    wall = now() + timedelta(minutes=1)
    draft = PostDraft(text=HARMLESS, channel_ids=(channel.channel_id,), stage="planned", wall=wall, zone="UTC")
    calendar.create(store, brand.brand_id, draft, **who)
    line.lose("lose_answer", "^POST /api/v1/statuses")
    later = lambda: now() + timedelta(minutes=2)  # noqa: E731
    for claim in claims.claim_due(store, fits=lambda *_: True, busy=(), now=later()):
        sending.send(store, outside, claim, clock=later)
    for row in reconciling.unconfirmed(store):
        reconciling.reconcile(store, outside, row, fits=lambda *_: True, clock=later)
    bob = outside.connectors["mastodon"](SignIn({"server": server, "token": "bob_token"}))
    bob.who()
    bob.publish(Outgoing(text=f"@alice {HARMLESS}?"), key=f"{now()}")
    ask(store, outside)
    heard = inbox.queue(store, brand.brand_id, Filters(channel_ids=(channel.channel_id,)), page=1, now=later())[0]
    for conversation in heard[:1]:
        how = {"done": False, "language": "de", "clock": later, "actor": "owner"}
        answers.send(store, outside, brand.brand_id, conversation.conversation_id, HARMLESS, **how)
    kept = outside.secrets.get(channel.channel_id)
    outside.secrets.put(channel.channel_id, kept | {"token": REVOKED})
    ask(store, outside)
    outside.secrets.put(channel.channel_id, kept)
    return channel.channel_id, said


def ask(store, outside) -> None:
    hours = now() + timedelta(hours=2)
    for job in sync.due(store, now=hours):
        sync.run(store, outside, job, clock=lambda: hours)


def exported(store, brand) -> dict[str, bytes]:
    """What the owner takes home."""
    text.use_language("de")
    facts = read_networks((config.REFERENCE / "networks.toml").read_text(encoding="utf-8"))
    plan = strategy.current(store, brand.brand_id).content
    shown = calendar.entries(store, brand.brand_id, now() - timedelta(days=2), 5, brand.zone)
    handles = {one: one for entry in shown for one in (target.channel_id for target in entry.targets)}
    rows = calendar_table.table(shown, calendar_table.Names(handles, {}, plan), brand.zone)
    messages = inbox.export(store, brand.brand_id, Filters(state=""), now=now() + timedelta(hours=3))
    return {
        "calendar.csv": exports.rows_as_csv(rows, calendar_table.COLUMNS, "de"),
        "inbox.csv": exports.as_csv(messages, "en"),
        "strategy.html": strategy_document.printable("Strategie", brand, plan, facts).encode(),
        "strategy.md": strategy_document.markdown("Strategie", brand, plan, facts).encode(),
    }


def test_no_secret_leaves_its_place(store, outside, mastodon_server, tmp_path, caplog):
    caplog.set_level("DEBUG")
    brand = examples.load(store, config.EXAMPLES, now=now(), actor="owner")
    with line_to(int(mastodon_server.rsplit(":", 1)[1])) as line:
        channel_id, said = live(store, outside, brand, line)
    places = {"errors": " ".join(said).encode(), "log": caplog.text.encode(), "repr": repr(outside).encode()}
    places |= exported(store, brand)
    made = backups.back_up(store, tmp_path / "backups", now=now())
    with zipfile.ZipFile(made.path) as archive:
        places |= {f"backup {name}": archive.read(name) for name in archive.namelist()}
    for table in store.counts():  # the file may be compressed, so its rows are searched too
        places[f"table {table}"] = repr(store.rows(f'select * from "{table}"')).encode()
    store.close()
    places |= {str(file): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    store._connection = store._open()
    found = {name for name, content in places.items() if HARMLESS.encode() in content}
    assert {"calendar.csv", "inbox.csv", "table post", "table message"} <= found, "the search finds what is there"
    assert outside.secrets.get(channel_id)["token"] == TOKEN, "and the secret was in use"
    assert "127.0.0.1" in caplog.text, "and the log was on"
    for name, content in places.items():
        for secret in (TOKEN, REVOKED, TYPED, PASSPHRASE, "bob_token"):
            assert secret.encode() not in content, f"a secret stands in {name}"
