"""A team of two and more: handing in, approving, giving back; alone there is nothing of it."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.approvals import state_after_save
from cmlite.domain.post_panel import Choice, Unsaved
from cmlite.domain.posts import PostDraft
from cmlite.domain.team import ROLES, Member, Team
from cmlite.errors import CmliteError, NotFoundError, RuleError
from cmlite.services import (
    approvals,
    calendar,
    calendar_panel,
    calendar_unsaved,
    channels,
    publishing,
    strategy,
    team,
    today,
)
from cmlite.store.only_reading import OnlyReading
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
LATER = NOW + timedelta(days=1)
ZONE = "Europe/Berlin"


@pytest.fixture
def channel(store, brand):
    return channels.declare(store, "b1", network="instagram", handle="@b1", **WHO).channel_id


@pytest.fixture
def people(store, brand):
    """One of each role, by role."""
    found = {}
    for number, role in enumerate(ROLES):
        who = {"now": NOW + timedelta(seconds=number), "actor": "owner"}
        found[role] = team.add(store, "b1", f"Person {number}", role, **who).member_id
    return found


def draft(channel, text="Guten Morgen", stage="planned", wall=datetime(2026, 11, 30, 8)):
    return PostDraft(text=text, channel_ids=(channel,), stage=stage, wall=wall, zone=ZONE)


def plan(store, channel, actor, **changes):
    return calendar.create(store, "b1", draft(channel, **changes), now=NOW, actor=actor).post_id


def state(store, post_id):
    return calendar.entry(store, "b1", post_id).state


def change(store, channel, post_id, actor, **changes):
    version = calendar.entry(store, "b1", post_id).version
    calendar.change(store, "b1", post_id, draft(channel, **changes), version=version, now=NOW, actor=actor)


def seen(store, *posts):
    return {post_id: calendar.entry(store, "b1", post_id).version for post_id in posts}


def approve(store, people, *posts, role="content_manager", now=NOW):
    return approvals.approve(store, "b1", seen(store, *posts), now=now, actor=people[role])


def test_alone_every_plan_is_scheduled_and_nothing_is_written_down(store, brand, channel):
    team.add(store, "b1", "Anna", "viewer", **WHO)
    assert state(store, plan(store, channel, "owner")) == "scheduled"
    assert approvals.decided(store, "b1") == []
    assert team.at_work(store, "b1").member is None


def test_who_may_not_approve_hands_in_and_who_may_plans_at_once(store, channel, people):
    found = {role: state(store, plan(store, channel, people[role])) for role in ROLES[:3]}
    assert found == {"owner": "scheduled", "content_manager": "scheduled", "community_manager": "in_review"}
    assert [one.decision for one in approvals.decided(store, "b1")].count("approved") == 2


def test_a_handed_in_post_is_never_due(store, channel, people):
    post_id = plan(store, channel, people["community_manager"])
    late = datetime(2026, 12, 24, 9)
    assert publishing.due(store, "b1", now=late) == []
    publishing.mark_missed(store, now=late)
    assert state(store, post_id) == "in_review"


def test_an_approved_post_is_planned_and_the_audit_knows_who_when_and_which_version(store, channel, people):
    post_id = plan(store, channel, people["community_manager"])
    change(store, channel, post_id, people["community_manager"], text="Besser")
    assert approve(store, people, post_id) == (1, 0)
    assert state(store, post_id) == "scheduled"
    newest = approvals.decided(store, "b1", post_id)[0]
    assert (newest.decision, newest.version, newest.actor) == ("approved", 2, people["content_manager"])
    lines = store.rows(
        """select from_state, to_state, actor, detail from audit
        where subject = 'publication' and to_state in ('approved', 'scheduled') order by to_state"""
    )
    assert [(one["from_state"], one["to_state"], json.loads(one["detail"])) for one in lines] == [
        ("in_review", "approved", {"version": 2}),
        ("approved", "scheduled", {"version": 2}),
    ]
    assert {one["actor"] for one in lines} == {people["content_manager"]}


def test_an_edit_after_the_approval_returns_to_review_and_a_new_time_does_not(store, channel, people):
    post_id = plan(store, channel, people["community_manager"])
    approve(store, people, post_id)
    mine = {"now": NOW, "actor": people["community_manager"]}
    calendar.move(store, "b1", post_id, datetime(2026, 12, 1, 8), zone=ZONE, **mine)
    assert state(store, post_id) == "scheduled"
    change(store, channel, post_id, people["community_manager"], text="Ganz anders")
    assert state(store, post_id) == "in_review"


def test_a_post_given_back_says_why_and_comes_again(store, brand, channel, people):
    post_id = plan(store, channel, people["community_manager"])
    boss = {"now": NOW, "actor": people["owner"]}
    with pytest.raises(RuleError):
        approvals.give_back(store, "b1", seen(store, post_id), "  ", **boss)
    assert approvals.give_back(store, "b1", seen(store, post_id), "Bitte mit Preis", **boss) == 1
    assert state(store, post_id) == "rejected"
    assert calendar.entry(store, "b1", post_id).came_back == "Bitte mit Preis"
    assert [one.comment for one in approvals.returned(store, "b1")] == ["Bitte mit Preis"]
    work = team.at_work(store, "b1", people["community_manager"])
    tasks = today.tasks(store, brand, [], work=work, now=NOW)
    assert [task.params for task in tasks if task.kind == "returned"] == [{"post": post_id}]
    change(store, channel, post_id, people["community_manager"], text="Mit Preis: 3 Euro")
    assert (state(store, post_id), approvals.returned(store, "b1")) == ("in_review", [])


def test_many_are_approved_at_once_or_none(store, channel, people):
    posts = [plan(store, channel, people["community_manager"], text=f"Text {n}") for n in range(3)]
    looked_at = seen(store, *posts)
    change(store, channel, posts[1], people["community_manager"], text="Heimlich anders")
    with pytest.raises(RuleError) as refused:
        approvals.approve(store, "b1", looked_at, now=NOW, actor=people["owner"])
    assert refused.value.key == "errors.approvals.changed"
    assert {state(store, one) for one in posts} == {"in_review"}
    assert approve(store, people, *posts) == (3, 0)
    assert approvals.count_waiting(store, "b1") == 0


@pytest.mark.parametrize("role", ["community_manager", "viewer"])
def test_only_some_roles_approve(store, channel, people, role):
    post_id = plan(store, channel, people["community_manager"])
    for refused in (
        lambda: approve(store, people, post_id, role=role),
        lambda: approvals.give_back(store, "b1", seen(store, post_id), "x", now=NOW, actor=people[role]),
    ):
        with pytest.raises(RuleError):
            refused()
    assert state(store, post_id) == "in_review"


def test_a_post_whose_time_has_passed_is_approved_and_waits_for_a_new_one(store, channel, people):
    post_id = plan(store, channel, people["community_manager"])
    late = datetime(2026, 12, 1, 8)
    assert approve(store, people, post_id, now=late) == (1, 1)
    assert state(store, post_id) == "approved"
    calendar.move(
        store, "b1", post_id, datetime(2026, 12, 5, 8), zone=ZONE, now=late, actor=people["community_manager"]
    )
    assert state(store, post_id) == "scheduled"


def test_the_queue_is_read_with_a_few_questions_however_long_it_is(store, channel, people, monkeypatch):
    planned = [plan(store, channel, people["community_manager"], text=f"Text {number}") for number in range(6)]
    asked, read = [], store.read
    monkeypatch.setattr(store, "read", lambda: asked.append(1) or read())
    found = approvals.waiting(store, "b1")
    assert {one.entry.post_id for one in found} == set(planned)
    assert {one.entry.state for one in found} == {"in_review"}
    assert len(asked) == 3


def test_who_only_looks_changes_nothing_anywhere(store, brand, channel, people):
    looking = OnlyReading(store)
    me = {"now": NOW, "actor": people["viewer"]}
    before = store.counts()
    for refused in (
        lambda: calendar.create(looking, "b1", draft(channel), **me),
        lambda: strategy.save_step(looking, "b1", "culture", lambda base: base, **me),
        lambda: team.add(looking, "b1", "Noch jemand", "owner", **me),
        lambda: looking.open_other(store.path),
    ):
        with pytest.raises(RuleError) as told:
            refused()
        assert told.value.key == "errors.team.viewer"
    typed = Unsaved(text="Getippt")
    assert calendar_unsaved.keep(looking, "b1", None, typed, **me) is False
    assert store.counts() == before
    assert calendar.undated(looking, "b1") == []


def test_the_team_is_changed_by_owners_and_keeps_one(store, people):
    by = {role: {"now": NOW, "actor": people[role]} for role in ROLES}
    for role in ROLES[1:]:
        with pytest.raises(RuleError):
            team.add(store, "b1", "Neu", "viewer", **by[role])
    with pytest.raises(RuleError):
        team.leave(store, "b1", people["owner"], **by["owner"])
    with pytest.raises(RuleError):
        team.change(store, "b1", people["owner"], "Person 0", "viewer", **by["owner"])
    with pytest.raises(RuleError):
        team.add(store, "b1", "person 1", "viewer", **by["owner"])
    with pytest.raises(NotFoundError):
        team.leave(store, "b2", people["viewer"], **WHO)
    team.change(store, "b1", people["content_manager"], "Berta", "owner", **by["owner"])
    team.leave(store, "b1", people["owner"], **by["owner"])
    assert [one.name for one in team.team(store, "b1").members] == ["Berta", "Person 2", "Person 3"]
    assert team.team(store, "b1").name_of(people["owner"]) == "Person 0"


def test_when_one_is_left_what_waited_becomes_a_draft_again(store, channel, people):
    post_id = plan(store, channel, people["community_manager"])
    planned = plan(store, channel, people["owner"])
    freed = [team.leave(store, "b1", people[role], **WHO) for role in ROLES[:0:-1]]
    assert freed == [0, 0, 1]
    assert (state(store, post_id), state(store, planned)) == ("draft", "scheduled")


def test_who_is_at_work_is_chosen_for_a_window_and_remembered_for_the_next(store, people):
    assert team.at_work(store, "b1").member.member_id == people["owner"]
    assert team.at_work(store, "b1", people["viewer"]).member.member_id == people["viewer"]
    team.choose(store, "b1", people["community_manager"], now=NOW)
    assert team.at_work(store, "b1").member.member_id == people["community_manager"]
    assert team.at_work(store, "b1", "nobody").member.member_id == people["community_manager"]


def test_another_brand_has_its_own_team(store, other_brand, people):
    assert team.team(store, "b2").members == ()
    with pytest.raises(CmliteError):
        team.choose(store, "b2", people["owner"], now=NOW)


PEOPLE = st.lists(st.sampled_from(ROLES), max_size=5).map(
    lambda roles: Team(
        everybody=tuple(
            Member(member_id=f"m{n}", brand_id="b1", name=f"N{n}", role=role, created_at=NOW, actor="owner")
            for n, role in enumerate(roles)
        )
    )
)


@given(
    team=PEOPLE, stage=st.sampled_from(["idea", "draft", "planned"]), actor=st.sampled_from(["owner", "m0", "m1", "x"])
)
def test_nothing_goes_out_of_a_team_without_somebody_who_may_approve(team, stage, actor):
    state = state_after_save(stage, team, actor)
    assert (state == "draft") == (stage != "planned")
    if state == "scheduled":
        assert not team.exists or team.role_of(actor) in {"owner", "content_manager"}
    if not team.exists:
        assert state != "in_review"


def publish_now(store, channel, actor, *, now=NOW, post_id="post_1", found=None, version=0):
    choice = Choice(action="publish", post_id=post_id)
    fields = draft(channel, stage="draft", wall=None).model_dump()
    who = {"zone": ZONE, "fits": lambda *_: True, "clock": lambda: now, "now": now, "actor": actor}
    return calendar_panel.carry_out(store, None, "b1", choice, found, fields, version=version, **who)


def test_what_is_published_at_once_by_who_may_not_approve_goes_out_with_the_approval(store, channel, people):
    saved = publish_now(store, channel, people["community_manager"])
    assert saved.came == "handed_in"
    assert state(store, saved.post_id) == "in_review"
    assert publishing.due(store, "b1", now=LATER) == []
    assert approve(store, people, saved.post_id, now=LATER) == (1, 0)
    assert state(store, saved.post_id) == "scheduled"
    assert [row["planned_utc"] for row in publishing.due(store, "b1", now=LATER)] == [LATER]


def test_who_may_approve_publishes_at_once(store, channel, people):
    saved = publish_now(store, channel, people["content_manager"])
    assert (saved.came, state(store, saved.post_id)) == ("", "scheduled")
