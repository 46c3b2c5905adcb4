"""A line between cmlite and a real server that can lose things: requests before they arrive, answers after they count."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["lose_request", "lose_answer", "cut_answer"]


@dataclass(slots=True)
class Line:
    """Forwards TCP to `port`; faults are taken one by one by requests whose first line matches their pattern."""

    upstream: int
    port: int = 0
    faults: list[tuple[re.Pattern[bytes], Fault]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    dead: bool = False
    """While true nothing is let through at all: no connection."""

    def lose(self, fault: Fault, pattern: str = "^POST", times: int = 1) -> None:
        """The next `times` requests whose first line matches come to grief."""
        self.faults += [(re.compile(pattern.encode()), fault)] * times

    def fault_for(self, head: bytes) -> Fault | None:
        """The fault a request takes, if any."""
        first = head.split(b"\r\n", 1)[0]
        for number, (pattern, fault) in enumerate(self.faults):
            if pattern.search(first):
                del self.faults[number]
                self.taken.append(fault)
                return fault
        return None


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to a server on this computer, on a free port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = Line(port, server.getsockname()[1])
        server.settimeout(0.2)
        ended = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, line, ended), daemon=True)
        thread.start()
        try:
            yield line
        finally:
            ended.set()
            thread.join(2)


def _serve(server: socket.socket, line: Line, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            client, _ = server.accept()
        except TimeoutError:
            continue
        client.settimeout(30)
        if line.dead:
            client.close()
            continue
        threading.Thread(target=_carry, args=(client, line), daemon=True).start()


def _carry(client: socket.socket, line: Line) -> None:
    """Request by request, until one side has had enough."""
    with client, contextlib.suppress(OSError):
        while request := _message(client):
            fault = line.fault_for(request)
            if fault == "lose_request":
                return
            with socket.create_connection(("127.0.0.1", line.upstream), 30) as upstream:
                upstream.settimeout(30)
                upstream.sendall(_closing(request))
                answer = b"".join(iter(lambda: upstream.recv(65_536), b""))
            if fault == "lose_answer" or line.dead:
                return
            if fault == "cut_answer":
                client.sendall(answer[: max(len(answer) - 20, 1)])
                return
            client.sendall(answer)
            return


def _message(side: socket.socket) -> bytes:
    """One whole request: head, and as much body as its head promises."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = side.recv(65_536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length:\s*(\d+)", head)
    while length and len(body) < int(length[1]):
        part = side.recv(65_536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body


def _closing(request: bytes) -> bytes:
    """The request with the wish that the server closes afterwards, so that the end of its answer is seen."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
