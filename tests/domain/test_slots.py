"""Preferred times: proposed, coming, free; across clock changes, month ends and a leap day."""

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.slots import APART, HORIZON, Slot, coming, gaps, in_order, is_free, next_free, proposed
from cmlite.errors import RuleError

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 24, 10, 0)
slots = st.lists(
    st.builds(Slot, weekday=st.integers(0, 6), at=st.times().map(lambda at: at.replace(second=0, microsecond=0))),
    min_size=1,
    max_size=8,
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(microsecond=0))


def slot(weekday, clock):
    return Slot(weekday=weekday, at=time.fromisoformat(clock))


def walls(own, after, until):
    return [moment.wall for moment in coming(own, after, until, ZONE)]


@pytest.mark.parametrize(("wanted", "n"), [(0, 0), (0.3, 1), (1, 1), (2, 2), (3, 3), (7, 7), (9, 9), (50, 14)])
def test_as_many_slots_are_proposed_as_posts_are_wanted(wanted, n):
    assert len(proposed(wanted)) == n


def test_slots_are_ordered_and_two_that_touch_are_refused_even_over_midnight_on_sunday():
    assert [one.code for one in in_order([slot(4, "09:00"), slot(0, "18:00"), slot(4, "09:00")])] == [
        "0 18:00",
        "4 09:00",
    ]
    for close in ([slot(1, "09:00"), slot(1, "09:20")], [slot(6, "23:50"), slot(0, "00:10")]):
        with pytest.raises(RuleError) as refused:
            in_order(close)
        assert refused.value.key == "errors.rhythm.slots_too_close"


def test_in_the_week_the_clocks_go_forward_the_lost_time_is_an_hour_later_and_meets_no_other_slot():
    own = [slot(6, "02:30"), slot(6, "03:30"), slot(0, "02:30")]
    found = list(coming(own, datetime(2026, 3, 27), datetime(2026, 3, 31), ZONE))
    assert [(one.wall, one.moved) for one in found] == [
        (datetime(2026, 3, 29, 3, 30), True),
        (datetime(2026, 3, 30, 2, 30), False),
    ]


def test_in_the_week_the_clocks_go_back_a_time_that_comes_twice_is_one_slot():
    found = list(coming([slot(6, "02:30")], datetime(2026, 10, 24), datetime(2026, 10, 26), ZONE))
    assert [(one.wall, one.instant) for one in found] == [
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30))
    ]


def test_slots_run_on_over_the_end_of_a_month_and_a_leap_day():
    own = [slot(1, "09:00"), slot(3, "09:00")]
    assert walls(own, datetime(2028, 2, 28), datetime(2028, 3, 3)) == [
        datetime(2028, 2, 29, 9),
        datetime(2028, 3, 2, 9),
    ]


def test_a_slot_the_channels_share_comes_before_one_that_only_one_of_them_has():
    both = {"a": [slot(2, "09:00"), slot(4, "09:00")], "b": [slot(4, "09:00")]}
    assert next_free(both, {}, after=NOW, zone=ZONE).wall == datetime(2026, 11, 27, 9)
    apart = {"a": [slot(2, "09:00")], "b": [slot(4, "09:00")]}
    assert next_free(apart, {}, after=NOW, zone=ZONE).wall == datetime(2026, 11, 25, 9)
    assert next_free({"a": []}, {}, after=NOW, zone=ZONE) is None
    assert next_free({}, {}, after=NOW, zone=ZONE) is None


def test_a_slot_that_any_of_the_channels_has_filled_is_passed_over():
    own = {"a": [slot(2, "09:00")], "b": [slot(2, "09:00")]}
    taken = {"b": [datetime(2026, 11, 25, 8, 10)]}
    assert next_free(own, taken, after=NOW, zone=ZONE).wall == datetime(2026, 12, 2, 9)


def test_gaps_name_the_channels_that_are_free_and_join_what_is_at_the_same_time():
    own = {"a": [slot(2, "09:00"), slot(3, "09:00")], "b": [slot(2, "09:00")]}
    taken = {"a": [datetime(2026, 11, 26, 8, 0)]}
    found = gaps(own, taken, after=NOW, until=datetime(2026, 11, 30), zone=ZONE)
    assert [(one.moment.wall, one.channel_ids) for one in found] == [(datetime(2026, 11, 25, 9), ("a", "b"))]


@settings(max_examples=60, deadline=None)
@given(
    slots, st.lists(instants, max_size=5), instants, st.sampled_from([ZONE, "America/New_York", "Australia/Lord_Howe"])
)
def test_the_next_free_slot_is_never_in_the_past_never_taken_and_within_the_horizon(own, taken, now, zone):
    found = next_free({"a": own}, {"a": taken}, after=now, zone=zone)
    if found is None:
        return
    assert now < found.instant < now + HORIZON
    assert is_free(found.instant, taken)
    assert to_wall(found.instant, zone) == found.wall
    assert found.moved or any((one.weekday, one.at) == (found.wall.weekday(), found.wall.time()) for one in own)


@settings(max_examples=60, deadline=None)
@given(slots, instants)
def test_filling_one_free_slot_after_the_other_never_puts_two_posts_into_one(own, now):
    taken = []
    for _ in range(6):
        found = next_free({"a": own}, {"a": taken}, after=now, zone=ZONE)
        if found is None:
            break
        assert all(abs(found.instant - other) >= APART for other in taken)
        taken.append(found.instant)
    assert taken == sorted(taken)
    assert all(later - earlier <= timedelta(weeks=9) for earlier, later in pairwise(taken))
