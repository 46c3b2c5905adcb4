"""Assisted publishing: due, missed, confirmed."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from cmlite.domain.kpis import Period, Selection
from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, correcting, publishing
from cmlite.services import posts as figures
from cmlite.store import brands, posts
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def publication(store, brand):
    """Scheduled for 11:30 UTC."""
    channel = channels.declare(store, brand.brand_id, network="instagram", handle="@sonne", **WHO)
    draft = PostDraft(
        title="Brot",
        stage="planned",
        wall=datetime(2026, 11, 24, 12, 30),
        zone="Europe/Berlin",
        channel_ids=(channel.channel_id,),
    )
    saved = calendar.create(store, brand.brand_id, draft, **WHO)
    return calendar.entry(store, brand.brand_id, saved.post_id).targets[0].publication_id


def state(store, publication):
    return store.row("select state from publication where publication_id = ?", [publication])["state"]


def test_nothing_is_due_before_its_time(store, brand, publication):
    assert publishing.due(store, brand.brand_id, now=datetime(2026, 11, 24, 11, 29)) == []
    assert len(publishing.due(store, brand.brand_id, now=datetime(2026, 11, 24, 11, 30))) == 1


def test_what_is_too_late_is_missed_and_not_published(store, brand, publication):
    assert publishing.mark_missed(store, now=datetime(2026, 11, 24, 13, 29)) == 0
    assert publishing.mark_missed(store, now=datetime(2026, 11, 24, 13, 31)) == 1
    assert state(store, publication) == "missed"
    assert publishing.mark_missed(store, now=datetime(2026, 11, 25)) == 0


def test_a_missed_post_can_be_moved_or_dropped(store, brand, publication):
    publishing.mark_missed(store, now=datetime(2026, 11, 25))
    later = {"now": datetime(2026, 11, 25), "actor": "owner"}
    post_id = store.row("select post_id from publication")["post_id"]
    calendar.move(store, brand.brand_id, post_id, datetime(2026, 11, 26, 9), zone="Europe/Berlin", **later)
    assert state(store, publication) == "scheduled"
    publishing.cancel(store, brand.brand_id, publication, **later)
    assert state(store, publication) == "cancelled"


def test_a_confirmed_post_keeps_link_and_time(store, brand, publication):
    publishing.confirm_published(store, brand.brand_id, publication, link=" https://example.org/p/1 ", **WHO)
    row = store.row("select state, permalink, published_at from publication where publication_id = ?", [publication])
    assert row == {"state": "published", "permalink": "https://example.org/p/1", "published_at": NOW}


@pytest.mark.parametrize("link", ["example.org/p/1", "javascript:alert(1)", "ftp://example.org", "https://"])
def test_a_link_that_is_none_is_refused_and_nothing_changes(store, brand, publication, link):
    with pytest.raises(RuleError):
        publishing.confirm_published(store, brand.brand_id, publication, link=link, **WHO)
    assert state(store, publication) == "scheduled"


def test_nothing_is_published_twice(store, brand, publication):
    publishing.confirm_published(store, brand.brand_id, publication, link="", **WHO)
    with pytest.raises(RuleError):
        publishing.confirm_published(
            store, brand.brand_id, publication, link="", now=NOW + timedelta(hours=1), actor="owner"
        )


def test_the_later_of_two_windows_is_told_that_it_is_done_already(store, brand, publication):
    """Confirmed twice, taken as the post of the network twice, told what became of a deletion twice."""
    publishing.confirm_published(store, brand.brand_id, publication, link="", **WHO)
    late = [
        partial(publishing.confirm_published, link="", **WHO),
        partial(publishing.take_as_published, native_id="went", **WHO),
        partial(correcting.decide, arrived=True, **WHO),
    ]
    for again in late:
        with pytest.raises(RuleError) as error:
            again(store, brand.brand_id, publication)
        assert error.value.key == "errors.publishing.elsewhere"
        with pytest.raises(NotFoundError):
            again(store, brand.brand_id, "never there")


def test_another_brand_cannot_confirm(store, brand, other_brand, publication):
    with pytest.raises(NotFoundError):
        publishing.confirm_published(store, other_brand.brand_id, publication, link="", **WHO)


def test_of_two_who_take_the_same_step_only_one_gets_it(store, brand, publication, monkeypatch):
    """A second process has read the same state and comes a moment later."""
    with store.read() as cursor:
        stale = posts.lock_publication(cursor, brand.brand_id, publication)
    with store.write() as cursor:
        publishing.step(cursor, brand.brand_id, publication, "publishing", now=NOW, actor="worker")
    monkeypatch.setattr(posts, "lock_publication", lambda *_: stale)
    with pytest.raises(RuleError), store.write() as cursor:
        publishing.step(cursor, brand.brand_id, publication, "publishing", now=NOW, actor="worker")
    assert len(store.rows("select 1 from audit where to_state = 'publishing'")) == 1


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/Berlin", datetime(2026, 11, 25, 23, 30), date(2026, 11, 26)),
        ("America/Los_Angeles", datetime(2026, 11, 26, 2, 0), date(2026, 11, 25)),
        ("Europe/Berlin", datetime(2026, 11, 25, 10, 0), date(2026, 11, 25)),
    ],
)
def test_a_post_of_which_only_the_day_is_known_counts_on_the_day_of_the_owner(
    store, brand, publication, zone, now, day
):
    with store.write() as cursor:
        brands.save_brand(cursor, brand.model_copy(update={"zone": zone}))
    publishing.confirm_published(store, "b1", publication, link="", now=now, actor="owner")
    here = brands.read_brands(store)[0]
    shown = figures.published(store, here, Period(first=day, last=day), Selection())
    assert list(shown["wall"].dt.date) == [day]


def test_a_channel_declared_in_two_windows_at_once_is_there_once(store, brand):
    with ThreadPoolExecutor(2) as pool, store.alone():
        both = [pool.submit(channels.declare, store, "b1", network="x", handle="@a", **WHO) for _ in range(2)]
        wait(both, timeout=0.3)
    assert [type(one.exception()) for one in both].count(RuleError) == 1
    assert len(channels.channels(store, "b1")) == 1
