"""What surrounds the pages: start and stop, /health, security headers, the page shown after an unforeseen error."""

import logging
import os
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmlite import VERSION
from cmlite.config import ROOT, Settings
from cmlite.errors import CmliteError, trail
from cmlite.web import emblem
from cmlite.web.calendar_feed import PATH, feed, is_feed
from cmlite.web.opening import Opening

log = logging.getLogger("cmlite")

_HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        b"media-src 'self' blob:; connect-src 'self' blob: data:; worker-src 'self' blob:; "
        b"frame-ancestors 'none'; form-action 'self'; base-uri 'self'; object-src 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
"""The content policy is the privacy promise as a rule of the browser: nothing is loaded from anywhere else."""

_NAMES = {"127.0.0.1", "localhost", "::1"}
_PAGES = {page.stem for page in (ROOT / "pages").glob("*.py")} - {"today"}
_FILES = {file.name for file in (Path(st.__file__).parent / "static").iterdir() if file.is_file()}
_STREAMLIT = {"", "_stcore", "static", "media", "component", "app", "auth", "oauth2callback"}
"""First words of the paths that Streamlit answers itself; '' is the start page."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open everything beside the server; on the way out stop the worker and write everything into the file."""
    if hasattr(signal, "SIGHUP"):  # a closed terminal window ends the app as SIGTERM does
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    _state["opening"] = opening = Opening()
    opening.start()
    try:
        yield {}
    finally:
        opening.close()


_state: dict[str, Opening] = {}


def _health(_request: Request) -> JSONResponse:
    """Version, whether the database answers, whether the worker lives, schema version; 503 until all is open."""
    opening = _state.get("opening")
    report: dict[str, object] = {
        "app": "cmlite",
        "version": VERSION,
        "data": str(Settings.from_environment().data_dir),
        "database": "opening",
        "worker": opening.worker if opening else "stopped",
        "schema": 0,
    }
    if opening and opening.done:
        from cmlite import wiring  # loaded by then; above it would be loaded before the port is bound

        try:
            report |= {"database": "ok", "schema": wiring.app().store.schema}
        except CmliteError as error:
            report["database"] = error.key
    return JSONResponse(report, status_code=200 if report["database"] == "ok" else 503)


class Guard:
    """Answers only under this computer's own names, and adds the security headers to every answer over HTTP.

    A page elsewhere that lets its name point to 127.0.0.1 would otherwise be the same origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and not _is_ours(scope):
            await _refuse(scope, receive, send)
            return
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and (place := _elsewhere(scope["path"])):
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{place}?{query}" if query else place)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", [])}
                message["headers"] = [
                    *message.get("headers", []),
                    *((name, value) for name, value in _HEADERS.items() if name not in present),
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _elsewhere(path: str) -> str:
    """Where a visitor is sent who asks for a page that is none; '' where the path may stay as it is.

    Streamlit would answer with a dialog of its own, and the start page has no other address than `/`.
    """
    if is_feed(path):
        return ""
    words = path.strip("/").split("/")
    served = _STREAMLIT | {route.path.split("/")[1] for route in routes if route.path != PATH}
    if words[0] in served or path.strip("/") in _FILES:
        return ""
    page = words[0].lower()
    if page not in _PAGES:
        return "/"
    stays = len(words) == 1 or words[1] in served
    return "" if stays and page == words[0] else f"/{page}"


def _is_ours(scope: Scope) -> bool:
    """Whether the name asked for is ours and, for the socket of a page, the page comes from here, too.

    A page of another program on this computer, at another port, is not one of ours.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    host, origin = _place("//" + headers.get(b"host", "")), headers.get(b"origin")
    if host is None or host[0] not in _NAMES:
        return False
    if scope["type"] == "http" or origin is None:
        return True
    place = _place(origin)
    return place is not None and place[0] in _NAMES and place[1] == host[1]


def _place(address: str) -> tuple[str | None, int | None] | None:
    """Name of the computer and port in an address; None where it is no address at all."""
    try:
        parts = urlsplit(address)
        return parts.hostname, parts.port
    except ValueError:
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse("unknown host", status_code=421)(scope, receive, send)


class _WithoutWords(logging.Filter):
    """Keeps type and places of an error in a log line and drops its words: they may quote a message or a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and (error := record.exc_info[1]) is not None:
            record.msg, record.args = f"{record.getMessage()}: {trail(error)}", ()
            record.exc_info = record.exc_text = None
        return True


logging.getLogger("streamlit.error_util").addFilter(_WithoutWords())  # it logs what a page raised before we are asked


def show_error_page(error: Exception) -> bool:
    """Say what can be said; no traceback reaches the page.

    The log keeps type and places under the number shown, without the words: they may quote a message or a secret.
    """
    from cmlite.ui import text  # not before the port is bound, and long loaded by then

    if isinstance(error, CmliteError):
        st.error(text.says(error), icon=":material/error:")
        return True
    reference = secrets.token_hex(3).upper()
    log.error("unforeseen error %s: %s", reference, trail(error))
    st.error(text.t("errors.unforeseen", reference=reference), icon=":material/error:")
    return True


routes = [Route("/health", _health), Route(PATH, feed), *emblem.routes]
middleware = [Middleware(Guard)]
