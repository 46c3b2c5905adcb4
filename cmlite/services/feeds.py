"""Follow what websites publish: look before following, ask again politely, find an entry, make an idea of it."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.connectors.feed_search import find_feed
from cmlite.connectors.feeds import fetch_feed
from cmlite.domain.brands import Brand
from cmlite.domain.feeds import Entry, Fetched, Followed, Found, Wanted, next_look
from cmlite.domain.ideas import LONGEST, Origin
from cmlite.domain.ids import new_id
from cmlite.domain.opml import read_opml, write_opml
from cmlite.domain.posts import PostDraft
from cmlite.errors import NetworkError, NotFoundError, Refused, RuleError, SignInAgain, Wait
from cmlite.services import ideas, standing
from cmlite.services.connections import Outside
from cmlite.services.sending import Clock
from cmlite.store import brands
from cmlite.store import feeds as table
from cmlite.store import ideas as origins
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

PAGE_SIZE = 20
MOST_FEEDS = 200
AT_ONCE = 3
"""So many feeds are asked for side by side."""
_CLOSED = "errors.feeds.closed"
_MEANT = {403: _CLOSED, 404: "errors.feeds.missing", 410: "errors.feeds.gone"}
_CLAIMED_FOR = timedelta(minutes=10)


def feeds(store: Store, brand_id: str) -> list[Followed]:
    """The feeds of a brand by name."""
    return table.read_feeds(store, brand_id)


def look(outside: Outside, address: str) -> Found:
    """What lies at an address, without saving anything: a feed, or a page that names several. Raises NetworkError."""
    if not address.strip():
        raise RuleError("errors.feeds.no_address")
    try:
        return find_feed(outside.gate(), address)
    except NetworkError as error:
        raise _in_words(error) from None


def follow(store: Store, brand_id: str, fetched: Fetched, *, now: datetime, actor: str) -> Followed:
    """Follow a feed that was looked at. What it holds already counts as read. Raises RuleError when it is known."""
    assert fetched.feed is not None
    with store.write() as cursor:
        feed = _begin(cursor, brand_id, fetched.address, fetched.feed.title, now, actor)
        if feed is None:
            raise RuleError("errors.feeds.known")
        table.save_items(cursor, feed, fetched.feed.items, now=now, read=True)
        _keep_answer(cursor, feed, fetched, now)
    return feed


def due(store: Store, *, now: datetime) -> list[Followed]:
    """Feeds that are to be asked for now, of all brands."""
    return table.read_due(store, now, AT_ONCE)


def forget_removed(store: Store, *, now: datetime) -> None:
    """What was removed so long ago that nobody wants it back goes for good."""
    if table.has_forgotten(store, now):
        with store.write() as cursor:
            table.forget_removed(cursor, now)


def refresh(store: Store, outside: Outside, feed: Followed, *, clock: Clock) -> int:
    """Ask for a feed and keep what is new; returns how much. A failure is kept beside it, and it is asked for later."""
    with store.write() as cursor:
        if not table.claim(cursor, feed, clock() + _CLAIMED_FOR):
            return 0
    try:
        fetched = fetch_feed(outside.gate(), feed.address, etag=feed.etag, modified=feed.modified)
    except NetworkError as error:
        _keep_failure(store, feed, error, clock())
        return 0
    with store.write() as cursor:
        if not table.is_there(cursor, feed):  # its brand was removed while the website was asked: nothing of it stays
            return 0
        items = fetched.feed.items if fetched.feed else ()
        # What a list brought along has never been looked at: like any other, it begins without anything new.
        fresh = table.save_items(cursor, feed, items, now=clock(), read=feed.ok_at is None)
        _keep_answer(cursor, feed, fetched, clock())
    return fresh if feed.ok_at else 0


def look_now(store: Store, brand_id: str, feed_id: str = "", *, now: datetime) -> None:
    """Ask for one feed, or for all, at the next turn of the worker."""
    with store.write() as cursor:
        for one in [feed_id] if feed_id else [feed.feed_id for feed in table.read_feeds(store, brand_id)]:
            table.change_feed(cursor, brand_id, one, due_at=now)


def entries(store: Store, brand_id: str, wanted: Wanted, *, page: int) -> tuple[list[Entry], int, int]:
    """One page of what was published (1 is the first), the number of pages and of entries."""
    total = table.count_entries(store, brand_id, wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    offset = (min(max(page, 1), pages) - 1) * PAGE_SIZE
    return table.read_entries(store, brand_id, wanted, limit=PAGE_SIZE, offset=offset), pages, total


def used(store: Store, brand_id: str, shown: Sequence[Entry]) -> set[str]:
    """Source ids of the entries of which there is an idea or a post."""
    return origins.read_used_sources(store, brand_id, [one.source_id for one in shown])


def mark_read(store: Store, brand_id: str, feed_ids: Sequence[str], *, now: datetime) -> None:
    """Nothing of these feeds is new any more; of all, where none is named."""
    with store.write() as cursor:
        table.mark_read(cursor, brand_id, feed_ids, now)


def make_idea(store: Store, brand: Brand, entry: Entry, *, now: datetime, actor: str) -> str:
    """An idea with the words and the link of an entry; returns its post."""
    with store.read() as cursor:
        if table.lock_entry(cursor, brand.brand_id, entry.feed_id, entry.entry_id) is None:
            raise NotFoundError("errors.feeds.entry_gone")
    title = (entry.title or entry.summary or entry.link)[:LONGEST]
    words = "\n\n".join(filter(None, (entry.summary[:500], entry.link)))
    draft = PostDraft(title=title, text=words, stage="idea", zone=brand.zone)
    origin = Origin(
        kind="feed", words=f"{entry.feed_title}: {entry.title}"[:2000], link=entry.link, source_id=entry.source_id
    )
    saved = ideas.take(store, brand, draft, origin, now=now, actor=actor)
    with store.write() as cursor:
        table.keep_post(cursor, brand.brand_id, entry.feed_id, entry.entry_id, saved.post_id, now)
    return saved.post_id


def remove(store: Store, brand_id: str, feed_id: str, *, now: datetime, actor: str) -> None:
    """Follow a feed no longer; `bring_back` undoes it for a month."""
    with store.write() as cursor:
        if not table.change_feed(cursor, brand_id, feed_id, removed_at=now, actor=actor):
            raise NotFoundError("errors.feeds.gone_here")
        brands.record(cursor, brand_id, "feed", feed_id, "", "removed", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, feed_id: str, *, now: datetime, actor: str) -> None:
    """Follow a removed feed again, with all it had."""
    with store.write() as cursor:
        if not table.change_feed(cursor, brand_id, feed_id, removed_at=None, due_at=now, actor=actor):
            raise NotFoundError("errors.feeds.gone_here")
        brands.record(cursor, brand_id, "feed", feed_id, "", "followed", now=now, actor=actor)


def import_list(store: Store, brand_id: str, content: bytes, *, now: datetime, actor: str) -> tuple[int, int, int]:
    """Follow the feeds of an OPML list; returns how many are new, were known, and are no web address.

    They are asked for by the worker, one after the other.
    """
    added = known = refused = 0
    with store.write() as cursor:
        for address, title in read_opml(content):
            if not address.lower().startswith(("http://", "https://")):
                refused += 1
            elif _begin(cursor, brand_id, address, title, now, actor) is None:
                known += 1
            else:
                added += 1
    return added, known, refused


def export_list(store: Store, brand: Brand) -> bytes:
    """The feeds of a brand as an OPML list."""
    return write_opml(brand.name, [(one.address, one.name, one.link) for one in feeds(store, brand.brand_id)])


def _begin(cursor: Cursor, brand_id: str, address: str, title: str, now: datetime, actor: str) -> Followed | None:
    """A new feed, or one that was removed and comes back; None for one that is followed already."""
    there = table.lock_address(cursor, brand_id, address)
    if there is not None and there["removed_at"] is None:
        return None
    if table.count_feeds(cursor, brand_id) >= MOST_FEEDS:
        raise RuleError("errors.feeds.too_many", most=MOST_FEEDS)
    feed_id = there["feed_id"] if there else new_id("feed", now)
    if there:
        table.change_feed(cursor, brand_id, feed_id, removed_at=None, due_at=now, failures=0, reason={}, actor=actor)
    else:
        table.insert_feed(
            cursor,
            feed_id=feed_id,
            brand_id=brand_id,
            address=address,
            title=title[:300],
            due_at=now,
            added_at=now,
            actor=actor,
        )
    brands.record(cursor, brand_id, "feed", feed_id, "", "followed", now=now, actor=actor)
    return Followed(feed_id=feed_id, brand_id=brand_id, address=address, title=title[:300], due_at=now)


def _keep_answer(cursor: Cursor, feed: Followed, fetched: Fetched, now: datetime) -> None:
    newest = table.newest_of(cursor, feed.feed_id)
    changes: dict[str, Any] = {
        "etag": fetched.etag,
        "modified": fetched.modified,
        "ok_at": now,
        "failures": 0,
        "reason": {},
        "due_at": next_look(now, failures=0, newest=newest, jitter=random.random()),
    }
    if fetched.feed is not None:
        changes |= {"title": fetched.feed.title or feed.title, "link": fetched.feed.link}
    if fetched.moved and table.lock_address(cursor, feed.brand_id, fetched.address) is None:
        changes["address"] = fetched.address
    table.change_feed(cursor, feed.brand_id, feed.feed_id, **changes)


def _keep_failure(store: Store, feed: Followed, error: NetworkError, now: datetime) -> None:
    said = _in_words(error)
    due_at = next_look(
        now,
        failures=feed.failures + 1,
        newest=now,
        jitter=random.random(),
        until=error.until if isinstance(error, Wait) else None,
        gone=said.key == "errors.feeds.gone",
    )
    changes = {"failures": feed.failures + 1, "reason": standing.reason_of(said), "due_at": due_at}
    with store.write() as cursor:
        table.change_feed(cursor, feed.brand_id, feed.feed_id, **changes)


def _in_words(error: NetworkError) -> NetworkError:
    """What a website's refusal means for a feed."""
    status = error.values.get("status")
    key = _MEANT.get(status) if isinstance(status, int) else None
    if isinstance(error, SignInAgain):
        key = _CLOSED
    return Refused(key, host=error.values.get("host", "")) if key else error
