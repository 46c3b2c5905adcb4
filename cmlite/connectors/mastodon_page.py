"""Sign in on the instance's own page: cmlite registers there, the page shows a code, the code becomes a token."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

from cmlite.connectors.base import Asked
from cmlite.connectors.gate import Gate
from cmlite.errors import Refused, SignInAgain

_SCOPES = "read write"
_SHOWN = "urn:ietf:wg:oauth:2.0:oob"  # the page shows the code instead of leading back: we have no public address


class MastodonPage:
    """OAuth 2 with a code out of band and PKCE, as docs.joinmastodon.org/client/token describes it."""

    field: ClassVar[str] = "server"

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def ask(self, server: str) -> Asked:
        """Register cmlite with an instance; gives the address of the page that asks the owner."""
        server = server.strip().rstrip("/")
        server = server if server.startswith(("https://", "http://")) else f"https://{server}"
        body = {"client_name": "cmlite", "redirect_uris": _SHOWN, "scopes": _SCOPES}
        made = self._gate.ask(f"{server}/api/v1/apps", json=body).json()
        try:
            client_id, client_secret = str(made["client_id"]), str(made["client_secret"])
        except (TypeError, KeyError):
            raise Refused("errors.mastodon.no_instance") from None
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": _SHOWN,
            "scope": _SCOPES,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        kept = {"server": server, "client_id": client_id, "client_secret": client_secret, "verifier": verifier}
        return Asked(address=f"{server}/oauth/authorize?{urlencode(query)}", kept=kept)

    def redeem(self, kept: Mapping[str, str], code: str) -> dict[str, str]:
        """What the connector signs in with, for the code the page showed."""
        body = {
            "grant_type": "authorization_code",
            "code": code.strip(),
            "client_id": kept["client_id"],
            "client_secret": kept["client_secret"],
            "redirect_uri": _SHOWN,
            "scope": _SCOPES,
            "code_verifier": kept["verifier"],
        }
        try:
            made = self._gate.ask(f"{kept['server']}/oauth/token", json=body).json()
            return {"server": kept["server"], "token": str(made["access_token"])}
        except (Refused, SignInAgain, TypeError, KeyError):
            raise Refused("errors.mastodon.code") from None
