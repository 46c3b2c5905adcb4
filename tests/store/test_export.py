"""CSV that spreadsheets open without harm."""

import csv
import io
import tempfile
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite.store.export import csv_bytes, frame_of

FRAME = pd.DataFrame(
    {
        "text": ["=1+1", "-kurz", "Grüße; aus\nKöln", '"Zitat"', None],
        "when": pd.to_datetime(["2026-11-24 10:00:00", None, None, None, None]),
        "rate": [0.0525, 12.0, None, -1.5, 1e6],
        "count": [1, 2, 3, 4, 5],
    }
)


def rows(content, delimiter):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def test_german_files_have_mark_semicolons_and_decimal_commas():
    content = csv_bytes(FRAME, "de")
    assert content.startswith(b"\xef\xbb\xbf")
    found = rows(content, ";")
    assert found[0] == ["text", "when", "rate", "count"]
    assert [row[2] for row in found[1:]] == ["0,0525", "12", "", "-1,5", "1000000"]


def test_english_files_have_commas_and_points():
    assert [row[2] for row in rows(csv_bytes(FRAME, "en"), ",")[1:]] == ["0.0525", "12", "", "-1.5", "1000000"]


def test_dates_are_iso_and_missing_is_empty():
    assert [row[1] for row in rows(csv_bytes(FRAME, "de"), ";")[1:3]] == ["2026-11-24 10:00:00", ""]
    assert datetime.fromisoformat(rows(csv_bytes(FRAME, "de"), ";")[1][1]) == datetime(2026, 11, 24, 10)


def test_line_breaks_and_quotes_survive():
    assert [row[0] for row in rows(csv_bytes(FRAME, "de"), ";")[3:5]] == ["Grüße; aus\nKöln", '"Zitat"']


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_no_cell_can_be_run_as_a_formula_and_no_text_is_lost(texts):
    content = csv_bytes(pd.DataFrame({"text": texts}), "de")
    cells = [
        row[0] if row else "" for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    ][1:]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == [text.removeprefix("'") for text in texts]


@pytest.mark.parametrize("style", ["de", "en"])
def test_no_rows_still_have_headings(style):
    content = csv_bytes(frame_of([], ("a", "b")), style)
    assert content.decode("utf-8-sig").strip() in {"a;b", "a,b"}


def test_a_temporary_folder_may_be_named_after_anybody(tmp_path, monkeypatch):
    (folder := tmp_path / "O'Brien").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert csv_bytes(frame_of([{"a": "1"}], ("a",)), "de").decode("utf-8-sig").split() == ["a", "1"]
