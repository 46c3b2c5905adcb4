"""Series: every post at once or none, only what was approved, ended and brought back."""

from datetime import date, datetime, time, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.series import Plan
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, deleting, publishing, series
from tests.conftest import NOW

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def channel(store, brand):
    return channels.declare(store, "b1", network="instagram", handle="@sonne", **WHO).channel_id


def plan(channel_id, **values):
    usual = {
        "title": "Menü", "texts": ("Suppe", "Quiche"), "channel_ids": (channel_id,), "stage": "planned",
        "first": date(2026, 12, 18), "weekdays": (4,), "count": 3,
    }  # fmt: skip
    return Plan(**(usual | values))


def posts(store, brand_id="b1"):
    return calendar.entries(store, brand_id, datetime(2026, 12, 1), 90, ZONE)


def test_the_days_are_shown_with_holidays_and_what_stands_there_before_anything_is_made(store, brand, channel):
    draft = PostDraft(text="x", stage="planned", wall=datetime(2027, 1, 1, 9, 10), zone=ZONE, channel_ids=(channel,))
    calendar.create(store, "b1", draft, **WHO)
    found = series.preview(store, brand, plan(channel), language="de", now=NOW)
    assert [(one.day.day, one.number, one.holiday, one.taken) for one in found] == [
        (18, 1, "", False), (25, 2, "Erster Weihnachtstag", False), (1, 1, "Neujahr", True)
    ]  # fmt: skip
    assert len(posts(store)) == 1


def test_exactly_what_was_approved_is_made_and_says_where_it_came_from(store, brand, other_brand, channel):
    assert series.start(store, brand, plan(channel, without=(date(2026, 12, 25),)), **WHO) == 2
    assert [(one.wall, one.text, one.state) for one in posts(store)] == [
        (datetime(2026, 12, 18, 9), "Suppe", "scheduled"),
        (datetime(2027, 1, 1, 9), "Quiche", "scheduled"),
    ]
    assert {row["kind"] for row in store.rows("select kind from post_origin")} == {"series"}
    (row,) = series.running(store, "b1", now=NOW)
    assert (row["made"], row["coming"], row["next_wall"]) == (2, 2, datetime(2026, 12, 18, 9))
    assert series.running(store, "b2", now=NOW) == []


def test_drafts_stay_drafts_and_need_no_text(store, brand, channel):
    series.start(store, brand, plan(channel, texts=(), stage="draft"), **WHO)
    assert {(one.state, one.title, one.text) for one in posts(store)} == {("draft", "Menü", "")}


def test_when_one_post_is_refused_none_is_made(store, brand, channel):
    with pytest.raises(NotFoundError):
        series.start(store, brand, plan("elsewhere"), **WHO)
    with pytest.raises(RuleError):
        series.start(store, brand, plan(channel, texts=("Suppe",)), **WHO)
    assert posts(store) == []
    assert store.rows("select 1 from series") == []


def test_a_series_made_late_makes_only_what_lies_ahead(store, brand, channel):
    late = {"now": datetime(2026, 12, 26), "actor": "owner"}
    assert series.start(store, brand, plan(channel), **late) == 1
    assert [one.wall for one in posts(store)] == [datetime(2027, 1, 1, 9)]


def test_in_the_week_the_clocks_change_the_post_stands_an_hour_later(store, brand, channel):
    made = plan(channel, first=date(2027, 3, 28), weekdays=(6,), at=time(2, 30), count=1, texts=("Suppe",))
    series.start(store, brand, made, **WHO)
    (entry,) = calendar.entries(store, "b1", datetime(2027, 3, 28), 1, ZONE)
    assert (entry.wall, entry.at) == (datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 1, 30))


def test_ending_takes_out_what_is_ahead_and_not_out_and_can_be_undone(store, brand, other_brand, channel):
    series.start(store, brand, plan(channel), **WHO)
    first = posts(store)[0]
    publishing.confirm_published(store, "b1", first.targets[0].publication_id, link="", **WHO)
    (row,) = series.running(store, "b1", now=NOW)
    with pytest.raises(NotFoundError):
        series.end(store, "b2", row["series_id"], **WHO)
    later = {"now": NOW + timedelta(minutes=1), "actor": "owner"}
    assert series.end(store, "b1", row["series_id"], **later) == 2
    assert [one.post_id for one in posts(store)] == [first.post_id]
    assert series.running(store, "b1", now=NOW) == []
    assert series.resume(store, "b1", row["series_id"], **WHO) == 2
    assert [one.state for one in posts(store)] == ["published", "scheduled", "scheduled"]
    with pytest.raises(NotFoundError):
        series.resume(store, "b1", row["series_id"], **WHO)


def test_what_was_deleted_by_hand_does_not_come_back_with_the_series(store, brand, channel):
    series.start(store, brand, plan(channel), **WHO)
    deleting.delete(store, "b1", posts(store)[0].post_id, now=NOW + timedelta(minutes=1), actor="owner")
    (row,) = series.running(store, "b1", now=NOW)
    series.end(store, "b1", row["series_id"], now=NOW + timedelta(minutes=2), actor="owner")
    assert series.resume(store, "b1", row["series_id"], **WHO) == 2


def test_a_longer_series_begins_after_the_last_post_with_the_text_whose_turn_it_is(store, brand, channel):
    series.start(store, brand, plan(channel), **WHO)
    (row,) = series.running(store, "b1", now=NOW)
    more = series.longer(row)
    assert (more.first, more.count, more.turn) == (date(2027, 1, 2), 3, 3)
    assert series.start(store, brand, more, **WHO) == 3
    assert [one.text for one in posts(store)] == ["Suppe", "Quiche", "Suppe", "Quiche", "Suppe", "Quiche"]


@pytest.mark.parametrize(
    ("first", "goes_on"),
    [
        (date(2026, 12, 10), date(2028, 12, 10)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2027, 12, 31), date(2029, 12, 31)),
    ],
)
def test_a_longer_yearly_series_goes_on_at_its_day_of_the_year(store, brand, channel, first, goes_on):
    series.start(store, brand, plan(channel, every="year", weekdays=(), first=first, count=2), **WHO)
    (row,) = series.running(store, "b1", now=NOW)
    shown = series.preview(store, brand, series.longer(row), language="de", now=NOW)
    assert [one.day for one in shown] == [goes_on, goes_on.replace(year=goes_on.year + 1)]


def test_a_day_on_which_the_network_would_get_too_many_is_said_beside_it(store, brand):
    tiktok = channels.declare(store, "b1", network="tiktok", handle="@sonne", **WHO).channel_id
    for hour in range(15):
        wall = datetime(2026, 12, 25, 8 + hour // 2, 30 * (hour % 2))
        draft = PostDraft(text=f"x{hour}", stage="planned", wall=wall, zone=ZONE, channel_ids=(tiktok,))
        calendar.create(store, "b1", draft, **WHO)
    first, crowded, last = series.preview(store, brand, plan(tiktok), language="de", now=NOW)
    assert (first.crowd, last.crowd) == (None, None)
    assert (crowded.crowd.values["n"], crowded.crowd.values["limit"]) == (16, 15)
