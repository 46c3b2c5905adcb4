"""Many conversations at once: only those that change, counted, taken back unless somebody changed them since."""

from datetime import timedelta

import pytest

from cmlite.domain.bulk import Choice
from cmlite.domain.inbox import Filters
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import bulk, classes, conversations, inbox, team
from tests.conftest import NOW
from tests.services.test_inbox import WHO, hear


@pytest.fixture
def five(store, brand):
    return [hear(store, "b1", f"n{place}", ("in", 10 + place, "Hallo"), handle=f"h{place}") for place in range(5)]


def shown(store, conversation):
    return inbox.thread(store, "b1", conversation, now=NOW).conversation


def test_everything_that_fits_the_filters_is_done_and_taken_back_except_what_moved_on(store, five):
    change, n = bulk.change(store, "b1", Choice(filters=Filters()), "done", **WHO)
    assert (n, inbox.overview(store, "b1", now=NOW).states) == (5, {"done": 5})
    conversations.reopen(store, "b1", five[0], **WHO)
    conversations.snooze(store, "b1", five[1], until=NOW + timedelta(days=1), **WHO)
    assert bulk.take_back(store, "b1", change, **WHO) == 3
    assert inbox.overview(store, "b1", now=NOW).states == {"open": 4, "snoozed": 1}
    with pytest.raises(NotFoundError):
        bulk.take_back(store, "b1", change, **WHO)


def test_tags_are_added_once_and_taken_off_and_other_tags_stay(store, five):
    chosen = Choice(ids=five[:2])
    bulk.change(store, "b1", Choice(ids=five[:1]), "tag", "Presse, ", **WHO)
    change, n = bulk.change(store, "b1", chosen, "tag", "Brot", **WHO)
    assert (n, [shown(store, one).tags for one in five[:2]]) == (2, ["Presse,Brot", "Brot"])
    assert bulk.change(store, "b1", chosen, "tag", "Brot", **WHO)[1] == 0
    assert inbox.tags(store, "b1") == ["Brot", "Presse"]
    rows, _ = inbox.queue(store, "b1", Filters(tags=("Presse", "x")), page=1, now=NOW)
    assert [one.conversation_id for one in rows] == five[:1]
    bulk.change(store, "b1", chosen, "untag", "Presse", **WHO)
    assert bulk.take_back(store, "b1", change, **WHO) == 2
    assert [shown(store, one).tags for one in five[:2]] == ["", ""]
    with pytest.raises(RuleError):
        bulk.change(store, "b1", chosen, "tag", " , ", **WHO)


def test_later_for_many_says_when_and_gives_back_what_was(store, five):
    until = NOW + timedelta(hours=3)
    with pytest.raises(RuleError):
        bulk.change(store, "b1", Choice(ids=five), "snooze", until=NOW, **WHO)
    change, _ = bulk.change(store, "b1", Choice(ids=five[:3]), "snooze", until=until, **WHO)
    assert {shown(store, one).snoozed_until for one in five[:3]} == {until}
    assert bulk.take_back(store, "b1", change, **WHO) == 3
    assert {(shown(store, one).state, shown(store, one).snoozed_until) for one in five} == {("open", None)}


def test_only_people_of_the_team_are_given_conversations_and_each_finds_their_own(store, five):
    anna = team.add(store, "b1", "Anna", "owner", **WHO).member_id
    ben = team.add(store, "b1", "Ben", "community_manager", now=NOW, actor=anna).member_id
    change, _ = bulk.change(store, "b1", Choice(ids=five[:2]), "assign", ben, now=NOW, actor=anna)
    rows, _ = inbox.queue(store, "b1", Filters(assignee="me", me=ben), page=1, now=NOW)
    assert {one.conversation_id for one in rows} == set(five[:2])
    found = inbox.overview(store, "b1", me=ben, now=NOW).views
    assert (found["me"], found["nobody"], found["all"]) == (2, 3, 5)
    with pytest.raises(NotFoundError):
        bulk.change(store, "b1", Choice(ids=five), "assign", "somebody", now=NOW, actor=anna)
    looks = team.add(store, "b1", "Cem", "viewer", now=NOW, actor=anna).member_id
    with pytest.raises(RuleError):
        bulk.change(store, "b1", Choice(ids=five), "assign", looks, now=NOW, actor=anna)
    bulk.change(store, "b1", Choice(ids=five[:1]), "assign", anna, now=NOW, actor=anna)
    assert bulk.take_back(store, "b1", change, now=NOW, actor=anna) == 1
    assert [shown(store, one).assignee for one in five[:2]] == [anna, ""]


def test_a_class_for_many_counts_and_is_taken_back(store, five):
    batch, n = bulk.set_class(store, "b1", Choice(ids=five[:3]), "complaint", **WHO)
    counted = inbox.overview(store, "b1", now=NOW).classes["open"]
    assert (n, counted) == (3, {"complaint": 3, "none": 2})
    rows, _ = inbox.queue(store, "b1", Filters(class_ids=("none",)), page=1, now=NOW)
    assert {one.conversation_id for one in rows} == set(five[3:])
    classes.undo(store, "b1", batch, **WHO)
    assert inbox.overview(store, "b1", now=NOW).classes["open"] == {"none": 5}


def test_of_many_only_those_count_that_a_class_changes(store, five):
    bulk.set_class(store, "b1", Choice(ids=five[:3]), "complaint", **WHO)
    assert bulk.set_class(store, "b1", Choice(ids=five), "complaint", **WHO)[1] == 2
    assert bulk.set_class(store, "b1", Choice(ids=five), "complaint", **WHO) == ("", 0)


def test_one_line_of_the_audit_says_what_was_done_to_how_many(store, five):
    bulk.change(store, "b1", Choice(ids=five), "done", **WHO)
    (line,) = store.rows("select subject_id, to_state, detail from audit where subject = 'conversation'")
    assert (line["subject_id"], line["to_state"]) == ("several", "done")
    assert '"changed": 5' in line["detail"]


def test_conversations_of_another_brand_are_not_touched(store, five, other_brand):
    foreign = hear(store, "b2", "foreign", ("in", 5, "Moin"))
    assert bulk.change(store, "b1", Choice(ids=[foreign]), "done", **WHO)[1] == 0
    change, _ = bulk.change(store, "b1", Choice(ids=five), "done", **WHO)
    with pytest.raises(NotFoundError):
        bulk.take_back(store, "b2", change, **WHO)
