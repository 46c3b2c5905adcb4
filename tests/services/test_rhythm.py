"""The slots of channels: proposed from the strategy, set by the owner, free or taken."""

from datetime import datetime, time, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.slots import Slot
from cmlite.domain.strategy import NetworkChoice
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, deleting, rhythm
from tests.conftest import NOW
from tests.services.test_strategy import fill

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}
WEDNESDAY = Slot(weekday=2, at=time(9))


@pytest.fixture
def channel(store, brand):
    return channels.declare(store, "b1", network="instagram", handle="@sonne", **WHO).channel_id


def plan(store, channel_id, wall, stage="planned"):
    draft = PostDraft(text="Brot", stage=stage, wall=wall, zone=ZONE, channel_ids=(channel_id,))
    return calendar.create(store, "b1", draft, **WHO).post_id


def test_slots_are_proposed_from_the_posts_a_week_of_the_strategy(store, brand, channel):
    assert len(rhythm.rhythms(store, "b1")[channel].slots) == 2
    fill(store, networks=(NetworkChoice(network="instagram", posts_per_week=4),))
    found = rhythm.rhythms(store, "b1")[channel]
    assert (len(found.slots), found.is_own) == (4, False)
    fill(store, networks=(NetworkChoice(network="facebook", posts_per_week=4),))
    assert rhythm.rhythms(store, "b1")[channel].slots == ()


def test_own_slots_count_until_the_owner_goes_back_to_the_proposal(store, brand, channel):
    rhythm.set_slots(store, "b1", channel, [WEDNESDAY], **WHO)
    rhythm.set_distance(store, "b1", channel, 30, **WHO)
    found = rhythm.rhythms(store, "b1")[channel]
    assert (found.slots, found.is_own, found.evergreen_days) == ((WEDNESDAY,), True, 30)
    rhythm.set_slots(store, "b1", channel, [], **WHO)
    assert rhythm.rhythms(store, "b1")[channel].slots == ()
    rhythm.set_slots(store, "b1", channel, None, **WHO)
    found = rhythm.rhythms(store, "b1")[channel]
    assert (len(found.slots), found.is_own, found.evergreen_days) == (2, False, 30)
    assert len(store.rows("select 1 from audit where subject = 'rhythm' and actor = 'owner'")) == 4


def test_a_distance_alone_leaves_the_proposal_in_place(store, brand, channel):
    rhythm.set_distance(store, "b1", channel, 30, **WHO)
    assert len(rhythm.rhythms(store, "b1")[channel].slots) == 2
    with pytest.raises(RuleError):
        rhythm.set_distance(store, "b1", channel, 0, **WHO)


def test_another_brands_channel_has_no_rhythm_here_and_cannot_be_changed(store, brand, other_brand, channel):
    assert rhythm.rhythms(store, "b2") == {}
    with pytest.raises(NotFoundError):
        rhythm.set_slots(store, "b2", channel, [WEDNESDAY], **WHO)
    assert rhythm.free_slot(store, other_brand, [channel], now=NOW) is None


def test_the_next_free_slot_passes_over_what_is_planned_and_drafted_but_not_over_ideas_and_deleted_posts(
    store, brand, channel
):
    rhythm.set_slots(store, "b1", channel, [WEDNESDAY], **WHO)
    first = datetime(2026, 11, 25, 9)
    plan(store, channel, first, "idea")
    assert rhythm.free_slot(store, brand, [channel], now=NOW).wall == first
    plan(store, channel, first, "draft")
    planned = plan(store, channel, first + timedelta(days=7, minutes=10))
    assert rhythm.free_slot(store, brand, [channel], now=NOW).wall == first + timedelta(days=14)
    deleting.delete(store, "b1", planned, **WHO)
    assert rhythm.free_slot(store, brand, [channel], now=NOW).wall == first + timedelta(days=7)


def test_closed_channels_have_no_slots(store, brand, channel):
    channels.close(store, "b1", channel, **WHO)
    assert rhythm.rhythms(store, "b1") == {}
    assert rhythm.free_slots(store, brand, after=NOW, until=NOW + timedelta(days=7)) == []


def test_free_slots_of_a_week_leave_out_what_is_taken(store, brand, channel):
    rhythm.set_slots(store, "b1", channel, [WEDNESDAY, Slot(weekday=4, at=time(9))], **WHO)
    plan(store, channel, datetime(2026, 11, 25, 9))
    found = rhythm.free_slots(store, brand, after=NOW, until=NOW + timedelta(days=6))
    assert [gap.moment.wall for gap in found] == [datetime(2026, 11, 27, 9)]
