"""Answers the secret addresses of the calendar; everything else under them is not found."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cmlite.errors import CmliteError

PATH = "/calendar/{token}.ics"
_HOW = {"cache-control": "private, no-cache"}


class _WithoutSecrets(logging.Filter):
    """Keeps the addresses out of a log of requests, where a server writes one."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not ("/calendar/" in (words := record.getMessage()) and ".ics" in words)


logging.getLogger("uvicorn.access").addFilter(_WithoutSecrets())


def is_feed(path: str) -> bool:
    """Whether a path has the form of a secret address."""
    words = path.split("/")
    return len(words) == 3 and words[1] == "calendar" and words[2].endswith(".ics")


def feed(request: Request) -> Response:
    """The calendar, or only that nothing has changed; 404 for an address that is wrong or was revoked."""
    from cmlite import wiring  # above they would be loaded before the port is bound
    from cmlite.services import calendar_feed

    try:
        networks = {key: one.name for key, one in wiring.networks().items()}
        found = calendar_feed.answer(wiring.app().store, request.path_params["token"], networks, now=wiring.utc_now())
    except CmliteError:
        return PlainTextResponse("not available now", status_code=503, headers={"retry-after": "60"})
    if found is None:
        return PlainTextResponse("not found", status_code=404, headers=_HOW)
    content, etag = found
    headers = _HOW | {"etag": etag}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    headers |= {"content-disposition": 'inline; filename="cmlite.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
