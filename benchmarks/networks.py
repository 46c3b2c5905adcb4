"""Live channels under load: 1,000 posts due in the same minute over ten channels, and 50,000 messages to hear.

The network is a server of our own on this computer that keeps a network's rate: one post a second and account, more
is answered with 429 and counted.
"""

import contextlib
import json
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser

from benchmarks import browser
from benchmarks.memory import megabytes
from benchmarks.pages import Side, go
from benchmarks.table import Row, compared
from cmlite import config
from cmlite.domain.brands import Brand
from cmlite.domain.ids import new_id
from cmlite.services import connections, sync
from cmlite.services.connections import Outside
from cmlite.store import brands
from cmlite.store.connections import read_due_jobs
from cmlite.store.db import Store
from cmlite.store.rows import insert_rows
from cmlite.store.secrets import KEY_VARIABLE, Secrets
from tests.testnet.fake_http import FakeHttp, Reply, Request

CHANNELS, POSTS, MESSAGES, QUICK = 10, 1_000, 50_000, 10
LEAD = timedelta(seconds=120)
"""From planning until the posts are due: starting the app and measuring its pages at rest fit in."""
WORDS = "a passphrase of the benchmark"
PAGES = ("today", "calendar", "inbox")
PAGE_AIM, FLAT_MB = 1.25, 60.0


class Network(FakeHttp):
    """Takes posts at a network's rate and tells messages in pages, oldest first after `min_id`."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self.broken = 0
        self.messages = 0

    def reply(self, request: Request) -> Reply:
        """One answer in the shape of Mastodon's interface."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        where = urlsplit(request.path)
        if request.method == "POST":
            return self._take(token, json.loads(request.body)["status"])
        if where.path.endswith("/notifications"):
            return Reply.of(self._notifications(parse_qs(where.query)))
        if where.path.endswith("/verify_credentials"):
            return Reply.of({"id": token, "username": token, "acct": token, "followers_count": 1})
        return Reply.of({} if where.path.endswith("/instance") else [])

    def _take(self, token: str, text: str) -> Reply:
        now = time.time()
        if self.taken[token] and now - self.taken[token][-1][0] < 1:
            self.broken += 1
            return Reply.of({"error": "too fast"}, 429, **{"Retry-After": "1"})
        self.taken[token].append((now, text))
        number = f"{token}{len(self.taken[token])}"
        at = datetime.now(UTC).isoformat()
        return Reply.of({"id": number, "url": f"https://network.example/{number}", "created_at": at})

    def _notifications(self, asked: dict[str, list[str]]) -> list[dict[str, object]]:
        first = int(asked.get("min_id", ["0"])[0]) + 1
        numbers = range(first, min(first + 40, self.messages + 1))
        return [{"id": str(n), "status": _status(n)} for n in reversed(numbers)] if "min_id" in asked else []


def _status(number: int) -> dict[str, object]:
    """A mention by one of 5,000 people."""
    person = f"p{number % 5_000}"
    return {
        "id": str(1_000_000 + number),
        "content": f"<p>Frage {number} zu euren Brötchen</p>",
        "created_at": (datetime(2026, 1, 1) + timedelta(seconds=number)).isoformat() + "Z",
        "account": {"id": person, "acct": person, "display_name": person},
        "visibility": "public",
    }


def measure(chrome: Browser, example: Path, folder: Path, *, quick: bool) -> list[Row]:
    """Both loads, one after the other."""
    share = QUICK if quick else 1
    with Network() as network:
        rows = list(_publish(chrome, example, folder, network, POSTS // share))
    with Network() as network:
        network.messages = MESSAGES // share
        rows += _hear(folder, network)
    return rows


def _opened(data: Path) -> tuple[Store, Outside]:
    store = Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    return store, Outside(Secrets(data / "secrets.bin", use_keyring=False, passphrase=WORDS))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _plan(example: Path, data: Path, network: Network, posts: int) -> datetime:
    """The example with ten signed-in channels and all posts due at the same time; gives that time (naive UTC)."""
    data.mkdir()
    shutil.copy(example / "cmlite.duckdb", data / "cmlite.duckdb")
    store, outside = _opened(data)
    brand = brands.read_brands(store)[0].brand_id
    now = _now()
    channels = []
    for number in range(CHANNELS):
        values = {"server": network.url, "token": f"account{number}"}
        channels.append(connections.connect(store, outside, brand, "mastodon", values, now=now, actor="owner"))
    due = _now() + LEAD
    ids = [(new_id("post", now), new_id("publication", now)) for _ in range(posts)]
    common = {"brand_id": brand, "planned_zone": "UTC", "changed_at": now, "actor": "owner"}
    with store.write() as cursor:
        insert_rows(
            cursor,
            "post",
            [
                {"post_id": post, "stage": "planned", "text": f"{n:05d}", "planned_utc": due, "created_at": now}
                | common
                for n, (post, _) in enumerate(ids)
            ],
        )
        insert_rows(
            cursor,
            "publication",
            [
                {
                    "publication_id": publication,
                    "post_id": post,
                    "channel_id": channels[n % CHANNELS].channel_id,
                    "network": "mastodon",
                    "state": "scheduled",
                    "planned_utc": due + timedelta(microseconds=n),
                }
                | common
                for n, (post, publication) in enumerate(ids)
            ],
        )
    store.close()
    return due


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    os.environ |= {KEY_VARIABLE: WORDS, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    try:
        yield
    finally:
        del os.environ[KEY_VARIABLE], os.environ["PYTHON_KEYRING_BACKEND"]


def _publish(chrome: Browser, example: Path, folder: Path, network: Network, posts: int) -> Iterator[Row]:
    """Let the real app send them while a visitor moves about."""
    data = folder / "sending"
    due = _plan(example, data, network, posts).replace(tzinfo=UTC).timestamp()
    with _environment(), browser.cmlite(data) as server:
        side = Side(browser.visitor(chrome), server.url)
        browser.enter(side.page, server.url)
        for word in PAGES:  # warm
            go(side, word)
        idle = []
        while len(idle) < 3 * len(PAGES) and time.time() < due - 1:
            idle.append(go(side, PAGES[len(idle) % len(PAGES)]))
        if not idle:
            raise RuntimeError("this computer took so long to start that the posts were due meanwhile: give LEAD more")
        while time.time() < due + 2:
            time.sleep(0.2)
        busy = []
        while sum(map(len, network.taken.values())) < posts and time.time() < due + 120 + posts / CHANNELS * 6:
            busy += [go(side, word) for word in PAGES]
            print(f"networks: {sum(map(len, network.taken.values()))} of {posts}", file=sys.stderr)
        side.page.context.close()
    arrived = [one for taken in network.taken.values() for one in taken]
    texts = [text for _, text in arrived]
    yield Row("posts due in the same minute: arrived", len(texts), "")
    yield Row("… twice or missing", posts - len(set(texts)) + len(texts) - len(set(texts)), "", aim=0, limit=True)
    yield Row("… refused because the network's rate was broken", network.broken, "", aim=0, limit=True)
    yield Row("… out of order within a channel", _disordered(network), "", aim=0, limit=True)
    best = max(posts / CHANNELS, 1)
    lags = sorted(at - due for at, _ in arrived)
    yield Row("… seconds until the last one, over the network's own pace", lags[-1], "s", best)
    yield Row("… seconds of lag, median", median(lags), "s")
    yield Row("… seconds of lag of the first of each channel", _first_lag(network, due), "s")
    yield Row("… 95 % within", quantiles(lags, n=20)[-1], "s")
    yield compared("page switches while sending over idle", busy or idle, idle, "ms", PAGE_AIM)


def _disordered(network: Network) -> int:
    return sum(one[1] > other[1] for taken in network.taken.values() for one, other in pairwise(taken))


def _first_lag(network: Network, due: float) -> float:
    return max(taken[0][0] for taken in network.taken.values()) - due


def _hear(folder: Path, network: Network) -> list[Row]:
    """Hear everything through the service, page by page, then look again."""
    data = folder / "hearing"
    data.mkdir()
    store, outside = _opened(data)
    with store.write() as cursor:
        brands.save_brand(cursor, Brand(brand_id="b1", name="Load", created_at=_now(), actor="owner"))
    values = {"server": network.url, "token": "account"}
    connections.connect(store, outside, "b1", "mastodon", values, now=_now(), actor="owner")
    (job,) = [sync.Job(**row) for row in read_due_jobs(store, _now(), ("inbox",))]
    sync.run(store, outside, job, clock=_now)  # the first look takes only the newest page: here none
    began, marks, memory = time.perf_counter(), [], []
    while _count(store) < network.messages:
        (job,) = [sync.Job(**row) for row in read_due_jobs(store, _now() + timedelta(hours=1), ("inbox",))]
        before, start = _count(store), time.perf_counter()
        sync.run(store, outside, job, clock=_now)
        heard = _count(store) - before
        if not heard:
            raise RuntimeError("a turn heard nothing although there is more to hear")
        marks.append((time.perf_counter() - start) / heard * 1000)
        memory.append(megabytes("self", "VmRSS"))
        print(f"networks: heard {_count(store)} of {network.messages}", file=sys.stderr)
    whole = time.perf_counter() - began
    (job,) = [sync.Job(**row) for row in read_due_jobs(store, _now() + timedelta(hours=1), ("inbox",))]
    again = sync.run(store, outside, job, clock=_now)
    store.close()
    return [
        Row(f"{network.messages:,} messages heard", whole, "s"),
        Row("… per 1,000, the last turn over the first", marks[-1], "s", marks[0]),
        Row("… memory grown after the first turn", max(memory) - memory[0], "MB", aim=FLAT_MB, limit=True),
        Row("… new at a second look", again, "", aim=0, limit=True),
    ]


def _count(store: Store) -> int:
    row = store.row("select count(*) as n from message")
    return int(row["n"]) if row else 0
