"""Every save keeps what was said, by whom and when; two windows never overwrite each other unseen."""

from datetime import timedelta

import pytest

from cmlite.domain.versions import Saying
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, publishing, versions
from tests.conftest import NOW
from tests.services.test_calendar import WHO, ZONE, channel, draft, second

__all__ = ["channel", "second"]


def said(store, post_id):
    return [(one.version, one.saying.text, one.actor) for one in versions.versions(store, "b1", post_id)]


def test_every_save_keeps_its_version_with_own_texts_and_comments(store, brand, channel):
    own = {channel.channel_id: "Anders"}
    saved = calendar.create(store, "b1", draft(channel.channel_id, texts=own, comments=own), **WHO)
    later = {"now": NOW + timedelta(minutes=5), "actor": "mara"}
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=1, **later)
    newest, first = versions.versions(store, "b1", saved.post_id)
    assert (newest.version, newest.actor, newest.saved_at, newest.saying.texts) == (2, "mara", later["now"], {})
    assert first.saying == Saying(title="Brot", text="Frisch", texts=own, comments=own)


def test_a_post_from_before_the_history_keeps_what_it_said_until_its_first_change(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with store.write() as cursor:
        cursor.execute("delete from post_version")
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=1, **WHO)
    assert said(store, saved.post_id) == [(2, "Neu", "owner"), (1, "Frisch", "owner")]


def test_what_was_refused_leaves_no_version(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with pytest.raises(RuleError):
        calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=7, **WHO)
    assert said(store, saved.post_id) == [(1, "Frisch", "owner")]


def test_a_move_is_no_version_and_does_not_disturb_the_next(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    calendar.move_to_day(store, "b1", saved.post_id, NOW + timedelta(days=5), zone=ZONE, **WHO)
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=2, **WHO)
    assert [one[0] for one in said(store, saved.post_id)] == [3, 1]


def test_the_history_of_another_brand_cannot_be_read(store, brand, other_brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    assert versions.versions(store, "b2", saved.post_id) == []
    with pytest.raises(NotFoundError):
        versions.restore(store, "b2", saved.post_id, 1, zone=ZONE, **WHO)


def dropped(store, post_id, channel_id):
    """The post with one channel less."""
    targets = calendar.entry(store, "b1", post_id).targets
    publication = next(one.publication_id for one in targets if one.channel_id == channel_id)
    publishing.cancel(store, "b1", publication, **WHO)


def scheduled(store, post_id):
    return {one.channel_id for one in calendar.entry(store, "b1", post_id).targets if one.state == "scheduled"}


def test_saying_something_again_does_not_plan_what_was_dropped_on_a_channel(store, brand, channel, second):
    saved = calendar.create(store, "b1", draft(channel.channel_id, second.channel_id, as_thread=True), **WHO)
    dropped(store, saved.post_id, second.channel_id)
    versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert scheduled(store, saved.post_id) == {channel.channel_id}
    assert all(one.as_thread for one in calendar.entry(store, "b1", saved.post_id).targets)


def test_what_was_dropped_altogether_becomes_a_draft_when_it_says_something_again(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    dropped(store, saved.post_id, channel.channel_id)
    versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert calendar.entry(store, "b1", saved.post_id).state == "draft"
