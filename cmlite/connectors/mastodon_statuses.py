"""Statuses of Mastodon: ours as the network wants them, theirs as cmlite's models."""

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from cmlite.connectors.feed_text import message as plain
from cmlite.domain.posts import format_of_media
from cmlite.domain.publishing import Outgoing, Sent
from cmlite.domain.sync import Arrival, Counts, OwnPost, told_at
from cmlite.errors import Refused, Vanished

_NAMED = re.compile(r"(?<![\w/.@])@([a-zA-Z0-9_](?:[\w.-]*\w)?(?:@[\w.-]*\w)?)")


@contextlib.contextmanager
def about(status: str) -> Iterator[None]:
    """A request that needs a status ('' where it needs none): when that is not found, Vanished is raised."""
    try:
        yield
    except Refused as error:
        if status and error.values.get("status") in {404, 410}:
            raise Vanished("errors.network.parent_gone", said=error.said) from None
        raise


def arrival(status: Mapping[str, Any], me: str, heard: str | None = None) -> Arrival:
    """A status as an arrival; `heard`: when the network told us of it."""
    written, now = instant(status["created_at"]), datetime.now(UTC).replace(tzinfo=None)
    author = status["account"]
    parent = str(status.get("in_reply_to_id") or "")
    answers_us = bool(parent) and str(status.get("in_reply_to_account_id")) == me
    kind = "message" if status.get("visibility") == "direct" else "comment" if answers_us else "mention"
    return Arrival.model_validate(
        {
            "external_id": str(status["id"]),
            "kind": kind,
            "ours": str(author["id"]) == me,
            "author_id": str(author["id"]),
            "author_handle": author.get("acct") or "",
            "author_name": author.get("display_name") or "",
            "text": plain(status["content"]),
            "sent_at": min(told_at(written, instant(heard)) if heard else written, now),
            "thread_id": parent or str(status["id"]),
            "parent_id": parent,
            "subject_id": parent if answers_us else "",
            "url": status.get("url") or "",
        }
    )


def words(message: Outgoing) -> str:
    """The text as it goes out: a reply reaches only whom it names, so it names the person it answers."""
    name = message.mention.lstrip("@")
    is_named = not name or name.casefold() in named(message.text)
    return message.text if is_named else f"@{name} {message.text}"


def check_alone(text: str, known: Collection[str]) -> None:
    """Whoever is named with @ in a private status may read it. Raises Refused for a name that is none of `known`:
    whole names are compared, as @al is somebody else than @alice, and @alice somebody else than @alice@elsewhere."""
    meant = {name.lstrip("@").casefold() for name in known}
    names = [name for name in _NAMED.findall(text) if name.casefold() not in meant]
    if names:
        raise Refused("errors.mastodon.names_others", names=", ".join(f"@{name}" for name in dict.fromkeys(names)))


def named(text: str) -> list[str]:
    """Whom a text names with @."""
    return [name.casefold() for name in _NAMED.findall(text)]


def beside_text(status: Mapping[str, Any]) -> dict[str, Any]:
    """What a status has beside its text, as a change must name it: what is not named again is taken away."""
    found = {
        "spoiler_text": status.get("spoiler_text") or "",
        "sensitive": bool(status.get("sensitive")),
        "language": status.get("language"),
        "media_ids": [str(one["id"]) for one in status.get("media_attachments") or ()],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def sent(status: Mapping[str, Any]) -> Sent:
    """What a status became that we sent."""
    return Sent(external_id=str(status["id"]), permalink=status.get("url") or "", at=instant(status["created_at"]))


def own_post(status: Mapping[str, Any]) -> OwnPost | None:
    """A status of our account, written here or elsewhere; None for a private one, and for a later part of a thread."""
    if status.get("in_reply_to_id") or status.get("visibility") == "direct":
        return None
    return OwnPost(
        external_id=str(status["id"]),
        text=plain(status["content"]),
        at=instant(status["created_at"]),
        permalink=status.get("url") or "",
        format=format_of(status),
    )


def counts(status: Mapping[str, Any]) -> Counts:
    """Figures of a status."""
    names = {"likes": "favourites_count", "shares": "reblogs_count", "comments": "replies_count"}
    values = {ours: float(status[theirs]) for ours, theirs in names.items() if status.get(theirs) is not None}
    return Counts(external_id=str(status["id"]), values=values, text=plain(status["content"]))


def number(written: str) -> tuple[int, str]:
    """Ids grow: by length, then by sign."""
    return len(written), written


def instant(written: str) -> datetime:
    """An ISO date with zone as naive UTC."""
    found = datetime.fromisoformat(written)
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


_KINDS = {"image": "image", "gifv": "gif", "video": "video", "audio": "video"}


def format_of(status: Mapping[str, Any]) -> str:
    """What hangs on a status, as a format of ours; '' for a kind of media we do not know."""
    if status.get("poll"):
        return "poll"
    kinds = [_KINDS.get(one.get("type", ""), "") for one in status.get("media_attachments") or ()]
    return format_of_media(kinds) if all(kinds) else ""
