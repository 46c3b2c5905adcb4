"""What went wrong on the way, as one of the four errors: sign in again, wait, refused, or nobody knows."""

import json
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from urllib3.exceptions import ReadTimeoutError

from cmlite.connectors.connections import NotConnected, PrivateAddress
from cmlite.errors import CmliteError, NetworkError, Refused, SignInAgain, Unknown, Wait

_EPOCH = datetime(1970, 1, 1)
Found = TypeVar("Found")


def host_of(url: str) -> str:
    """The host of an address, all of it that may be shown; '' when it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def understood(question: Callable[[], Found], host: str) -> Found:
    """What a question that changes nothing gives; an answer in a shape no connector knows counts as none: Wait.

    Many a server answers in JSON that is not the network somebody takes it for.
    """
    try:
        return question()
    except CmliteError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError):
        raise Wait("errors.network.nonsense", host=host) from None


def lost(key: str, url: str, *, was_read: bool) -> NetworkError:
    """An answer that never came whole: harmless after a read, unknown after a send."""
    host = host_of(url)
    return Wait(key, host=host) if was_read else Unknown(key, host=host)


_ASKS, _LIMIT = ("retry-after",), ("ratelimit-reset", "x-ratelimit-reset")


def wait_until(headers: Mapping[str, str], now: datetime, names: Sequence[str] = _ASKS + _LIMIT) -> datetime | None:
    """When a server says it may be asked again (naive UTC): Retry-After, else the reset of its rate limit.

    A rate limit's reset is given in epoch seconds (Bluesky) or as a date (Mastodon). Moments are told by the server's
    clock; its Date header shows how far ours is from it. Never more than a day.
    """
    theirs = _moment(headers.get("date", ""))
    for name in names:
        value = headers.get(name, "").strip()
        seconds = float(value) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{0,9})?", value) else None
        if seconds is not None and seconds <= 1e9:
            pause = timedelta(seconds=min(seconds, 86_400))
        elif (moment := _moment(value) if seconds is None else _EPOCH + timedelta(seconds=min(seconds, 1e11))) is None:
            continue
        else:
            pause = moment - (theirs or now)
        return now + min(max(pause, timedelta(0)), timedelta(days=1))
    return None


def _moment(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
            return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
        except (ValueError, OverflowError):
            continue
    return None


def failed(error: Exception, host: str, *, was_read: bool) -> NetworkError:
    """For an exception instead of an answer: without a connection nothing was sent, otherwise nobody knows."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    if any(isinstance(one, NotConnected) for one in chain):
        if any(isinstance(one, PrivateAddress) for one in chain):
            return Refused("errors.network.private")
        if any(isinstance(one, ssl.SSLError) for one in chain):
            return Wait("errors.network.certificate", host=host)
        if any(isinstance(one, ValueError) for one in chain):
            return Refused("errors.network.address")
        return Wait("errors.network.unreachable", host=host)
    slow = any(isinstance(one, ReadTimeoutError) for one in chain)
    return lost("errors.network.slow" if slow else "errors.network.cut", f"//{host}", was_read=was_read)


def refusal(status: int, headers: Mapping[str, str], body: bytes, host: str, *, was_read: bool) -> NetworkError:
    """For an answer with a status of 300 or more."""
    found = _object(body)
    said = _reason(found)
    now = datetime.now(UTC).replace(tzinfo=None)
    if status == 401:
        return SignInAgain("errors.network.sign_in", said=said, host=host)
    if status == 429:
        asked = wait_until(headers, now) or _asked_pause(found, now)
        return Wait("errors.network.busy", until=asked or now + timedelta(minutes=5), said=said, host=host)
    if status >= 500:
        if was_read:
            # Networks tell how their limit stands with every answer: in trouble it asks for no pause.
            until = wait_until(headers, now, _ASKS)
            return Wait("errors.network.trouble", until=until, said=said, host=host, status=status)
        return Unknown("errors.network.trouble", said=said, host=host, status=status)
    if 300 <= status < 400:
        return Refused("errors.network.moved", host=host)
    return Refused("errors.network.refused", said=said, host=host, status=status)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _reason(found: Mapping[str, Any]) -> str:
    """The short reason in a JSON error (Bluesky: message, Mastodon: error, Telegram: description), else ''."""
    words = [found[name] for name in ("error", "message", "description") if isinstance(found.get(name), str)]
    return ": ".join(words)[:300]


def _asked_pause(found: Mapping[str, Any], now: datetime) -> datetime | None:
    """Telegram names the pause in the body: parameters.retry_after, in seconds."""
    parameters = found.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return now + timedelta(seconds=min(max(seconds, 0), 86_400)) if isinstance(seconds, int) else None
