"""Dirty files: each ends in its own clear refusal or in a correct reading, never in an error."""

import io
import json
import logging
import zipfile

import pytest

from cmlite.importers import read_upload, uploads


def refused(parsed):
    assert (parsed.kind, parsed.format_id) == ("refused", "refused")
    assert [found.level for found in parsed.findings] == ["refusal"]
    assert parsed.findings[0].values["file"] == parsed.file_name
    assert parsed.posts is parsed.values is parsed.days is parsed.breakdown is parsed.messages is None
    return parsed.findings[0].key.removeprefix("imports.refused."), parsed.findings[0].values


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"%PDF-1.7\n...", "not_table_pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_table_image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_table_image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "not_table_image"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "not_table_media"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "not_table_html"),
        (b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "not_table_html"),
        (b"<?xml version='1.0'?><Workbook/>", "not_table_html"),
        (b"\x1f\x8b\x08\x00\x00\x00", "not_table_archive"),
        (b"{\\rtf1 hello}", "not_table_document"),
        (bytes(range(256)) * 40, "not_table_binary"),
        (b"Just a sentence.\nAnd another one.\n", "not_table_text"),
        (b'{"a": [1, 2]}', "unknown_json"),
        (b'[{"media": [', "unreadable_json"),
        (b"[" * 200_000, "unreadable_json"),
        (b"", "zero_bytes"),
        (b" \n\r\n", "zero_bytes"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Date,Views\n", "empty"),
        (b"a;b;c\n;;\n", "empty"),
    ],
)
def test_what_is_no_table_is_refused_by_its_first_bytes_whatever_its_name(read_one, content, key):
    assert refused(read_one(content, "export.csv"))[0] == key


def test_a_word_file_is_not_taken_for_a_workbook(read_one):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert refused(read_one(out.getvalue(), "bericht.xlsx"))[0] == "not_table_document"


def test_a_file_with_a_million_columns_is_refused(read_one):
    key, values = refused(read_one("a," * 1_000_000 + "\n" + "1," * 1_000_000 + "\n"))
    assert key == "too_many_columns"
    assert values["limit"] == 2000


def test_a_file_above_the_limit_is_refused_with_both_sizes(read_one, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 3_000_000)
    key, values = refused(read_one(b"x" * 5_000_000))
    assert (key, values["size"], values["limit"]) == ("too_large", 5, 3)


def test_a_summary_somebody_wrote_is_refused(read_one):
    text = "=== Facebook summary ===\nPosts,12\nReach,400\n\n=== Instagram summary ===\nPosts,3 (incl. reels)\n"
    assert refused(read_one(text))[0] == "summary"


@pytest.mark.parametrize(
    "text",
    [
        "# ----------------\n# Pages and screens\n# 20260101-20260131\nPage,Views,Users\n/,5,4\n",
        "Date,Event count,Total users\n20260101,5,4\n",
    ],
)
def test_website_statistics_are_refused(read_one, text):
    assert refused(read_one(text))[0] == "web_analytics"


def test_advertising_figures_are_refused(read_one):
    text = "Date,Campaign name,Ad group name,Impressions,Pin clicks\n2026-01-01,a,b,5,1\nTotal,,,5,1\n"
    assert refused(read_one(text))[0] == "advertising"


@pytest.mark.parametrize("cell", ["3.апр", "03. Apr", "Apr 03", "3. M\ufffdrz"])
def test_numbers_that_became_dates_are_refused_with_line_and_cell(read_one, cell):
    text = f"Age & gender;;\n;Men;Women\n18-24;10.6;6.5\n25-34;{cell};19.1\n"
    key, values = refused(read_one(text))
    assert (key, values["line"], values["cell"]) == ("numbers_became_dates", 4, cell)


def test_dates_in_a_count_column_of_posts_are_refused(read_one, as_csv, fb_rows):
    rows = [list(row) for row in fb_rows]
    rows[2][fb_rows[0].index("Reach")] = "03. Apr"
    assert refused(read_one(as_csv(rows)))[0] == "numbers_became_dates"


def test_letters_lost_in_one_block_cost_only_that_block(read_one, keys_of):
    text = "Top cities\nK\ufffdln\tBonn\n13.7\t5.7\n\nTop countries\nGermany\tFrance\n75.1\t3\n"
    parsed = read_one(text, network="facebook")
    assert set(parsed.breakdown.dimension) == {"country"}
    assert "warning.block_unreadable" in keys_of(parsed)


def test_ids_without_a_link_to_mend_them_are_refused_and_counted(read_one, as_csv, ig_rows):
    rows = [list(row) for row in ig_rows]
    rows[1][0] = "1.80306E+14"
    key, values = refused(read_one(as_csv(rows)))
    assert (key, values["n"], values["total"], values["cell"]) == ("ids_damaged", 1, 2, "1.80306E+14")


def test_ids_with_a_link_are_mended(read_one, as_csv, fb_rows, keys_of):
    rows = [list(row) for row in fb_rows]
    rows[1][0] = "1.01E+14"
    parsed = read_one(as_csv(rows))
    assert parsed.posts.external_id[0] == "101000000000001"
    assert "warning.ids_from_links" in keys_of(parsed)


def test_shifted_columns_are_refused_with_the_line(read_one, as_csv, fb_rows):
    rows = [list(row) for row in fb_rows]
    rows[1][fb_rows[0].index("Permalink")] = '<a href="https://www.facebook.com/1">post</a>'
    key, values = refused(read_one(as_csv(rows)))
    assert (key, values["line"]) == ("shifted_columns", 2)


@pytest.mark.parametrize(
    "text",
    [
        "Day,Likes,,Day,Shares\n1/2/2026,3,,01.02.2026,4\n,,,02.02.2026,5\n",
        "Date,Followers,Date,Posts\n1/2/2026,3,01.02.2026,4\n,,02.02.2026,5\n",
    ],
)
def test_two_tables_side_by_side_are_refused(read_one, text):
    assert refused(read_one(text))[0] == "side_by_side"


def test_identical_rows_count_once_and_differing_ones_keep_the_last(read_one, as_csv, ig_rows, keys_of, values_of):
    changed = list(ig_rows[2])
    changed[ig_rows[0].index("Likes")] = "99"
    parsed = read_one(as_csv([*ig_rows, ig_rows[1], changed]))
    assert len(parsed.posts) == 2
    assert values_of(parsed)["180000000000002", "likes"] == 99
    assert {"note.rows_repeated", "warning.same_id_other_numbers"} <= set(keys_of(parsed))
    assert parsed.rows == 4


def test_identical_rows_alone_are_no_warning(read_one, as_csv, ig_rows, keys_of):
    assert keys_of(read_one(as_csv([*ig_rows, ig_rows[1]]))) == ["note.rows_repeated"]


def test_whole_numbers_with_a_point_zero_are_whole(read_one, as_csv, ig_rows):
    rows = [
        ig_rows[0],
        *([*row[:11], *(f"{cell}.0" if cell else "" for cell in row[11:])] for row in ig_rows[1:]),
    ]
    assert read_one(as_csv(rows)).totals == read_one(as_csv(ig_rows)).totals


def test_a_cell_that_is_no_number_stays_empty_and_is_named(read_one, as_csv, ig_rows, values_of):
    rows = [list(row) for row in ig_rows]
    rows[2][ig_rows[0].index("Likes")] = "many"
    parsed = read_one(as_csv(rows))
    assert ("180000000000002", "likes") not in values_of(parsed)
    found = parsed.findings[0]
    assert (found.key, found.level) == ("imports.warning.unreadable_numbers", "warning")
    assert dict(found.values) == {"n": 1, "column": "Likes", "line": 3, "cell": "many"}


def test_a_row_without_any_id_is_left_out_and_counted(read_one, as_csv, ig_rows):
    parsed = read_one(as_csv([*ig_rows, ["", *ig_rows[1][1:]]]))
    assert len(parsed.posts) == 2
    assert parsed.refused.to_dict("records") == [{"line": 4, "key": "imports.row.without_id", "detail": ""}]


def test_dates_that_cannot_be_decided_are_a_question_and_the_posts_stay(read_one):
    text = "post_id,text,posted,likes\n1,a,03/04/2026,5\n2,b,01/02/2026,6\n"
    mapping = {"post_id": "external_id", "text": "text", "posted": "published_at", "likes": "likes"}
    parsed = read_one(text, mapping=mapping, network="x")
    assert parsed.posts.published_at.isna().all()
    asked = [found for found in parsed.findings if found.level == "question"]
    assert [dict(found.values) for found in asked] == [{"column": "posted", "a": "2026-04-03", "b": "2026-03-04"}]
    answered = read_one(text, mapping=mapping, network="x", day_first=True)
    assert str(answered.posts.published_at[0]) == "2026-04-03 00:00:00"


def test_an_unforeseen_error_becomes_a_refusal_and_the_log_keeps_no_contents(monkeypatch, caplog):
    """Every error we could bring about with a file would be a foreseen one."""

    def fail(content):
        raise ValueError(content.decode())

    monkeypatch.setattr(uploads, "kind_of", fail)
    with caplog.at_level(logging.ERROR):
        parsed = read_upload("x.csv", b"secret,b\n1,2\n")[0]
    assert refused(parsed)[0] == "unforeseen"
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_a_json_file_with_a_private_message_folder_is_not_known(read_one):
    data = {"participants": [{"name": "a"}], "messages": [{"content": "geheim"}]}
    parsed = read_one(json.dumps(data), "message_1.json")
    assert refused(parsed)[0] == "unknown_json"
    assert "geheim" not in repr(parsed)
