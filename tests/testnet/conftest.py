"""Real servers for connectors, and people on them: a fresh account a test, so that no test depends on another."""

import itertools
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from cmlite.connectors.base import SignIn
from cmlite.connectors.bluesky import Bluesky
from tests.conftest import ROOT
from tests.testnet.servers import started

PASSWORD = "a-long-password-of-a-test"
_numbers = itertools.count(int(time.time()) % 10_000_000 * 10)


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[str]:
    """Address of a real PDS which passes reads on to a real AppView, as in production."""
    with started("bluesky/start-network.sh", wait=120) as ports:
        yield f"http://localhost:{ports['pds']}"


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[str]:
    """Address of an independent, stateful re-implementation of Mastodon's interface."""
    with started("mastodon/start.sh", wait=60) as ports:
        yield f"http://127.0.0.1:{ports['mastodon']}"


@pytest.fixture(scope="session")
def contracts() -> Path:
    """The folder of published documents, read in place and never copied."""
    folder = Path(os.environ.get("CMLITE_CONTRACTS_DIR", ROOT.parent / "shared" / "testnet" / "contracts"))
    if not (folder / "mastodon-openapi.json").exists():
        pytest.skip("no published documents: set CMLITE_CONTRACTS_DIR")
    return folder


@dataclass(slots=True)
class Person:
    """An account on the Bluesky network; `raw` speaks to the server without cmlite."""

    server: str
    handle: str
    did: str
    token: str

    def raw(self, method: str, name: str, **content: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | content.pop("headers", {})
        return requests.request(method, f"{self.server}/xrpc/{name}", headers=headers, timeout=20, **content)

    def connector(self, **values: str) -> Bluesky:
        """cmlite's connector signed in as this person."""
        given = {"handle": self.handle, "password": PASSWORD, "server": self.server} | values
        made = Bluesky(SignIn(given))
        made.who()
        return made


@pytest.fixture
def person(bluesky_network: str) -> Callable[[], Person]:
    """Make a new account."""

    return lambda: new_person(bluesky_network, f"p{next(_numbers)}")


def new_person(server: str, name: str) -> Person:
    """A new account on a PDS."""
    body = {"email": f"{name}@example.test", "handle": f"{name}.test", "password": PASSWORD}
    answer = requests.post(f"{server}/xrpc/com.atproto.server.createAccount", json=body, timeout=20)
    answer.raise_for_status()
    got = answer.json()
    return Person(server, got["handle"], got["did"], got["accessJwt"])


def until(ask: Callable[[], Any], seconds: float = 10) -> Any:
    """The first true answer of `ask`; networks take a moment to know what they were told."""
    end = time.monotonic() + seconds
    while not (found := ask()) and time.monotonic() < end:
        time.sleep(0.1)
    return found
