"""Business minutes between two instants."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.brands import WEEKDAYS, BusinessHours, Span
from cmlite.domain.clocks import to_wall
from cmlite.domain.hours import business_days, business_minutes

BERLIN = "Europe/Berlin"
WEEK = BusinessHours(days={day: Span(opens="08:00", closes="18:00") for day in WEEKDAYS[:5]})
FIRST, LAST = date(2026, 3, 20), date(2026, 4, 20)


def minutes(start, end, hours=WEEK, holidays=()):
    return business_minutes(business_days(FIRST, LAST, hours, BERLIN, holidays), start, end)


def test_within_one_day_only_the_open_hours_count():
    # Monday 23 March, 07:30 to 09:00 in Berlin is 06:30 to 08:00 UTC
    assert minutes(datetime(2026, 3, 23, 6, 30), datetime(2026, 3, 23, 8, 0)) == 60


def test_a_weekend_counts_nothing():
    assert minutes(datetime(2026, 3, 27, 17, 0), datetime(2026, 3, 30, 6, 0)) == 0


def test_a_holiday_counts_nothing():
    good_friday = date(2026, 4, 3)
    start, end = datetime(2026, 4, 3, 7), datetime(2026, 4, 3, 12)
    assert minutes(start, end) == 300
    assert minutes(start, end, holidays={good_friday}) == 0


def test_without_opening_hours_every_minute_counts():
    assert minutes(datetime(2026, 3, 28, 0), datetime(2026, 3, 30, 0), BusinessHours()) == 2880


def by_the_minute(start, end):
    """The same, counted minute by minute on the wall clock."""
    total, moment = 0, start
    while moment < end:
        wall = to_wall(moment, BERLIN)
        span = WEEK.days.get(WEEKDAYS[wall.weekday()])
        total += span is not None and span.opens <= wall.time() < span.closes
        moment += timedelta(minutes=1)
    return total


@given(
    st.datetimes(datetime(2026, 3, 25), datetime(2026, 4, 2)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.integers(0, 4000),
)
def test_it_equals_counting_minute_by_minute_across_the_clock_change(start, length):
    end = start + timedelta(minutes=length)
    assert minutes(start, end) == by_the_minute(start, end)
