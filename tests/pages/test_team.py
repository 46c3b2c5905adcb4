"""Team and approval in the pages: nothing of it alone, a queue for two, nothing to change for who only looks."""

import io
from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.domain.clocks import to_wall
from cmlite.domain.media import Attached
from cmlite.domain.posts import PostDraft
from cmlite.domain.send_options import SendOptions
from cmlite.services import approvals, backups, calendar, channels, library, team
from tests.media_samples import picture
from tests.pages.conftest import words_of
from tests.pages.test_all import check


@pytest.fixture
def people(open_page, example):
    """An owner, a community manager and a viewer; three posts of the community manager wait."""
    store, now = wiring.app().store, wiring.utc_now()
    found = {}
    for number, role in enumerate(("owner", "community_manager", "viewer")):
        who = {"now": now + timedelta(seconds=number), "actor": "owner"}
        found[role] = team.add(store, example.brand_id, f"Person {number}", role, **who).member_id
    channel = channels.channels(store, example.brand_id)[0].channel_id
    wall = to_wall(now + timedelta(days=3), example.zone)
    for number in range(3):
        said = {"text": f"Text {number}", "comments": {channel: f"Darunter {number}"}}
        said["options"] = {channel: SendOptions(warning=f"Vorsicht {number}", visibility="unlisted")}
        draft = PostDraft(**said, channel_ids=(channel,), stage="planned", wall=wall, zone=example.zone)
        calendar.create(store, example.brand_id, draft, now=now, actor=found["community_manager"])
    return found


def choose(example, member_id):
    team.choose(wiring.app().store, example.brand_id, member_id, now=wiring.utc_now())


def test_alone_nobody_is_chosen_and_no_state_of_a_team_is_offered(open_page, example):
    app = open_page("calendar")
    assert not [one for one in app.selectbox if one.key.startswith("at_work")]
    assert "zur Freigabe" not in " ".join(str(one.options) for one in app.multiselect)


@pytest.mark.parametrize("language", ["de", "en"])
def test_posts_are_approved_in_bulk_and_given_back_with_a_comment(open_page, example, people, language):
    choose(example, people["owner"])
    store = wiring.app().store
    first, *others = approvals.waiting(store, example.brand_id)
    app = open_page("approvals", language)
    check(app)
    assert "Darunter 0" in [one.value for one in app.text], "what goes out beneath the post is approved with it"
    assert "Vorsicht 0" in " ".join(words_of(app)), "and what stands in front of it, and who sees it"
    app.text_area(key=f"approval_comment_{first.entry.post_id}").set_value("Bitte mit Preis").run()
    app = app.button(key=f"return_{first.entry.post_id}").click().run()
    check(app)
    assert "Bitte mit Preis" in " ".join(words_of(app)).replace("\\", "")
    for one in others:
        app.checkbox(key=f"approval_pick_{one.entry.post_id}").check().run()
    app = app.button(key="approve_picked").click().run()
    check(app)
    assert approvals.count_waiting(store, example.brand_id) == 0
    states = {calendar.entry(store, example.brand_id, one.entry.post_id).state for one in others}
    assert states == {"scheduled"}


def test_nobody_approves_a_text_they_did_not_see(open_page, example, people):
    choose(example, people["owner"])
    store = wiring.app().store
    post_id = approvals.waiting(store, example.brand_id)[0].entry.post_id
    app = open_page("approvals")
    found = calendar.entry(store, example.brand_id, post_id)
    draft = calendar.as_draft(
        store, example.brand_id, found, stage="planned", wall=found.wall, zone=example.zone
    ).model_copy(update={"text": "Etwas ganz anderes"})
    who = {"now": wiring.utc_now(), "actor": people["community_manager"]}
    calendar.change(store, example.brand_id, post_id, draft, version=found.version, **who)
    app = app.button(key=f"approve_{post_id}").click().run()
    assert calendar.entry(store, example.brand_id, post_id).state == "in_review"
    assert app.error and "Etwas ganz anderes" in [one.value for one in app.text]
    app.button(key=f"approve_{post_id}").click().run()
    assert calendar.entry(store, example.brand_id, post_id).state == "scheduled", "now it was seen"


def test_who_may_not_approve_sees_the_queue_without_buttons(open_page, example, people):
    choose(example, people["community_manager"])
    app = open_page("approvals")
    check(app)
    assert not [one.key for one in app.button if one.key and one.key.startswith(("approve_", "return_"))]


def test_a_waiting_post_shows_its_picture_to_whoever_approves_and_says_once_that_it_waits(open_page, example, people):
    store, now = wiring.app().store, wiring.utc_now()
    shot = library.add(store, example.brand_id, io.BytesIO(picture()), "laden.jpg", now=now, actor="owner").media
    draft = PostDraft(
        text="Mit Bild",
        channel_ids=(channels.channels(store, example.brand_id)[0].channel_id,),
        stage="planned",
        wall=to_wall(now + timedelta(days=4), example.zone),
        zone=example.zone,
        media=(Attached(media_id=shot.media_id, alt="Ein Laden"),),
    )
    post_id = calendar.create(store, example.brand_id, draft, now=now, actor=people["community_manager"]).post_id
    choose(example, people["owner"])
    app = open_page("approvals")
    check(app)
    assert len(app.get("image")) == 1
    words = words_of(open_page("composer", post=post_id))
    assert sum("wartet auf Freigabe" in one for one in words) == 1


def test_who_only_looks_is_told_so_and_changes_nothing(open_page, example, people):
    choose(example, people["viewer"])
    app = open_page("strategy")
    check(app)
    assert "Sie sehen nur zu" in " ".join(words_of(app))
    before = wiring.app().store.counts()
    app = open_page("review").button(key="review_begin").click().run()
    assert any("Sie sehen hier nur zu" in one.value for one in app.error)
    after = wiring.app().store.counts()
    assert {name: n for name, n in after.items() if n != before[name]} == {}


def test_a_person_is_added_and_a_second_one_makes_a_team(open_page, example):
    app = open_page("team")
    for name in ("Anna", "Ben"):
        app.text_input(key="member_name_new").set_value(name)
        app = app.button(key="FormSubmitter:team_new-Hinzufügen").click().run()
        check(app)
    assert [one.role for one in team.team(wiring.app().store, example.brand_id).members] == [
        "owner",
        "community_manager",
    ]
    assert [one for one in app.selectbox if one.key and one.key.startswith("at_work")]


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_a_role_may_not_do_is_not_offered_and_the_page_says_who_may(open_page, example, people, language):
    folder = wiring.app().settings.backups
    backups.back_up(wiring.app().store, folder, now=wiring.utc_now())
    keys = ("brand_remove", "brand_archive", "backup_cmlite", "example_remove")
    for role, offered in (("community_manager", False), ("owner", True)):
        choose(example, people[role])
        for word in ("brands", "settings"):
            app = open_page(word, language)
            check(app)
            shown = [one.key for one in app.button if one.key and one.key.startswith(keys)]
            locked = [one.value for one in app.caption if ":material/lock:" in one.value]
            assert bool(shown) is offered and bool(locked) is not offered, (word, role, shown, locked)
    choose(example, people["viewer"])
    app = open_page("rights")
    app.session_state["retention_drafts"] = 24
    app.run()
    assert "retention_save" not in [one.key for one in app.button]
    assert [one.value for one in app.caption if ":material/lock:" in one.value]


def test_who_only_looks_is_offered_nothing_to_do(open_page, people):
    app = open_page("inbox")
    assert next(list(one.proto.options) for one in app.get("menu_button") if "assign_" in one.proto.id) == [
        "Person 0",
        "Person 1",
    ]
    app.toggle(key="inbox_choosing").set_value(True).run()
    app.button(key="choose_page").click().run()
    app.button(key="bulk_open").click().run()
    app.button_group(key="bulk_act").set_value("assign").run()
    assert not app.exception
    assert app.button_group(key="bulk_assign").options[:-1] == ["Person 0", "Person 1"]
    app = open_page("rules")
    offered = app.selectbox(key=next(one.key for one in app.selectbox if str(one.key).startswith("rule_assignee_")))
    assert offered.options[1:] == ["Person 0", "Person 1"]
