"""Rounds of publishing and answering in which the app is killed or the line is cut at a random moment.

    python -m tests.testnet.rounds --rounds 300 [--network bluesky|mastodon]

Each round plans one post or begins one answer, starts the real worker in a process of its own, and ends it with
`kill -9` or cuts its line at a random moment; then it starts again, lets things settle and lets a script make the
owner's decisions by looking at the network. Counted on the network: what is there twice, what is missing, and what
the store says wrongly. Only two times are shortened for it: how long a lost message may still be under way, and how
often the network is asked about it.
"""

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmlite import config
from cmlite.connectors.base import SignIn
from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.brands import Brand
from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import Outgoing
from cmlite.services import calendar, connections
from cmlite.services.connections import Outside
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.secrets import KEY_VARIABLE, Secrets
from tests.conftest import ROOT
from tests.testnet.conftest import PASSWORD as PERSON_PASSWORD
from tests.testnet.conftest import new_person
from tests.testnet.proxy import Line, line_to
from tests.testnet.servers import started

PASSPHRASE = "a passphrase of the rounds"
SETTLE_SECONDS = 60


@dataclass(slots=True)
class Result:
    """What was counted; `seen` says how the rounds came out."""

    rounds: int = 0
    twice: int = 0
    lost: int = 0
    wrong: int = 0
    decisions: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not (self.twice or self.lost or self.wrong)


def utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class World:
    """A network with two accounts: how the channel signs in through the line, and how its posts are counted."""

    sending: str
    """First line of the request that sends something."""
    names: tuple[str, str]
    """What alice and bob are called."""
    sign_in: Callable[[Line], dict[str, str]]
    ask: Callable[[str], object]
    """Bob says something."""
    count: Callable[[str], int]
    """How often alice's account has a text, posts and answers, asked without cmlite's line in between."""


@contextlib.contextmanager
def mastodon() -> Iterator[tuple[World, int]]:
    """The rebuild of Mastodon, with its port."""
    with started("mastodon/start.sh", wait=60) as ports:
        server = f"http://127.0.0.1:{ports['mastodon']}"
        alice, bob = (Mastodon(SignIn({"server": server, "token": f"{who}_token"})) for who in ("alice", "bob"))
        alice.who(), bob.who()

        def count(text: str) -> int:
            return sum(text in one["content"] for one in alice._own(exclude_replies="false"))

        yield (
            World(
                "^POST /api/v1/statuses",
                ("alice", "bob"),
                lambda line: {"server": f"http://127.0.0.1:{line.port}", "token": "alice_token"},
                lambda text: bob.publish(Outgoing(text=text), key=text),
                count,
            ),
            ports["mastodon"],
        )


@contextlib.contextmanager
def bluesky() -> Iterator[tuple[World, int]]:
    """Bluesky's own servers, with the port of the one that takes the posts."""
    with started("bluesky/start-network.sh", wait=120) as ports:
        server = f"http://localhost:{ports['pds']}"
        alice, bob = (new_person(server, f"{who}{time.time_ns() % 10**8}") for who in ("alice", "bob"))
        speaker = bob.connector()

        def count(text: str) -> int:
            asked = {"repo": alice.did, "collection": "app.bsky.feed.post", "limit": 100}
            found, more = 0, {}
            while True:
                page = alice.raw("GET", "com.atproto.repo.listRecords", params=asked | more).json()
                found += sum(text in one["value"]["text"] for one in page["records"])
                if not page.get("cursor") or not page["records"]:
                    return found
                more = {"cursor": page["cursor"]}

        yield (
            World(
                "^POST /xrpc/com.atproto.repo.createRecord",
                (alice.handle, bob.handle),
                lambda line: {
                    "server": f"http://localhost:{line.port}",
                    "handle": alice.handle,
                    "password": PERSON_PASSWORD,
                },
                lambda text: speaker.publish(Outgoing(text=text), key=text),
                count,
            ),
            ports["pds"],
        )


def play(rounds: int, *, network: str = "mastodon", seed: int = 1, report: bool = False) -> Result:
    """Play all rounds against one server; returns what was counted."""
    chance, result = random.Random(seed), Result()
    worlds = {"mastodon": mastodon, "bluesky": bluesky}
    with (
        worlds[network]() as (world, port),
        line_to(port) as line,
        tempfile.TemporaryDirectory(prefix="cmlite-rounds-") as name,
    ):
        data = Path(name)
        channel_id = _prepare(data, network, world.sign_in(line))
        for number in range(rounds):
            _round(number, data, channel_id, line, world, chance, result)
            if report and (number + 1) % 10 == 0:
                print(number + 1, result, flush=True)
    return result


def _outside(data: Path) -> Outside:
    return Outside(Secrets(data / "secrets.bin", use_keyring=False, passphrase=PASSPHRASE))


@contextlib.contextmanager
def _store(data: Path) -> Iterator[Store]:
    opened = Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    try:
        yield opened
    finally:
        opened.close()


def _prepare(data: Path, network: str, values: dict[str, str]) -> str:
    with _store(data) as store:
        with store.write() as cursor:
            brands.save_brand(cursor, Brand(brand_id="b1", name="Rounds", created_at=utc_now(), actor="owner"))
        channel = connections.connect(store, _outside(data), "b1", network, values, now=utc_now(), actor="owner")
        return channel.channel_id


def _round(
    number: int,
    data: Path,
    channel_id: str,
    line: Line,
    world: World,
    chance: random.Random,
    result: Result,
) -> None:
    kind = chance.choice(("post", "post", "answer"))
    alice, bob = world.names
    said = f"Runde {number} {time.time_ns()}"
    text = f"@{bob} {said}" if kind == "answer" else said
    order = {"kind": kind, "text": text, "channel_id": channel_id}
    if kind == "answer":
        order["question"] = f"@{alice} Frage {number} {time.time_ns()}"
        world.ask(order["question"])
    else:
        _plan(data, channel_id, text)
    fault = chance.choice(("kill", "kill", "kill", "cut", "lose_answer", "lose_request"))
    with _worker(data, order) as process:
        if fault in {"lose_answer", "lose_request"}:
            line.lose(fault, world.sending)
        _until(process, "READY", 30)
        if fault == "cut":
            time.sleep(chance.uniform(0, 1.0))
            line.dead = True
        time.sleep(chance.uniform(0.0, 1.4))
        process.kill()
        process.wait()
    line.dead = False
    settled = _settle(data, order)
    line.faults.clear()
    there = world.count(said)
    result.rounds += 1
    result.decisions += settled["decisions"]
    result.seen[f"{kind}/{fault}/{settled['state']}"] += 1
    result.twice += there > 1
    result.lost += there == 0
    result.wrong += settled["state"] != ("published" if kind == "post" else "sent")


def _plan(data: Path, channel_id: str, text: str) -> None:
    with _store(data) as store:
        wall = utc_now() + timedelta(seconds=1)
        draft = PostDraft(text=text, channel_ids=(channel_id,), stage="planned", wall=wall, zone="UTC")
        calendar.create(store, "b1", draft, now=utc_now(), actor="owner")


@contextlib.contextmanager
def _worker(data: Path, order: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    environment = os.environ | {"CMLITE_DATA": str(data), KEY_VARIABLE: PASSPHRASE, "ROUND": json.dumps(order)}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    command = [sys.executable, "-m", "tests.testnet.rounds_worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _until(process: "subprocess.Popen[str]", word: str, seconds: float) -> str:
    """Read what the worker says until a line begins with `word`."""
    end = time.monotonic() + seconds
    assert process.stdout is not None
    for said in process.stdout:
        if said.startswith(word):
            return said
        if time.monotonic() > end:
            break
    raise AssertionError(f"the worker never said {word}")


def _settle(data: Path, order: dict[str, str]) -> dict[str, object]:
    """Start again and wait until the round is settled; the worker's script decides what an owner would have to."""
    with _worker(data, order | {"decide": "1"}) as process:
        said = _until(process, "SETTLED", SETTLE_SECONDS)
        process.terminate()
        process.wait(20)
    found: dict[str, object] = json.loads(said.removeprefix("SETTLED "))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--network", choices=("mastodon", "bluesky"), default="bluesky")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    result = play(options.rounds, network=options.network, seed=options.seed, report=True)
    print(result, f"{time.monotonic() - began:.0f} s")
    sys.exit(0 if result.is_clean else 1)


if __name__ == "__main__":
    main()
