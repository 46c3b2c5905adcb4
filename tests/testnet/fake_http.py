"""A small HTTP server on loopback that does what a test tells it, and goes wrong in the ways networks go wrong.

    class Shop(FakeHttp):
        def reply(self, request):                     # the working server; stateful if it likes
            return Reply(200, b'{"ok": true}')

    with Shop() as shop:
        shop.faults.append(Fault("cut"))              # the next request; one fault a request, in order
        ...shop.url, shop.requests

A fault happens to the answer of a request that was carried out (`done=True`, so the state has changed and only the
answer is lost) or to one that was never looked at (`done=False`).
"""

import contextlib
import json
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

What = Literal["answer", "cut", "reset", "half", "slow_headers", "drip", "nonsense", "html", "hang_up", "silence"]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    """With the query."""
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Any, status: int = 200, **headers: str) -> "Reply":
        """A reply in JSON."""
        return cls(status, json.dumps(content).encode(), {"Content-Type": "application/json", **headers})


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request.

    answer: `reply` instead of the server's own · cut: the connection ends without a byte · reset: the same with RST ·
    half: status, headers and half of the body · slow_headers, drip: one byte of headers or body every `pause` seconds ·
    nonsense: half a JSON document, complete by its length · html: a login page of a hotel network, 200 ·
    hang_up: the full answer, then the connection is closed though it was said to stay open · silence: nothing, ever.
    """

    what: What
    done: bool = True
    reply: Reply = field(default_factory=lambda: Reply(500))
    pause: float = 0.05


class FakeHttp:
    """Runs in threads of its own between `with` and its end; `requests` are all that arrived, in order."""

    def __init__(self) -> None:
        self.faults: deque[Fault] = deque()
        self.requests: list[Request] = []
        self.connections = 0
        self._over = threading.Event()
        self._lock = threading.Lock()

    def reply(self, request: Request) -> Reply:
        """The working server; called for one request at a time."""
        return Reply(404)

    def __enter__(self) -> Self:
        owner = self

        class Handler(_Handler):
            server_of = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def arrived(self, request: Request) -> tuple[Reply, Fault | None]:
        """What is to be answered, and what is to go wrong with it."""
        with self._lock:
            self.requests.append(request)
            fault = self.faults.popleft() if self.faults else None
            reply = self.reply(request) if fault is None or fault.done else Reply()
        if fault is None:
            return reply, None
        if fault.what == "answer":
            return fault.reply, None
        if fault.what == "html":
            return Reply(200, b"<html><body>Please sign in</body></html>", {"Content-Type": "text/html"}), None
        if fault.what == "nonsense":
            return Reply(200, b'{"ok": tru', {"Content-Type": "application/json"}), None
        return reply, fault

    def wait(self, seconds: float) -> bool:
        """Pause; True when the server is to end."""
        return self._over.wait(seconds)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of: FakeHttp

    def setup(self) -> None:
        super().setup()
        self.server_of.connections += 1

    def do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, fault = self.server_of.arrived(Request(self.command, self.path, headers, self.rfile.read(length)))
        what = fault.what if fault else ""
        with contextlib.suppress(OSError):
            getattr(self, f"_{what}", self._whole)(reply, fault)
        if fault is not None:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do  # noqa: N815 (names of the base class)

    def _head(self, reply: Reply) -> bytes:
        lines = [f"HTTP/1.1 {reply.status} Some Words", f"Content-Length: {len(reply.body)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _whole(self, reply: Reply, fault: Fault | None) -> None:
        self.connection.sendall(self._head(reply) + reply.body)

    _hang_up = _whole

    def _cut(self, reply: Reply, fault: Fault) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def _reset(self, reply: Reply, fault: Fault) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _half(self, reply: Reply, fault: Fault) -> None:
        self.connection.sendall(self._head(reply) + reply.body[: len(reply.body) // 2])
        self.connection.shutdown(socket.SHUT_RDWR)

    def _slow_headers(self, reply: Reply, fault: Fault) -> None:
        self._slowly(self._head(reply) + reply.body, fault.pause)

    def _drip(self, reply: Reply, fault: Fault) -> None:
        self.connection.sendall(self._head(reply))
        self._slowly(reply.body, fault.pause)

    def _slowly(self, data: bytes, pause: float) -> None:
        for place in range(len(data)):
            self.connection.sendall(data[place : place + 1])
            if self.server_of.wait(pause):
                return

    def _silence(self, reply: Reply, fault: Fault) -> None:
        self.server_of.wait(60)

    def log_message(self, *arguments: object) -> None:
        """Nothing on the screen."""


def unused_port() -> int:
    """A port of this computer where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(true: Any, seconds: float = 10.0) -> None:
    """Poll until `true()`; an assertion fails after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true"
        time.sleep(0.02)
