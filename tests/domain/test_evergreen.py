"""When a post that stays true may be shown again."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.evergreen import Evergreen, due_on, may_show, next_due

NOW = datetime(2026, 11, 24, 10)
instants = st.datetimes(NOW - timedelta(days=400), NOW + timedelta(days=400))


def post(**shown):
    return Evergreen("p", "Anfahrt", "", "", "", shown)


def ago(days):
    return NOW - timedelta(days=days)


def test_it_is_due_on_the_channels_it_stood_on_once_their_own_distance_has_passed():
    found = post(a=[ago(70)], b=[ago(50), ago(200)])
    assert due_on(found, {"a": 60, "b": 60, "c": 60}, NOW) == ("a",)
    assert due_on(found, {"a": 90, "b": 30}, NOW) == ("b",)
    assert due_on(found, {"c": 60}, NOW) == ()


def test_one_that_stood_nowhere_may_go_to_every_channel():
    assert due_on(post(), {"a": 60, "b": 60}, NOW) == ("a", "b")
    assert next_due(post(), {"a": 60}, NOW) == NOW
    assert next_due(post(a=[NOW]), {}, NOW) is None


def test_a_repeat_that_is_planned_already_counts_like_one_that_is_out():
    found = post(a=[ago(100), NOW + timedelta(days=30)])
    assert due_on(found, {"a": 60}, NOW) == ()
    assert next_due(found, {"a": 60}, NOW) == NOW + timedelta(days=90)


@given(st.lists(instants, max_size=6), st.integers(1, 200))
def test_the_next_day_it_may_be_shown_keeps_its_distance_from_every_appearance_and_lies_ahead(shown, distance):
    due = next_due(post(a=shown), {"a": distance}, NOW)
    assert due >= NOW
    assert may_show(shown, distance, due)
    assert due == NOW or not may_show(shown, distance, due - timedelta(seconds=1))
