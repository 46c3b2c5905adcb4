"""A feed of a website: what was published there lately, as plain text and links, nothing that could do anything."""

from datetime import datetime

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
    redirects led.
    """

    model_config = ConfigDict(frozen=True)

    feed: Feed | None
    etag: str = ""
    modified: str = ""
    address: str = ""
