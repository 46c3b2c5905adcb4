"""Plan files: every layout is known by its headings, dates are read as they are written, and bad files say why."""

import io
import tomllib
from datetime import datetime, time

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmlite.errors import ImportRefused
from cmlite.importers.plan_layouts import BUFFER_COLUMNS, METRICOOL_COLUMNS, PUBLER_COLUMNS
from cmlite.importers.plans import MAX_ROWS, read_plan
from tests.conftest import ROOT

NETWORKS = {
    **{key: key for key in ("instagram", "facebook", "x", "google_business", "linkedin")},
    "instagram": "instagram",
    "google business profile": "google_business",
}
AT = datetime(2026, 12, 24, 9, 30)


def read(content, name="plan.csv", **how):
    return read_plan(name, content if isinstance(content, bytes) else content.encode(), networks=NETWORKS, **how)


def line(columns, **values):
    return ",".join(f'"{values.get(column, "")}"' for column in columns)


def test_buffers_four_columns():
    columns = list(BUFFER_COLUMNS)
    row = line(
        columns, **{"Text": "Frisch, warm", "Image URL": "https://a.example/b.jpg", "Posting Time": "2026-12-24 09:30"}
    )
    file = read(",".join(columns) + "\n" + row + "\n")
    assert (file.layout, file.targets) == ("buffer", ())
    (found,) = file.rows
    assert (found.text, found.at, found.media) == ("Frisch, warm", AT, 1)
    assert "title" not in file.fields


def test_metricools_columns_say_yes_and_no_by_network():
    values = {
        "Text": "Brot",
        "Date": "2026-12-24",
        "Time": "09:30:00",
        "Draft": "TRUE",
        "Instagram": "TRUE",
        "GBP": "yes",
    }
    values |= {"Facebook": "FALSE", "Instagram Post Type": "REEL"}
    file = read(",".join(METRICOOL_COLUMNS) + "\n" + line(METRICOOL_COLUMNS, **values) + "\n")
    (found,) = file.rows
    assert file.layout == "metricool"
    assert (found.at, found.state, found.format) == (AT, "draft", "reel")
    assert set(found.targets) == {"instagram", "google_business"}


def test_publers_twelve_columns_and_the_six_before_them():
    values = {
        PUBLER_COLUMNS[0]: "2026/12/24 09:30",
        "Text": "Brot || Bild eins",
        PUBLER_COLUMNS[2]: "https://a.example",
    }
    new = read(
        line(PUBLER_COLUMNS, **dict(zip(PUBLER_COLUMNS, PUBLER_COLUMNS, strict=True)))
        + "\n"
        + line(PUBLER_COLUMNS, **values)
        + "\n"
    )
    old = read("Date,Message,Link,Media URL,Title,Label\n2026-12-24 09:30,Brot,https://a.example,,,\n")
    for file in (new, old):
        assert file.layout == "publer"
        assert [(one.text, one.at) for one in file.rows] == [("Brot\n\nhttps://a.example", AT)]


@pytest.mark.parametrize("headings", ["", "Date,Message,Link\n", "Date,Message,URL\n"])
def test_hootsuites_three_columns_with_and_without_headings(headings):
    file = read(f'{headings}24/12/2026 09:30,"Brot, warm",https://a.example/x\n25/12/2026 08:00,Kuchen,\n')
    assert file.layout == "hootsuite"
    assert [(one.text, one.at) for one in file.rows] == [
        ("Brot, warm\n\nhttps://a.example/x", AT), ("Kuchen", datetime(2026, 12, 25, 8)),
    ]  # fmt: skip
    assert file.rows[0].line == (2 if headings else 1)


@pytest.mark.parametrize("code", ["de", "en"])
def test_the_template_of_both_languages_is_read_back(code):
    words = tomllib.loads((ROOT / f"cmlite/locales/{code}.toml").read_text(encoding="utf-8"))["plans"]["template"]
    values = {"day": "24.12.2026", "time": "09:30", "text": "Brot", "title": "T", "channel": "instagram:@a",
              "pillar": "Handwerk", "format": "photo", "campaign": "Advent"}  # fmt: skip
    file = read(";".join(words[name] for name in values) + "\n" + ";".join(values.values()) + "\n")
    (found,) = file.rows
    assert (file.layout, found.at, found.targets) == ("cmlite", AT, ("instagram:@a",))
    assert (found.title, found.pillar, found.format, found.campaign) == ("T", "Handwerk", "photo", "Advent")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("24.12.2026;09:30", AT),
        ("24.12.26;9:30", AT),
        ("24.12.2026;9.30 Uhr", AT),
        ("2026-12-24;09:30", AT),
        ("2026-12-24T09:30;", AT),
        ("24. Dezember 2026;09:30", AT),
        ("Dec 24, 2026;9:30 AM", AT),
    ],
)
def test_german_and_iso_dates_are_read(written, at):
    assert read(f"day;time;text\n{written};Brot\n").rows[0].at == at


def test_a_time_that_names_its_zone_is_taken_at_its_word():
    (found,) = read("day,text\n2026-12-24T09:30:00+01:00,Brot\n").rows
    assert found.is_utc and found.at == datetime(2026, 12, 24, 8, 30)


def test_where_day_and_month_cannot_be_told_the_owner_is_asked():
    content = "Date,Message,Link\n03/04/2027 09:00,Brot,\n05/04/2027 09:00,Kuchen,\n"
    assert read(content).undecided == ("2027-04-03", "2027-03-04")
    assert [one.at.day for one in read(content, day_first=True).rows] == [3, 5]
    assert {one.at.day for one in read(content, day_first=False).rows} == {4}


def test_a_day_without_a_time_and_a_row_without_a_day():
    file = read("day,time,text\n2026-12-24,,Brot\n,,Einfall\n")
    assert [(one.at is not None, one.day_only) for one in file.rows] == [(True, True), (False, False)]


def test_networks_are_known_by_key_and_name_and_accounts_by_both():
    file = read(
        "day;text;networks;channels\n2026-12-24;Brot;Instagram, Google Business Profile;instagram:@a\n;B;facebook x;\n"
    )
    assert [one.targets for one in file.rows] == [("instagram:@a", "google_business"), ("facebook", "x")]


@pytest.mark.parametrize(
    ("cell", "targets"),
    [
        ("Instagram", ("instagram",)),
        ("instagram:@a, facebook:B", ("instagram:@a", "facebook:B")),
        ("facebook:Sonne, Mond und Sterne", ("facebook:Sonne, Mond und Sterne",)),
        ("facebook:A; x", ("facebook:A", "x")),
        ("facebook:A, X", ("facebook:A, X",)),
    ],
)
def test_a_channel_may_be_written_as_people_write_it(cell, targets):
    assert read(f'Tag;Text;Kanal\n2026-12-24;Brot;"{cell}"\n').rows[0].targets == targets


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_workbook_is_read_with_its_real_dates_and_formulas_are_never_worked_out():
    content = workbook(
        ["Tag", "Uhrzeit", "Text", "Kanal"],
        [datetime(2026, 12, 24), time(9, 30), "Brot", "instagram:@a"],
        [datetime(2026, 12, 24, 9, 30), None, "Kuchen", "instagram:@a"],
        [datetime(2026, 12, 25), time(9), '=CONCATENATE("a","b")', "instagram:@a"],
        [datetime(2026, 12, 25), time(9), '=HYPERLINK("http://x")', "instagram:@a"],
    )
    found = read(content, "plan.xlsx").rows
    assert [one.at for one in found[:2]] == [AT, AT]
    assert [one.problem for one in found] == ["", "", "plans.row.formula", "plans.row.formula"]


def test_what_cmlite_writes_so_that_spreadsheets_do_not_run_it_is_read_as_it_was():
    (found,) = read('post_id;day;text\np1;;"\'=1+1"\n').rows
    assert found.text == "=1+1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_come_through_in_every_usual_encoding(encoding):
    file = read("Tag;Text;Kanal\n24.12.2026;Grüße von „hier“ – schön;instagram:@a\n".encode(encoding))
    assert file.rows[0].text == "Grüße von „hier“ – schön"
    assert bool(file.findings) == (encoding == "cp1252")


def test_a_file_cut_in_half_says_where():
    whole = 'day,text\n2026-12-24,Brot\n2026-12-25,"Kuchen\nmit Sahne"\n'
    file = read(whole[: whole.index("Sahne")])
    assert [one.text for one in file.rows] == ["Brot"]
    assert [one.key for one in file.findings] == ["imports.warning.cut_off"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "zero_bytes"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not_table_image"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "not_table_image"),
        (b"MZ\x90" + bytes(300), "not_table_binary"),
        (b"%PDF-1.7 ...", "not_table_pdf"),
        (b"<html><body>hello</body></html>", "not_table_html"),
        (b'{"posts": []}', "plan_json"),
        (b"PK\x03\x04" + bytes(60), "plan_zip"),
        (b"Name,Preis\nBrot,3\n", "plan_unknown"),
        (b"Brot", "plan_unknown"),
        (b"day,text\n", "empty"),
        (b"\x00\x01\x02\x03" * 50, "not_table_binary"),
        (b"day,text\n" + b",a\n" * (MAX_ROWS + 1), "plan_too_many"),
    ],
)
def test_what_is_no_plan_says_so_with_the_name_of_the_file(content, key):
    with pytest.raises(ImportRefused) as refused:
        read(content, "bild.csv")
    assert refused.value.key == f"imports.refused.{key}" and refused.value.values["file"] == "bild.csv"


def test_half_a_workbook_is_refused():
    content = workbook(["Tag", "Text"], ["24.12.2026", "Brot"])
    with pytest.raises(ImportRefused):
        read(content[: len(content) // 2], "plan.xlsx")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(lambda words: f"day,text,channels\n{words}".encode("utf-8", "replace")),
    )
)
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        file = read(content)
    except ImportRefused as error:
        assert error.key != "imports.refused.unforeseen"
    else:
        assert all(one.line >= 1 for one in file.rows)
