"""Workbooks: sheets, formulas, shortened numbers, damaged and old files."""

import io
import struct
import zipfile
from datetime import datetime

import openpyxl
import pytest

from cmlite.importers import read_upload


def keys(parsed):
    return [found.key.removeprefix("imports.") for found in parsed.findings]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(rows, title="Metrics"):
    """A minimal BIFF8 workbook in a minimal compound file."""

    def record(number, data):
        return struct.pack("<HH", number, len(data)) + data

    def text(value):
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    cells = b""
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(value, str):
                cells += record(0x0204, place + text(value))
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    opening = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = title.encode("utf-16-le")
    sheet_head = len(record(0x0809, opening)) + 4 + 8 + len(name) + 4
    bound = record(0x0085, struct.pack("<IHBB", sheet_head, 0, len(title), 1) + name)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A, b"")
    stream = record(0x0809, opening) + bound + record(0x000A, b"") + sheet
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    sectors = len(stream) // 512

    def entry(label, kind, start, size, child=0xFFFFFFFF):
        raw = label.encode("utf-16-le").ljust(64, b"\x00")
        used = (len(label) + 1) * 2 if label else 0
        return (
            raw
            + struct.pack("<HBBIII", used, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 0, len(stream)) + entry("", 0, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", sectors + 1, *[0xFFFFFFFF] * 108)
    return header + stream + directory + table


FOLLOWERS = [
    ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"],
    ["01/30/2026", 0, 4, 1, 5],
    ["01/31/2026", 0, 2, 0, 2],
]


def test_a_workbook_reads_like_the_csv_of_the_same_cells(as_csv):
    inside = read_upload("f.xlsx", workbook(New_followers=FOLLOWERS))[0]
    text = read_upload("f.csv", as_csv(FOLLOWERS).encode())[0]
    assert inside.days.equals(text.days)
    assert inside.totals == {"follows": 7.0}


def test_every_sheet_that_is_known_gives_a_table_and_the_others_are_passed_over():
    demography = [["Location", "Total followers"], ["Köln", 7], ["Bonn", 3]]
    content = workbook(New_followers=FOLLOWERS, Location=demography, Notes=[["read", "me"], ["a", "b"]])
    results = read_upload("f.xlsx", content)
    assert [(parsed.file_name, parsed.format_id) for parsed in results] == [
        ("f.xlsx / New followers", "linkedin_followers"),
        ("f.xlsx / Location", "linkedin_demographics"),
    ]


def test_an_explanatory_sentence_above_the_headings_is_passed_over():
    content = workbook(Metrics=[["Numbers of your page, in UTC."], *FOLLOWERS])
    assert read_upload("f.xlsx", content)[0].format_id == "linkedin_followers"


def test_real_dates_and_serial_numbers_in_a_workbook_are_days():
    dated = workbook(S=[FOLLOWERS[0], [datetime(2026, 1, 30), 0, 4, 1, 5]])
    serial = workbook(S=[FOLLOWERS[0], [46052, 0, 4, 1, 5]])
    assert str(read_upload("f.xlsx", dated)[0].first_day) == "2026-01-30"
    assert str(read_upload("f.xlsx", serial)[0].first_day) == "2026-01-30"


def test_formulas_are_text_and_never_evaluated():
    content = workbook(S=[*FOLLOWERS, ["02/01/2026", 0, 0, 0, "=SUM(E2:E3)"]])
    parsed = read_upload("f.xlsx", content)[0]
    assert parsed.totals == {"follows": 7.0}
    assert [found.values["cell"] for found in parsed.findings if "cell" in found.values] == ["=SUM(E2:E3)"]


def test_ids_a_workbook_keeps_as_numbers_are_mended_or_refused(ig_rows, fb_rows):
    mended = [list(row) for row in fb_rows]
    mended[1][0], mended[2][0] = 1.01e17, 1.02e17
    mended[2][8] = "https://www.facebook.com/reel/202000000000002/"
    parsed = read_upload("f.xlsx", workbook(S=mended))[0]
    assert parsed.posts.external_id.tolist() == ["101000000000001", "202000000000002"]
    lost = [list(row) for row in ig_rows]
    lost[1][0] = 1.80000000000001e17
    assert keys(read_upload("f.xlsx", workbook(S=lost))[0]) == ["refused.ids_damaged"]


def test_an_old_workbook_is_read(as_csv):
    parsed = read_upload("acme_followers_1767400000000.xls", old_workbook([["A sentence."], *FOLLOWERS]))[0]
    assert (parsed.format_id, parsed.totals) == ("linkedin_followers", {"follows": 7.0})


@pytest.mark.parametrize("make", [lambda: workbook(S=FOLLOWERS), lambda: old_workbook(FOLLOWERS)])
def test_a_workbook_cut_anywhere_is_refused_and_never_raises(make):
    content = make()
    for end in range(8, len(content), max(1, len(content) // 60)):
        results = read_upload("f.xls", content[:end])
        assert all(parsed.kind in ("refused", "days", "unknown") for parsed in results)


def test_an_office_file_that_is_no_workbook_is_refused():
    other = old_workbook(FOLLOWERS).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    assert keys(read_upload("f.doc", other)[0]) == ["refused.not_table_document"]


def test_a_web_page_named_xls_is_refused():
    assert keys(read_upload("f.xls", b"<html><table></table></html>")[0]) == ["refused.not_table_html"]


def test_an_empty_workbook_is_refused():
    assert keys(read_upload("f.xlsx", workbook(S=[]))[0]) == ["refused.empty"]


def test_a_sheet_with_too_many_columns_is_refused():
    content = workbook(S=[["a"] * 2500, [1] * 2500])
    assert keys(read_upload("f.xlsx", content)[0]) == ["refused.too_many_columns"]


def test_damage_inside_a_workbook_is_called_damage(caplog):
    """Each library below has errors of its own for it: a text is not in the list, its bytes do not unpack."""
    whole = workbook(S=[["Date", "Followers gained", "Name"], ["2026-01-01", 1, "a"]])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    short = io.BytesIO()
    with zipfile.ZipFile(short, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b't="inlineStr"><is><t>a</t></is>', b't="s"><v>99</v>'))
    torn = whole[:place] + b"\xff" * 30 + whole[place + 30 :]
    for content in (short.getvalue(), torn):
        assert keys(read_upload("f.xlsx", content)[0]) == ["refused.unreadable_workbook"]
    assert not caplog.records
