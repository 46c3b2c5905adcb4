"""Posts that are taken out of the calendar and put back: with their publications, and written down."""

from datetime import datetime, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError
from cmlite.services import calendar, channels, deleting, publishing
from tests.conftest import NOW

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}
SOON = datetime(2026, 11, 25, 9, 0)


@pytest.fixture
def post_id(store, brand):
    """A post planned for two channels."""
    made = [channels.declare(store, "b1", network=one, handle="Sonne", **WHO) for one in ("instagram", "facebook")]
    ids = tuple(one.channel_id for one in made)
    draft = PostDraft(text="Frisch", stage="planned", wall=SOON, zone=ZONE, channel_ids=ids)
    return calendar.create(store, "b1", draft, **WHO).post_id


def shown(store):
    return calendar.entries(store, "b1", datetime(2026, 11, 23), 7, ZONE)


def test_a_deleted_post_is_gone_and_comes_back_whole(store, post_id):
    deleting.delete(store, "b1", post_id, **WHO)
    assert shown(store) == []
    assert publishing.due(store, "b1", now=NOW + timedelta(days=9)) == []
    deleting.bring_back(store, "b1", post_id, **WHO)
    assert [target.state for target in shown(store)[0].targets] == ["scheduled", "scheduled"]


def test_a_channel_that_was_taken_away_before_does_not_come_back_with_the_post(store, post_id):
    found = calendar.entry(store, "b1", post_id)
    draft = calendar.as_draft(store, "b1", found, stage="planned", wall=SOON, zone=ZONE)
    fewer = draft.model_copy(update={"channel_ids": draft.channel_ids[:1]})
    calendar.change(store, "b1", post_id, fewer, version=1, now=NOW, actor="owner")
    later = {"now": NOW + timedelta(minutes=1), "actor": "owner"}
    deleting.delete(store, "b1", post_id, **later)
    deleting.bring_back(store, "b1", post_id, **later)
    assert [target.network for target in shown(store)[0].targets] == [found.targets[0].network]


def test_what_comes_back_is_not_planned_for_a_channel_that_was_closed_meanwhile(store, post_id):
    closed, left = (target.channel_id for target in calendar.entry(store, "b1", post_id).targets)
    deleting.delete(store, "b1", post_id, **WHO)
    channels.close(store, "b1", closed, **WHO)
    deleting.bring_back(store, "b1", post_id, **WHO)
    states = {one.channel_id: one.state for one in calendar.entry(store, "b1", post_id).targets}
    assert states == {closed: "cancelled", left: "scheduled"}


def test_what_is_gone_is_not_deleted_twice(store, post_id):
    deleting.delete(store, "b1", post_id, **WHO)
    with pytest.raises(NotFoundError):
        deleting.delete(store, "b1", post_id, **WHO)


def test_every_change_leaves_a_line_in_the_audit(store, post_id):
    deleting.delete(store, "b1", post_id, **WHO)
    deleting.bring_back(store, "b1", post_id, **WHO)
    lines = store.rows("select from_state, to_state, actor from audit where subject_id = ?", [post_id])
    assert sorted((line["from_state"], line["to_state"]) for line in lines) == [
        ("", "planned"),
        ("deleted", "planned"),
        ("planned", "deleted"),
    ]
    assert {line["actor"] for line in lines} == {"owner"}
