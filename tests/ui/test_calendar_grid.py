"""A day with very many posts: some are drawn, the others are counted and come when somebody asks."""

from datetime import date, datetime

import pytest
import streamlit as st

from cmlite.domain.posts import Entry
from cmlite.ui import calendar_grid as grid

DAY = date(2027, 3, 10)
ENTRIES = [
    Entry(
        post_id=f"p{n}", title=f"Brot {n}", text="", pillar_id="", format="", state="draft", version=1,
        at=datetime(2027, 3, 10, 8, n % 60), wall=datetime(2027, 3, 10, 9, n % 60),
    )
    for n in range(300)
]  # fmt: skip


def drawn(view, entries=ENTRIES):
    marks = grid.Marks((), ())
    return grid._day(DAY, entries, marks, {}, view, DAY, DAY, "Europe/Berlin", grid._most(view, DAY))


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_a_day_sends_a_handful_and_the_number_of_the_others(view):
    day = drawn(view)
    assert len(day["entries"]) <= 20
    assert len(day["entries"]) + day["more"] == 300


def test_a_day_with_few_posts_has_no_others():
    assert drawn("month", ENTRIES[:4])["more"] == 0


def test_a_day_that_was_unfolded_shows_all_in_that_view_only(monkeypatch):
    monkeypatch.setattr(st, "session_state", {grid._UNFOLDED: {("month", DAY.isoformat())}})
    assert (len(drawn("month")["entries"]), drawn("month")["more"]) == (300, 0)
    assert drawn("week")["more"] > 0
