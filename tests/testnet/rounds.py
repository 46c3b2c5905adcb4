"""Rounds of publishing and answering in which the app is killed or the line is cut at a random moment.

    python -m tests.testnet.rounds --rounds 300

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
from collections.abc import Iterator
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


def play(rounds: int, *, seed: int = 1, report: bool = False) -> Result:
    """Play all rounds against one server; returns what was counted."""
    chance, result = random.Random(seed), Result()
    with started("mastodon/start.sh", wait=60) as ports, line_to(ports["mastodon"]) as line:
        server = f"http://127.0.0.1:{ports['mastodon']}"
        alice, bob = (_signed_in(server, token) for token in ("alice_token", "bob_token"))
        with tempfile.TemporaryDirectory(prefix="cmlite-rounds-") as name:
            data = Path(name)
            channel_id = _prepare(data, line)
            for number in range(rounds):
                _round(number, data, channel_id, line, alice, bob, chance, result)
                if report and (number + 1) % 10 == 0:
                    print(number + 1, result, flush=True)
    return result


def _signed_in(server: str, token: str) -> Mastodon:
    made = Mastodon(SignIn({"server": server, "token": token}))
    made.who()
    return made


def _outside(data: Path) -> Outside:
    return Outside(Secrets(data / "secrets.bin", use_keyring=False, passphrase=PASSPHRASE))


@contextlib.contextmanager
def _store(data: Path) -> Iterator[Store]:
    opened = Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    try:
        yield opened
    finally:
        opened.close()


def _prepare(data: Path, line: Line) -> str:
    with _store(data) as store:
        with store.write() as cursor:
            brands.save_brand(cursor, Brand(brand_id="b1", name="Rounds", created_at=utc_now(), actor="owner"))
        values = {"server": f"http://127.0.0.1:{line.port}", "token": "alice_token"}
        channel = connections.connect(store, _outside(data), "b1", "mastodon", values, now=utc_now(), actor="owner")
        return channel.channel_id


def _round(
    number: int,
    data: Path,
    channel_id: str,
    line: Line,
    alice: Mastodon,
    bob: Mastodon,
    chance: random.Random,
    result: Result,
) -> None:
    kind = chance.choice(("post", "post", "answer"))
    text = f"{'@bob ' if kind == 'answer' else ''}Runde {number} {time.time_ns()}"
    order = {"kind": kind, "text": text, "channel_id": channel_id}
    if kind == "answer":
        order["question"] = f"@alice Frage {number} {time.time_ns()}"
        bob.publish(Outgoing(text=order["question"]), key=text)
    else:
        _plan(data, channel_id, text)
    fault = chance.choice(("kill", "kill", "kill", "cut", "lose_answer", "lose_request"))
    with _worker(data, order) as process:
        if fault in {"lose_answer", "lose_request"}:
            line.lose(fault, "^POST /api/v1/statuses")
        _until(process, "READY", 30)
        if fault == "cut":
            time.sleep(chance.uniform(0, 1.0))
            line.dead = True
        time.sleep(chance.uniform(0.0, 1.4))
        process.kill()
        process.wait()
    line.dead = False
    settled = _settle(data, order, alice)
    line.faults.clear()
    there = _count(alice, text)
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


def _settle(data: Path, order: dict[str, str], alice: Mastodon) -> dict[str, object]:
    """Start again and wait until the round is settled; the worker's script decides what an owner would have to."""
    with _worker(data, order | {"decide": "1"}) as process:
        said = _until(process, "SETTLED", SETTLE_SECONDS)
        process.terminate()
        process.wait(20)
    found: dict[str, object] = json.loads(said.removeprefix("SETTLED "))
    return found


def _count(alice: Mastodon, text: str) -> int:
    """How often the network has this text, posts and answers."""
    found = [one for one in alice._own(exclude_replies="false") if text.removeprefix("@bob ") in one["content"]]
    return len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    result = play(options.rounds, seed=options.seed, report=True)
    print(result, f"{time.monotonic() - began:.0f} s")
    sys.exit(0 if result.is_clean else 1)


if __name__ == "__main__":
    main()
