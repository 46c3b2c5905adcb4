"""Wall time and UTC in the weeks in which the clocks change."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.clocks import day_bounds, on_own_day, to_utc, to_wall

BERLIN = "Europe/Berlin"


def test_a_time_in_the_gap_moves_forward_and_says_so():
    instant, moved = to_utc(datetime(2026, 3, 29, 2, 30), BERLIN)
    assert (to_wall(instant, BERLIN), moved) == (datetime(2026, 3, 29, 3, 30), True)


def test_a_time_in_the_overlap_is_the_first_of_the_two():
    instant, moved = to_utc(datetime(2026, 10, 25, 2, 30), BERLIN)
    assert (instant, moved) == (datetime(2026, 10, 25, 0, 30), False)


def test_days_of_a_clock_change_have_23_and_25_hours():
    spring = day_bounds(datetime(2026, 3, 29, 12), 1, BERLIN)
    autumn = day_bounds(datetime(2026, 10, 25, 12), 1, BERLIN)
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from([BERLIN, "Europe/Zurich", "America/Los_Angeles", "Asia/Kathmandu", "UTC"]),
)
def test_a_wall_time_comes_back_unless_it_was_moved(wall, zone):
    instant, moved = to_utc(wall, zone)
    assert (to_wall(instant, zone) == wall) is not moved


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)), st.sampled_from(["Pacific/Kiritimati", BERLIN, "UTC"])
)
def test_what_only_has_a_day_has_that_of_the_owner_and_lies_near(instant, zone):
    kept = on_own_day(instant, zone)
    assert kept.date() == to_wall(instant, zone).date()
    assert abs(kept - instant) <= timedelta(hours=14)
