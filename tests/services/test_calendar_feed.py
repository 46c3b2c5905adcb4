"""The calendar under a secret address: told once, revocable, of one brand, without what is private."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError
from cmlite.services import calendar, calendar_feed, channels
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
NAMES = {"instagram": "Instagram"}


def plan(store, brand, **values):
    channel = channels.channels(store, brand.brand_id) or [
        channels.declare(store, brand.brand_id, network="instagram", handle="@sonne", **WHO)
    ]
    usual = {"title": "Brot", "text": "Frisch; mit, Zeichen\nund Zeilen", "stage": "planned", "zone": "Europe/Berlin"}
    usual |= {"wall": datetime(2026, 11, 25, 9), "channel_ids": (channel[0].channel_id,)}
    return calendar.create(store, brand.brand_id, PostDraft(**(usual | values)), **WHO)


def read(store, token):
    found = calendar_feed.answer(store, token, NAMES, now=NOW)
    assert found is not None
    return found


def test_a_parser_reads_what_is_planned_and_nothing_private(store, brand, other_brand):
    saved = plan(store, brand)
    plan(store, brand, title="Geheime Notiz", text="unfertig", stage="draft")
    plan(store, brand, title="Einfall", text="", stage="idea", wall=None)
    plan(store, other_brand, title="Fremd")
    content, etag = read(store, calendar_feed.create(store, brand.brand_id, **WHO))
    parsed = Calendar.from_ical(content)
    (event,) = parsed.walk("vevent")
    assert str(event["uid"]) == f"{saved.post_id}@cmlite"
    assert event["dtstart"].dt == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert str(event["summary"]) == "Instagram: Brot" and "und Zeilen" in str(event["description"])
    assert parsed["refresh-interval"].dt == timedelta(hours=1) and "method" not in parsed
    assert b"unfertig" not in content and b"Geheime" not in content and b"Fremd" not in content
    assert etag.startswith('"') and etag.endswith('"')


def test_the_same_plan_has_the_same_mark_and_a_change_another(store, brand):
    saved = plan(store, brand)
    token = calendar_feed.create(store, brand.brand_id, **WHO)
    first = read(store, token)
    assert calendar_feed.answer(store, token, NAMES, now=NOW + timedelta(minutes=3)) == first
    calendar.move(
        store, brand.brand_id, saved.post_id, datetime(2026, 11, 26, 9), zone="Europe/Berlin",
        now=NOW + timedelta(minutes=1), actor="owner",
    )  # fmt: skip
    assert read(store, token)[1] != first[1]


def test_an_empty_plan_is_a_calendar_too(store, brand):
    content, _ = read(store, calendar_feed.create(store, brand.brand_id, **WHO))
    assert Calendar.from_ical(content).walk("vevent") == []


@pytest.mark.parametrize("wrong", ["", "x", "ä" * 40, "a" * 100_000])
def test_a_wrong_address_finds_nothing(store, brand, wrong):
    calendar_feed.create(store, brand.brand_id, **WHO)
    assert calendar_feed.answer(store, wrong, NAMES, now=NOW) is None


def test_a_revoked_address_finds_nothing_and_only_its_brand_may_revoke_it(store, brand, other_brand):
    token = calendar_feed.create(store, brand.brand_id, **WHO)
    other = calendar_feed.create(store, brand.brand_id, **WHO)
    feed = next(one for one in calendar_feed.feeds(store, brand.brand_id))
    with pytest.raises(NotFoundError):
        calendar_feed.revoke(store, other_brand.brand_id, feed["feed_id"], **WHO)
    calendar_feed.revoke(store, brand.brand_id, feed["feed_id"], **WHO)
    answers = [calendar_feed.answer(store, one, NAMES, now=NOW) is None for one in (token, other)]
    assert sorted(answers) == [False, True]
    with pytest.raises(NotFoundError):
        calendar_feed.revoke(store, brand.brand_id, feed["feed_id"], **WHO)


def test_the_secret_itself_is_nowhere_in_the_data_file(store, brand):
    token = calendar_feed.create(store, brand.brand_id, **WHO)
    tables = [row["table_name"] for row in store.rows("select table_name from information_schema.tables")]
    assert not [name for name in tables if token in str(store.rows(f'select * from "{name}"'))]
