"""The gate against a server that goes wrong in every way: four errors, nothing sent twice, nothing in the log."""

import logging
import socket
import ssl
import threading
import time
import traceback
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from cmlite.connectors import connections, gate
from cmlite.connectors.failures import wait_until
from cmlite.connectors.gate import Gate
from cmlite.errors import CmliteError, Refused, SignInAgain, Unknown, Wait
from tests.testnet.fake_http import FakeHttp, Fault, Reply, Request, unused_port

NOW = datetime(2026, 11, 24, 10, 0)
SECRET = "12345:AA-very-secret-token"
WORDS = "the-words-of-a-message"


class Echo(FakeHttp):
    """Answers with what it was sent; `/to?<address>` leads elsewhere."""

    def reply(self, request: Request) -> Reply:
        path, _, query = request.path.partition("?")
        if path == "/to":
            return Reply(302, b"", {"Location": query})
        if path == "/big":
            return Reply(200, b"x" * 50_000_000)
        if path == "/not-modified":
            return Reply(304)
        return Reply.of({"path": request.path, "body": request.body.decode("latin-1")})


@pytest.fixture
def server():
    with Echo() as running:
        yield running


pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def hurry(monkeypatch):
    """Every limit of time is a fraction of a second."""
    monkeypatch.setattr(gate, "SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(gate, "SEND_SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(gate, "WHOLE_SECONDS", 0.4)
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.4)


def read(gate, url):
    return gate.read(url)


def ask(gate, url):
    return gate.ask(url, json={"a": 1})


def send(gate, url):
    return gate.send("POST", url, json={"a": 1})


def fetch(gate, url):
    return gate.fetch(url)


CALLS = [read, ask, send]


def test_an_answer_comes_back_whole(server):
    answer = Gate().read(server.url + "/x", params={"q": "ä"})
    assert answer.json() == {"path": "/x?q=%C3%A4", "body": ""}
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")


def test_a_packed_answer_is_unpacked(server):
    packed = Reply(200, zlib.compress(b'{"ok": 1}'), {"Content-Encoding": "deflate"})
    server.faults.append(Fault("answer", reply=packed))
    assert Gate().read(server.url).json() == {"ok": 1}


@pytest.mark.parametrize(
    ("fault", "key"), [("cut", "cut"), ("reset", "cut"), ("half", "cut"), ("nonsense", "nonsense")]
)
def test_a_lost_answer_is_harmless_after_a_read_and_unknown_after_a_send(server, fault, key):
    server.faults.extend([Fault(fault)] * 5)
    with pytest.raises(Wait) as reading:
        read(Gate(), server.url).json()
    server.faults.clear()
    sent_before = len(server.requests)
    server.faults.append(Fault(fault))
    with pytest.raises(Unknown) as sending:
        send(Gate(), server.url).json()
    assert reading.value.key == sending.value.key == f"errors.network.{key}"
    assert len(server.requests) == sent_before + 1, "a send goes out exactly once"


def test_a_read_is_tried_three_times_and_then_given_up(server):
    server.faults.extend([Fault("cut")] * 2)
    assert read(Gate(), server.url).status == 200
    server.requests.clear()
    server.faults.extend([Fault("cut")] * 9)
    with pytest.raises(Wait):
        read(Gate(), server.url)
    assert len(server.requests) == 3


def test_a_question_is_asked_once(server):
    server.faults.append(Fault("cut"))
    with pytest.raises(Wait):
        ask(Gate(), server.url)
    assert len(server.requests) == 1


def test_a_login_page_instead_of_json_is_nonsense(server):
    server.faults.append(Fault("html", done=False))
    with pytest.raises(Wait) as reading:
        read(Gate(), server.url).json()
    server.faults.append(Fault("html", done=False))
    with pytest.raises(Unknown):
        send(Gate(), server.url).json()
    assert reading.value.key == "errors.network.nonsense"
    assert reading.value.values == {"host": "127.0.0.1"}


def test_json_that_is_too_deep_is_nonsense(server):
    server.faults.extend([Fault("answer", reply=Reply(status, b"[" * 200_000)) for status in (200, 400)])
    with pytest.raises(Wait):
        read(Gate(), server.url).json()
    with pytest.raises(Refused):
        read(Gate(), server.url)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", ["silence", "slow_headers", "drip"])
def test_slowness_ends_in_time(server, hurry, call, fault):
    server.faults.extend([Fault(fault, pause=0.05)] * 3)
    began = time.monotonic()
    with pytest.raises(Unknown if call is send else Wait) as error:
        call(Gate(), server.url)
    assert time.monotonic() - began < 3 * 1.5
    assert error.value.key in {"errors.network.slow", "errors.network.cut"}


def test_an_upload_may_take_longer_than_a_connection(monkeypatch):
    """A server that begins to read late: twenty megabytes do not fit between it and us."""
    monkeypatch.setattr(gate, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def late():
            one, _ = listening.accept()
            with one:
                time.sleep(0.8)
                size = 0
                while size < 20_000_000 and (part := one.recv(1_000_000)):
                    size += len(part)
                one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        serving = threading.Thread(target=late, daemon=True)
        serving.start()
        answer = Gate().send("POST", f"http://127.0.0.1:{listening.getsockname()[1]}/", data=b"x" * 20_000_000)
        serving.join()
    assert answer.json() == {}


@pytest.mark.parametrize("call", CALLS)
def test_a_huge_answer_is_not_read(server, monkeypatch, call):
    monkeypatch.setattr(gate, "CAP", 1_000_000)
    with pytest.raises(Unknown if call is send else Refused) as error:
        call(Gate(), server.url + "/big")
    assert error.value.key == "errors.network.too_large"


def test_a_small_packet_that_unpacks_to_a_huge_one_is_not_read(server, monkeypatch):
    monkeypatch.setattr(gate, "CAP", 1_000_000)
    bomb = Reply(200, zlib.compress(b"\0" * 200_000_000), {"Content-Encoding": "deflate"})
    server.faults.append(Fault("answer", reply=bomb))
    with pytest.raises(Refused) as error:
        read(Gate(), server.url)
    assert error.value.key == "errors.network.too_large"


def test_a_huge_body_of_a_redirect_is_not_read(server, loopback_is_public, monkeypatch):
    monkeypatch.setattr(gate, "CAP", 1_000_000)
    server.faults.append(Fault("answer", reply=Reply(302, b"x" * 50_000_000, {"Location": "/"})))
    with pytest.raises(Refused) as error:
        Gate().fetch(server.url)
    assert error.value.key == "errors.network.too_large"


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_keeps_its_reason_for_the_owner_only(server, call, status):
    server.faults.append(Fault("answer", reply=Reply.of({"description": WORDS}, status)))
    with pytest.raises(Refused) as error:
        call(Gate(), server.url)
    assert error.value.said == WORDS
    assert WORDS not in str(error.value)
    assert error.value.values["status"] == status


@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_is_known_even_when_its_body_breaks_off(server, call):
    server.faults.append(Fault("half", reply=Reply(400, b"x" * 1000)))
    server.reply = lambda request: Reply(400, b"x" * 1000)
    with pytest.raises(Refused):
        call(Gate(), server.url)


@pytest.mark.parametrize("call", CALLS)
def test_an_old_sign_in_has_to_be_renewed(server, call):
    server.faults.append(Fault("answer", reply=Reply(401)))
    with pytest.raises(SignInAgain):
        call(Gate(), server.url)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_in_trouble_is_harmless_after_a_read_and_unknown_after_a_send(server, status):
    server.faults.extend([Fault("answer", reply=Reply(status, b"<html>", {"Retry-After": "120"}))] * 2)
    with pytest.raises(Wait) as reading:
        read(Gate(), server.url)
    with pytest.raises(Unknown):
        send(Gate(), server.url)
    assert reading.value.until is not None
    assert len(server.requests) == 2, "a time to come back is kept, not tried against"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (Reply(429, b"", {"Retry-After": "90"}), 90),
        (Reply(429), 300),
        (Reply.of({"ok": False, "parameters": {"retry_after": 35}}, 429), 35),
        (Reply.of({"ok": False, "parameters": {"retry_after": -5}}, 429), 0),
        (Reply.of({"ok": False, "parameters": ["?"]}, 429), 300),
        (Reply(429, b"", {"Retry-After": "\xb2"}), 300),
        (Reply(429, b"", {"Retry-After": "9" * 400}), 300),
        (Reply(429, b"", {"Retry-After": "soon"}), 300),
    ],
)
def test_too_many_requests_wait_as_long_as_the_server_says(server, call, reply, seconds):
    server.faults.append(Fault("answer", reply=reply))
    with pytest.raises(Wait) as error:
        call(Gate(), server.url)
    now = datetime.now(UTC).replace(tzinfo=None)
    assert abs((error.value.until - now).total_seconds() - seconds) < 5
    assert len(server.requests) == 1


def test_the_limit_that_stands_beside_every_answer_is_no_request_to_wait_when_the_server_stumbles(server):
    reset = str(int(datetime.now(UTC).timestamp()) + 280)
    server.faults.append(Fault("answer", reply=Reply(502, b"", {"RateLimit-Reset": reset, "RateLimit-Remaining": "9"})))
    with pytest.raises(Wait) as error:
        Gate().read(server.url, once=True)
    assert (error.value.key, error.value.until) == ("errors.network.trouble", None)


def http_date(moment):
    return format_datetime(moment.replace(tzinfo=UTC), usegmt=True)


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(hours=3), timedelta(hours=-3)])
def test_a_time_to_come_back_is_told_by_the_servers_clock(skew):
    theirs = NOW + skew
    headers = {"date": http_date(theirs), "retry-after": http_date(theirs + timedelta(minutes=2))}
    assert wait_until(headers, NOW) == NOW + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"retry-after": "120"}, 2),
        ({"retry-after": "0"}, 0),
        ({"retry-after": http_date(NOW - timedelta(hours=1))}, 0),
        ({"retry-after": http_date(NOW + timedelta(days=400))}, 24 * 60),
        ({"ratelimit-reset": str(int((NOW + timedelta(minutes=5) - datetime(1970, 1, 1)).total_seconds()))}, 5),
        ({"x-ratelimit-reset": "2026-11-24T10:05:00.000000Z"}, 5),
        ({"retry-after": "99999999999999"}, None),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 +1400"}, 0),
        ({"retry-after": "²"}, None),
        ({}, None),
    ],
)
def test_a_time_to_come_back_is_never_past_and_never_more_than_a_day_away(headers, minutes):
    assert wait_until(headers, NOW) == (None if minutes is None else NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("call", CALLS)
def test_nothing_listening_means_nothing_was_sent(call):
    with pytest.raises(Wait) as error:
        call(Gate(), f"http://127.0.0.1:{unused_port()}")
    assert error.value.key == "errors.network.unreachable"


@pytest.mark.parametrize("call", CALLS)
def test_an_unknown_name_means_nothing_was_sent(call, monkeypatch):
    """Without a network a machine may take seconds to say so, or say something else."""

    def unknown(*arguments, **options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Wait) as error:
        call(Gate(), "https://nowhere.example")
    assert error.value.key == "errors.network.unreachable"


@pytest.mark.parametrize("call", CALLS)
def test_a_handshake_that_fails_means_nothing_was_sent(server, call):
    with pytest.raises(Wait) as error:
        call(Gate(), server.url.replace("http://", "https://"))
    assert error.value.key == "errors.network.certificate"


def test_a_handshake_that_is_never_answered_means_nothing_was_sent(monkeypatch):
    monkeypatch.setattr(gate, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Wait) as error:
        send(Gate(), f"https://127.0.0.1:{silent.getsockname()[1]}")
    assert error.value.key == "errors.network.unreachable"


def test_encryption_that_fails_after_the_request_leaves_a_send_unknown(server, monkeypatch):
    """An alert in the middle is no certificate error: the request may have arrived."""

    def alert(self):
        raise ssl.SSLError(1, "[SSL: SSLV3_ALERT_BAD_RECORD_MAC]")

    monkeypatch.setattr("urllib3.connection.HTTPConnection.getresponse", alert)
    with pytest.raises(Unknown):
        send(Gate(), server.url)


def test_a_dead_connection_that_was_left_open_harms_neither_read_nor_send(server):
    shared = Gate()
    server.faults.append(Fault("hang_up"))
    assert read(shared, server.url).status == 200
    assert read(shared, server.url).status == 200
    server.faults.append(Fault("hang_up"))
    assert send(shared, server.url).status == 200
    assert send(shared, server.url).status == 200


def test_every_send_has_a_connection_of_its_own_even_when_the_server_keeps_it_open(server):
    shared = Gate()
    for _ in range(3):
        send(shared, server.url)
    assert server.connections == 3
    assert {request.headers["connection"] for request in server.requests} == {"close"}


@pytest.mark.parametrize("call", CALLS)
def test_a_redirected_call_is_refused_and_not_followed(server, call):
    with pytest.raises(Refused) as error:
        call(Gate(), server.url + "/to?/elsewhere")
    assert error.value.key == "errors.network.moved"
    assert [request.path for request in server.requests] == ["/to?/elsewhere"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::ffff:127.0.0.1]:{port}/"]
)
def test_an_address_of_our_own_computer_is_not_fetched(server, address):
    with pytest.raises(Refused) as error:
        Gate().fetch(address.format(port=server.port))
    assert error.value.key == "errors.network.private"
    assert server.requests == []


def test_a_public_name_that_leads_to_a_private_address_is_not_fetched(server, monkeypatch):
    """No name in the world is ours to point there."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
    with pytest.raises(Refused) as error:
        Gate().fetch(f"http://shop.example:{server.port}/")
    assert error.value.key == "errors.network.private"
    assert server.requests == []


@pytest.fixture
def first_is_public(monkeypatch):
    """The first connection counts as public, every further one as what it is."""
    real, first = connections.is_public, iter([True])
    monkeypatch.setattr(connections, "is_public", lambda address: next(first, False) or real(address))


def test_a_redirect_to_a_private_address_is_not_followed(server, first_is_public):
    with Echo() as inside, pytest.raises(Refused) as error:
        Gate().fetch(f"{server.url}/to?{inside.url}/secrets")
    assert error.value.key == "errors.network.private"
    assert len(server.requests) == 1
    assert inside.requests == []


@pytest.mark.parametrize("there", ["file:///etc/passwd", "ftp://example.org/", "http://[::1", "javascript:alert(1)"])
def test_a_redirect_to_something_else_than_the_web_is_not_followed(server, first_is_public, there):
    with pytest.raises(Refused) as error:
        Gate().fetch(f"{server.url}/to?{there}")
    assert error.value.key == "errors.network.address"


def test_redirects_are_followed_as_far_as_five_and_no_further(server, loopback_is_public):
    assert Gate().fetch(f"{server.url}/to?/a").json()["path"] == "/a"
    with pytest.raises(Refused) as error:
        Gate().fetch(f"{server.url}/to?/to?/to?/to?/to?/to?/a")
    assert error.value.key == "errors.network.redirects"


def test_an_unchanged_page_is_no_error(server, loopback_is_public):
    answer = Gate().fetch(server.url + "/not-modified")
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "example.org/x",
        "ftp://example.org",
        "http://",
        "http://[",
        f"http://{'a' * 70}.example",
        "http://\ud800",
    ],
)
@pytest.mark.parametrize("call", [*CALLS, fetch])
def test_what_is_no_address_is_refused_before_anything_is_sent(call, address):
    with pytest.raises(Refused) as error:
        call(Gate(), address)
    assert error.value.key == "errors.network.address"


def test_a_token_with_letters_no_header_can_carry_has_to_be_typed_again(server):
    with pytest.raises(SignInAgain):
        Gate().send("POST", server.url, headers={"Authorization": "Bearer abc…"})
    assert server.requests == []


def test_neither_proxy_nor_netrc_nor_cookies_are_used(server, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port()}")
    shared = Gate()
    server.faults.append(Fault("answer", reply=Reply(200, b"{}", {"Set-Cookie": "track=1"})))
    for call in CALLS:
        assert call(shared, server.url).status == 200
    assert not any({"authorization", "cookie"} & set(request.headers) for request in server.requests)


def secret_calls(server):
    """Every way a call can end, with a secret in address, header and body."""
    address = f"{server.url}/bot{SECRET}/sendMessage"
    headers = {"Authorization": f"Bearer {SECRET}"}
    dead = f"http://127.0.0.1:{unused_port()}/bot{SECRET}/x"
    bad_header = Reply(200, b"{}", {"Broken\x00 header": SECRET})
    for fault in [*map(Fault, ("cut", "reset", "half", "nonsense", "html", "silence", "drip", "slow_headers")), None]:
        yield fault, lambda: Gate().send("POST", address, headers=headers, json={"text": WORDS}).json()
        yield fault, lambda: Gate().ask(address, headers=headers, json={"text": WORDS}).json()
    for status in (200, 302, 400, 401, 403, 409, 429, 500):
        fault = Fault("answer", reply=Reply.of({"description": WORDS, "url": address}, status, Location=address))
        yield fault, lambda: Gate().read(address, headers=headers, params={"text": WORDS}).json()
    yield Fault("answer", reply=bad_header), lambda: Gate().read(address).json()
    for url in (
        dead,
        dead.replace("http:", "https:"),
        f"nonsense://x/bot{SECRET}/",
        f"/bot{SECRET}/",
        f"http://[/bot{SECRET}",
    ):
        yield None, lambda url=url: Gate().send("POST", url, json={"text": WORDS})
        yield None, lambda url=url: Gate().fetch(url)


def test_no_log_line_and_no_traceback_holds_a_secret_or_the_words_of_a_message(server, hurry, caplog):
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    told = []
    for fault, call in secret_calls(server):
        server.faults.clear()
        server.faults.extend([fault] * 3 if fault else [])
        try:
            call()
        except CmliteError as error:
            told += [str(error), repr(error), "".join(traceback.format_exception(error))]
            assert error.__context__ is None
            logging.getLogger("cmlite.test").exception("it failed")
    told += [caplog.text, *(repr(record.__dict__) for record in caplog.records)]
    assert len(told) > 60
    assert "POST 127.0.0.1 200" in caplog.text, "what matters is logged"
    assert [one for one in told if "very-secret" in one or WORDS in one] == []


def test_an_answer_shows_neither_its_address_nor_its_body(server):
    answer = Gate().read(f"{server.url}/bot{SECRET}/x?{WORDS}")
    assert SECRET not in repr(answer)
    assert WORDS not in repr(answer)


def test_waking_a_connection_that_is_just_closed_is_no_error():
    made = connections._Limited("127.0.0.1", 9)
    made.sock = socket.socket()
    made.sock.close()
    made._cut()
