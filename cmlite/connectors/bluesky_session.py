"""A session on a server of the AT protocol: signed in with an app password, renewed when its token runs out."""

import base64
import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from cmlite.connectors.base import SignIn
from cmlite.connectors.gate import Answer
from cmlite.errors import Refused, SignInAgain

WITHOUT_MESSAGES = "com.atproto.appPass"
"""The scope of an app password that may not read private messages; one that may ends on Privileged."""
_RUN_OUT = ("ExpiredToken", "InvalidToken")
NOT_ALLOWED = "Bad token method"
"""The token is good, but not for this: a new one would not be either."""


class Session:
    """Questions and orders to one server; `to` names a service it passes them on to."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self.server = sign_in.values["server"].rstrip("/")

    @property
    def did(self) -> str:
        """The account's id, which never changes."""
        return self._sign_in.values["did"]

    @property
    def handle(self) -> str:
        """The account's name."""
        return self._sign_in.values["handle"]

    def open(self) -> None:
        """Sign in, unless that was done before."""
        if not self._sign_in.values.get("access"):
            self._log_in()

    def may_read_messages(self) -> bool:
        """Whether the app password was made with access to private messages; the token itself says so."""
        payload = self._sign_in.values.get("access", "").split(".")[1:2]
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            claims = json.loads(base64.urlsafe_b64decode(payload[0] + "=" * (-len(payload[0]) % 4)) if payload else b"")
            return bool(claims.get("scope") != WITHOUT_MESSAGES)
        return True

    def read(self, method: str, *, to: str = "", once: bool = False, **params: Any) -> Any:
        """Ask; `once`: not a second time when the server has trouble."""
        url = self._url(method)
        return self._signed(lambda head: self._sign_in.gate.read(url, headers=head, params=params, once=once), to)

    def record(self, collection: str, key: str) -> Any | None:
        """A record of our own with its cid; None where there is none of this key."""
        try:
            return self.read("com.atproto.repo.getRecord", repo=self.did, collection=collection, rkey=key)
        except Refused as error:
            if "RecordNotFound" in error.said or "Could not locate record" in error.said:
                return None
            raise

    def send(self, method: str, body: Mapping[str, Any], *, to: str = "") -> Any:
        """Have something done, once; an order without an answer gives {}."""
        url = self._url(method)
        return self._signed(lambda head: self._sign_in.gate.send("POST", url, headers=head, json=body), to)

    def upload(self, data: bytes, media_type: str) -> Any:
        """The blob's reference; an upload nobody refers to vanishes by itself, so it may be repeated."""
        url = self._url("com.atproto.repo.uploadBlob")
        kind = {"Content-Type": media_type}
        return self._signed(lambda head: self._sign_in.gate.ask(url, headers={**head, **kind}, data=data))["blob"]

    def _log_in(self) -> None:
        """A session from the app password; 30 in five minutes are allowed, so its tokens are kept."""
        values = self._sign_in.values
        body = {"identifier": values["handle"].strip().lstrip("@"), "password": values["password"]}
        made = self._sign_in.gate.ask(self._url("com.atproto.server.createSession"), json=body).json()
        self._sign_in.renew(
            access=made["accessJwt"], refresh=made["refreshJwt"], did=made["did"], handle=made["handle"]
        )

    def _refresh(self) -> None:
        bearer = {"Authorization": f"Bearer {self._sign_in.values.get('refresh', '')}"}
        try:
            made = self._sign_in.gate.ask(self._url("com.atproto.server.refreshSession"), headers=bearer).json()
        except (Refused, SignInAgain):
            self._log_in()
            return
        self._sign_in.renew(access=made["accessJwt"], refresh=made["refreshJwt"])

    def _signed(self, call: Callable[[Mapping[str, str]], Answer], to: str = "") -> Any:
        """Call with the access token; one that ran out is renewed once. A rejected call did nothing."""
        self.open()
        try:
            return _content(call(self._head(to)))
        except (SignInAgain, Refused) as error:
            if isinstance(error, Refused) and (not error.said.startswith(_RUN_OUT) or NOT_ALLOWED in error.said):
                raise
            self._refresh()
            return _content(call(self._head(to)))

    def _head(self, to: str) -> Mapping[str, str]:
        head = {"Authorization": f"Bearer {self._sign_in.values['access']}"}
        return {**head, "atproto-proxy": to} if to else head

    def _url(self, method: str) -> str:
        return f"{self.server}/xrpc/{method}"


def _content(answer: Answer) -> Any:
    return answer.json() if answer.body else {}
