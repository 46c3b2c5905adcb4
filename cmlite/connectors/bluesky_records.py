"""The records of Bluesky: ours as the network wants them, theirs as cmlite's models."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cmlite.domain.mentions import parts_of
from cmlite.domain.posts import format_of_media
from cmlite.domain.publishing import Outgoing, Picture
from cmlite.domain.sync import Arrival, Counts, OwnPost, told_at

_SORTED = "234567abcdefghijklmnopqrstuvwxyz"
_FACETS = {
    "link": ("app.bsky.richtext.facet#link", "uri"),
    "mention": ("app.bsky.richtext.facet#mention", "did"),
    "tag": ("app.bsky.richtext.facet#tag", "tag"),
}
_EPOCH_MICROSECONDS = 1_577_836_800_000_000  # 2020-01-01
_SPAN_MICROSECONDS = 6 * 365 * 86_400 * 1_000_000


def record_key(key: str) -> str:
    """The name of the record for a send key: the same key gives the same name, so a repeat cannot make a second post.

    It has the form the network demands (a TID: 53 bits of microseconds, 10 of chance); its time means nothing.
    """
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:12])
    micros, clock = divmod(number % (_SPAN_MICROSECONDS << 10), 1 << 10)
    value = ((_EPOCH_MICROSECONDS + micros) << 10) | clock
    return "".join(_SORTED[(value >> shift) & 31] for shift in range(60, -1, -5))


def post(
    message: Outgoing,
    pictures: Sequence[tuple[Picture, Any]],
    reply: Mapping[str, Any] | None,
    resolve: Callable[[str], str | None],
) -> dict[str, Any]:
    """The record of a post; mentions of nobody stay plain text."""
    record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": message.text, "createdAt": now()}
    if message.language:
        record["langs"] = [message.language]
    facets = []
    for part in parts_of(message.text):
        value = resolve(part.value) if part.kind == "mention" else part.value
        if value:
            kind, name = _FACETS[part.kind]
            index = {"byteStart": part.start, "byteEnd": part.end}
            facets.append({"index": index, "features": [{"$type": kind, name: value}]})
    if facets:
        record["facets"] = facets
    if pictures:
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [_image(*one) for one in pictures]}
    if reply:
        record["reply"] = reply
    return record


def _image(picture: Picture, blob: Any) -> dict[str, Any]:
    image: dict[str, Any] = {"image": blob, "alt": picture.alt}
    if picture.width and picture.height:
        image["aspectRatio"] = {"width": picture.width, "height": picture.height}
    return image


_REASONS = {"reply": "comment", "mention": "mention", "quote": "mention"}


def arrival(note: Mapping[str, Any], did: str) -> Arrival | None:
    """A notification as an arrival; None for likes, follows and the like."""
    record = note.get("record") or {}
    if note.get("reason") not in _REASONS or not isinstance(record.get("text"), str):
        return None
    return _arrival(note["uri"], record, note["author"], did, _REASONS[note["reason"]], note["indexedAt"])


def own_reply(item: Mapping[str, Any], did: str) -> Arrival | None:
    """A reply of ours from the account's own feed; None for posts and shares."""
    one = item.get("post") or {}
    record = one.get("record") or {}
    if "reason" in item or "reply" not in record or (one.get("author") or {}).get("did") != did:
        return None
    if split((record["reply"].get("parent") or {}).get("uri") or "")[0] == did:  # a part of a thread of our own
        return None
    return _arrival(one["uri"], record, one["author"], did, "comment", one["indexedAt"])


def own_post(post: Mapping[str, Any], did: str) -> OwnPost | None:
    """A post of ours; None for one of somebody else. No clock makes it later than the network had it."""
    if post["author"]["did"] != did:
        return None
    record = post["record"]
    return OwnPost(
        external_id=post["uri"],
        text=record.get("text", ""),
        at=min(instant(record["createdAt"]), instant(post.get("indexedAt") or now())),
        permalink=permalink(post["uri"], post["author"]["handle"]),
        format=format_of(record),
    )


def _arrival(
    uri: str, record: Mapping[str, Any], author: Mapping[str, Any], did: str, kind: str, indexed_at: str
) -> Arrival:
    reply = record.get("reply") or {}
    root = (reply.get("root") or {}).get("uri") or uri
    return Arrival.model_validate(
        {
            "external_id": uri,
            "kind": kind,
            "ours": author["did"] == did,
            "author_id": author["did"],
            "author_handle": author.get("handle") or author["did"],
            "author_name": author.get("displayName") or "",
            "text": record["text"],
            "sent_at": told_at(instant(record.get("createdAt") or indexed_at), instant(indexed_at)),
            "thread_id": root,
            "parent_id": (reply.get("parent") or {}).get("uri") or "",
            "subject_id": root if split(root)[0] == did and root != uri else "",
            "url": permalink(uri, author.get("handle") or author["did"]),
        }
    )


def counts(seen: Mapping[str, Any]) -> Counts:
    """Figures of a post view."""
    names = {"likes": "likeCount", "comments": "replyCount"}
    values = {ours: float(seen[theirs]) for ours, theirs in names.items() if seen.get(theirs) is not None}
    shared = [seen[name] for name in ("repostCount", "quoteCount") if seen.get(name) is not None]
    if shared:
        values["shares"] = float(sum(shared))
    return Counts(external_id=seen["uri"], values=values, text=(seen.get("record") or {}).get("text"))


def split(uri: str) -> tuple[str, str, str]:
    """Repository, collection and key of an `at://` address."""
    repo, collection, rkey = [*uri.removeprefix("at://").split("/"), "", ""][:3]
    return repo, collection, rkey


def permalink(uri: str, handle: str) -> str:
    """The public address of a post."""
    return f"https://bsky.app/profile/{handle}/post/{split(uri)[2]}"


def now() -> str:
    """The present instant as the network writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(written: str) -> datetime:
    """An ISO date as naive UTC; one that cannot be read counts as now, so that a message is not lost over it."""
    try:
        found = datetime.fromisoformat(written)
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError, TypeError):  # also the end of time in a zone west of here
        return datetime.now(UTC).replace(tzinfo=None)


def format_of(record: Mapping[str, Any]) -> str:
    """What hangs on a record, as a format of ours; a link card or a quoted post makes it no less a text."""
    embed = record.get("embed") or {}
    media = embed.get("media") or embed
    if media.get("$type") == "app.bsky.embed.images":
        return format_of_media(["image"] * len(media.get("images") or ()))
    return format_of_media(["video"] if media.get("$type") == "app.bsky.embed.video" else [])
