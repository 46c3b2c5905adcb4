"""Evergreen posts: marked, due after their distance, shown again as drafts only."""

from datetime import datetime, time, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.slots import Slot
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, deleting, evergreen, publishing, rhythm
from tests.conftest import NOW

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def channel(store, brand):
    made = channels.declare(store, "b1", network="instagram", handle="@sonne", **WHO).channel_id
    rhythm.set_slots(store, "b1", made, [Slot(weekday=2, at=time(9))], **WHO)
    return made


def out(store, channel_id, days_ago):
    draft = PostDraft(
        title="Anfahrt", text="So finden Sie uns", stage="planned", wall=datetime(2026, 12, 1, 9), zone=ZONE,
        channel_ids=(channel_id,),
    )  # fmt: skip
    post_id = calendar.create(store, "b1", draft, **WHO).post_id
    target = calendar.entry(store, "b1", post_id).targets[0]
    publishing.confirm_published(
        store, "b1", target.publication_id, link="", now=NOW - timedelta(days=days_ago), actor="owner"
    )
    evergreen.mark(store, "b1", post_id, True, **WHO)
    return post_id


def test_marks_are_set_and_taken_away_for_this_brand_only(store, brand, other_brand, channel):
    post_id = out(store, channel, 100)
    assert [post.post_id for post, _ in evergreen.listed(store, "b1", now=NOW)] == [post_id]
    assert evergreen.listed(store, "b2", now=NOW) == []
    with pytest.raises(NotFoundError):
        evergreen.mark(store, "b2", post_id, False, **WHO)
    evergreen.mark(store, "b1", post_id, False, **WHO)
    assert evergreen.listed(store, "b1", now=NOW) == []
    lines = store.rows("select to_state from audit where subject_id = ?", [post_id])
    assert {"evergreen", "not_evergreen"} <= {line["to_state"] for line in lines}


def test_a_repeat_is_a_draft_in_the_next_free_slot_and_starts_the_distance_anew(store, brand, channel):
    post_id = out(store, channel, 100)
    saved = evergreen.repeat(store, brand, post_id, **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    assert (entry.state, entry.text, entry.wall) == ("draft", "So finden Sie uns", datetime(2026, 11, 25, 9))
    with pytest.raises(RuleError) as refused:
        evergreen.repeat(store, brand, post_id, **WHO)
    assert refused.value.key == "errors.evergreen.too_soon"
    ((_, due),) = evergreen.listed(store, "b1", now=NOW)
    assert due == entry.at + timedelta(days=60)
    deleting.delete(store, "b1", saved.post_id, **WHO)
    assert evergreen.listed(store, "b1", now=NOW)[0][1] == NOW


def test_two_windows_that_repeat_a_post_at_once_make_one_draft(store, brand, meanwhile, channel):
    post_id = out(store, channel, 100)
    meanwhile(lambda: evergreen.repeat(store, brand, post_id, **WHO))
    with pytest.raises(RuleError):
        evergreen.repeat(store, brand, post_id, **WHO)
    assert len(store.rows("select 1 from post_origin where kind = 'evergreen'")) == 1


def test_the_distance_of_the_channel_counts(store, brand, channel):
    post_id = out(store, channel, 40)
    with pytest.raises(RuleError):
        evergreen.repeat(store, brand, post_id, **WHO)
    rhythm.set_distance(store, "b1", channel, 30, **WHO)
    assert evergreen.repeat(store, brand, post_id, **WHO)


def test_without_a_free_slot_or_an_open_channel_nothing_is_made(store, brand, other_brand, channel):
    post_id = out(store, channel, 100)
    rhythm.set_slots(store, "b1", channel, [], **WHO)
    with pytest.raises(RuleError) as refused:
        evergreen.repeat(store, brand, post_id, **WHO)
    assert refused.value.key == "errors.evergreen.no_slot"
    with pytest.raises(NotFoundError):
        evergreen.repeat(store, other_brand, post_id, **WHO)
    channels.close(store, "b1", channel, **WHO)
    assert evergreen.listed(store, "b1", now=NOW)[0][1] is None
    with pytest.raises(RuleError):
        evergreen.repeat(store, brand, post_id, **WHO)
