"""Nothing leaves the machine, and nothing from outside gets in."""

import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NAVIGATION, PAGES, App, NewContext, a_run, ask, says, visit

pytestmark = pytest.mark.e2e
HOME = {"127.0.0.1", "localhost"}
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Below a deep link Streamlit first asks for these in the wrong place, gets a 404 and then finds the right one."""


def _listen(page: Page) -> tuple[list[str], list[str]]:
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("websocket", lambda socket: requests.append(socket.url))
    page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))

    def note(message: object) -> None:
        if message.type != "error":  # type: ignore[attr-defined]
            return
        where = message.location.get("url", "")  # type: ignore[attr-defined]
        if "404" in message.text and urlsplit(where).path.endswith(PROBES):  # type: ignore[attr-defined]
            return
        complaints.append(f"{message.text} ({where})")  # type: ignore[attr-defined]

    page.on("console", note)
    return requests, complaints


def _away(requests: list[str]) -> list[str]:
    return [
        url for url in requests if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).hostname not in HOME
    ]


def test_what_is_needed_daily_is_in_view_at_once_and_the_rest_one_click_beside_it(page: Page, example_app: App) -> None:
    visit(page, example_app.at("rhythm"))
    logo = page.get_by_test_id("stSidebar").get_by_test_id("stSidebarLogo")
    expect(logo).to_have_js_property("complete", True)
    assert logo.evaluate("logo => logo.naturalWidth") > 0
    assert page.locator("link[rel~=icon]").get_attribute("href").endswith("/favicon.png")  # type: ignore[union-attr]
    links = page.get_by_test_id("stSidebarNavLink").evaluate_all("links => links.map(link => link.pathname)")
    assert [link.strip("/") or "today" for link in links] == list(NAVIGATION)
    expect(page.get_by_test_id("stSidebar").get_by_text(says("languages.en"))).to_be_in_viewport(ratio=1)
    beside = page.locator(".st-key-neighbours a:visible")  # another copy is for touch
    assert beside.evaluate_all("links => links.map(link => link.pathname)") == ["/calendar", "/rhythm", "/campaigns"]
    with a_run(page):
        beside.filter(has_text=says("nav.campaigns")).click()
    expect(page.get_by_role("heading", name=says("campaigns.title"), level=1)).to_be_visible()


@pytest.mark.parametrize(("language", "locale"), [("de", "de-DE"), ("en", "en-GB")])
def test_no_request_leaves_the_machine_and_the_console_stays_clean(
    new_context: NewContext, example_app: App, language: str, locale: str
) -> None:
    page = new_context(locale=locale).new_page()
    requests, complaints = _listen(page)
    for word in (*PAGES, "onboarding"):
        visit(page, example_app.at(word))
    for link in page.get_by_test_id("stSidebarNavLink").all():
        with a_run(page):
            link.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert any("_stcore/stream" in url for url in requests)
    assert _away(requests) == []
    assert complaints == []


def test_every_answer_carries_the_security_headers(empty_app: App) -> None:
    for path in ("/", "/inbox", "/health", "/_stcore/health"):
        status, _, headers = ask(empty_app.url + path)
        assert status == 200, path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "no-referrer", path
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "connect-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http:" not in policy
        assert "https:" not in policy


def test_a_request_under_a_foreign_name_is_refused(empty_app: App) -> None:
    for path in ("/", "/health", "/_stcore/health"):
        status, body, _ = ask(empty_app.url + path, Host="evil.example")
        assert status in {400, 403, 421}, path
        assert "cmlite" not in body


def _handshake(url: str, origin: str) -> int:
    """Status of the answer to a page of `origin` that asks for the socket."""
    place = urlsplit(url)
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {place.netloc}",
        f"Origin: {origin}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==",
    ]
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(connection.recv(100).split()[1])


def test_only_the_page_of_the_app_may_open_its_socket(empty_app: App) -> None:
    assert _handshake(empty_app.url, empty_app.url) == 101
    assert _handshake(empty_app.url, "https://evil.example") == 403
    assert _handshake(empty_app.url, "null") == 403
