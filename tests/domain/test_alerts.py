"""When more comes in than usual: found when it is one, and hardly ever when it is chance."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite.domain.alerts import (
    FEWEST,
    LEAST_WEEKS,
    WEEK,
    Hours,
    Limits,
    at_least,
    character,
    credible,
    spike_of,
)

END = datetime(2026, 11, 24, 10, 0)
LIMITS = Limits()


def hours(past, last=0, *, weeks=8, end=END, zone="Europe/Berlin", kind="messages"):
    """`past` voices in every hour of the weeks before, `last` in the last hour."""
    counts = {place: past for place in range(1, WEEK * (weeks + 1) + 2) if past} | {0: last}
    return Hours(end, zone, end - timedelta(weeks=weeks, days=2), {kind: counts})


def test_a_storm_is_found_with_what_is_usual_and_how_unlikely_it_is():
    found = spike_of(hours(1, 20), "messages", LIMITS)
    assert (found.count, found.hours, found.usual, found.weeks) == (20, 1, 1, 8)
    assert found.chance < 1e-5


@pytest.mark.parametrize("last", [0, 1, 2, 3])
@pytest.mark.parametrize("weeks", [0, 2, 8])
def test_three_comments_are_no_alarm_even_where_there_was_never_one_and_the_plan_says_so(last, weeks):
    eager = Limits(messages=3, negative=2, times_usual=1.5)
    for kind in ("messages", "negative"):
        assert spike_of(hours(0, last, weeks=weeks, kind=kind), kind, eager) is None


def test_where_nothing_negative_was_ever_written_five_voices_are_enough():
    assert spike_of(hours(0, 4, kind="negative"), "negative", LIMITS) is None
    for weeks in (LEAST_WEEKS, 8):
        assert spike_of(hours(0, 5, weeks=weeks, kind="negative"), "negative", LIMITS).count == 5


def test_what_is_usual_at_this_hour_is_no_alarm():
    assert spike_of(hours(20, 30), "messages", LIMITS) is None
    assert spike_of(hours(20, 75), "messages", LIMITS) is not None


def test_a_slow_storm_is_found_over_the_day():
    quiet = Hours(END, "UTC", END - timedelta(weeks=9), {"negative": dict.fromkeys(range(0, 24, 2), 1)})
    found = spike_of(quiet, "negative", LIMITS)
    assert (found.hours, found.count, found.usual) == (24, 12, 0)


def test_without_four_weeks_of_history_only_the_number_of_the_plan_counts():
    for last, is_alarm in ((9, False), (10, True)):
        found = spike_of(hours(0, last, weeks=3), "messages", LIMITS)
        assert (found is not None) == is_alarm
    assert (found.usual, found.least, found.weeks) == (None, 10, 3)


def test_a_busy_brand_without_history_is_not_alarmed_by_an_ordinary_day():
    busy = Hours(END, "UTC", END - timedelta(weeks=2), {"messages": dict.fromkeys(range(24 * 14), 5)})
    assert spike_of(busy, "messages", LIMITS) is None


def test_an_earlier_storm_does_not_become_the_norm():
    calm = hours(1, 20)
    counts = dict(calm.counts["messages"]) | {calm.shift(3): 200}
    found = spike_of(Hours(calm.end, calm.zone, calm.since, {"messages": counts}), "messages", LIMITS)
    assert (found.usual, found.count) == (1, 20)
    assert max(credible([1, 1, 200, 1])) == 5


@pytest.mark.parametrize(
    ("end", "week", "shift"),
    [
        (datetime(2026, 10, 26, 9, 0), 1, WEEK + 1),  # the week in which summer time ended has an hour more
        (datetime(2026, 3, 30, 9, 0), 1, WEEK - 1),
        (datetime(2026, 11, 24, 10, 0), 2, 2 * WEEK),
    ],
)
def test_weeks_are_compared_by_the_clock_on_the_wall(end, week, shift):
    assert hours(0, end=end).shift(week) == shift


@given(mean=st.floats(0.01, 200), wide=st.floats(1.01, 5), count=st.integers(0, 300))
def test_the_chance_is_one_and_falls_with_the_count(mean, wide, count):
    here, more = at_least(count, mean, mean * wide), at_least(count + 1, mean, mean * wide)
    assert 0 <= more <= here <= 1
    assert at_least(0, mean, mean * wide) == 1


@given(
    past=st.lists(st.integers(0, 30), min_size=8, max_size=8),
    last=st.integers(0, 400),
    messages=st.integers(3, 40),
    times=st.floats(1.5, 10),
    weeks=st.integers(0, 8),
)
@settings(max_examples=60, deadline=None)
def test_an_alarm_keeps_to_the_plan_and_more_voices_never_end_it(past, last, messages, times, weeks):
    limits = Limits(messages=messages, times_usual=times)

    def alarm(count):
        base = hours(0, count, weeks=weeks)
        counts = {base.shift(week): past[week - 1] for week in range(1, 9)} | {0: count}
        return spike_of(Hours(base.end, base.zone, base.since, {"messages": counts}), "messages", limits)

    found = alarm(last)
    if found is not None:
        assert found.count >= max(messages, FEWEST)
        assert found.usual is None or found.count >= times * found.usual
        assert alarm(last + 5) is not None


@pytest.mark.parametrize(("mean", "bursts"), [(0.05, 1), (0.5, 1), (3, 1), (20, 1), (3, 4)])
def test_false_alarms_are_rare(mean, bursts):
    """A year of looks, one each hour, at random counts with a rhythm of day and week: not one alarm.

    In the last case with four times the variance of Poisson. Twenty-four such years with other seeds had none either.
    """
    chance = random.Random(f"{mean} {bursts}")
    looks, weeks = 24 * 7 * 52, 9
    drawn = [_draw(chance, mean * _rhythm(place), bursts) for place in range(looks + weeks * WEEK)]
    alarms = 0
    for look in range(looks):
        if drawn[look] < LIMITS.messages and sum(drawn[look : look + 24]) < LIMITS.least("messages", 24):
            continue
        counts = dict(enumerate(drawn[look : look + weeks * WEEK]))
        known = Hours(END, "UTC", END - timedelta(weeks=weeks), {"messages": counts})
        alarms += spike_of(known, "messages", LIMITS) is not None
    assert alarms == 0


def _rhythm(place):
    """Nights and weekends are quiet; the mean over a week is about 1."""
    return (1.7 if 8 <= place % 24 < 20 else 0.3) * (1.2 if place // 24 % 7 < 5 else 0.5)


def _draw(chance, mean, bursts):
    """A count with `bursts` times the variance of Poisson: mean/bursts groups of that size."""
    left, n = chance.expovariate(1), 0
    while left < mean / bursts:
        left += chance.expovariate(1)
        n += 1
    return n * bursts


def test_bursts_make_a_brand_harder_to_alarm():
    chance = random.Random(1)

    def known(bursts):
        counts = {place: _draw(chance, 3, bursts) for place in range(9 * WEEK)}
        return Hours(END, "UTC", END - timedelta(weeks=9), {"messages": counts})

    assert character(known(1), "messages", 1)[1] < 1.2
    assert character(known(4), "messages", 1)[1] > 2
