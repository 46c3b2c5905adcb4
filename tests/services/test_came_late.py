"""Conversations a file brought when their answers were long past due: calm, last in the queue, closed with one click."""

from datetime import timedelta

import pytest

from cmlite.domain.bulk import OLD
from cmlite.domain.deadlines import reason
from cmlite.domain.inbox import Filters
from cmlite.services import deadlines, desk, inbox
from tests.conftest import NOW
from tests.services.test_imports import take
from tests.services.test_inbox import WHO, hear

HEAD = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
STYLE = "%a %b %d %H:%M:%S +0000 %Y"
DAY = 24 * 60


def line(name, minutes, *, author="kunde", to="", ours=False):
    at = f"{NOW - timedelta(minutes=minutes):{STYLE}}"
    return f"{name},{author},{not ours},{at},Hallo {name},,{to}\n"


@pytest.fixture
def queue(store, brand, tmp_path):
    """Four imported ones (old, old with a word of today, of today, late by days) and one the network told itself."""
    rows = [
        line(1, 200 * DAY, author="alt"),
        line(2, 200 * DAY, author="wieder"),
        line(3, 5, author="wieder", to="2"),
        line(4, 5, author="neu"),
        line(6, 3 * DAY, author="verspätet"),
    ]
    take(store, brand, "x.csv", (HEAD + "".join(rows)).encode(), tmp_path, network="x")
    hear(store, "b1", "live", ("in", 100 * DAY, "Hallo?"), handle="live")
    deadlines.bring_up(store, brand, now=NOW)
    return lambda at=NOW: {one.who: one for one in inbox.queue(store, "b1", Filters(), page=1, now=at)[0]}


def test_only_what_was_long_past_due_at_the_import_is_old_and_it_stands_last(store, queue):
    shown = queue()
    assert {who for who, one in shown.items() if one.came_late} == {"alt"}
    assert list(shown)[-1] == "alt"
    assert reason(shown["alt"], NOW).kind == "old"
    assert reason(shown["live"], NOW).kind == reason(shown["verspätet"], NOW).kind == "overdue"


def test_what_becomes_late_after_the_import_presses_like_everything_else(store, queue):
    later = NOW + timedelta(days=30)
    shown = queue(later)
    assert {who for who, one in shown.items() if one.came_late} == {"alt"}
    assert reason(shown["neu"], later).kind == "overdue"


def test_who_writes_again_after_the_import_is_no_longer_old(store, brand, queue, tmp_path):
    again = HEAD + line(5, -60, author="alt", to="1")
    take(store, brand, "y.csv", again.encode(), tmp_path, network="x", at=NOW + timedelta(hours=2))
    deadlines.bring_up(store, brand, now=NOW + timedelta(hours=2))
    assert not queue(NOW + timedelta(hours=2))["alt"].came_late


def test_old_ones_are_counted_apart_closed_with_one_click_and_come_back(store, brand, queue):
    seen = inbox.overview(store, "b1", now=NOW)
    assert (seen.old, desk.old(store, brand, now=NOW)) == (1, 1)
    assert inbox.count(store, "b1", Filters(overdue=True), now=NOW) == seen.views["overdue"] == 3
    came = desk.change_all(store, "b1", OLD, "done", **WHO)
    assert (came.n, desk.old(store, brand, now=NOW)) == (1, 0)
    assert "alt" not in queue()
    desk.take_back(store, "b1", came.kind, came.subject, **WHO)
    assert queue()["alt"].came_late
