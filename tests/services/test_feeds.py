"""Feeds that are followed: looked at first, asked politely, calm about what is new, gone only for as long as wanted."""

from datetime import timedelta

import pytest

from cmlite.domain.feeds import Wanted, next_look
from cmlite.errors import NotFoundError, Refused, RuleError
from cmlite.services import brand_removal, calendar, feeds
from cmlite.services.connections import Outside
from cmlite.store import feeds as table
from cmlite.store.ideas import read_origins
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.testnet.fake_http import FakeHttp, Reply

WHO = {"now": NOW, "actor": "owner"}
HOUR = timedelta(hours=1)


class Website(FakeHttp):
    """A newspaper with a feed whose entries a test sets."""

    def __init__(self):
        super().__init__()
        self.entries = ["Markt", "Straßenfest"]
        self.answer = None

    def reply(self, request):
        if self.answer is not None:
            return self.answer
        if request.headers.get("if-none-match") == f'"{len(self.entries)}"':
            return Reply(304)
        items = "".join(
            f"<item><guid>{n}</guid><title>{title}</title><link>https://example.org/{n}</link>"
            f"<description>Über {title}</description><pubDate>Tue, 24 Nov 2026 0{n}:00:00 GMT</pubDate></item>"
            for n, title in enumerate(self.entries)
        )
        body = f"<rss version='2.0'><channel><title>Zeitung</title>{items}</channel></rss>"
        return Reply(200, body.encode(), {"ETag": f'"{len(self.entries)}"', "Content-Type": "application/rss+xml"})


@pytest.fixture
def website(no_pauses, loopback_is_public):
    with Website() as running:
        yield running


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="words of a test"))


@pytest.fixture
def followed(store, brand, outside, website):
    return feeds.follow(store, "b1", feeds.look(outside, website.url).fetched, **WHO)


def refresh(store, outside, at):
    return [feeds.refresh(store, outside, one, clock=lambda: at) for one in feeds.due(store, now=at)]


def titles(store, **wanted):
    return [one.title for one in feeds.entries(store, "b1", Wanted(**wanted), page=1)[0]]


def only(store):
    (one,) = feeds.feeds(store, "b1")
    return one


def test_looking_saves_nothing(store, brand, outside, website):
    assert feeds.look(outside, website.url).fetched.feed.title == "Zeitung"
    assert feeds.feeds(store, "b1") == []


def test_what_was_there_before_counts_as_read_and_what_comes_as_new(store, outside, website, followed):
    assert (titles(store), only(store).fresh) == (["Straßenfest", "Markt"], 0)
    website.entries.append("Neue Bäckerei")
    assert refresh(store, outside, NOW + 2 * HOUR) == [1]
    assert titles(store) == ["Neue Bäckerei", "Straßenfest", "Markt"]
    assert titles(store, only_new=True) == ["Neue Bäckerei"]
    feeds.mark_read(store, "b1", (), now=NOW)
    assert only(store).fresh == 0


def test_an_unchanged_feed_is_asked_with_what_it_gave_and_not_sent_again(store, outside, website, followed):
    assert refresh(store, outside, NOW + 2 * HOUR) == [0]
    assert website.requests[-1].headers["if-none-match"] == '"2"'
    assert len(titles(store)) == 2
    assert feeds.due(store, now=NOW + 2 * HOUR) == [], "due again later"


def test_an_entry_with_new_words_is_the_same_entry(store, outside, website, followed):
    website.entries = ["Markt fällt aus", "Straßenfest", "Drei"]
    assert refresh(store, outside, NOW + 2 * HOUR) == [1]
    assert titles(store) == ["Drei", "Straßenfest", "Markt fällt aus"]


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (Reply(404), "errors.feeds.missing"),
        (Reply(410), "errors.feeds.gone"),
        (Reply(401), "errors.feeds.closed"),
        (Reply(403), "errors.feeds.closed"),
        (Reply(200, b"<html>Baustelle</html>"), "errors.feeds.not_a_feed"),
        (Reply(200, b" " * 4_100_000), "errors.network.too_large"),
        (Reply(500), "errors.network.trouble"),
        (Reply(301, b"", {"Location": "/"}), "errors.network.redirects"),
    ],
)
def test_what_goes_wrong_is_kept_in_words_and_what_was_read_stays(store, outside, website, followed, answer, key):
    website.answer = answer
    refresh(store, outside, NOW + 2 * HOUR)
    assert (only(store).failures, only(store).reason["key"]) == (1, key)
    assert len(titles(store)) == 2
    website.answer = None
    feeds.look_now(store, "b1", followed.feed_id, now=NOW + 3 * HOUR)
    refresh(store, outside, NOW + 3 * HOUR)
    assert (only(store).failures, only(store).reason) == (0, {})


@pytest.mark.parametrize(("answer", "key"), [(Reply(404), "missing"), (Reply(401), "closed"), (Reply(410), "gone")])
def test_looking_at_a_dead_address_says_why(outside, website, answer, key):
    website.answer = answer
    with pytest.raises(Refused) as refused:
        feeds.look(outside, website.url)
    assert refused.value.key == f"errors.feeds.{key}"


def test_a_website_that_asks_for_patience_gets_it(store, outside, website, followed):
    website.answer = Reply(429, b"", {"Retry-After": "40000"})
    refresh(store, outside, NOW + 2 * HOUR)
    assert feeds.due(store, now=NOW + 8 * HOUR) == []


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(store, outside, website, followed):
    moved = Website()
    with moved:
        website.answer = Reply(301, b"", {"Location": f"{moved.url}/neu"})
        refresh(store, outside, NOW + 2 * HOUR)
    assert only(store).address == f"{moved.url}/neu"


def test_two_processes_do_not_ask_for_the_same_feed(store, outside, website, followed):
    (one,) = feeds.due(store, now=NOW + 2 * HOUR)
    before = len(website.requests)
    feeds.refresh(store, outside, one, clock=lambda: NOW + 2 * HOUR)
    feeds.refresh(store, outside, one, clock=lambda: NOW + 2 * HOUR)
    assert len(website.requests) == before + 1


def test_of_a_brand_removed_while_its_website_answers_nothing_is_kept(store, outside, website, followed):
    (one,) = feeds.due(store, now=NOW + 2 * HOUR)
    website.entries.append("Neu")
    answer = website.reply

    def remove_meanwhile(request):
        brand_removal.remove_brand(store, outside, "b1", **WHO)
        return answer(request)

    website.reply = remove_meanwhile
    assert feeds.refresh(store, outside, one, clock=lambda: NOW + 2 * HOUR) == 0
    assert store.rows("select 1 from feed_entry") == []


def test_a_feed_is_followed_once_and_comes_back_with_what_it_had(store, outside, website, followed):
    with pytest.raises(RuleError) as refused:
        feeds.follow(store, "b1", feeds.look(outside, website.url).fetched, **WHO)
    assert refused.value.key == "errors.feeds.known"
    feeds.remove(store, "b1", followed.feed_id, **WHO)
    assert (feeds.feeds(store, "b1"), titles(store), feeds.due(store, now=NOW + 9 * HOUR)) == ([], [], [])
    feeds.bring_back(store, "b1", followed.feed_id, **WHO)
    assert len(titles(store)) == 2
    states = [one["to_state"] for one in store.rows("select to_state from audit where subject = 'feed'")]
    assert sorted(states) == ["followed", "followed", "removed"]


def test_what_was_removed_a_month_ago_is_gone(store, website, followed):
    feeds.remove(store, "b1", followed.feed_id, **WHO)
    feeds.forget_removed(store, now=NOW + timedelta(days=29))
    assert store.rows("select 1 from feed_entry") != []
    feeds.forget_removed(store, now=NOW + timedelta(days=31))
    assert store.rows("select 1 from feed_entry union all select 1 from feed") == []


def test_an_idea_keeps_the_words_the_link_and_where_it_came_from(store, brand, website, followed):
    entry = feeds.entries(store, "b1", Wanted(), page=1)[0][0]
    post_id = feeds.make_idea(store, brand, entry, **WHO)
    post = calendar.entry(store, "b1", post_id)
    assert (post.title, post.state) == ("Straßenfest", "idea")
    assert "https://example.org/1" in post.text
    origin = read_origins(store, "b1", [post_id])[post_id]
    assert (origin.kind, origin.link) == ("feed", "https://example.org/1")
    assert feeds.used(store, "b1", [entry]) == {entry.source_id}


def test_search_and_sources_narrow_the_list(store, website, followed):
    assert titles(store, text="fest") == ["Straßenfest"]
    assert titles(store, text="%") == []
    assert titles(store, feed_ids=("another",)) == []


def test_another_brand_sees_and_changes_nothing(store, brand, other_brand, outside, website, followed):
    assert feeds.feeds(store, "b2") == []
    assert feeds.entries(store, "b2", Wanted(), page=1)[0] == []
    entry = feeds.entries(store, "b1", Wanted(), page=1)[0][0]
    with pytest.raises(NotFoundError):
        feeds.make_idea(store, other_brand, entry, **WHO)
    with pytest.raises(NotFoundError):
        feeds.remove(store, "b2", followed.feed_id, **WHO)
    assert feeds.follow(store, "b2", feeds.look(outside, website.url).fetched, **WHO), "each brand follows for itself"


def test_a_list_is_taken_over_and_read_without_anything_new(store, brand, outside, website, followed):
    content = (
        f'<opml><body><outline xmlUrl="{website.url}/zwei" text="Zwei"/><outline xmlUrl="{followed.address}"/>'
        '<outline xmlUrl="file:///etc/passwd"/></body></opml>'
    )
    assert feeds.import_list(store, "b1", content.encode(), **WHO) == (1, 1, 1)
    refresh(store, outside, NOW)
    assert sum(one.fresh for one in feeds.feeds(store, "b1")) == 0
    written = feeds.export_list(store, brand).decode()
    assert f"{website.url}/zwei" in written and followed.address in written


def test_old_entries_go_but_nothing_comes_back_as_new(store, outside, website, followed, monkeypatch):
    monkeypatch.setattr(table, "KEPT", 3)
    website.entries = [f"Nr. {n}" for n in range(8)]
    refresh(store, outside, NOW + 2 * HOUR)
    assert len(titles(store)) == 8, "all of it still stands in the feed"
    feeds.mark_read(store, "b1", (), now=NOW)
    website.entries.append("Nr. 8")
    feeds.look_now(store, "b1", now=NOW + 3 * HOUR)
    assert refresh(store, outside, NOW + 3 * HOUR) == [1]


def test_a_feed_that_keeps_failing_is_asked_more_and_more_rarely():
    pauses = [next_look(NOW, failures=n, newest=NOW, jitter=0.5) - NOW for n in range(9)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (HOUR, timedelta(days=1))
    assert next_look(NOW, failures=0, newest=NOW - timedelta(days=8), jitter=0.5) - NOW == 6 * HOUR
    assert next_look(NOW, failures=1, newest=None, jitter=0.5, gone=True) - NOW == timedelta(days=30)
