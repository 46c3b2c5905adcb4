"""What was typed and not saved is kept for one post of one brand, until it is saved or dropped."""

from datetime import timedelta

import pytest

from cmlite.domain.post_panel import Choice, Unsaved
from cmlite.domain.posts import PostDraft
from cmlite.services import calendar, calendar_panel, calendar_unsaved, deleting, publishing, team
from cmlite.services.connections import Outside
from cmlite.store import brands
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
    assert calendar_unsaved.kept(store, "b1", None, actor="owner") == TYPED
    assert [(one.entry, one.headline) for one in calendar_unsaved.waiting(store, "b1", actor="owner")] == [
        (None, "Tulpen im Eimer")
    ]
    assert store.row("select count(*) as n from post") == {"n": 0}
    assert calendar_unsaved.waiting(store, "b2", actor="owner") == []


def test_a_new_post_whose_words_were_taken_back_does_not_wait(store, brand):
    calendar_unsaved.keep(store, "b1", None, TYPED, **WHO)
    assert not calendar_unsaved.keep(store, "b1", None, Unsaved(wall=SOON), **WHO)
    assert calendar_unsaved.waiting(store, "b1", actor="owner") == []


def test_saving_ends_it(store, outside, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    calendar_unsaved.keep(store, "b1", saved.post_id, TYPED, **WHO)
    calendar_unsaved.keep(store, "b1", None, TYPED, **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    fields = draft(channel.channel_id, text="Neu").model_dump()
    carry_out(store, outside, Choice(action="save"), entry, fields, version=1)
    assert calendar_unsaved.kept(store, "b1", saved.post_id, actor="owner") is None
    assert calendar_unsaved.kept(store, "b1", None, actor="owner") == TYPED
    fields = PostDraft(text="Tulpen", zone=ZONE).model_dump()
    carry_out(store, outside, Choice(action="save"), None, fields, version=0)
    assert calendar_unsaved.waiting(store, "b1", actor="owner") == []


def test_dropping_leaves_the_post_as_it_was(store, outside, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    calendar_unsaved.keep(store, "b1", saved.post_id, TYPED, **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    carry_out(store, outside, Choice(action="forget"), entry, {}, version=1)
    assert calendar_unsaved.waiting(store, "b1", actor="owner") == []
    assert calendar.entry(store, "b1", saved.post_id) == entry


def test_a_post_that_is_out_or_deleted_does_not_wait(store, brand, channel):
    out, gone = (calendar.create(store, "b1", draft(channel.channel_id), **WHO).post_id for _ in range(2))
    for post_id in (out, gone):
        calendar_unsaved.keep(store, "b1", post_id, TYPED, **WHO)
    assert len(calendar_unsaved.waiting(store, "b1", actor="owner")) == 2
    target = calendar.entry(store, "b1", out).targets[0]
    publishing.confirm_published(store, "b1", target.publication_id, link="", **WHO)
    deleting.delete(store, "b1", gone, **WHO)
    assert calendar_unsaved.waiting(store, "b1", actor="owner") == []
    deleting.bring_back(store, "b1", gone, **WHO)
    assert [one.entry.post_id for one in calendar_unsaved.waiting(store, "b1", actor="owner")] == [gone]


@pytest.fixture
def people(store, brand):
    """The owner and two colleagues, by role."""
    made = {}
    for number, role in enumerate(("owner", "content_manager", "community_manager")):
        who = {"now": NOW + timedelta(seconds=number), "actor": made.get("owner", "owner")}
        made[role] = team.add(store, "b1", f"Person {number}", role, **who).member_id
    return made


def texts_of(store, actor):
    return [one.typed.text for one in calendar_unsaved.waiting(store, "b1", actor=actor)]


def test_two_people_never_see_or_lose_what_the_other_types(store, outside, brand, people, channel):
    one, other = people["content_manager"], people["community_manager"]
    post_id = calendar.create(store, "b1", draft(channel.channel_id), **WHO).post_id
    for actor, words in ((one, "Von mir"), (other, "Von ihr")):
        for place in (None, post_id):
            calendar_unsaved.keep(store, "b1", place, Unsaved(text=words, version=1), now=NOW, actor=actor)
    assert (texts_of(store, one), texts_of(store, other)) == (["Von mir"] * 2, ["Von ihr"] * 2)
    assert texts_of(store, people["owner"]) == []
    entry = calendar.entry(store, "b1", post_id)
    how = {"version": 1, "zone": ZONE, "fits": lambda *_: True, "clock": lambda: NOW, "now": NOW, "actor": one}
    fields = draft(channel.channel_id, text="Von mir").model_dump()
    calendar_panel.carry_out(store, outside, "b1", Choice(action="save"), entry, fields, **how)
    calendar_unsaved.keep(store, "b1", None, Unsaved(), now=NOW, actor=one)
    assert (texts_of(store, one), texts_of(store, other)) == ([], ["Von ihr"] * 2)


def test_what_was_typed_alone_is_the_owners_when_there_is_a_team_and_so_is_what_somebody_leaves_behind(store, brand):
    calendar_unsaved.keep(store, "b1", None, TYPED, **WHO)
    owner = team.add(store, "b1", "Anna", "owner", **WHO).member_id
    who = {"now": NOW + timedelta(seconds=1), "actor": owner}
    other = team.add(store, "b1", "Ben", "content_manager", **who).member_id
    third = team.add(store, "b1", "Cem", "viewer", **who).member_id
    assert (texts_of(store, owner), texts_of(store, other)) == ([TYPED.text], [])
    calendar_unsaved.forget(store, "b1", None, actor=owner)
    calendar_unsaved.keep(store, "b1", None, Unsaved(text="Halb fertig"), now=NOW, actor=other)
    team.leave(store, "b1", other, **who)
    assert (texts_of(store, owner), texts_of(store, third)) == (["Halb fertig"], [])
    team.leave(store, "b1", third, **who)
    assert texts_of(store, "owner") == ["Halb fertig"]


def test_words_kept_before_everybody_had_their_own_are_found(store, brand):
    with store.write() as cursor:
        brands.save_setting(cursor, "b1", "unsaved:new", TYPED.model_dump_json(exclude_none=True), **WHO)
    assert calendar_unsaved.kept(store, "b1", None, actor="owner") == TYPED
    calendar_unsaved.forget(store, "b1", None, actor="owner")
    assert texts_of(store, "owner") == []
