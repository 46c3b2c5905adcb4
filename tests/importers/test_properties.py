"""What holds for every export: column order, missing columns, cuts, sums, noise."""

import csv
import io
import json
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmlite.importers import Parsed, ReadOptions, read_upload
from cmlite.importers.formats import KNOWN
from cmlite.importers.posts import POST_TYPES

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

HEADINGS = [
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)",
    "Publish time",
    "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes", "Shares", "Follows",
    "Comments", "Saves",
]  # fmt: skip
METRICS = {
    "Views": "views",
    "Likes": "likes",
    "Shares": "shares",
    "Comments": "comments",
    "Follows": "follows",
}
OPTIONAL = [
    "Views",
    "Likes",
    "Shares",
    "Comments",
    "Follows",
    "Reach",
    "Duration (sec)",
    "Description",
    "Date",
]
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.just('a, "b";\nc\r\nd\t|')
counts = st.one_of(st.just(""), st.integers(0, 10**6).map(str))


@st.composite
def posts(draw: st.DrawFn) -> list[dict[str, str]]:
    rows = []
    for number in range(draw(st.integers(1, 6))):
        row = dict.fromkeys(HEADINGS, "")
        row |= {
            "Post ID": f"18000000000{number:04d}", "Account ID": "17", "Account username": "rad",
            "Description": draw(texts), "Publish time": f"{draw(st.integers(1, 12)):02d}/15/2026 10:00",
            "Permalink": f"https://www.instagram.com/p/b{number}/", "Post type": "IG image",
            "Date": "Lifetime",
        }  # fmt: skip
        row |= {name: draw(counts) for name in (*METRICS, "Saves")}
        rows.append(row)
    return rows


def write(rows: list[dict[str, str]], columns: list[str], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=delimiter, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(content: bytes, name: str = "x.csv") -> Parsed:
    return read_upload(name, content)[0]


def table(parsed: Parsed) -> list[tuple[object, ...]]:
    assert parsed.values is not None
    return sorted(parsed.values.itertuples(index=False, name=None))


@relaxed
@given(posts(), st.permutations(HEADINGS))
def test_the_order_of_the_columns_changes_nothing(rows, order):
    first, second = read(write(rows, HEADINGS)), read(write(rows, order))
    pd.testing.assert_frame_equal(first.posts, second.posts)
    assert table(first) == table(second)
    assert first.totals == second.totals


@relaxed
@given(posts(), st.sets(st.sampled_from(OPTIONAL)))
def test_a_missing_optional_column_only_empties_its_fields(rows, missing):
    full, part = (
        read(write(rows, HEADINGS)),
        read(write(rows, [name for name in HEADINGS if name not in missing])),
    )
    assert part.posts.external_id.tolist() == full.posts.external_id.tolist()
    assert part.posts.published_at.tolist() == full.posts.published_at.tolist()
    gone = {METRICS.get(name, name.casefold()) for name in missing} | {"video_seconds"}
    assert [row for row in table(part) if row[1] not in gone] == [row for row in table(full) if row[1] not in gone]


@relaxed
@given(posts(), st.sampled_from([",", ";", "\t", "|"]))
def test_sums_are_the_sums_of_the_cells(rows, delimiter):
    parsed = read(write(rows, HEADINGS, delimiter))
    for heading, metric in METRICS.items():
        cells = [int(row[heading]) for row in rows if row[heading]]
        assert parsed.totals.get(metric, 0) == sum(cells)
        assert (parsed.values.metric == metric).sum() == len(cells)


@relaxed
@given(posts())
def test_texts_arrive_as_they_were_written(rows):
    parsed = read(write(rows, HEADINGS))
    assert parsed.posts.text.tolist() == [row["Description"].strip() for row in rows]


@settings(max_examples=150, deadline=None)
@given(posts(), st.floats(0, 1))
def test_a_file_cut_at_any_byte_gives_a_correct_beginning_or_is_refused(rows, share):
    content = write(rows, HEADINGS)
    whole, part = read(content), read(content[: int(len(content) * share)])
    if part.kind == "refused":
        return
    assert part.kind == "posts" or part.rows == 0 or part.kind == "unknown"
    if part.kind != "posts":
        return
    size = len(part.posts)
    assert part.posts.external_id.tolist() == whole.posts.external_id.tolist()[:size]
    unsure = any(found.key == "imports.note.no_final_line_break" for found in part.findings)
    sure = set(part.posts.external_id[: size - 1] if unsure else part.posts.external_id)
    assert [row for row in table(part) if row[0] in sure] == [row for row in table(whole) if row[0] in sure]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_file_with_a_changed_byte_never_raises(data):
    content = bytearray(write(data.draw(posts()), HEADINGS))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    for parsed in read_upload("x.csv", bytes(content)):
        assert all(found.key.startswith("imports.") for found in parsed.findings)
        assert not any(found.key.endswith("unforeseen") for found in parsed.findings)
        json.dumps([dict(found.values) for found in parsed.findings])


SIGNS = st.sampled_from([*",;\t|\"'\n\r=-.0123456789 aZ#%€ü\ufeff\u00ad\x00<{[", "Date", "Views", "sep="])


@settings(max_examples=300, deadline=None)
@given(st.lists(SIGNS, max_size=60).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_noise_of_every_kind_is_a_result_and_never_unforeseen(text, encoding):
    for parsed in read_upload("x.csv", text.encode(encoding, errors="replace")):
        assert not any(found.key.endswith("unforeseen") for found in parsed.findings)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"[{", b"\xff\xfe", b"sep=;\n"]),
)
def test_bytes_of_every_kind_are_a_result_and_never_unforeseen(noise, start):
    for parsed in read_upload("x.csv", start + noise):
        assert not any(found.key.endswith("unforeseen") for found in parsed.findings)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KNOWN), st.data())
def test_known_headings_over_any_cells_never_end_unforeseen(known, data):
    columns = data.draw(st.permutations([*sorted(known.every), *sorted(known.some)]))
    cell = st.sampled_from(["", "1", "-", "2026-01-01", "x", "03. Apr", "1,5", "9" * 30, "1E+300", "-1", "\ufffd"])
    rows = data.draw(st.lists(st.lists(cell, min_size=1, max_size=len(columns)), min_size=1, max_size=5))
    text = "\n".join(";".join(row) for row in [columns, *rows])
    for parsed in read_upload("x.csv", text.encode()):
        assert not any(found.key.endswith("unforeseen") for found in parsed.findings)


JSON_KEYS = [
    "media",
    "title",
    "uri",
    "creation_timestamp",
    "string_map_data",
    "reviews",
    "starRating",
    "comment",
    "type",
    "id",
    "orderedItems",
    "object",
    "to",
    "cc",
    "attachment",
    "reviewer",
    "reviewReply",
    "timestamp",
    "value",
    "published",
]
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(JSON_KEYS),
            inner | st.sampled_from(["OrderedCollection", "outbox.json", "as:Public", "FIVE"]),
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_json_of_any_structure_never_ends_unforeseen(data):
    item = {"to": "as:Public", "object": data}
    wrapped = (
        data,
        [{"media": [data]}],
        {"reviews": [data, {"starRating": data}]},
        [{"string_map_data": {"a": data}}],
        {"type": "OrderedCollection", "id": "outbox.json", "orderedItems": [item]},
    )
    for tree in wrapped:
        for parsed in read_upload("x.json", json.dumps(tree).encode()):
            assert not any(found.key.endswith("unforeseen") for found in parsed.findings)


def test_every_kind_of_post_is_one_of_the_canonical_ones():
    canonical = {
        "photo",
        "video",
        "reel",
        "carousel",
        "story",
        "link",
        "text",
        "live",
        "poll",
        "document",
        "other",
    }
    assert set(POST_TYPES.values()) <= canonical


@pytest.mark.parametrize("make", [lambda rows: rows, lambda rows: rows[::-1]], ids=["as written", "turned"])
def test_reading_twice_equals_reading_once(make: Callable[[list[str]], list[str]], as_csv, ig_rows):
    content = as_csv([ig_rows[0], *make(ig_rows[1:])]).encode()
    first, second = (read_upload("x.csv", content, options=ReadOptions())[0] for _ in range(2))
    assert first.posts.equals(second.posts)
    assert first.values.equals(second.values)
