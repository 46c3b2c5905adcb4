"""How each network counts: tables of known values, and what must hold for every text."""

import re
import sys
import time
import unicodedata
from typing import get_args

import pytest
import regex
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cmlite.domain import counting as module
from cmlite.domain.counting import URL_LENGTH, Measure, graphemes, length, measure
from cmlite.domain.links import links
from cmlite.domain.networks import Counting, read_networks
from tests.conftest import ROOT

NETWORKS = read_networks((ROOT / "data/reference/networks.toml").read_text(encoding="utf-8"))
WAYS = get_args(Counting)
FAMILY = "👨‍👩‍👧‍👦"
POEM = "故人西辞黄鹤楼烟花三月下扬州孤帆远影碧空尽唯见长江天际流"
LABEL = "あいうえおかきくけこ" * 5

PIECES = [
    *("Brot ", "ä", "e\u0301", "\u0301", "https://example.com/a_(b)?c=d", "baeckerei-morgenrot.de", "z.B.", "a@b.de"),
    *("@wer@wo.example", FAMILY, "🇩🇪", "🇦", "👍🏽", "1️⃣", "❤️", "☺", "©", "™", "\u200d", "\ufe0f", "\r\n", "\n"),
    *("السلام", "عليكم", "\u0600", "नमस्ते", "한국어", "日本語", "\ud83d", "\udc00", "#tag", "_", "*", "\x00", "&"),
    *("https://", " ", ".", "/", "(", ")"),
]
unhurried = settings(deadline=None)
mixtures = st.lists(st.sampled_from(PIECES) | st.characters(codec=None), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        # twitter-text, conformance/validate.yml, WeightedTweetsWithDiscountedEmojiCounterTest
        ("", 0),
        ("Hi http://test.co", 26),
        ("http://test.co", 23),
        ("285 chars-" + "xxxxxxxxxx-" * 25, 285),
        ("https://www.twitter.com/aloha " * 10, 240),
        (POEM[:20], 40),
        ("😷" * 160, 320),
        ("the" + "故" * 160, 323),
        ("A\u0301B", 2),
        ("A\ufb2c", 4),
        (f"H🐱☺{FAMILY}", 7),
        ("😷👾😡🔥💩", 10),
        ("🙋🏽👨‍🎤", 4),
        (FAMILY * 140, 280),
        ("\u2000\u2001\u200a\u200b ‐ – — ‘ ’ “ ” ′ ″ ‴", 28 - 4),
        ("randomurl" * 6 + "randomurls.com", 68),
        (f"http://{LABEL}あい.com", 23),
        (f"http://{LABEL}あいう.com", 7 + 2 * 53 + 4),
        # links in running text
        ("Mehr auf baeckerei-morgenrot.de.", 9 + 23 + 1),
        ("(https://example.com/brot_(dunkel)?q=a&b=ä).", 1 + 23 + 2),
        ("https://example.com/menü!", 24),
        ("HTTPS://Example.COM", 23),
        ("http://twitter.com/これは", 23 + 6),
        ("これは日本語です。example.com中国語", 2 * 9 + 23 + 6),
        ("t.co", 23),
        # no links
        ("info@example.com", 16),
        ("z.B. um 8.30", 12),
        ("1.000.000", 9),
        ("http://localhost/x", 18),
        ("http://-x-.de", 13),
        ("datei.tar.unbekannt", 19),
        # emoji
        ("🇩🇪", 2),
        ("1️⃣", 2),
        ("❤️‍🔥", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("☺️", 2),
        ("©", 1),
        ("…", 2),
        ("€", 2),
        ("ß", 1),
    ],
)
def test_x_weighs_as_twitter_text_does(text, weight):
    assert length(text, "twitter") == weight


@pytest.mark.parametrize(
    ("way", "text", "expected"),
    [
        ("graphemes", FAMILY, 1),
        ("graphemes", "e\u0301\u0323", 1),
        ("graphemes", "🇩🇪🇦🇹🇨", 3),
        ("graphemes", "\r\n", 1),
        ("graphemes", "السَّلام", 6),
        ("graphemes", "क्षि", 1),
        ("graphemes", "각", 1),
        ("graphemes", "\u0600١", 1),
        ("characters", FAMILY, 7),
        ("bluesky", f"Grüße {FAMILY}", 7),
        ("mastodon", "https://example.com/" + "x" * 200, 23),
        ("mastodon", "https://a.de", 23),
        ("mastodon", "Hallo @anna@mastodon.social!", 12),
        ("mastodon", "@anna", 5),
        ("mastodon", "anna@example.com", 16),
        ("mastodon", "@anna@ohne-punkt", 16),
        ("mastodon", "https://mastodon.social/@anna@example.com", 23),
        ("mastodon", "baeckerei-morgenrot-am-marktplatz.de", 36),
        ("mastodon", "a.de", 23),
        ("mastodon", FAMILY, 1),
        ("threads", "Hallo 😀", 6 + 4),
        ("threads", "🇩🇪", 8),
        ("threads", "Grüße", 5),
        ("threads", FAMILY, 25),
        ("linkedin", "Brot (frisch) #brot", 19 + 3),
        ("linkedin", "|{}@[]()<>#\\*_~", 30),
        ("linkedin", "100 % & mehr!", 13),
        ("youtube_bytes", "Grüße", 7),
        ("youtube_bytes", "😀", 4),
        ("utf16", "😀", 2),
        ("utf16", FAMILY, 11),
        ("telegram", "Grüße 😀", 8),
    ],
)
def test_known_lengths(way, text, expected):
    assert length(text, way) == expected


@pytest.mark.parametrize("way", WAYS)
@unhurried
@given(text=mixtures)
@example(text="\ud800")
@example(text="\udfff.de")
@example(text="https://\ud800.de/\udfff")
def test_every_text_has_a_length_and_only_the_empty_one_has_none(way, text):
    found = length(text, way)
    assert isinstance(found, int)
    assert (found > 0) == bool(text)


@pytest.mark.parametrize(
    "way", ["graphemes", "characters", "bluesky", "linkedin", "youtube_bytes", "utf16", "telegram", "threads"]
)
@unhurried
@given(text=mixtures, more=mixtures)
def test_a_longer_text_is_never_shorter(way, text, more):
    assert length(text + more, way) >= length(text, way)


@pytest.mark.parametrize("way", ["twitter", "mastodon"])
@unhurried
@given(
    text=st.text(st.characters(exclude_characters=".@\u200d"), max_size=40), more=st.text("abc äöü日😀\n", max_size=20)
)
def test_without_links_a_longer_text_is_never_shorter(way, text, more):
    assert length(text + more, way) >= length(text, way)


@pytest.mark.parametrize("way", ["characters", "linkedin", "youtube_bytes", "utf16", "telegram"])
@unhurried
@given(one=mixtures, other=mixtures)
def test_parts_add_up(way, one, other):
    assert length(one + other, way) == length(one, way) + length(other, way)


@unhurried
@given(one=mixtures, other=mixtures)
def test_joining_two_texts_saves_few_graphemes_and_costs_none(one, other):
    assert max(graphemes(one), graphemes(other)) <= graphemes(one + other) <= graphemes(one) + graphemes(other)


@pytest.mark.parametrize("way", WAYS)
@unhurried
@given(one=mixtures, other=mixtures)
def test_a_blank_between_them_keeps_two_texts_apart(way, one, other):
    assume(
        not (other and unicodedata.category(other[0])[0] == "M")
        and "\u200d" not in other[:1]
        and "\u0600" not in one[-1:]
    )
    assume(
        not regex.match(r"[\p{GCB=Extend}\p{GCB=SpacingMark}]", other) and not regex.search(r"\p{GCB=Prepend}$", one)
    )
    assert length(f"{one} {other}", way) == length(one, way) + 1 + length(other, way)


@unhurried
@given(text=mixtures)
@example(text="a\u0301\u0600\u0301b")
def test_the_quick_count_of_graphemes_is_the_exact_one(text):
    assert graphemes(text) == len(regex.findall(r"\X", text))


@pytest.mark.parametrize("way", ["twitter", "mastodon"])
@unhurried
@given(
    path=st.text("abcdefghijklmnopqrstuvwxyz0123456789-/", max_size=300),
    before=st.sampled_from(["", "Hier: ", "(", "日本"]),
)
def test_an_address_costs_the_same_however_long_it_is(way, path, before):
    assert length(f"{before}https://example.com/{path}", way) == length(before, way) + URL_LENGTH


@unhurried
@given(emoji=st.sampled_from([FAMILY, "🇩🇪", "👍🏽", "1️⃣", "❤️", "🧑🏿‍🚀", "😀"]), times=st.integers(0, 50))
def test_an_emoji_is_one_sign_whatever_it_is_made_of(emoji, times):
    assert length(emoji * times, "graphemes") == times
    assert length(emoji * times, "twitter") == 2 * times
    assert length(emoji * times, "threads") == times * len(emoji.encode())


@unhurried
@given(text=mixtures)
def test_composed_and_decomposed_letters_weigh_the_same_on_x(text):
    assert length(unicodedata.normalize("NFD", text), "twitter") == length(
        unicodedata.normalize("NFC", text), "twitter"
    )


@unhurried
@given(text=mixtures)
def test_a_link_is_a_part_of_its_text(text):
    rest = text
    for link in links(text):
        assert link.url in rest
        rest = rest.partition(link.url)[2]


def test_characters_taken_for_plain_stand_for_themselves():
    plain = regex.compile(r"[\p{GCB=Other}\p{GCB=Control}\p{GCB=CR}\p{GCB=LF}]")
    joins = regex.compile(r"\p{ExtPict}|\p{InCB=Consonant}")
    not_plain = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if not module._NOT_PLAIN.match(sign := chr(code)) and (not plain.match(sign) or joins.match(sign))
    ]
    assert not_plain == []


def test_every_emoji_passes_the_quick_look():
    emoji = regex.compile(r"\p{ExtPict}|\p{RI}|\p{EMod}")
    assert not [
        hex(c) for c in range(sys.maxunicode + 1) if emoji.match(chr(c)) and not module._PERHAPS_EMOJI.match(chr(c))
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000,
        "de." * 33_000,
        "ä" * 100_000,
        "@a@b.de " * 12_500,
        "https://a.de/" + "()" * 50_000,
        FAMILY * 14_000,
    ],
)
def test_no_text_takes_long(way, text):
    """A guard against time that grows with the square of the length: those would take minutes."""
    begun = time.process_time()
    length(text, way)
    assert time.process_time() - begun < 5


def test_a_measure_says_what_is_left():
    found = measure("😀" * 140, NETWORKS["x"])
    assert (found.length, found.limit, found.unit, found.fits, found.left) == (280, 280, "weighted characters", True, 0)
    over = measure("😀" * 141, NETWORKS["x"])
    assert (over.fits, over.left) == (False, -2)


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_every_network_has_a_measure_in_the_unit_of_its_limit(network):
    row = network.limit("text_length")
    found = measure("Frisches Brot", network)
    assert found == Measure(13, int(row.value), row.unit)
    assert not measure("x" * (int(row.value) + 1), network).fits
    assert measure("x" * int(row.value), network).fits


@unhurried
@given(text=mixtures, times=st.integers(1, 600))
def test_bluesky_takes_a_text_only_if_both_its_rules_hold(text, times):
    written = text * times
    found = measure(written, NETWORKS["bluesky"])
    in_bytes = len(written.encode("utf-8", "surrogatepass"))
    assert found.fits == (graphemes(written) <= 300 and in_bytes <= 3000)


def test_bluesky_reports_the_rule_that_binds():
    assert measure("x" * 100, NETWORKS["bluesky"]) == Measure(100, 300, "graphemes")
    assert measure(FAMILY * 200, NETWORKS["bluesky"]) == Measure(5000, 3000, "bytes")
    assert measure(FAMILY * 200, NETWORKS["bluesky"]).left == -2000


def test_an_instance_may_have_a_limit_of_its_own():
    assert measure("x" * 501, NETWORKS["mastodon"]).fits is False
    assert measure("x" * 501, NETWORKS["mastodon"], limit=5000) == Measure(501, 5000, "characters")


def test_other_surfaces_have_their_own_limits_and_units():
    assert measure("😀", NETWORKS["telegram"], surface="caption") == Measure(2, 1024, "characters after parsing")
    assert measure("😀#", NETWORKS["linkedin"], surface="comment") == Measure(2, 1250, "characters")
    assert measure("ä", NETWORKS["youtube"], surface="comment") == Measure(1, 10_000, "characters")
    assert measure("ä", NETWORKS["youtube"]) == Measure(2, 5000, "bytes")


def test_what_is_not_recorded_forbids_nothing():
    found = measure("x" * 100_000, NETWORKS["reddit"], surface="reply")
    assert (found.limit, found.fits, found.left) == (None, True, None)


def test_nothing_is_cut():
    source = (ROOT / "cmlite/domain/counting.py").read_text(encoding="utf-8")
    assert not re.search(r"text\[:", source)
