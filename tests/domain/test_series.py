"""Series: their days over month ends, leap days and clock changes; texts in turn; always an end, never the past."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cmlite.domain.clocks import to_utc
from cmlite.domain.series import MOST, YEARS, Plan, approved, days, occurrences
from cmlite.errors import RuleError

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 24, 10, 0)
TEXTS = ("Suppe", "Quiche", "Auflauf")


def plan(**values):
    return Plan(**({"title": "Menü", "first": date(2026, 11, 30), "weekdays": (0,), "count": 4} | values))


def iso(found):
    return [day.isoformat() for day in found]


def test_weeks_are_counted_from_monday_and_begin_no_sooner_than_asked():
    assert iso(days(plan(first=date(2026, 12, 2), weekdays=(4, 0), interval=2, count=4))) == [
        "2026-12-04", "2026-12-14", "2026-12-18", "2026-12-28"
    ]  # fmt: skip


def test_a_day_that_a_month_does_not_have_becomes_its_last():
    assert iso(days(plan(every="month", day=31, first=date(2027, 1, 15), count=4))) == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"
    ]  # fmt: skip
    assert iso(days(plan(every="month", day=30, first=date(2028, 1, 31), count=2))) == ["2028-02-29", "2028-03-30"]


def test_the_nth_and_the_last_weekday_of_a_month():
    assert iso(days(plan(every="weekday", nth=2, weekdays=(1,), first=date(2026, 11, 30), count=2))) == [
        "2026-12-08", "2027-01-12"
    ]  # fmt: skip
    assert iso(days(plan(every="weekday", nth=-1, weekdays=(6,), first=date(2028, 2, 1), count=2))) == [
        "2028-02-27", "2028-03-26"
    ]  # fmt: skip


def test_the_29th_of_february_is_the_28th_in_ordinary_years():
    assert iso(days(plan(every="year", first=date(2028, 2, 29), count=5))) == [
        "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"
    ]  # fmt: skip


def test_a_last_day_counts_itself():
    assert iso(days(plan(count=None, last=date(2026, 12, 14)))) == ["2026-11-30", "2026-12-07", "2026-12-14"]
    assert days(plan(count=None, last=date(2026, 11, 1))) == []


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"count": None}, "errors.series.no_end"),
        ({"last": date(2027, 1, 1)}, "errors.series.no_end"),
        ({"count": MOST + 1}, "errors.series.too_many"),
        ({"count": 0}, "errors.series.too_many"),
        ({"count": None, "last": date(2099, 1, 1)}, "errors.series.too_far"),
        ({"count": None, "last": date(2029, 1, 1)}, "errors.series.too_many"),
        ({"weekdays": ()}, "errors.series.no_weekday"),
    ],
)
def test_a_series_without_an_end_or_with_too_many_days_is_refused(wrong, key):
    with pytest.raises(RuleError) as refused:
        days(plan(**wrong))
    assert refused.value.key == key


def test_the_time_that_a_clock_change_leaves_out_is_an_hour_later_on_that_day_alone():
    found = occurrences(plan(first=date(2027, 3, 21), weekdays=(6,), at=time(2, 30), count=3), now=NOW, zone=ZONE)
    assert [(one.wall, one.moved) for one in found] == [
        (datetime(2027, 3, 21, 2, 30), False),
        (datetime(2027, 3, 28, 3, 30), True),
        (datetime(2027, 4, 4, 2, 30), False),
    ]


def test_what_has_passed_is_never_caught_up_on():
    late = datetime(2026, 12, 10, 12)
    found = occurrences(plan(texts=TEXTS), now=late, zone=ZONE)
    assert [one.day.isoformat() for one in found] == ["2026-12-14", "2026-12-21"]


def test_holidays_and_what_stands_there_already_are_said():
    christmas = date(2026, 12, 25)
    found = occurrences(
        plan(first=christmas, weekdays=(4,), count=2),
        now=NOW,
        zone=ZONE,
        taken=[datetime(2027, 1, 1, 8, 20)],
        holidays={christmas: "Weihnachten"},
    )
    assert [(one.holiday, one.taken) for one in found] == [("Weihnachten", False), ("", True)]


def test_texts_take_turns_over_the_days_that_were_left_in_and_go_on_where_they_were():
    found = occurrences(plan(texts=TEXTS, without=(date(2026, 12, 7),), turn=2), now=NOW, zone=ZONE)
    assert [one.text for one in found] == ["Auflauf", "", "Suppe", "Quiche"]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"texts": ("Suppe", " SUPPE ")}, "errors.series.one_text"),
        ({"texts": ("Suppe",), "count": 1, "turn": 3}, "errors.series.one_text"),
        ({"texts": (), "title": " "}, "errors.posts.empty"),
        ({"texts": (), "stage": "planned", "channel_ids": ("c",)}, "errors.series.text_missing"),
        ({"texts": TEXTS, "stage": "planned"}, "errors.posts.channel_missing"),
        ({"texts": TEXTS, "count": 1, "without": (date(2026, 11, 30),)}, "errors.series.nothing_left"),
    ],
)
def test_what_must_not_be_made_is_refused(wrong, key):
    made = plan(**wrong)
    with pytest.raises(RuleError) as refused:
        approved(made, occurrences(made, now=NOW, zone=ZONE))
    assert refused.value.key == key


def test_one_post_may_have_one_text():
    made = plan(texts=("Suppe",), count=1)
    assert len(approved(made, occurrences(made, now=NOW, zone=ZONE))) == 1


def test_nonsense_is_no_plan():
    for wrong in ({"interval": 0}, {"day": 32}, {"nth": 9}, {"first": None}):
        with pytest.raises(ValidationError):
            plan(**wrong)


plans = st.builds(
    Plan,
    title=st.just("Menü"),
    texts=st.lists(st.text(max_size=5), max_size=5).map(tuple),
    every=st.sampled_from(["week", "month", "weekday", "year"]),
    interval=st.integers(1, 12),
    weekdays=st.lists(st.integers(0, 6), min_size=1, max_size=7).map(tuple),
    day=st.integers(1, 31),
    nth=st.sampled_from([1, 2, 3, 4, -1]),
    first=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    count=st.integers(1, MOST),
    turn=st.integers(0, 9),
)


@settings(max_examples=60, deadline=None)
@given(plans, st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)), st.data())
def test_a_series_ends_never_lies_in_the_past_and_says_nothing_twice_in_a_row(made, now, data):
    every = days(made)
    assert len(every) <= made.count
    assert all(made.first <= day <= made.first + timedelta(days=366 * YEARS) for day in every)
    assert every == sorted(set(every))
    out = data.draw(st.lists(st.sampled_from(every), max_size=3)) if every else []
    made = made.model_copy(update={"without": tuple(out)})
    found = occurrences(made, now=now, zone=ZONE)
    assert all(one.instant > now and to_utc(one.wall, ZONE)[0] == one.instant for one in found)
    try:
        left = approved(made, found)
    except RuleError:
        return
    said = [one.text for one in left if one.text]
    assert all(a.casefold().split() != b.casefold().split() for a, b in pairwise(said))
    assert not {one.day for one in left} & set(out)
