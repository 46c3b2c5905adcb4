"""Bytes become rows: encodings, wrapped rows, separators, ragged and cut files."""

import subprocess
import sys

import pytest


def daily(metric="Facebook reach", values=("3", "5")):
    lines = ["sep=,", f'"{metric}"', '"Date","Primary"']
    lines += [f'"2026-01-0{day}T00:00:00","{value}"' for day, value in enumerate(values, start=1)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe" + daily().encode("utf-16-le"),
        b"\xfe\xff" + daily().encode("utf-16-be"),
        daily().encode("utf-16-le"),
        b"\xef\xbb\xbf" + daily().encode(),
        daily().replace("\n", "\r\n").encode(),
    ],
    ids=["utf-16-le", "utf-16-be", "utf-16-le without mark", "utf-8 with mark", "crlf"],
)
def test_every_encoding_of_a_daily_file_reads_the_same(read_one, content):
    parsed = read_one(content)
    assert (parsed.format_id, parsed.network, parsed.totals) == ("meta_daily", "facebook", {"reach": 8.0})


def test_plain_letters_in_utf_16_are_not_taken_for_utf_8(read_one):
    parsed = read_one(daily("Facebook visits").encode("utf-16-le"))
    assert parsed.kind == "days"


def test_text_in_a_code_page_is_read_as_a_guess_and_says_so(read_one, as_csv, ig_rows, keys_of):
    parsed = read_one(as_csv(ig_rows).encode("cp1252"))
    assert parsed.posts.text.tolist() == ["Kette ölen", "Tour"]
    assert keys_of(parsed) == ["warning.code_page_guessed"]


def test_bytes_a_code_page_does_not_know_are_counted(read_one, as_csv, ig_rows, keys_of):
    parsed = read_one(as_csv(ig_rows).encode("cp1252").replace(b"Tour", b"T\x81ur"))
    assert "warning.unknown_bytes" in keys_of(parsed)


def test_the_owner_can_choose_another_code_page(read_one, as_csv, ig_rows):
    text = as_csv(ig_rows).replace("Kette ölen", "Łańcuch")
    parsed = read_one(text.encode("cp1250"), code_page="cp1250")
    assert parsed.posts.text[0] == "Łańcuch"


def test_rows_wrapped_into_one_cell_are_repaired_line_by_line(read_one, as_csv, fb_rows, keys_of):
    wrapped = []
    for line in as_csv(fb_rows).removesuffix("\n").split("\n"):
        quoted = '"' in line or "," in line
        wrapped.append('"' + line.replace('"', '""') + '"' if quoted else line)
    parsed = read_one("\n".join(wrapped) + "\n")
    assert parsed.format_id == "meta_fb_posts"
    assert parsed.posts.text.tolist() == ["Neue Lichter, sofort\nda", "Probefahrt"]
    assert "note.rows_unwrapped" in keys_of(parsed)


def test_a_sep_line_followed_by_tabs_names_the_delimiter(read_one):
    text = "sep=\t\t\r\nInstagram reach\r\nDate\tPrimary\r\n2026-01-01T00:00:00\t7\r\n"
    parsed = read_one(text)
    assert (parsed.network, parsed.totals) == ("instagram", {"reach": 7.0})


def test_a_daily_file_saved_again_with_semicolons_and_empty_tails_is_recognised(read_one):
    parsed = read_one("Instagram reach;;;;\nDate;Primary;;;\n2026-01-01;1.234;;;\n2026-01-02;6;;;\n")
    assert (parsed.format_id, parsed.network, parsed.totals) == ("meta_daily", "instagram", {"reach": 1240.0})


def test_the_delimiter_is_not_told_by_counting_commas(read_one):
    heading = "Post id;Date;Post text;Post Link;Impressions;Engagements"
    row = "2088707281628432170;Sat, Aug 15, 2026;a, b, c, d, e, f, g, h;https://x.com/a/status/1;4;1"
    parsed = read_one(f"{heading}\n{row}\n")
    assert parsed.format_id == "x_content"


def test_headings_may_stand_below_a_sentence(read_one):
    text = "These are the numbers of your page\n\nDate,Sponsored followers,Organic followers,Total followers\n"
    parsed = read_one(text + "01/31/2026,0,4,4\n")
    assert (parsed.format_id, parsed.totals) == ("linkedin_followers", {"follows": 4.0})


def test_short_rows_are_filled_and_told(read_one, as_csv, fb_rows, keys_of, values_of):
    rows = [fb_rows[0], fb_rows[1], fb_rows[2][:-3]]
    parsed = read_one(as_csv(rows))
    assert len(parsed.posts) == 2
    assert ("101000000000002", "clicks") not in values_of(parsed)
    assert "note.short_rows" in keys_of(parsed)


def test_long_rows_are_left_out_with_their_line(read_one, as_csv, ig_rows):
    parsed = read_one(as_csv([*ig_rows, [*ig_rows[1], "", "extra"], [*ig_rows[2], "", ""]]))
    assert parsed.refused.iloc[0].to_dict() == {"line": 4, "key": "imports.row.too_long", "detail": "20"}
    assert parsed.rows == 3


def test_a_lone_carriage_return_in_an_unquoted_text_does_not_cut_the_post(read_one, keys_of):
    text = (
        "Post id,Date,Post text,Post Link,Impressions,Engagements\n"
        '2088707281628432170,"Sat, Aug 15, 2026",hard\rbreak,https://x.com/a/status/2088707281628432170,4,1\n'
    )
    parsed = read_one(text)
    assert parsed.posts.text.tolist() == ["hard\nbreak"]
    assert parsed.totals["impressions"] == 4
    assert "note.rows_joined" in keys_of(parsed)


def test_line_breaks_of_all_kinds_inside_quotes_belong_to_the_text(read_one, as_csv, ig_rows):
    rows = [ig_rows[0], [*ig_rows[1][:4], "a\r\nb\rc\nd", *ig_rows[1][5:]]]
    assert read_one(as_csv(rows)).posts.text[0] == "a\r\nb\rc\nd"


def test_a_file_with_old_line_ends_reads_like_any_other(read_one, as_csv, ig_rows):
    assert read_one(as_csv(ig_rows, end="\r")).totals == read_one(as_csv(ig_rows)).totals


def test_a_cut_last_row_is_left_out_with_a_warning(read_one, as_csv, ig_rows, keys_of):
    text = as_csv(ig_rows)
    parsed = read_one(text[: text.index("IG reel")])
    assert parsed.posts.external_id.tolist() == ["180000000000001"]
    assert keys_of(parsed) == ["warning.cut_off"]


def test_a_quote_that_never_closes_ends_the_file_there(read_one, as_csv, fb_rows, keys_of):
    text = as_csv([fb_rows[0], fb_rows[2], fb_rows[1]])
    parsed = read_one(text[: text.index("sofort") + 4])
    assert parsed.posts.external_id.tolist() == ["101000000000002"]
    assert "warning.cut_off" in keys_of(parsed)


def test_a_missing_last_line_break_is_mentioned_but_nothing_is_lost(read_one, as_csv, ig_rows, keys_of):
    parsed = read_one(as_csv(ig_rows).removesuffix("\n"))
    assert len(parsed.posts) == 2
    assert keys_of(parsed) == ["note.no_final_line_break"]


def test_a_doubled_heading_is_silent_when_equal_and_told_when_not(read_one, as_csv, fb_rows, keys_of):
    views = fb_rows[0].index("Views")
    equal = [[*row, row[views]] for row in fb_rows]
    assert "warning.doubled_heading" not in keys_of(read_one(as_csv(equal)))
    different = [[*fb_rows[0], "Views"], *([*row, "7"] for row in fb_rows[1:])]
    parsed = read_one(as_csv(different))
    assert "warning.doubled_heading" in keys_of(parsed)
    assert parsed.totals["views"] == 140


def test_empty_columns_at_the_right_are_dropped(read_one, as_csv, ig_rows):
    padded = [[*row, "", "", ""] for row in ig_rows]
    parsed = read_one(as_csv(padded))
    assert parsed.headings == tuple(ig_rows[0])


def test_a_text_longer_than_the_csv_reader_likes_is_read(read_one, as_csv, ig_rows):
    rows = [ig_rows[0], [*ig_rows[1][:4], "x" * 300_000, *ig_rows[1][5:]]]
    assert len(read_one(as_csv(rows)).posts.text[0]) == 300_000


def test_formulas_stay_text(read_one, as_csv, ig_rows):
    rows = [ig_rows[0], [*ig_rows[1][:4], '=HYPERLINK("http://x")', *ig_rows[1][5:]]]
    assert read_one(as_csv(rows)).posts.text[0] == '=HYPERLINK("http://x")'


def test_the_first_file_of_all_may_be_one_huge_cell():
    """In a program of its own: the reader's usual limit is lifted for the whole program."""
    look = "from cmlite.importers import read_upload as r; print(r('x.csv', b'\"' + b'a\"\"b' * 60_000 + b'\"')[0].findings[0].key)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "imports.refused.empty"
