"""How a connection is made: within limits of time, by our settings alone, to public hosts where strangers choose."""

import ipaddress
import logging
import socket
import threading
from contextlib import suppress
from typing import Any, ClassVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import BaseHTTPResponse

AGENT = "cmlite (community management on the owner's own computer)"
UPLOAD_SECONDS = 180.0
"""How long sending a request may take. Without it the time for connecting counts, too short for photos over DSL."""
HEADER_SECONDS = 45.0
"""How long a server may take for its status and headers, even when it sends a byte now and then."""

# urllib3 writes whole addresses into the log, and the address of a Telegram bot holds its token. What matters is
# logged by the gate.
for _name in ("connectionpool", "connection", "response", "poolmanager", "util.retry"):
    logging.getLogger(f"urllib3.{_name}").addFilter(lambda record: False)


class NotConnected(OSError):
    """The connection was not made, so nothing was sent; its cause says why."""


class PrivateAddress(OSError):
    """The host's address is not on the public internet."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when it is an IPv4 address in IPv6 clothes."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


class _Limited(HTTPConnection):
    def connect(self) -> None:
        try:
            super().connect()
        except Exception as error:
            self.close()
            raise NotConnected(type(error).__name__) from error

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self.sock.settimeout(UPLOAD_SECONDS)
        super().send(data)

    def getresponse(self) -> BaseHTTPResponse:  # type: ignore[override]
        waking = threading.Timer(HEADER_SECONDS, self._cut)
        waking.daemon = True
        waking.start()
        try:
            return super().getresponse()
        finally:
            waking.cancel()

    def _cut(self) -> None:
        made = self.sock
        if made is not None:
            # Not the method of a TLS socket, which would forget its encryption under the reader's hands.
            with suppress(OSError):  # closed in this very moment: then nobody waits any more
                socket.socket.shutdown(made, socket.SHUT_RDWR)


class _LimitedHTTPS(_Limited, HTTPSConnection):
    pass


class _Public(_Limited):
    """Asks after connecting where it arrived, so no name can lie."""

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        if not is_public(made.getpeername()[0]):
            made.close()
            raise PrivateAddress
        return made


class _PublicHTTPS(_Public, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Limited


class _PoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _LimitedHTTPS


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _Public


class _PublicPoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _Adapter(HTTPAdapter):
    pools: ClassVar[dict[str, type[HTTPConnectionPool]]] = {"http": _Pool, "https": _PoolHTTPS}

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self.pools


class _PublicAdapter(_Adapter):
    pools: ClassVar[dict[str, type[HTTPConnectionPool]]] = {"http": _PublicPool, "https": _PublicPoolHTTPS}


def new_session(*, public: bool = False) -> requests.Session:
    """A session that takes nothing from the environment: no proxy, no .netrc, which would send passwords along."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = AGENT
    for scheme in ("http://", "https://"):
        session.mount(scheme, _PublicAdapter() if public else _Adapter())
    return session
