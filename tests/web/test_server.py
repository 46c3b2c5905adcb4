"""What the server does before Streamlit answers: where an address that is no page leads, and the error page."""

import asyncio
import logging
import re
from typing import Any

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from cmlite.web.server import Guard, routes
from tests.conftest import ROOT

PASSED = (200, "")
PAGES = sorted({page.stem for page in (ROOT / "pages").glob("*.py")} - {"today"})


def answer(path: str, query: str = "", method: str = "GET", host: bytes = b"127.0.0.1:8501") -> tuple[int, str]:
    """Status and target of the answer to a path; 200 where Streamlit is asked."""
    sent: list[dict[str, Any]] = []

    async def streamlit(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode()}
    scope["headers"] = [(b"host", host)]
    asyncio.run(Guard(streamlit)(scope, None, keep))  # type: ignore[arg-type]
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers.get("location", "")


@pytest.mark.parametrize("host", [b"evil.example", b"127.0.0.1.evil.example", b"localhost@evil.example", b"", b"[bad"])
def test_a_name_that_is_not_ours_or_none_at_all_is_refused(host: bytes) -> None:
    assert answer("/", host=host)[0] == 421


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (b"http://127.0.0.1:8501", True),
        (b"http://localhost:8501", True),
        (None, True),
        (b"http://127.0.0.1:9000", False),
        (b"http://127.0.0.1", False),
        (b"http://evil.example:8501", False),
        (b"http://127.0.0.1:port", False),
        (b"null", False),
    ],
)
def test_only_a_page_of_this_very_app_gets_its_socket(origin: bytes | None, taken: bool) -> None:
    sent: list[str] = []

    async def streamlit(_scope: Any, _receive: Any, _send: Any) -> None:
        sent.append("taken")

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def keep(message: Any) -> None:
        sent.append(message["type"])

    scope = {"type": "websocket", "path": "/_stcore/stream", "query_string": b""}
    scope["headers"] = [(b"host", b"127.0.0.1:8501"), *([(b"origin", origin)] if origin else [])]
    asyncio.run(Guard(streamlit)(scope, receive, keep))  # type: ignore[arg-type]
    assert sent == (["taken"] if taken else ["websocket.close"])


@pytest.mark.parametrize("page", ["", *PAGES])
def test_a_page_keeps_its_address(page: str) -> None:
    assert answer(f"/{page}") == PASSED
    assert answer(f"/{page}", "conversation=c1&day=2026-11-24") == PASSED


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/_stcore/health",
        "/inbox/_stcore/host-config",
        "/_stcore/upload_file/a/b",
        "/_stcore/bidi-components/x/index.js",
        "/component/a.b/index.html",
        "/media/0a1b.png",
        "/static/js/index.js",
        "/inbox/static/js/index.js",
        "/favicon.png",
        "/index.html",
        "/manifest.json",
    ],
)
def test_files_and_routes_are_answered_as_before(path: str) -> None:
    assert answer(path) == PASSED


@pytest.mark.parametrize(("path", "file"), [("/favicon.png", "icon.png"), ("/logo.svg", "logo.svg")])
def test_the_emblem_is_our_own(path: str, file: str) -> None:
    sent: list[Any] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    async def stay() -> None:
        await asyncio.Event().wait()

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"", "root_path": ""}
    asyncio.run(Starlette(routes=routes)(scope, stay, keep))  # type: ignore[arg-type]
    assert sent[0]["status"] == 200
    assert b"".join(part.get("body", b"") for part in sent) == (ROOT / "cmlite/web" / file).read_bytes()


def test_every_route_of_our_own_is_answered() -> None:
    assert {answer(route.path) for route in routes} == {PASSED}


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/today", "/"),
        ("/today/", "/"),
        ("/inboxx", "/"),
        ("/favicon.ico", "/"),
        ("/a/b/c", "/"),
        ("/Inbox", "/inbox"),
        ("/inbox/deeper", "/inbox"),
    ],
)
def test_an_address_that_is_no_page_leads_to_one(path: str, leads_to: str) -> None:
    assert answer(path) == (307, leads_to)
    assert answer(path, "day=2026-11-24&x=%C3%A4") == (307, f"{leads_to}?day=2026-11-24&x=%C3%A4")


def test_nothing_that_is_sent_is_led_elsewhere() -> None:
    assert answer("/today", method="POST") == PASSED


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/https://evil.example"])
def test_nobody_is_led_out_of_the_house(path: str) -> None:
    assert answer(path)[1] in {"", "/"}


def broken() -> None:
    """A page that fails as nobody foresaw, shown as the server shows it."""
    from cmlite.web import server

    said = " ".join(("the secret", "of the shop"))  # a line of code is shown in the log, what it works with is not
    try:
        raise RuntimeError(said)
    except RuntimeError as error:
        server.show_error_page(error)


def test_an_unforeseen_error_shows_a_number_under_which_the_log_says_where_but_quotes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="cmlite"):
        app = AppTest.from_function(broken).run()
    (shown,) = [one.value for one in app.error]
    number = re.search(r"\b[0-9A-F]{6}\b", shown)
    assert number
    assert "secret" not in shown
    assert "Traceback" not in shown
    (record,) = caplog.records
    assert number[0] in record.getMessage()
    assert re.search(r"RuntimeError\n  File .+, line \d+, in broken", record.getMessage())
    assert record.exc_info is None
    assert "the secret of the shop" not in caplog.text


def refused() -> None:
    """A page that fails in a way the visitor can be told."""
    from cmlite.errors import NotFoundError
    from cmlite.web import server

    server.show_error_page(NotFoundError("errors.inbox.gone"))


def test_a_refusal_that_no_page_caught_is_a_sentence_without_a_number(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(refused).run()
    assert [one.value for one in app.error] == ["Dieses Gespräch gibt es nicht mehr. Bitte wählen Sie ein anderes."]
    assert not caplog.records
