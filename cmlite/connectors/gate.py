"""The one way out: every request to a network goes through here, and every failure becomes one of four errors."""

import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from cmlite.connectors.connections import NotConnected, PrivateAddress, new_session
from cmlite.errors import NetworkError, Refused, SignInAgain, Unknown, Wait

log = logging.getLogger("cmlite.network")

CONNECT_SECONDS, SILENCE_SECONDS, WHOLE_SECONDS = 6.0, 20.0, 45.0
"""How long a connection may take, how long a server may say nothing, how long its answer may take in all."""
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

    def json(self) -> Any:
        """The body as JSON; nonsense counts as no answer: `Wait` after a read, `Unknown` after a send."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise lost("errors.network.nonsense", self.url, was_read=self.was_read) from None


class Gate:
    """Sends requests for one connection. Redirects are never followed, except by `fetch`, which checks each step.

    `seen` is shown every prepared request before it goes out (tests hold it against published contracts).
    """

    def __init__(self, *, seen: Check | None = None) -> None:
        self._seen = seen
        self._reading = new_session()
        self._guarded = new_session(public=True)

    def read(self, url: str, *, headers: Mapping[str, str] | None = None, params: Any = None) -> Answer:
        """GET, tried up to three times. Raises SignInAgain, Wait or Refused."""
        request = requests.Request("GET", url, headers=dict(headers or {}), params=params)
        for pause in (*READ_PAUSES, None):
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
        for _ in range(MAX_REDIRECTS + 1):
            request = requests.Request("GET", url, headers=dict(headers or {}))
            answer = self._go(self._guarded, request, was_read=True, redirects=True)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            url = _joined(url, answer.headers.get("location", ""))
        raise Refused("errors.network.redirects")

    def _go(
        self, session: requests.Session, request: requests.Request, *, was_read: bool, redirects: bool = False
    ) -> Answer:
        prepared = _prepared(session, request)
        if self._seen is not None:
            self._seen(prepared)
        host = urlsplit(prepared.url or "").hostname or ""
        try:
            with session.get_adapter(prepared.url or "").send(
                prepared, stream=True, timeout=(CONNECT_SECONDS, SILENCE_SECONDS), verify=True
            ) as response:
                status = response.status_code
                headers = {name.lower(): value for name, value in response.headers.items()}
                body = _body(response, host, was_read=was_read)
        except (requests.RequestException, HTTPError, OSError) as error:
            failure = _failed(error, host, was_read=was_read)
        else:
            log.info("%s %s %s", request.method, host, status)
            if status < 300 or status == 304 or (redirects and 300 <= status < 400):
                return Answer(status, headers, body, prepared.url or "", was_read)
            failure = _refusal(status, headers, body, host, was_read=was_read)
        # Raised out here: the foreign error names the whole address, and no traceback may show that.
        raise failure


def _prepared(session: requests.Session, request: requests.Request) -> requests.PreparedRequest:
    """The request as it goes out; an address or header that cannot be sent is refused before anything happens."""
    try:
        made = session.prepare_request(request)
        for value in made.headers.values():
            value.encode("latin-1") if isinstance(value, str) else value
        if urlsplit(made.url or "").scheme in {"http", "https"} and urlsplit(made.url or "").hostname:
            return made
    except UnicodeEncodeError:
        raise SignInAgain("errors.network.sign_in", host=_host(request.url)) from None
    except (requests.RequestException, ValueError):
        pass
    raise Refused("errors.network.address")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise Refused("errors.network.address") from None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def lost(key: str, url: str, *, was_read: bool) -> NetworkError:
    """An answer that never came whole: harmless after a read, unknown after a send."""
    host = _host(url)
    return Wait(key, host=host) if was_read else Unknown(key, host=host)


def wait_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a server says it may be asked again (naive UTC): Retry-After, else the reset of its rate limit.

    A rate limit's reset is given in epoch seconds (Bluesky) or as a date (Mastodon). Never more than a day.
    """
    for name in ("retry-after", "ratelimit-reset", "x-ratelimit-reset"):
        value = headers.get(name, "").strip()
        if value and (until := _instant(value, now)) is not None:
            return min(max(until, now), now + timedelta(days=1))
    return None


def _instant(value: str, now: datetime) -> datetime | None:
    if value.replace(".", "", 1).isdigit():
        seconds = float(value)
        epoch = (now - datetime(1970, 1, 1)).total_seconds()
        return now + timedelta(seconds=seconds - epoch if seconds > 1e9 else min(seconds, 86_400))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
        except ValueError:
            continue
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    return None


def _body(response: requests.Response, began: float, host: str, *, was_read: bool) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(65_536):
        size += len(part)
        if size > CAP:
            raise Refused("errors.network.too_large", host=host) if was_read else Unknown(
                "errors.network.too_large", host=host
            )
        if time.monotonic() - began > WHOLE_SECONDS:
            raise lost("errors.network.slow", f"//{host}", was_read=was_read)
        parts.append(part)
    return b"".join(parts)


def _failed(error: Exception, host: str, *, was_read: bool) -> NetworkError:
    """No answer: when the connection was never made nothing was sent, otherwise nobody knows."""
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    reasons = [*causes, *(getattr(one, "reason", None) for one in causes)]
    if any(isinstance(one, _PrivateAddress) for one in reasons):
        return Refused("errors.network.private")
    never_sent = (NewConnectionError, ConnectTimeoutError, NameResolutionError)
    if isinstance(error, requests.exceptions.SSLError):
        return Wait("errors.network.certificate", host=host)
    if any(isinstance(one, never_sent) for one in reasons):
        return Wait("errors.network.unreachable", host=host)
    return lost("errors.network.cut", f"//{host}", was_read=was_read)


def _refusal(status: int, headers: Mapping[str, str], body: bytes, host: str, *, was_read: bool) -> NetworkError:
    said = _reason(body)
    now = datetime.now(UTC).replace(tzinfo=None)
    if status == 401:
        return SignInAgain("errors.network.sign_in", said=said, host=host)
    if status == 429:
        return Wait(
            "errors.network.busy", until=wait_until(headers, now) or now + timedelta(minutes=5), said=said, host=host
        )
    if status >= 500:
        until = wait_until(headers, now) if was_read else None
        if was_read:
            return Wait("errors.network.trouble", until=until, said=said, host=host, status=status)
        return Unknown("errors.network.trouble", said=said, host=host, status=status)
    if 300 <= status < 400:
        return Refused("errors.network.moved", host=host)
    return Refused("errors.network.refused", said=said, host=host, status=status)


def _reason(body: bytes) -> str:
    """The short reason in a JSON error (Bluesky: message, Mastodon: error, Telegram: description), else ''."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(found, dict):
        return ""
    words = [str(found[name]) for name in ("error", "message", "description") if isinstance(found.get(name), str)]
    return ": ".join(words)[:300]


class _PrivateAddress(OSError):
    """The host's address is not on the public internet."""


def _checked(connect: Callable[[], socket.socket]) -> socket.socket:
    """The connection, unless it leads to an address that is not public: asked after connecting, so no name can lie."""
    made = connect()
    address = ipaddress.ip_address(made.getpeername()[0].partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast:
        made.close()
        raise _PrivateAddress(str(address))
    return made


class _GuardedHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn)


class _GuardedHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn)


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}


def _session(adapter: HTTPAdapter) -> requests.Session:
    """A session that takes nothing from the environment: no proxy, no .netrc, which would send passwords along."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = AGENT
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
