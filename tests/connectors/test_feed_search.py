"""The feed of a website is found in what its page names, whatever else the page holds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.connectors.feed_search import feed_links, find_feed
from cmlite.connectors.gate import Gate
from cmlite.errors import Refused
from tests.testnet.fake_http import FakeHttp, Reply

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Zeitung</title>
<entry><id>1</id><title>Markt</title><link href="/markt"/><updated>2026-11-24T07:30:00Z</updated></entry></feed>"""
HERE = "https://example.org/a/"


class Website(FakeHttp):
    pages: dict[str, Reply]

    def reply(self, request):
        return self.pages.get(request.path, Reply(404))


@pytest.fixture
def website(no_pauses, loopback_is_public):
    with Website() as running:
        running.pages = {"/feed": Reply(200, ATOM)}
        yield running


def page(*links: str) -> Reply:
    return Reply(200, f"<html><head>{''.join(links)}</head></html>".encode(), {"Content-Type": "text/html"})


def alternate(href: str, title: str = "", kind: str = "application/atom+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def test_an_address_that_is_a_feed_is_taken_as_it_is(website):
    found = find_feed(Gate(), f"{website.url}/feed")
    assert (found.fetched.feed.title, found.fetched.address, found.links) == ("Zeitung", f"{website.url}/feed", ())


def test_the_one_feed_a_page_names_is_fetched(website):
    website.pages["/"] = page(alternate("/feed"), '<link rel="stylesheet" href="/x.css">')
    assert find_feed(Gate(), website.url).fetched.feed.title == "Zeitung"


def test_of_several_feeds_the_owner_chooses_and_comments_come_last(website):
    website.pages["/"] = page(alternate("/comments/feed", "Kommentare"), alternate("/feed", "Artikel"))
    found = find_feed(Gate(), website.url)
    assert found.fetched is None
    assert [one.title for one in found.links] == ["Artikel", "Kommentare"]


def test_a_page_without_a_feed_says_so(website):
    website.pages["/"] = page()
    with pytest.raises(Refused) as refused:
        find_feed(Gate(), website.url)
    assert refused.value.key == "errors.feeds.not_a_feed"


def test_a_page_cannot_send_us_into_the_own_network(website, monkeypatch):
    website.pages["/"] = page(alternate("http://127.0.0.1:9/feed"))
    monkeypatch.undo()
    with pytest.raises(Refused) as refused:
        find_feed(Gate(), website.url)
    assert refused.value.key == "errors.network.private"


@pytest.mark.parametrize("status", [301, 308])
def test_a_feed_that_moved_for_good_says_where_to(website, status):
    website.pages["/old"] = Reply(status, b"", {"Location": "/feed"})
    fetched = find_feed(Gate(), f"{website.url}/old").fetched
    assert (fetched.moved, fetched.address) == (True, f"{website.url}/feed")


def test_a_feed_that_is_elsewhere_for_today_keeps_its_address(website):
    website.pages["/old"] = Reply(302, b"", {"Location": "/feed"})
    assert not find_feed(Gate(), f"{website.url}/old").fetched.moved


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("<LINK REL='alternate' TYPE='application/rss+xml' HREF='b.xml'>", "https://example.org/a/b.xml"),
        ("<link href=/b.json rel=alternate type=application/feed+json />", "https://example.org/b.json"),
        ('<link rel="alternate" type="application/rss+xml" href="?a=1&amp;b=2">', "https://example.org/a/?a=1&b=2"),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">', None),
        ('<link rel="alternate" type="text/html" hreflang="en" href="/en">', None),
        ('<link rel="alternate" type="application/rss+xml">', None),
    ],
)
def test_links_of_every_spelling(tag, address):
    assert [one.address for one in feed_links(tag.encode(), HERE)] == ([address] if address else [])


@given(st.binary(max_size=400))
def test_no_page_makes_the_search_stumble(body):
    feed_links(b"<link rel=alternate type=application/rss+xml " + body, HERE)


def test_a_hostile_page_takes_no_time():
    began = time.process_time()
    for piece in (b"<link ", b"<link a='", b'<link rel="alternate" type="application/rss+xml" href="/x" ', b"a=" * 3):
        feed_links(piece * (400_000 // len(piece)), HERE)
    assert time.process_time() - began < 5
