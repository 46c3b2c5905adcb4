"""Feeds of websites: what was published there lately, as plain text and links, and when to look again."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict


class FeedItem(BaseModel):
    """One entry. `item_id` is the feed's own id of it, else its link, else made of its words: always the same.

    Texts are plain, '' where the feed has none; `link` is http or https, or ''. `published_at` is naive UTC.
    """

    model_config = ConfigDict(frozen=True)

    item_id: str
    title: str = ""
    summary: str = ""
    link: str = ""
    author: str = ""
    published_at: datetime | None = None


class Feed(BaseModel):
    """A feed in the order its publisher gave it; no `item_id` appears twice."""

    model_config = ConfigDict(frozen=True)

    title: str = ""
    link: str = ""
    items: tuple[FeedItem, ...] = ()


class Fetched(BaseModel):
    """What asking for a feed gave: None is a feed that has not changed since.

    `etag` and `modified` are handed in the next time, so that an unchanged feed is not sent again; `address` is where
    redirects led, and `moved`: the website said that it is its new address for good.
    """

    model_config = ConfigDict(frozen=True)

    feed: Feed | None
    etag: str = ""
    modified: str = ""
    address: str = ""
    moved: bool = False


class FeedLink(BaseModel):
    """A feed that a web page names."""

    model_config = ConfigDict(frozen=True)

    address: str
    title: str = ""


class Found(BaseModel):
    """What lies at an address: a feed, or a web page that names several."""

    model_config = ConfigDict(frozen=True)

    fetched: Fetched | None = None
    links: tuple[FeedLink, ...] = ()


class Followed(BaseModel):
    """One row of the table `feed`, with how much of it is new. Times are naive UTC; `reason`: a kept error, or {}."""

    model_config = ConfigDict(frozen=True)

    feed_id: str
    brand_id: str
    address: str
    title: str = ""
    link: str = ""
    etag: str = ""
    modified: str = ""
    due_at: datetime
    ok_at: datetime | None = None
    failures: int = 0
    reason: dict[str, Any] = {}
    fresh: int = 0

    @property
    def name(self) -> str:
        """What to call it."""
        return self.title or self.address.partition("://")[2] or self.address


class Entry(BaseModel):
    """One row of the table `feed_entry`. `at`: when it was published, or found where nobody says (naive UTC)."""

    model_config = ConfigDict(frozen=True)

    feed_id: str
    entry_id: str
    title: str
    summary: str
    link: str
    author: str
    at: datetime
    read_at: datetime | None
    feed_title: str = ""

    @property
    def source_id(self) -> str:
        """How a post names it as where it came from."""
        return f"{self.feed_id}/{self.entry_id}"


class Wanted(BaseModel):
    """What the list is narrowed to; empty means all."""

    model_config = ConfigDict(frozen=True)

    feed_ids: tuple[str, ...] = ()
    text: str = ""
    only_new: bool = False


EVERY, RARELY = timedelta(hours=1), timedelta(hours=6)
"""How often a feed is asked for: one that is alive, and one that has said nothing for a week."""
QUIET_AFTER = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=1)
GONE_PAUSE = timedelta(days=30)
"""A website that says the feed is gone for good is hardly asked any more."""


def next_look(
    now: datetime,
    *,
    failures: int,
    newest: datetime | None,
    jitter: float,
    until: datetime | None = None,
    gone: bool = False,
) -> datetime:
    """When a feed is due again: doubling with every failure in a row up to a day, never before `until`.

    `jitter` from 0 to 1 spreads feeds over a tenth of the pause.
    """
    usual = EVERY if newest is not None and now - newest <= QUIET_AFTER else RARELY
    pause = GONE_PAUSE if gone else min(usual * float(2 ** min(failures, 8)), LONGEST_PAUSE)
    due = now + pause * (0.95 + 0.1 * jitter)
    return max(due, until) if until else due
