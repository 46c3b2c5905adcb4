"""The outbox of a Mastodon archive: public and unlisted posts, without numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, Final

import pandas as pd

from cmlite.importers.base import Finding, Parsed, warning
from cmlite.importers.dates import read_dates, to_utc
from cmlite.importers.records import post, posts_result

_PUBLIC: Final = frozenset(("as:Public", "https://www.w3.org/ns/activitystreams#Public", "Public"))


class _Plain(HTMLParser):
    """Collects the text of a Mastodon post; paragraphs and breaks become line breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "p" and self.parts:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """The text of a piece of HTML; nothing is rendered."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts)).strip()


def fits(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.get("type") == "OrderedCollection"
        and isinstance(data.get("orderedItems"), list)
        and str(data.get("id", "")).endswith("outbox.json")
    )


def read(name: str, data: dict[str, Any]) -> Parsed:
    """Public and unlisted posts of an outbox; anything else is private and dropped unread."""
    rows: list[dict[str, Any]] = []
    private = 0
    items = [item for item in data["orderedItems"] if isinstance(item, dict)]
    moments = to_utc(read_dates([str(item.get("published") or "") for item in items]), "UTC")
    for line, (item, moment) in enumerate(zip(items, moments, strict=True), start=1):
        if not _PUBLIC & {*_texts(item.get("to")), *_texts(item.get("cc"))}:
            private += 1
            continue
        when = None if pd.isna(moment) else moment.to_pydatetime()
        rows.append(_mastodon_post(line, item, when))
    findings: list[Finding] = [warning("private_dropped", n=private)] if private else []
    return posts_result(name, "mastodon_outbox", "mastodon", rows, len(items), findings)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [entry for entry in values if isinstance(entry, str)]


def _mastodon_post(line: int, item: Mapping[str, Any], when: datetime | None) -> dict[str, Any]:
    made = item.get("object")
    if not isinstance(made, dict):
        return post(line, str(item.get("id") or made), "", when, permalink=str(made or ""), is_shared=True)
    media = [part for part in made.get("attachment") or [] if isinstance(part, dict)]
    kinds = [str(part.get("mediaType") or "").split("/")[0] for part in media]
    form = "text" if not kinds else "video" if "video" in kinds else "carousel" if len(kinds) > 1 else "photo"
    warning_line = str(made.get("summary") or "")
    text = "\n\n".join(part for part in (warning_line, plain_text(str(made.get("content") or ""))) if part)
    return post(
        line,
        str(made.get("id") or item.get("id")),
        text,
        when,
        permalink=str(made.get("url") or ""),
        format="poll" if made.get("type") == "Question" else form,
        is_reply=bool(made.get("inReplyTo")),
    )
