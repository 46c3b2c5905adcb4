"""JSON archives and zip files: structure, privacy, bombs."""

import io
import json
import zipfile

import pytest

from cmlite.importers import containers, read_upload

DAILY = '"{}"\n"Date","Primary"\n"2026-01-01T01:00:00","16"\n'


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def keys(parsed):
    return [found.key.removeprefix("imports.") for found in parsed.findings]


def broken(text):
    return text.encode().decode("latin-1")


def test_instagram_posts_mend_their_broken_characters(read_one):
    data = [
        {"media": [{"uri": "media/a.jpg", "creation_timestamp": 1_715_566_876, "title": broken("Grüße 😊")}]},
        {
            "media": [{"uri": "b.jpg", "creation_timestamp": 1, "title": ""}, {"uri": "c.jpg", "title": ""}],
            "title": "schon heil: Grüße",
            "creation_timestamp": 1_710_165_470,
        },
        {"media": [{"uri": "media/d.mp4", "creation_timestamp": 1_710_165_471, "title": ""}]},
    ]
    parsed = read_one(json.dumps(data), "posts_1.json")
    assert (parsed.format_id, parsed.network, keys(parsed)) == (
        "ig_dyi_posts",
        "instagram",
        ["note.no_numbers"],
    )
    assert parsed.posts.text.tolist() == ["Grüße 😊", "schon heil: Grüße", ""]
    assert parsed.posts.format.tolist() == ["photo", "carousel", "video"]
    assert str(parsed.posts.published_at[0]) == "2024-05-13 02:21:16"
    assert parsed.values.empty
    assert read_one(json.dumps(data)).posts.external_id.tolist() == parsed.posts.external_id.tolist()


def test_instagram_comments_are_found_under_translated_labels(read_one):
    data = [
        {
            "media_list_data": [{"uri": ""}],
            "string_map_data": {
                "Kommentar": {"value": broken("Schöne Grüße an alle")},
                "Besitzer": {"value": "radladen"},
                "Zeit": {"timestamp": 1_713_572_580},
            },
        }
    ]
    parsed = read_one(json.dumps(data), "post_comments_1.json")
    row = parsed.messages.iloc[0]
    assert (row.text, row.direction, row.kind) == ("Schöne Grüße an alle", "out", "comment")


def outbox():
    public, followers = "as:Public", "https://example.org/users/rad/followers"

    def item(number, to, cc, text, **more):
        made = {
            "id": f"https://example.org/p/{number}",
            "url": f"https://example.org/@rad/{number}",
            "content": text,
        }
        return {
            "type": "Create",
            "published": f"2026-01-0{number}T08:00:00Z",
            "to": to,
            "cc": cc,
            "object": made | more,
        }

    items = [
        item(1, [public], [followers], "<p>Hallo<br>Welt</p><p>&amp; mehr</p>"),
        item(2, [followers], ["https://www.w3.org/ns/activitystreams#Public"], "<p>still</p>", inReplyTo="x"),
        item(3, ["https://example.org/users/anna"], [], "<p>streng geheim</p>"),
        {
            "type": "Announce",
            "id": "b1",
            "published": "2026-01-04T08:00:00Z",
            "to": [public],
            "object": "https://a/b",
        },
    ]
    text = json.dumps({"id": "outbox.json", "type": "OrderedCollection", "totalItems": 99, "orderedItems": items})
    return text.replace('"totalItems"', '"orderedItems": [], "totalItems"')


def test_a_mastodon_outbox_drops_private_posts_and_reads_html_as_text(read_one):
    parsed = read_one(outbox(), "outbox.json")
    assert parsed.posts.text.tolist() == ["Hallo\nWelt\n\n& mehr", "still", ""]
    assert parsed.posts.is_reply.tolist() == [False, True, False]
    assert parsed.posts.is_shared.tolist() == [False, False, True]
    assert parsed.posts.permalink[2] == "https://a/b"
    assert keys(parsed) == ["warning.private_dropped", "note.no_numbers"]
    assert "geheim" not in repr(parsed) + parsed.posts.to_csv()


def test_an_empty_second_list_in_the_outbox_does_not_win(read_one):
    turned = outbox().replace('"orderedItems": [], ', "").removesuffix("}") + ', "orderedItems": []}'
    assert len(read_one(turned).posts) == 3


def test_google_reviews_keep_stars_without_text_and_replies(read_one):
    data = {
        "reviews": [
            {
                "reviewId": "r1",
                "reviewer": {"displayName": "Anna"},
                "starRating": "FIVE",
                "comment": "Toll",
                "createTime": "2026-01-01T08:00:00.123456789Z",
                "reviewReply": {"comment": "Danke!", "updateTime": "2026-01-02T08:00:00Z"},
            },
            {
                "reviewId": "r2",
                "reviewer": {"isAnonymous": True},
                "starRating": "ONE",
                "createTime": "2026-01-03T08:00:00Z",
            },
        ]
    }
    parsed = read_one(json.dumps(data), "reviews.json")
    assert parsed.messages[["external_id", "direction", "parent_external_id"]].to_numpy().tolist() == [
        ["r1", "in", ""],
        ["r1/reply", "out", "r1"],
        ["r2", "in", ""],
    ]
    assert parsed.values.value.tolist() == [5.0, 1.0]
    assert str(parsed.messages.sent_at[0]) == "2026-01-01 08:00:00"


def test_members_of_a_zip_are_read_one_by_one_under_their_bare_names(as_csv, ig_rows):
    content = zipped(
        {
            "../../etc/posts.csv": as_csv(ig_rows),
            "bild.csv": b"\x89PNG\r\n\x1a\n",
            "photo.jpg": b"\xff\xd8\xff",
            "__MACOSX/posts.csv": "x",
        }
    )
    results = read_upload("download.zip", content)
    assert [(parsed.file_name, parsed.kind) for parsed in results] == [
        ("posts.csv", "posts"),
        ("bild.csv", "refused"),
    ]
    assert "note.members_closed" in keys(results[0])


def test_plain_follows_are_facebooks_when_instagrams_are_in_the_same_download():
    content = zipped({"Follows.csv": DAILY.format("Follows"), "Follows (1).csv": DAILY.format("Instagram follows")})
    results = read_upload("download.zip", content)
    assert [parsed.network for parsed in results] == ["facebook", "instagram"]
    assert not any(found.level == "question" for parsed in results for found in parsed.findings)


def test_bare_totals_are_youtubes_when_the_table_is_in_the_same_zip():
    table = 'Content,Video title,Video publish time,Views\nabc,T,"Aug 19, 2024",5\n'
    content = zipped({"Table data.csv": table, "Totals.csv": "Date,Views\n2026-01-01,5\n"})
    assert [parsed.network for parsed in read_upload("x.zip", content)] == ["youtube", "youtube"]


def test_a_tiktok_zip_lends_its_day_to_the_dates_without_a_year():
    overview = "Date,Video Views,Profile Views,Likes,Comments,Shares\nDecember 31,1,1,1,1,1\n"
    parsed = read_upload("Overview_2026-01-02_1767312000_rad.zip", zipped({"Overview.csv": overview}))[0]
    assert str(parsed.first_day) == "2025-12-31"


def test_message_folders_of_an_archive_stay_closed():
    content = zipped(
        {
            "your_instagram_activity/messages/inbox/anna/posts_1.json": '[{"media": []}]',
            "your_instagram_activity/content/posts_1.json": '[{"media": [{"uri": "a.jpg", "title": "x"}]}]',
            "login_activity.json": "{}",
        }
    )
    results = read_upload("instagram.zip", content)
    assert [parsed.format_id for parsed in results] == ["ig_dyi_posts"]


def test_a_zip_inside_a_zip_is_refused_and_the_rest_is_read(as_csv, ig_rows):
    content = zipped(
        {"posts.csv": as_csv(ig_rows), "more.zip": zipped({"a.csv": "x"}), "sneaky.csv": zipped({"a": "x"})}
    )
    results = read_upload("x.zip", content)
    assert [parsed.kind for parsed in results] == ["posts", "refused", "refused"]
    assert [keys(parsed)[-1] for parsed in results[1:]] == ["refused.not_table_archive"] * 2


def test_a_bomb_beyond_the_limit_is_called_one_and_not_a_long_period(monkeypatch):
    monkeypatch.setattr(containers, "MAX_BYTES", 20_000_000)
    parsed = read_upload("x.zip", zipped({"a.csv": b"0" * 30_000_000}))[0]
    assert keys(parsed) == ["refused.zip_bomb"]


def test_a_member_that_shrinks_unbelievably_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(containers, "_read", lambda *_: pytest.fail("unpacked"))
    parsed = read_upload("x.zip", zipped({"a.csv": b"0" * 30_000_000}))[0]
    assert keys(parsed) == ["refused.zip_bomb"]


def test_a_zip_too_large_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "MAX_BYTES", 1000)
    parsed = read_upload("x.zip", zipped({"a.csv": "1,2\n" * 200, "b.csv": "1,2\n" * 200}))[0]
    assert keys(parsed) == ["refused.too_large_unpacked"]


def test_a_size_declared_too_small_does_not_help_a_bomb():
    content = bytearray(zipped({"a.csv": b"0" * 30_000_000}))
    for place in (content.find(b"PK\x03\x04") + 22, content.find(b"PK\x01\x02") + 24):
        content[place : place + 4] = (1000).to_bytes(4, "little")
    parsed = read_upload("x.zip", bytes(content))[0]
    assert keys(parsed) in (["refused.unreadable_archive"], ["refused.zip_bomb"])


def test_what_really_comes_out_of_a_member_is_counted(monkeypatch):
    """Also where the sizes that a zip declares had been believed."""
    monkeypatch.setattr(containers, "check_sizes", lambda *_: None)
    parsed = read_upload("x.zip", zipped({"a.csv": b"0" * 30_000_000}))[0]
    assert keys(parsed) == ["refused.zip_bomb"]


def test_half_a_zip_is_refused(as_csv, ig_rows):
    content = zipped({"posts.csv": as_csv(ig_rows)})
    assert keys(read_upload("x.zip", content[: len(content) // 2])[0]) == ["refused.unreadable_archive"]


def test_a_zip_without_anything_readable_says_so():
    assert keys(read_upload("x.zip", zipped({"a.jpg": "x"}))[0]) == ["refused.archive_without_tables"]


def test_a_zip_with_a_password_is_refused():
    content = bytearray(zipped({"a.csv": "a,b\n1,2\n"}))
    for place in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[place] |= 1
    assert keys(read_upload("x.zip", bytes(content))[0]) == ["refused.locked_archive"]


def test_a_zip_with_too_many_files_is_refused():
    content = zipped({f"{number}.csv": "a" for number in range(501)})
    assert keys(read_upload("x.zip", content)[0]) == ["refused.too_many_members"]


def test_half_an_emoji_in_one_text_does_not_refuse_the_archive(read_one):
    review = {"reviewId": "a", "starRating": "FIVE", "comment": "Gut \ud83e", "createTime": "2026-01-01T00:00:00Z"}
    parsed = read_one(json.dumps({"reviews": [review, {**review, "reviewId": "b", "comment": "🥨"}]}), "reviews.json")
    assert parsed.messages.text.tolist() == ["Gut \ufffd", "🥨"]
