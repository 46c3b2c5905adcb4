"""What was typed and not saved is kept for one post of one brand, until it is saved or dropped."""

import pytest

from cmlite.domain.posts import Choice, PostDraft, Unsaved
from cmlite.services import calendar, calendar_panel, calendar_unsaved, deleting, publishing
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.services.test_calendar import SOON, ZONE, channel, draft, second

__all__ = ["channel", "second"]
WHO = {"now": NOW, "actor": "owner"}
TYPED = Unsaved(text="Tulpen im Eimer")


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="a passphrase of a test"))


def carry_out(store, outside, choice, entry, fields, *, version):
    """Press something in the panel of a post."""
    how = {"version": version, "zone": ZONE, "fits": lambda *_: True, "clock": lambda: NOW}
    calendar_panel.carry_out(store, outside, "b1", choice, entry, fields, **how, **WHO)


def test_a_new_post_that_was_not_saved_waits_and_is_no_post(store, brand, other_brand):
    assert calendar_unsaved.keep(store, "b1", None, TYPED, **WHO)
    assert calendar_unsaved.kept(store, "b1", None) == TYPED
    assert [(one.entry, one.headline) for one in calendar_unsaved.waiting(store, "b1")] == [(None, "Tulpen im Eimer")]
    assert store.row("select count(*) as n from post") == {"n": 0}
    assert calendar_unsaved.waiting(store, "b2") == []


def test_a_new_post_whose_words_were_taken_back_does_not_wait(store, brand):
    calendar_unsaved.keep(store, "b1", None, TYPED, **WHO)
    assert not calendar_unsaved.keep(store, "b1", None, Unsaved(wall=SOON), **WHO)
    assert calendar_unsaved.waiting(store, "b1") == []


def test_saving_ends_it(store, outside, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    calendar_unsaved.keep(store, "b1", saved.post_id, TYPED, **WHO)
    calendar_unsaved.keep(store, "b1", None, TYPED, **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    fields = draft(channel.channel_id, text="Neu").model_dump()
    carry_out(store, outside, Choice(action="save"), entry, fields, version=1)
    assert calendar_unsaved.kept(store, "b1", saved.post_id) is None
    assert calendar_unsaved.kept(store, "b1", None) == TYPED
    fields = PostDraft(text="Tulpen", zone=ZONE).model_dump()
    carry_out(store, outside, Choice(action="save"), None, fields, version=0)
    assert calendar_unsaved.waiting(store, "b1") == []


def test_dropping_leaves_the_post_as_it_was(store, outside, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    calendar_unsaved.keep(store, "b1", saved.post_id, TYPED, **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    carry_out(store, outside, Choice(action="forget"), entry, {}, version=1)
    assert calendar_unsaved.waiting(store, "b1") == []
    assert calendar.entry(store, "b1", saved.post_id) == entry


def test_a_post_that_is_out_or_deleted_does_not_wait(store, brand, channel):
    out, gone = (calendar.create(store, "b1", draft(channel.channel_id), **WHO).post_id for _ in range(2))
    for post_id in (out, gone):
        calendar_unsaved.keep(store, "b1", post_id, TYPED, **WHO)
    assert len(calendar_unsaved.waiting(store, "b1")) == 2
    target = calendar.entry(store, "b1", out).targets[0]
    publishing.confirm_published(store, "b1", target.publication_id, link="", **WHO)
    deleting.delete(store, "b1", gone, **WHO)
    assert calendar_unsaved.waiting(store, "b1") == []
    deleting.bring_back(store, "b1", gone, **WHO)
    assert [one.entry.post_id for one in calendar_unsaved.waiting(store, "b1")] == [gone]
