"""Archives the networks hand out as JSON, recognised by structure; Instagram's own are read here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from cmlite.importers import google, mastodon
from cmlite.importers.base import Parsed, refusal
from cmlite.importers.ids import hashed_id
from cmlite.importers.records import message, messages_result, moment, post, posts_result

_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_VIDEO: Final = (".mp4", ".mov", ".webm")


def read_json(name: str, text: str) -> Parsed:
    """The archive recognised by its structure; anything else in JSON is refused."""
    try:
        data = json.loads(text, object_pairs_hook=_last_filled)
        data = _whole_signs(data) if _HALF.search(text) else data
    except (ValueError, RecursionError) as error:
        raise refusal("unreadable_json", line=getattr(error, "lineno", 1)) from None
    for fits, reader in _READERS:
        if fits(data):
            try:
                return reader(name, data)
            except (TypeError, AttributeError, KeyError, ValueError) as error:  # another structure inside
                raise refusal("unknown_json") from error
    raise refusal("unknown_json")


def _last_filled(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Mastodon writes `orderedItems` twice, once empty: an empty repetition never wins."""
    result: dict[str, Any] = {}
    for key, value in pairs:
        if value not in ([], {}) or key not in result:
            result[key] = value
    return result


def _whole_signs(data: Any) -> Any:
    """The same with a mark in place of half an emoji: one cut in two, which nothing could save, is no reason to refuse
    the archive."""
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, list):
        return [_whole_signs(one) for one in data]
    if isinstance(data, dict):
        return {_whole_signs(key): _whole_signs(value) for key, value in data.items()}
    return data


def _mend(text: object) -> str:
    """Undo UTF-8 bytes written as Latin-1 escapes; the original when that fails."""
    if not isinstance(text, str):
        return ""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _is_instagram_posts(data: Any) -> bool:
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(item, dict) and isinstance(item.get("media"), list) for item in data)
    )


def _instagram_posts(name: str, data: list[dict[str, Any]]) -> Parsed:
    rows = []
    for line, item in enumerate(data, start=1):
        media = [part for part in item["media"] if isinstance(part, dict)]
        first = media[0] if media else {}
        text = _mend(item.get("title") or first.get("title"))
        when = moment(item.get("creation_timestamp") or first.get("creation_timestamp"))
        uri = str(first.get("uri") or "")
        kind = "video" if uri.endswith(_VIDEO) else "photo"
        if len(media) > 1:
            kind = "carousel"
        external_id = hashed_id(str(when), text, PurePosixPath(uri).name)
        rows.append(post(line, external_id, text, when, format=kind))
    return posts_result(name, "ig_dyi_posts", "instagram", rows, len(data), [])


def _is_instagram_comments(data: Any) -> bool:
    items = data.get("comments_media_comments") if isinstance(data, dict) else data
    return (
        isinstance(items, list)
        and bool(items)
        and all(isinstance(item, dict) and isinstance(item.get("string_map_data"), dict) for item in items)
    )


def _instagram_comments(name: str, data: Any) -> Parsed:
    """Comments the account itself wrote; labels are translated, so unknown ones are told by their content."""
    items = data["comments_media_comments"] if isinstance(data, dict) else data
    rows = []
    for line, item in enumerate(items, start=1):
        parts = {key: part for key, part in item["string_map_data"].items() if isinstance(part, dict)}
        times = [part["timestamp"] for part in parts.values() if part.get("timestamp")]
        values = [str(part["value"]) for part in parts.values() if part.get("value")]
        known = parts.get("Comment", {}).get("value")
        text = _mend(known if known else max(values, key=len, default=""))
        when = moment(times[0]) if times else None
        rows.append(message(line, hashed_id(str(when), text), "", text, when, "out", "comment"))
    return messages_result(name, "ig_dyi_comments", "instagram", rows, len(items))


_READERS: Final[tuple[tuple[Callable[[Any], bool], Callable[[str, Any], Parsed]], ...]] = (
    (mastodon.fits, mastodon.read),
    (_is_instagram_posts, _instagram_posts),
    (_is_instagram_comments, _instagram_comments),
    (google.fits, google.read),
)
