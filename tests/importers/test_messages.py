"""Conversations: recognised by synonyms in two languages, a million rows in seconds, careful where needed."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from cmlite.importers import ReadOptions, conversations, read_upload, sniff_messages, uploads
from cmlite.importers.times import times_of_fixed_width

HEAD = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
TWITTER = HEAD + (
    "1,radladen,False,Tue Oct 31 22:10:47 +0000 2017,@115712 Gern geschehen,2,3\n"
    '2,115712,True,Tue Oct 31 22:11:45 +0100 2017,"@radladen\nund wann, bitte?",,1.0\n'
)
GERMAN = (
    "Nachrichten-ID;Absender;Nachricht;Gesendet am;Antwort auf;Richtung\n"
    "a1;Anna;Habt ihr auf?;01.09.2026 18:00;;eingehend\n"
    "a2;Radladen;Ja, bis 19 Uhr;01.09.2026 18:05;a1;ausgehend\n"
)


def keys(parsed):
    return [found.key.removeprefix("imports.") for found in parsed.findings]


def test_customer_support_on_twitter_is_recognised_without_a_mapper(read_one):
    parsed = read_one(TWITTER)
    assert (parsed.kind, parsed.format_id, parsed.rows) == ("messages", "messages", 2)
    assert keys(parsed) == ["note.kind_unknown"], "the file does not say what was public"
    rows = parsed.messages
    assert rows.direction.tolist() == ["out", "in"]
    assert rows.parent_external_id.tolist() == ["3", "1"]
    assert rows.sent_at.astype(str).tolist() == ["2017-10-31 22:10:47", "2017-10-31 21:11:45"]
    assert rows.text[1] == "@radladen\nund wann, bitte?"
    assert rows.line.tolist() == [2, 3]
    assert parsed.totals == {"in": 1.0, "out": 1.0}


def test_german_headings_and_times_are_understood(read_one):
    parsed = read_one(GERMAN)
    assert parsed.messages.author.tolist() == ["Anna", "Radladen"]
    assert parsed.messages.direction.tolist() == ["in", "out"]
    assert str(parsed.messages.sent_at[1]) == "2026-09-01 18:05:00"
    assert keys(parsed) == ["note.zone_assumed", "note.kind_unknown"]


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-09-01T18:00:00Z", "2026-09-01 18:00:00"),
        ("2026-09-01 18:00:00+02:00", "2026-09-01 16:00:00"),
        ("2026-09-01T18:00:00.250Z", "2026-09-01 18:00:00"),
        ("1788285600", "2026-09-01 18:00:00"),
        ("09/13/2026 6:00 PM", "2026-09-13 18:00:00"),
        ("2026-09-01", "2026-09-01 00:00:00"),
    ],
)
def test_times_in_every_common_style_become_utc(read_one, time, expected):
    parsed = read_one(f"id,author,text,time\n1,a,b,{time}\n")
    assert str(parsed.messages.sent_at[0].floor("s")) == expected


def test_a_message_without_an_id_column_gets_a_stable_one(read_one):
    text = "author,text,date\na,b,2026-09-01T18:00:00Z\nc,d,2026-09-01T18:00:00Z\n"
    first, second = read_one(text).messages.external_id, read_one(text).messages.external_id
    assert first.tolist() == second.tolist()
    assert first.str.startswith("hash:").all()
    assert first.nunique() == 2


def test_messages_without_id_are_left_out_and_repeated_ones_count_once(read_one):
    text = "id,author,text\n1,a,old\n,b,lost\n1,a,new\n"
    parsed = read_one(text)
    assert parsed.messages.text.tolist() == ["new"]
    assert sorted(parsed.refused.line) == [2, 3]
    assert keys(parsed) == ["note.kind_unknown", "warning.rows_without_id", "note.rows_repeated"]


def test_ids_a_spreadsheet_shortened_are_refused(read_one):
    text = "id,author,text\n5.70E+17,a,b\n570306133677760512,c,d\n"
    assert keys(read_one(text)) == ["refused.ids_damaged"]


def test_an_unknown_direction_counts_as_received_and_is_told(read_one):
    parsed = read_one("id,author,text,direction\n1,a,b,sideways\n2,a,b,out\n")
    assert parsed.messages.direction.tolist() == ["in", "out"]
    assert keys(parsed) == ["note.direction_unknown", "note.kind_unknown"]


def test_posts_are_not_taken_for_messages(read_one, as_csv, fb_rows):
    assert read_one(as_csv(fb_rows)).kind == "posts"
    assert read_one("id,text,likes\n1,a,2\n").kind == "unknown"


def test_a_layout_is_told_from_the_first_bytes_alone():
    layout = sniff_messages(TWITTER.encode()[:-30])
    assert (layout.delimiter, layout.encoding, layout.date_style) == (",", "utf-8", "twitter")
    assert layout.mapping["parent_external_id"] == "in_response_to_tweet_id"
    german = sniff_messages(b"\xef\xbb\xbf" + GERMAN.encode())
    assert (german.delimiter, german.encoding, german.date_style) == (";", "utf-8-sig", "german")
    assert german.mapping["published_at"] == "Gesendet am"


@pytest.mark.parametrize("head", [b"", b"a,b\n1,2\n", b"\x89PNG\r\n", b"\xff\xfe\x00", b'"unclosed', b"\x00" * 50])
def test_other_files_have_no_layout(head):
    assert sniff_messages(head) is None


@pytest.fixture
def quick_only(monkeypatch):
    """Use the quick way for small files too, and fail when it gives up."""

    def read(content):
        layout = sniff_messages(content[: 1 << 18])
        return layout and conversations.read_quickly("x.csv", content, layout, ReadOptions())

    return read


def many(rows=3000, style="%a %b %d %H:%M:%S +0000 %Y"):
    start = datetime(2026, 1, 1)
    lines = []
    for number in range(1, rows + 1):
        when = (start + timedelta(minutes=number)).strftime(style)
        author = "radladen" if number % 3 else number
        text = f'"Zeile {number},\nzweite ""Zeile"""'
        lines.append(f"{number},{author},{number % 3 == 0},{when},{text},,{number - 1}")
    return (HEAD + "\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("style", ["%a %b %d %H:%M:%S +0000 %Y", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M"])
def test_the_quick_and_the_careful_way_give_the_same_messages(quick_only, style):
    content = many(style=style)
    quick = quick_only(content)
    careful = read_upload("x.csv", content)[0]
    pd.testing.assert_frame_equal(
        quick.messages.drop(columns="line"), careful.messages.drop(columns="line"), check_dtype=True
    )
    assert quick.messages.line.tolist() == careful.messages.line.tolist()
    assert (quick.totals, quick.headings, quick.preview) == (
        careful.totals,
        careful.headings,
        careful.preview,
    )
    assert quick.findings == careful.findings


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text[:-1] + b',extra,"more"\n',
        lambda text: text.replace(b"\n1,", b"\n1,extra,", 1),
        lambda text: text + b'9999999,"open quote\n',
        lambda text: text.replace(b"Zeile 7,", b"Zeile \xff,", 1),
        lambda text: text.replace(b"Zeile 7,", b"Zeile \r,", 1),
    ],
    ids=["half", "long row", "long first row", "open quote", "no utf-8", "lone return"],
)
def test_the_quick_way_leaves_damaged_rows_to_the_careful_one(quick_only, damage, monkeypatch):
    content = damage(many(400))
    assert quick_only(content) is None
    monkeypatch.setattr(uploads, "_QUICK_FROM", 1)
    assert read_upload("x.csv", content)[0].kind == "messages"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(b"Jan 01", b"Foo 01", 1),
        lambda text: text.replace(b"Jan 01", b"Feb 31", 1),
        lambda text: text.replace(b"2026", b"", 1),
        lambda text: text.replace(b"00:05:00", b"24:05:00", 1),
        lambda text: text.replace(b"Thu Jan 01 00:05:00 +0000 2026", b"2026-01-01T01:05:00+01:00", 1),
        lambda text: text.replace(b"Thu Jan 01 00:05:00 +0000 2026", b"", 1),
        lambda text: text.replace(b"Thu Jan 01 00:05:00", "Thü Jan 01 00:05:00".encode(), 1),
        lambda text: text.replace(b"\n7,", b"\n,", 1),
        lambda text: text.replace(b"\n7,", b"\n8,", 1),
    ],
    ids=["month", "day", "year", "hour", "other style", "empty", "letter", "no id", "same id"],
)
def test_odd_cells_in_a_large_file_give_the_same_warnings_either_way(quick_only, damage):
    content = damage(many(400))
    quick, careful = quick_only(content), read_upload("x.csv", content)[0]
    pd.testing.assert_frame_equal(quick.messages, careful.messages)
    assert quick.findings == careful.findings
    assert (quick.refused is None) == (careful.refused is None)


@pytest.mark.parametrize("time", ["01/09/2026 18:00", "2026.09.01 18:00", "31.02.2026 18:00", "01.09.2026 24:00"])
def test_a_time_as_wide_as_the_usual_ones_is_still_checked(time):
    cells = pd.Series(["01.09.2026 18:00", time])
    assert times_of_fixed_width(cells, "german").isna().tolist() == [False, True]


def test_a_large_file_with_the_owners_mapping_takes_the_quick_way(monkeypatch):
    content = many().replace(HEAD.encode(), b"nr,wer,rein,wann,was,x,worauf\n")
    mapping = {"nr": "external_id", "wer": "author", "wann": "published_at", "was": "text", "x": ""}
    monkeypatch.setattr(uploads, "_QUICK_FROM", len(content))
    careful = read_upload("x.csv", content[:-1], options=ReadOptions(mapping=mapping))[0]
    monkeypatch.setattr(uploads, "text_grid", lambda *_: pytest.fail("the careful way"))
    quick = read_upload("x.csv", content, options=ReadOptions(mapping=mapping))[0]
    pd.testing.assert_frame_equal(quick.messages, careful.messages)


def test_a_large_file_takes_the_quick_way(monkeypatch):
    content = many()
    monkeypatch.setattr(uploads, "_QUICK_FROM", len(content))
    monkeypatch.setattr(uploads, "text_grid", lambda *_: pytest.fail("the careful way"))
    assert read_upload("x.csv", content)[0].rows == 3000


@pytest.mark.parametrize(
    "time",
    ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "Fri Dec 31 23:59:59 -0500 9999", "31.12.9999 23:59"],
)
def test_a_time_no_clock_can_show_is_unreadable_and_refuses_nothing(read_one, time):
    parsed = read_one(f"id,author,text,created_at\n1,a,Hallo,{time}\n2,b,Moin,2026-09-01 10:00\n")
    assert [when.year if when == when else None for when in parsed.messages.sent_at] == [None, 2026]
    assert "warning.unreadable_dates" in keys(parsed)
