"""Reviews from a Google Business Profile archive, with the owner's replies."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cmlite.importers.base import Parsed
from cmlite.importers.dates import read_dates, to_utc
from cmlite.importers.ids import hashed_id
from cmlite.importers.records import message, messages_result

_STARS: Final = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}


def fits(data: Any) -> bool:
    reviews = data.get("reviews") if isinstance(data, dict) else None
    return isinstance(reviews, list) and any(isinstance(review, dict) and "starRating" in review for review in reviews)


def read(name: str, data: dict[str, Any]) -> Parsed:
    """Reviews and the owner's replies; stars come as the metric `rating`, also where there is no text."""
    reviews = [review for review in data["reviews"] if isinstance(review, dict)]
    times = to_utc(read_dates([str(review.get("createTime") or "") for review in reviews]), "UTC")
    replies = [review.get("reviewReply") or {} for review in reviews]
    reply_times = to_utc(read_dates([str(reply.get("updateTime") or "") for reply in replies]), "UTC")
    rows: list[dict[str, Any]] = []
    stars: list[tuple[str, str, float]] = []
    for line, review in enumerate(reviews, start=1):
        when = times.iloc[line - 1]
        text = str(review.get("comment") or "")
        person = review.get("reviewer") or {}
        external_id = str(review.get("reviewId") or review.get("name") or hashed_id(str(when), text))
        author = str(person.get("displayName") or "")
        rows.append(message(line, external_id, author, text, when, "in", "review"))
        if answer := replies[line - 1].get("comment"):
            answered = reply_times.iloc[line - 1]
            reply = f"{external_id}/reply"
            rows.append(message(line, reply, "", str(answer), answered, "out", "review", external_id))
        if (star := str(review.get("starRating"))) in _STARS:
            stars.append((external_id, "rating", _STARS[star]))
    values = pd.DataFrame(stars, columns=["external_id", "metric", "value"])
    return messages_result(name, "google_reviews", "google_business", rows, len(reviews), values)
