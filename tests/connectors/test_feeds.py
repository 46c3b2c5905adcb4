"""Feeds of every dialect become plain text and links; whatever else the bytes hold, nothing else comes out."""

import json
import os
import re
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite.connectors import feeds
from cmlite.connectors.feed_text import line, link, words
from cmlite.connectors.feeds import fetch_feed, full_address, read_feed
from cmlite.connectors.gate import Gate
from cmlite.domain.feeds import Feed, FeedItem
from cmlite.errors import CmliteError, Refused, Wait
from tests.testnet.fake_http import FakeHttp, Fault, Reply, Request

RSS2 = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Bäcker &amp; Müller</title><link>https://example.org/</link>
<item><title>Brot des Monats: Nüsse</title><link>/brot?a=1&amp;b=2</link><guid isPermaLink="false">brot-1</guid>
<pubDate>Tue, 24 Nov 2026 08:30:00 +0100</pubDate><dc:creator>Anna Huber</dc:creator>
<description>&lt;p&gt;Mit &lt;b&gt;Walnuss&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Lecker&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description></item>
</channel></rss>"""
RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Alt</title><link>https://example.org/</link>
</channel><item rdf:about="https://example.org/1"><title>Eins</title><link>https://example.org/1</link>
<dc:date>2026-11-24T08:30:00+01:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/"><title type="html">A &lt;i&gt;b&lt;/i&gt;</title>
<link rel="self" href="/feed"/><link href="/"/>
<entry><id>tag:example.org,2026:1</id><title type="text">x &lt; y</title><link href="eins"/>
<updated>2026-11-24T07:30:00Z</updated><author><name>Ben</name><email>b@example.org</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">Hallo<br/>Welt</p></div></content></entry></feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Bäckerei",
    "home_page_url": "https://example.org/",
    "items": [
        {
            "id": 7,
            "url": "/sieben",
            "title": "Sieben",
            "content_html": "<p>Hallo<img src=x onerror=alert(1)> Welt</p>",
            "date_published": "2026-11-24T08:30:00+01:00",
            "authors": [{"name": "Anna"}],
        },
        {"id": "8", "external_url": "https://example.com/", "content_text": "nur Text", "author": {"name": "Ben"}},
    ],
}
AT = datetime(2026, 11, 24, 7, 30)
HERE = "https://example.org/feed"


def read(text: str | bytes, **more: str) -> Feed:
    return read_feed(text if isinstance(text, bytes) else text.encode(), address=HERE, **more)


def test_rss_2_is_read():
    assert read(RSS2.format(encoding="utf-8")) == Feed(
        title="Bäcker & Müller",
        link="https://example.org/",
        items=(
            FeedItem(
                item_id="brot-1",
                title="Brot des Monats: Nüsse",
                summary="Mit Walnuss.\n\nLecker",
                link="https://example.org/brot?a=1&b=2",
                author="Anna Huber",
                published_at=AT,
            ),
        ),
    )


def test_rss_1_is_read():
    (item,) = read(RSS1).items
    assert (item.item_id, item.title, item.published_at) == ("https://example.org/1", "Eins", AT)


def test_atom_is_read():
    feed = read(ATOM)
    (item,) = feed.items
    assert (feed.title, feed.link) == ("A b", "https://example.org/")
    assert item == FeedItem(
        item_id="tag:example.org,2026:1",
        title="x < y",
        summary="Hallo\nWelt",
        link="https://example.org/eins",
        author="Ben",
        published_at=AT,
    )


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b" \n"])
def test_json_feed_is_read(mark):
    seven, eight = read(mark + json.dumps(JSON).encode()).items
    assert seven == FeedItem(
        item_id="7",
        title="Sieben",
        summary="Hallo Welt",
        link="https://example.org/sieben",
        author="Anna",
        published_at=AT,
    )
    assert (eight.summary, eight.link, eight.author) == ("nur Text", "https://example.com/", "Ben")


@pytest.mark.parametrize(
    "strange",
    [
        {"items": None},
        {"items": {"a": 1}},
        {"items": [None, 1, "x", []]},
        {"items": [{"id": [1], "title": {"a": 1}, "url": 5, "authors": "x", "author": [], "date_published": 5}]},
        {"items": [{"id": None, "authors": [None], "date_published": "0001-01-01T00:00:00+14:00"}]},
        {
            "title": ["x"],
            "home_page_url": "javascript:alert(1)",
            "items": [{"title": "\ud800", "url": "http://[", "id": "a\x00"}],
        },
    ],
)
def test_json_of_strange_shape_is_read_as_far_as_it_goes(strange):
    feed = read(json.dumps(JSON | strange))
    assert feed.link in {"https://example.org/", ""}
    feed.model_dump_json().encode()


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_umlauts_survive_every_encoding(encoding):
    assert read(RSS2.format(encoding=encoding).encode(encoding)).items[0].title == "Brot des Monats: Nüsse"


def test_the_encoding_may_stand_beside_the_feed_only():
    text = RSS2.replace(' encoding="{encoding}"', "").encode("iso-8859-15")
    assert read(text, content_type="application/rss+xml; charset=iso-8859-15").title == "Bäcker & Müller"


def test_broken_xml_is_read_as_far_as_it_goes():
    whole = RSS2.format(encoding="utf-8")
    assert read(whole[: whole.index("</description>")]).items[0].title == "Brot des Monats: Nüsse"
    assert read(whole.replace("&amp; Müller", "& Müller <b>fett")).items[0].item_id == "brot-1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"\x00",
        b"hello",
        b"{",
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"version": 1}',
        b"<html><head><title>x</title></head><body><p>y</p></body></html>",
        b"<?xml version='1.0'?>",
        b"\xff\xfe\x00\xd8",
        b"/etc/passwd",
        b"<!DOCTYPE x [",
        b"<![x[y]]>",
    ],
)
def test_what_is_no_feed_is_refused_in_words(body):
    with pytest.raises(Refused) as error:
        read(body)
    assert error.value.key == "errors.feeds.not_a_feed"


def test_bytes_that_name_a_file_are_not_opened(tmp_path):
    (tmp_path / "feed.xml").write_text(RSS2.format(encoding="utf-8"))
    with pytest.raises(Refused):
        read(str(tmp_path / "feed.xml").encode())


def test_a_feed_that_is_too_large_is_refused():
    with pytest.raises(Refused) as error:
        read(b"<rss>" + b" " * feeds.CAP)
    assert error.value.values == {"host": "example.org"}


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss ["
        + '<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        + "]>",
        '<!DOCTYPE rss [<!ENTITY a11 "' + "x" * 500_000 + '">]>',
        '<!DOCTYPE rss [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d; <!ENTITY a11 "x">]>',
    ],
)
def test_entities_neither_explode_nor_open_files(doctype):
    began = time.process_time()
    text = (
        doctype
        + "<rss version='2.0'><channel><item><title>"
        + "&a11;" * 50
        + "</title><guid>1</guid></item></channel></rss>"
    )
    (item,) = read(text).items
    assert time.process_time() - began < 5
    assert len(item.title) <= feeds.TITLE
    assert "root:" not in item.title


def test_an_item_without_an_id_keeps_the_one_it_is_given():
    text = (
        "<rss version='2.0'><channel><item><title>Eins</title></item><item><title>Zwei</title></item></channel></rss>"
    )
    first, second = read(text).items
    assert first.item_id.startswith("words:")
    assert first.item_id != second.item_id
    assert read(text).items == (first, second)


def test_an_id_that_comes_twice_counts_once():
    item = "<item><guid>1</guid><title>{}</title></item>"
    text = f"<rss version='2.0'><channel>{item.format('neu')}{item.format('alt')}</channel></rss>"
    assert [one.title for one in read(text).items] == ["neu"]


def test_a_long_feed_and_long_texts_end():
    item = (
        "<item><guid>{}</guid><title>" + "x" * 1000 + "</title><description>" + "wort " * 2000 + "</description></item>"
    )
    text = "<rss version='2.0'><channel>" + "".join(item.format(n) for n in range(320)) + "</channel></rss>"
    feed = read(text)
    assert len(feed.items) == feeds.ITEMS
    assert len(feed.items[0].title) == feeds.TITLE
    assert feed.items[0].summary.endswith("wort…")
    assert len(feed.items[0].summary) <= feeds.SUMMARY


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Fish &amp; Chips", "Fish & Chips"),
        ("a < b und c > d", "a < b und c > d"),
        ("<p>eins</p><p>zwei</p>", "eins\n\nzwei"),
        ("<script>alert(1)</script>ja", "ja"),
        ("<scr<script>ipt>alert(1)</script>", "‹scr"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;ja", "ja"),
        ("&amp;lt;b&amp;gt; macht fett", "&lt;b&gt; macht fett"),
        ("Mehr dazu <a href='https://exam", "Mehr dazu"),
        ("<img src=x onerror=alert(1)", ""),
        ("<![x[<b>fett</b>]]>!", "!"),
        ("<SCRIPT type=x>alert(1)</Script >ja<style>p{}</style >!", "ja!"),
        ("<script>alert(1)", ""),
        ("ja<!-- <b>nein</b> -->ja<!-- nein", "jaja"),
        ("<ul><li>eins</li><li>zwei</li></ul>", "- eins\n- zwei"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 997 + "…"),
        ("a\x00b\u202ec\ud800d\ufeff", "abcd"),
        (None, ""),
        (["x"], ""),
        (5, ""),
    ],
)
def test_words_are_plain(html, text):
    assert words(html, 1000) == text


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTPS://example.org/A", "https://example.org/A"),
        (" /a ", "https://example.org/a"),
        ("//example.com/a", "https://example.com/a"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("ftp://example.org/", ""),
        ("http://", ""),
        ("http://[", ""),
        ("https://example.org/" + "x" * 3000, ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_only_web_addresses_are_links(address, found):
    assert link(address, "https://example.org/feed") == found


@pytest.mark.parametrize("part", ["<a ", "<!--", "<script>", "<", "&", "</", "<![", "a<b", "<p>", "&lt;a "])
def test_text_made_to_take_long_takes_no_time(part):
    began = time.process_time()
    for _ in range(20):
        words(part * (100_000 // len(part)), 2_000)
    assert time.process_time() - began < 5


def assert_harmless(feed: Feed) -> None:
    """No tag, no control character, no address but those of the web."""
    for item in feed.items:
        texts = [feed.title, item.title, item.summary, item.author, item.item_id]
        assert [
            text for text in texts if re.search(r"<[a-zA-Z/!?]|[\x00-\x08\x0b-\x1f\u202e\ud800-\udfff]", text)
        ] == []
        assert {link.partition(":")[0] for link in (item.link, feed.link)} <= {"http", "https", ""}
        assert "\n" not in item.title + feed.title + item.author
        assert item.item_id
        assert item.published_at is None or item.published_at.tzinfo is None
        item.model_dump_json().encode()


@given(st.text(alphabet="<>/!?[]-&;#xamp lt script\"'=\x00\u202e\ud800bold", max_size=80))
def test_no_tag_survives_whatever_is_written(html):
    assert not re.search(r"<[a-zA-Z/!?]", words(html, 500))
    assert "\n" not in line(html, 500)


SAMPLES = [RSS2.format(encoding="utf-8"), RSS1, ATOM, json.dumps(JSON)]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 900), st.integers(0, 200), st.binary(max_size=30))
def test_any_bytes_are_a_harmless_feed_or_a_refusal(sample, place, length, noise):
    body = sample.encode()
    try:
        feed = read(body[:place] + noise + body[place + length :])
    except CmliteError:
        return
    assert_harmless(feed)


# fetching


class Website(FakeHttp):
    """Knows its feed's version and sends it again only when it changed."""

    def reply(self, request: Request) -> Reply:
        headers = {
            "ETag": '"v1"',
            "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT",
            "Content-Type": "application/rss+xml",
        }
        if request.path == "/old":
            return Reply(301, b"", {"Location": "/feed"})
        if request.headers.get("if-none-match") == '"v1"':
            return Reply(304, b"", headers)
        return Reply(200, RSS2.format(encoding="utf-8").encode(), headers)


@pytest.fixture
def website(no_pauses):
    with Website() as running:
        yield running


def test_a_feed_is_fetched_once_and_then_asked_for_changes(website, loopback_is_public):
    first = fetch_feed(Gate(), website.url + "/old")
    assert first.address == website.url + "/feed"
    assert first.feed.items[0].link == website.url + "/brot?a=1&b=2"
    again = fetch_feed(Gate(), first.address, etag=first.etag, modified=first.modified)
    assert (again.feed, again.etag, again.modified) == (None, first.etag, first.modified)
    assert website.requests[-1].headers["if-modified-since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


def test_a_feed_on_our_own_computer_is_not_fetched(website):
    with pytest.raises(Refused) as error:
        fetch_feed(Gate(), website.url + "/feed")
    assert error.value.key == "errors.network.private"
    assert website.requests == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("feed://example.org/feed", "https://example.org/feed"),
        ("feed:http://example.org/feed", "http://example.org/feed"),
        ("feed:https://example.org/feed", "https://example.org/feed"),
        (" http://example.org/feed ", "http://example.org/feed"),
        ("example.org/feed", "https://example.org/feed"),
    ],
)
def test_an_address_may_be_typed_as_feeds_are_passed_around(typed, asked):
    assert full_address(typed) == asked


@pytest.mark.parametrize("typed", ["", "javascript:alert(1)", "file:///etc/passwd", "http://"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Refused):
        fetch_feed(Gate(), typed)


def test_a_website_in_trouble_is_waited_for_and_a_page_is_no_feed(website, loopback_is_public):
    website.faults.append(Fault("answer", reply=Reply(503)))
    with pytest.raises(Wait):
        fetch_feed(Gate(), website.url)
    website.faults.append(Fault("html"))
    with pytest.raises(Refused) as error:
        fetch_feed(Gate(), website.url)
    assert error.value.key == "errors.feeds.not_a_feed"


# feedparser's own corpus, which is downloaded by hand (see the testnet's README)

CORPUS = Path(os.environ.get("CMLITE_FEEDPARSER_CORPUS", ""))


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("CMLITE_FEEDPARSER_CORPUS"), reason="no corpus: set CMLITE_FEEDPARSER_CORPUS")
def test_every_file_of_feedparsers_corpus_is_a_harmless_feed_or_a_refusal():
    files = sorted(
        path for path in CORPUS.rglob("*") if path.is_file() and path.suffix in {".xml", ".json", ".html", ".gz", ".z"}
    )
    read_well, refused = 0, []
    for path in files:
        try:
            feed = read(path.read_bytes())
        except CmliteError:
            refused.append(path)
            continue
        assert_harmless(feed)
        read_well += 1
    assert len(files) > 1_500
    assert read_well > 0.99 * len(files), refused


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "0099-01-01T00:00:00Z"])
def test_a_date_no_clock_can_show_is_none(at):
    feed = {"version": JSON["version"], "items": [{"id": "1", "title": "Alt", "date_published": at}]}
    assert read(json.dumps(feed)).items[0].published_at is None
