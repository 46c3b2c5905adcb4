"""The secret addresses over HTTP: found, unchanged, wrong; and no other address changes because of them."""

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette

from cmlite import wiring
from cmlite.services import calendar_feed, onboarding
from cmlite.web import server


@dataclass
class Answer:
    status_code: int
    headers: dict
    content: bytes = b""

    @property
    def text(self):
        return self.content.decode()


class Client:
    """Asks the routes behind the guard, without a network."""

    def __init__(self):
        self.app = Starlette(routes=server.routes, middleware=server.middleware)

    def get(self, path, headers=(), method="GET"):
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def keep(message):
            sent.append(message)

        given = {"host": "127.0.0.1:8501"} | dict(headers)
        scope = {"type": "http", "method": method, "path": unquote(path, errors="replace"), "query_string": b""}
        scope |= {"headers": [(name.encode(), value.encode()) for name, value in given.items()], "root_path": ""}
        asyncio.run(self.app(scope, receive, keep))
        said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], said, b"".join(one.get("body", b"") for one in sent[1:]))


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("CMLITE_DATA", str(tmp_path))
    yield Client()
    wiring.app().store.close()


@pytest.fixture
def address(client):
    store, now = wiring.app().store, wiring.utc_now()
    brand = onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    return f"/calendar/{calendar_feed.create(store, brand.brand_id, now=now, actor='owner')}.ics"


def test_the_address_gives_a_calendar_once_and_then_only_that_nothing_changed(client, address):
    first = client.get(address)
    assert first.status_code == 200 and first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.text.startswith("BEGIN:VCALENDAR") and first.headers["cache-control"] == "private, no-cache"
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"if-none-match": '"old"'}).status_code == 200
    assert client.get(address, method="HEAD").status_code == 200
    assert client.get(address, method="POST").status_code == 405


@pytest.mark.parametrize("wrong", ["/calendar/x.ics", "/calendar/%00%ff.ics", "/calendar/.ics"])
def test_a_wrong_address_is_not_found(client, address, wrong):
    answer = client.get(wrong)
    assert answer.status_code == 404 and "BEGIN" not in answer.text


def test_the_address_is_answered_under_this_computers_names_only(client, address):
    assert client.get(address, headers={"host": "evil.example"}).status_code == 421
    assert client.get(address, headers={"host": "localhost:8501"}).status_code == 200


@pytest.mark.parametrize("path", ["/calendar/deeper", "/calendar/a/b.ics", "/Calendar"])
def test_other_addresses_below_the_calendar_still_lead_to_its_page(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, "/calendar")


def test_a_log_of_requests_never_holds_a_secret_address(caplog):
    logger = logging.getLogger("uvicorn.access")
    logger.addHandler(caplog.handler)
    try:
        logger.warning('%s - "%s %s"', "127.0.0.1", "GET", "/calendar/geheim.ics")
        logger.warning('%s - "%s %s"', "127.0.0.1", "GET", "/health")
    finally:
        logger.removeHandler(caplog.handler)
    assert "geheim" not in caplog.text and "/health" in caplog.text
