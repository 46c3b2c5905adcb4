"""Puts posts and messages from JSON archives into canonical frames."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from cmlite.importers.base import MESSAGE_COLUMNS, POST_COLUMNS, Finding, Parsed, note, refusal


def moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds < 4e9:
        return None
    return pd.Timestamp(int(seconds), unit="s").to_pydatetime()  # type: ignore[no-any-return]  # no pandas stubs


def posts_result(
    name: str, format_id: str, network: str, rows: list[dict[str, Any]], seen: int, findings: list[Finding]
) -> Parsed:
    if not seen:
        raise refusal("empty")
    findings.append(note("no_numbers"))
    posts = pd.DataFrame(rows, columns=list(POST_COLUMNS))
    posts["published_at"] = pd.Series(posts["published_at"], dtype="datetime64[us]")
    posts = posts.drop_duplicates("external_id", keep="last").reset_index(drop=True)
    days = posts["published_at"].dropna()
    values = pd.DataFrame({"external_id": [], "metric": [], "value": []})
    return Parsed(
        name,
        format_id,
        "posts",
        network,
        rows=seen,
        posts=posts,
        values=values.astype({"external_id": "str", "metric": "str", "value": "float64"}),
        first_day=days.min().date() if len(days) else None,
        last_day=days.max().date() if len(days) else None,
        zone="UTC",
        preview=tuple((str(row["published_at"]), str(row["text"])) for row in rows[:5]),
        findings=tuple(findings),
    )


def post(line: int, external_id: str, text: str, when: datetime | None, **more: Any) -> dict[str, Any]:
    usual = {"permalink": "", "format": "other", "is_reply": False, "is_shared": False}
    precision = "second" if when else ""
    return {
        "external_id": external_id, "text": text, "published_at": when, "published_precision": precision,
        "line": line, **usual, **more,
    }  # fmt: skip


def message(
    line: int,
    external_id: str,
    author: str,
    text: str,
    when: Any,
    direction: str,
    kind: str,
    parent: str = "",
) -> dict[str, Any]:
    return {
        "external_id": external_id, "author": author, "text": text, "sent_at": when,
        "parent_external_id": parent, "direction": direction, "post_external_id": "", "kind": kind,
        "line": line,
    }  # fmt: skip


def messages_result(
    name: str,
    format_id: str,
    network: str,
    rows: list[dict[str, Any]],
    seen: int,
    values: pd.DataFrame | None = None,
) -> Parsed:
    frame = pd.DataFrame(rows, columns=list(MESSAGE_COLUMNS))
    frame["sent_at"] = pd.Series(frame["sent_at"], dtype="datetime64[us]")
    frame = frame.drop_duplicates("external_id", keep="last").reset_index(drop=True)
    days = frame["sent_at"].dropna()
    counted = frame["direction"].value_counts()
    return Parsed(
        name,
        format_id,
        "messages",
        network,
        rows=seen,
        messages=frame,
        values=values,
        totals={str(way): float(number) for way, number in counted.items()},
        first_day=days.min().date() if len(days) else None,
        last_day=days.max().date() if len(days) else None,
        zone="UTC",
        preview=tuple((str(row["sent_at"]), str(row["text"])) for row in rows[:5]),
    )
