"""The one way out: every request to a network goes through here, and every failure becomes one of four errors."""

import contextlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from cmlite.connectors.connections import new_session
from cmlite.connectors.failures import failed, lost, refusal
from cmlite.errors import NetworkError, Refused, SignInAgain, Unknown, Wait

log = logging.getLogger("cmlite.network")

CONNECT_SECONDS, SILENCE_SECONDS, WHOLE_SECONDS = 6.0, 20.0, 45.0
"""How long a connection may take, how long a server may say nothing, how long its answer may take in all."""
SEND_SILENCE_SECONDS = 60.0
"""A server that works on what it was sent may be silent longer; giving up early would leave it unknown."""
CAP = 8_000_000
"""No answer we ask for is larger, in bytes; one that is gets cut off."""
READ_PAUSES = (0.5, 1.5)
"""Seconds before the second and third try of a read."""
MAX_REDIRECTS = 4

Check = Callable[[requests.PreparedRequest], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with a status under 300. `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    was_read: bool
    moved: bool = False
    """Whether the address that was asked for is said to have become this one for good."""

    def json(self) -> Any:
        """The body as JSON; nonsense counts as no answer: `Wait` after a read, `Unknown` after a send."""
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(self.body)
        raise lost("errors.network.nonsense", self.url, was_read=self.was_read)


class Gate:
    """Sends requests for one connection. Redirects are never followed, except by `fetch`, which checks each step.

    `seen` is shown every prepared request before it goes out (tests hold it against published contracts).
    """

    def __init__(self, *, seen: Check | None = None) -> None:
        self._seen = seen
        self._reading = new_session()
        self._guarded = new_session(public=True)

    def read(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Any = None, once: bool = False
    ) -> Answer:
        """GET, tried up to three times unless `once`. Raises SignInAgain, Wait or Refused."""
        request = requests.Request("GET", url, headers=dict(headers or {}), params=params)
        for pause in (None,) if once else (*READ_PAUSES, None):
            try:
                return self._go(self._reading, request, was_read=True)
            except Wait as error:
                if pause is None or error.until is not None:
                    raise
                time.sleep(pause)
        raise AssertionError("unreachable")

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """A request that changes something, exactly once. Raises SignInAgain, Wait, Refused or Unknown.

        `content`: json, data, files or params as requests takes them.
        """
        request = requests.Request(method, url, headers=dict(headers or {}), **content)
        # A send never goes over a connection that was left open: when such a one turns out to be dead, nobody
        # could say whether the request arrived.
        with new_session() as session:
            session.headers["Connection"] = "close"
            return self._go(session, request, was_read=False)

    def ask(self, url: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """A POST that changes nothing on the network (a sign-in, a question): failures count as those of a read."""
        return self._go(
            self._reading, requests.Request("POST", url, headers=dict(headers or {}), **content), was_read=True
        )

    def fetch(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """GET of an address that a stranger may have supplied: public hosts only, each redirect checked again.

        An answer of 304 comes back as it is, with an empty body.
        """
        moved: list[bool] = []
        for _ in range(MAX_REDIRECTS + 1):
            request = requests.Request("GET", url, headers=dict(headers or {}))
            answer = self._go(self._guarded, request, was_read=True, redirects=True)
            if answer.status not in {301, 302, 303, 307, 308}:
                return replace(answer, moved=bool(moved) and all(moved))
            moved.append(answer.status in {301, 308})
            url = _joined(url, answer.headers.get("location", ""))
        raise Refused("errors.network.redirects")

    def _go(
        self, session: requests.Session, request: requests.Request, *, was_read: bool, redirects: bool = False
    ) -> Answer:
        prepared = _prepared(session, request)
        if self._seen is not None:
            self._seen(prepared)
        host = urlsplit(prepared.url or "").hostname or ""
        silence = SILENCE_SECONDS if was_read else SEND_SILENCE_SECONDS
        try:
            with session.get_adapter(prepared.url or "").send(
                prepared, stream=True, timeout=(CONNECT_SECONDS, silence), verify=True
            ) as response:
                status = response.status_code
                headers = {name.lower(): value for name, value in response.headers.items()}
                body = _body(response, host, was_read=was_read) if status < 400 else _reason_body(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            failure = failed(error, host, was_read=was_read)
        else:
            log.info("%s %s %s", request.method, host, status)
            if status < 300 or status == 304 or (redirects and 300 <= status < 400):
                return Answer(status, headers, body, prepared.url or "", was_read)
            failure = refusal(status, headers, body, host, was_read=was_read)
        # Raised out here: the foreign error names the whole address, and no traceback may show that.
        raise failure


def _prepared(session: requests.Session, request: requests.Request) -> requests.PreparedRequest:
    """The request as it goes out; an address or a header that cannot be sent is refused before anything happens."""
    try:
        made = session.prepare_request(request)
        parts = urlsplit(made.url or "")
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except (requests.RequestException, ValueError):
        is_address = False
    if not is_address:
        raise Refused("errors.network.address")
    # Only a token that was pasted wrongly holds characters no header can carry.
    if not all(isinstance(value, bytes) or _is_latin(value) for value in made.headers.values()):
        raise SignInAgain("errors.network.sign_in", host=parts.hostname)
    return made


def _is_latin(value: str) -> bool:
    return all(ord(letter) < 256 for letter in value)


def _joined(url: str, location: str) -> str:
    with contextlib.suppress(ValueError):
        return urljoin(url, location)
    raise Refused("errors.network.address")


def _body(response: requests.Response, host: str, *, was_read: bool, cap: int | None = None) -> bytes:
    """The body, decoded. Read as it arrives, so that a trickle cannot outlast the time for the whole."""
    began, parts, size = time.monotonic(), [], 0
    while part := response.raw.read1(65_536, decode_content=True):
        size += len(part)
        if size > (cap or CAP):
            key = "errors.network.too_large"
            raise Refused(key, host=host) if was_read else Unknown(key, host=host)
        if time.monotonic() - began > WHOLE_SECONDS:
            raise lost("errors.network.slow", f"//{host}", was_read=was_read)
        parts.append(part)
    return b"".join(parts)


def _reason_body(response: requests.Response) -> bytes:
    """The body of a refusal; the status is what counts, so one that breaks off takes nothing from it."""
    try:
        return _body(response, "", was_read=True, cap=65_536)
    except (NetworkError, HTTPError, OSError):
        return b""
