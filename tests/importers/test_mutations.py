"""Export files that somebody damaged, cut, doubled or turned: only findings come of it, and no value nobody can use."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmlite.domain.clocks import FIRST_YEAR
from cmlite.errors import ImportRefused
from cmlite.importers import ReadOptions, read_upload
from cmlite.importers.plans import read_plan

CELLS = st.sampled_from(
    (
        *(
            "",
            "-",
            "NaN",
            "inf",
            "-1",
            "1e5",
            "1E+300",
            "9" * 400,
            "1.234,56",
            "1,234.5",
            "10%",
            "4102444800",
            "20000.5",
        ),
        *("2026-02-30", "13/13/2026", "0001-01-01T00:00:00+05:00", "9999-12-31 23:59 -05:00", "31.12.9999", "99:99"),
        *("29. Feb.", "February 29", "03. Apr", "=1+1", "x" * 200_000, "\u2028", "\ufeff", "\x1e", "💥", "١٢٣", '"'),
        *("Total", "<a>"),
    )
)
CONVERSATIONS = [
    ["id", "author", "text", "created_at", "inbound", "in_reply_to"],
    ["1", "mira", "Habt ihr offen?", "2026-09-01 10:00:00", "True", ""],
    ["2", "rad", "Bis 18 Uhr", "01.09.2026 12:00", "False", "1"],
]
DAILY = [
    ["Date", "Impressions", "Likes", "New follows"],
    ["Mon, Sep 1, 2026", "5", "1", "0"],
    ["2026-09-02", "7", "", "2"],
]
PLAN = [["Datum", "Uhrzeit", "Text", "Netzwerk"], ["01.12.2026", "10:00", "Stollen", "Instagram"], ["", "", "Idee", ""]]
OUTSIDE = st.sampled_from(
    [None, [], {}, "x", -1, 1e300, float("nan"), 10**400, True, "\ud83d", "9999-12-31T23:59:59-05:00"]
)
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def damaged(draw, table):
    """The rows after some accidents."""
    rows = [list(row) for row in table]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(rows) - 1))
        width = max(1, *(len(row) for row in rows))
        column = draw(st.integers(0, width - 1))
        what = draw(st.sampled_from(["cell", "cell", "column", "gone", "short", "doubled", "turned", "heading"]))
        if what == "cell" and column < len(rows[at]):
            rows[at][column] = draw(CELLS)
        elif what == "column":
            cell = draw(CELLS)
            rows = [rows[0], *([*row[:column], cell, *row[column + 1 :]] for row in rows[1:])]
        elif what == "gone":
            rows = [[*row[:column], *row[column + 1 :]] for row in rows]
        elif what == "short":
            rows[at] = rows[at][:column]
        elif what == "doubled":
            rows[at] = [*rows[at], *rows[at]]
        elif what == "turned":
            rows = [row[::-1] for row in rows]
        elif what == "heading":
            rows.insert(at, list(rows[0]))
    return rows


def written(draw, rows):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=draw(st.sampled_from(",;\t"))).writerows(rows)
    content = out.getvalue().encode("utf-8", "replace")
    return content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content


def check(results):
    for parsed in results:
        assert not any(found.key.endswith("unforeseen") for found in parsed.findings), parsed.findings
        for frame, column in ((parsed.posts, "published_at"), (parsed.messages, "sent_at"), (parsed.days, "day")):
            if frame is not None:
                known = frame[column].dropna()
                assert (known.dt.year >= min(FIRST_YEAR, 1954)).all()
                assert (known.dt.year < 2300).all()
        for frame in (parsed.values, parsed.days, parsed.breakdown):
            assert frame is None or np.isfinite(frame["value"].astype(float)).all()
        for frame in (parsed.posts, parsed.messages):
            assert frame is None or "".join(frame["text"]).encode() is not None


@pytest.mark.parametrize("name", ["facebook", "instagram", "conversations", "daily"])
@relaxed
@given(data=st.data())
def test_a_damaged_table_gives_findings_and_values_that_can_be_used(name, fb_rows, ig_rows, data):
    table = {"facebook": fb_rows, "instagram": ig_rows, "conversations": CONVERSATIONS, "daily": DAILY}[name]
    said = ReadOptions(
        zone=data.draw(st.sampled_from(["UTC", "America/Los_Angeles", "Europe/Berlin"])),
        network=data.draw(st.sampled_from([None, "instagram", "x"])),
        day_first=data.draw(st.sampled_from([None, True, False])),
    )
    check(read_upload("x.csv", written(data.draw, damaged(data.draw, table)), options=said))


@relaxed
@given(data=st.data())
def test_a_damaged_archive_gives_findings_and_texts_that_can_be_saved(data):
    def worn(tree):
        if data.draw(st.integers(0, 14)) == 0:
            return data.draw(OUTSIDE)
        if isinstance(tree, dict):
            return {key: worn(value) for key, value in tree.items()}
        return [worn(one) for one in tree] if isinstance(tree, list) else tree

    review = {"reviewId": "a", "starRating": "FIVE", "comment": "Gut", "createTime": "2026-01-01T00:00:00Z"}
    review |= {
        "reviewer": {"displayName": "Jo"},
        "reviewReply": {"comment": "Danke", "updateTime": "2026-01-02T00:00:00Z"},
    }
    post = {"media": [{"uri": "a.jpg", "creation_timestamp": 1_700_000_000, "title": "Rad"}], "title": "Tour"}
    note = {"string_map_data": {"Comment": {"value": "Hallo"}, "Time": {"timestamp": 1_700_000_000}}}
    item = {
        "id": "1",
        "to": ["as:Public"],
        "published": "2026-01-01T00:00:00Z",
        "object": {"id": "x", "content": "<p>Hi"},
    }
    outbox = {"type": "OrderedCollection", "id": "outbox.json", "orderedItems": [item, item]}
    for tree in ({"reviews": [review, review]}, [post, post], [note], outbox):
        check(read_upload("x.json", json.dumps(worn(tree)).encode()))


@relaxed
@given(data=st.data())
def test_a_damaged_plan_is_read_or_refused_in_words(data):
    try:
        file = read_plan("plan.csv", written(data.draw, damaged(data.draw, PLAN)), networks={"instagram": "instagram"})
    except ImportRefused as error:
        assert not error.key.endswith("unforeseen")
        return
    assert all(row.at is None or FIRST_YEAR <= row.at.year < 2300 for row in file.rows)
