"""The calendar from the visitor's side: nothing typed is lost, a first channel on the way, times that can be kept."""

from datetime import datetime, timedelta

import pytest

from cmlite import wiring
from cmlite.domain.clocks import to_wall
from cmlite.domain.posts import PostDraft
from cmlite.domain.strategy import NetworkChoice, Strategy
from cmlite.domain.sync import OwnPost
from cmlite.services import brands, calendar, calendar_feed, calendar_unsaved, channels, onboarding, publishing, rhythm
from cmlite.store import native
from cmlite.store.rows import insert
from tests.pages.conftest import words_of

ZONE = "Europe/Berlin"


@pytest.fixture
def owner(open_page):
    """A brand that has decided on its strategy and on nothing else."""
    store, now = wiring.app().store, wiring.utc_now()
    brand = onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    plan = Strategy(networks=(NetworkChoice(network="facebook", posts_per_week=2),))
    with store.write() as cursor:
        insert(
            cursor, "strategy", strategy_id="s", brand_id=brand.brand_id, version=1, state="current",
            content=plan.model_dump_json(), saved_at=now, decided_at=now, actor="owner",
        )  # fmt: skip
    return brand


def today():
    return to_wall(wiring.utc_now(), ZONE).date().isoformat()


def declare(brand, handle="@lilie"):
    store, now = wiring.app().store, wiring.utc_now()
    return channels.declare(store, brand.brand_id, network="facebook", handle=handle, now=now, actor="owner")


def field(app, kind, name):
    return next(one for one in app.get(kind) if one.key and one.key.startswith(f"{name}_"))


def kept(brand, post_id=None):
    return calendar_unsaved.kept(wiring.app().store, brand.brand_id, post_id, actor="owner")


def test_today_leads_a_new_owner_to_the_account_before_the_planning(open_page, owner):
    app = open_page("today")
    found = [words for words in words_of(app) if "Konto ein: Facebook" in words]
    assert len(found) == 1
    app.button(key="task_0_go").click().run()
    assert [one.value for one in app.title] == ["Kanäle"]


def test_without_a_channel_the_panel_offers_to_enter_the_first_and_keeps_the_text(open_page, owner):
    app = open_page("calendar", new=today())
    assert field(app, "selectbox", "first_network").value == "facebook"
    field(app, "text_input", "first_handle").set_value("@lilie")
    field(app, "text_area", "text").set_value("Tulpen im Eimer")
    store = wiring.app().store
    app.run()
    assert kept(owner).text == "Tulpen im Eimer"
    assert channels.channels(store, owner.brand_id) == []


@pytest.mark.parametrize("name", ["title", "text"])
def test_what_was_typed_is_kept_when_the_panel_is_closed(open_page, owner, name):
    declare(owner)
    app = open_page("calendar", new=today())
    field(app, "text_area" if name == "text" else "text_input", name).set_value("Tulpen im Eimer")
    app.run()
    assert not app.exception
    assert getattr(kept(owner), name) == "Tulpen im Eimer"
    assert any("Tulpen im Eimer" in words and "noch nicht gespeichert" in words for words in words_of(app))
    app.button(key="unsaved_open_new").click().run()
    assert field(app, "text_area" if name == "text" else "text_input", name).value == "Tulpen im Eimer"


def test_a_panel_in_which_nothing_was_typed_leaves_nothing_behind(open_page, owner):
    declare(owner)
    app = open_page("calendar", new=today())
    app.run()
    assert kept(owner) is None
    assert not [one for one in app.button if one.key and one.key.startswith("unsaved_")]


def test_what_was_kept_can_be_dropped(open_page, owner):
    declare(owner)
    app = open_page("calendar", new=today())
    field(app, "text_area", "text").set_value("Tulpen im Eimer")
    app.run()
    app.button(key="unsaved_drop_new").click().run()
    assert kept(owner) is None
    app.run()
    assert kept(owner) is None


def test_the_changed_text_of_a_planned_post_is_kept_and_the_post_stays_as_it_was(open_page, owner):
    store, now = wiring.app().store, wiring.utc_now()
    wall = to_wall(now, ZONE).replace(second=30) + timedelta(days=2)
    draft = PostDraft(
        text="Alt", stage="planned", wall=wall, zone=ZONE, channel_ids=(declare(owner).channel_id,), pillar_id="gone"
    )
    post_id = calendar.create(store, owner.brand_id, draft, now=now, actor="owner").post_id
    app = open_page("calendar", post=post_id)
    app.run()
    assert kept(owner, post_id) is None, "looking at a post changes nothing"
    app = open_page("calendar", post=post_id)
    field(app, "text_area", "text").set_value("Neu")
    app.run()
    assert kept(owner, post_id).model_dump(exclude_none=True) == {"text": "Neu", "version": 1}
    assert calendar.entry(store, owner.brand_id, post_id).text == "Alt"


def test_a_new_post_for_today_is_proposed_for_an_hour_to_come(open_page, owner):
    declare(owner)
    now = to_wall(wiring.utc_now(), ZONE)
    app = open_page("calendar", new=now.date().isoformat())
    proposed = datetime.combine(field(app, "date_input", "day").value, field(app, "time_input", "time").value)
    assert now < proposed <= now + timedelta(hours=11)
    tomorrow = now.date() + timedelta(days=1)
    app = open_page("calendar", new=tomorrow.isoformat())
    assert field(app, "date_input", "day").value == tomorrow
    assert f"{field(app, 'time_input', 'time').value:%H:%M}" == "09:00"


def test_a_missed_post_opens_with_a_new_time_and_says_what_can_be_done(open_page, owner):
    store, now = wiring.app().store, wiring.utc_now()
    draft = PostDraft(
        text="Tulpen",
        stage="planned",
        wall=to_wall(now, ZONE) - timedelta(days=1),
        zone=ZONE,
        channel_ids=(declare(owner).channel_id,),
    )
    before = now - timedelta(days=2)
    post_id = calendar.create(store, owner.brand_id, draft, now=before, actor="owner").post_id
    publishing.mark_missed(store, now=now)
    app = open_page("today")
    assert any("Verpasst: „Tulpen“ auf Facebook" in words for words in words_of(app))
    app = open_page("calendar", post=post_id)
    assert any("Neu planen" in words for words in words_of(app))
    proposed = datetime.combine(field(app, "date_input", "day").value, field(app, "time_input", "time").value)
    assert proposed > to_wall(now, ZONE)
    app.run()
    assert kept(owner, post_id) is None, "the time that is proposed was not typed"


def test_a_network_without_a_place_in_the_plan_gets_words_and_more_than_planned_is_no_error(open_page, owner):
    store, now = wiring.app().store, wiring.utc_now()
    other = channels.declare(store, owner.brand_id, network="instagram", handle="@l", now=now, actor="owner")
    ids = (declare(owner).channel_id, other.channel_id)
    for hour in range(3):
        wall = to_wall(now, ZONE).replace(hour=9 + hour)
        draft = PostDraft(text="Tulpen", stage="planned", wall=wall, zone=ZONE, channel_ids=ids)
        calendar.create(store, owner.brand_id, draft, now=now - timedelta(days=9), actor="owner")
    app = open_page("calendar")
    app.segmented_control(key="calendar_view").set_value("week").run()
    shown = [*words_of(app), *(one.proto.text for one in app.get("progress"))]
    assert "Instagram: 3 geplant, im Takt nicht vorgesehen" in shown
    assert "Facebook: 3 geplant, mehr als die vorgesehenen 2" in shown


def test_without_a_brand_the_page_still_has_its_title(open_page):
    app = open_page("calendar")
    assert [one.value for one in app.title] == ["Kalender"]
    assert brands.current(wiring.app().store).brand is None


def test_view_and_filters_stand_in_the_address_as_codes_and_mean_the_same_in_english(open_page, owner):
    query = {"calendar_view": "list", "calendar_networks": "facebook", "calendar_states": "draft"}
    for language in ("de", "en"):
        app = open_page("calendar", language, **query)
        assert not app.exception
        assert app.segmented_control(key="calendar_view").value == "list"
        assert app.multiselect(key="calendar_networks").value == ["facebook"]
        assert app.multiselect(key="calendar_states").value == ["draft"]
        assert {name: app.query_params[name] for name in query} == query


def test_all_filters_are_reset_with_one_press_and_the_view_stays(open_page, owner):
    app = open_page("calendar", calendar_view="list", calendar_networks="facebook", calendar_states="draft")
    app.button(key="calendar_filters_reset").click().run()
    assert not app.exception
    assert app.multiselect(key="calendar_networks").value == app.multiselect(key="calendar_states").value == []
    assert {"calendar_networks", "calendar_states"} & set(app.query_params) == set()
    assert app.query_params["calendar_view"] == "list"
    assert not [one for one in app.button if one.key == "calendar_filters_reset"]


def test_a_secret_address_of_the_calendar_is_shown_once_and_can_be_taken_back(open_page, owner):
    app = open_page("calendar")
    app.button(key="calendar_feed_open").click().run()
    app.button(key="calendar_feed_create").click().run()
    assert not app.exception
    (code,) = [one.value for one in app.code if ".ics" in one.value]
    assert code.startswith("http://127.0.0.1:") and "/calendar/" in code
    store = wiring.app().store
    (feed,) = calendar_feed.feeds(store, owner.brand_id)
    app.button(key=f"revoke_{feed['feed_id']}").click().run()
    assert not app.exception
    assert calendar_feed.feeds(store, owner.brand_id) == []
    assert not [one.value for one in app.code if ".ics" in one.value]


def test_the_next_free_slot_of_the_chosen_channels_is_taken_over_into_day_and_time(open_page, owner):
    channel_id = declare(owner).channel_id
    app = open_page("calendar", new=today())
    assert field(app, "button", "take_free").disabled, "without a channel there is no slot"
    app = open_page("composer")
    assert field(app, "button", "take_free").disabled
    field(app, "button_group", "channels").set_value([channel_id]).run()
    field(app, "button", "take_free").click().run()
    assert not app.exception
    free = rhythm.free_slot(wiring.app().store, owner, [channel_id], now=wiring.utc_now())
    assert field(app, "date_input", "day").value == free.wall.date()
    assert field(app, "time_input", "time").value == free.wall.time()
    app.run()
    assert field(app, "date_input", "day").value == free.wall.date()


@pytest.mark.parametrize(("days", "asked"), [(2, True), (0, False)])
def test_a_post_of_another_day_is_not_called_published_without_a_question(open_page, owner, days, asked):
    store, now = wiring.app().store, wiring.utc_now()
    wall = (to_wall(now, ZONE) + timedelta(days=days)).replace(hour=23, minute=59)
    draft = PostDraft(text="Neu", stage="planned", wall=wall, zone=ZONE, channel_ids=(declare(owner).channel_id,))
    post_id = calendar.create(store, owner.brand_id, draft, now=now, actor="owner").post_id
    app = open_page("calendar", post=post_id)
    assert any("Geplant ist dieser Beitrag erst für" in words for words in words_of(app)) is asked
    assert any(one.key.startswith("confirm_") for one in app.button)


def test_is_published_is_taken_back_at_once_or_later(open_page, owner):
    store, now = wiring.app().store, wiring.utc_now()
    wall = to_wall(now, ZONE) + timedelta(hours=1)
    draft = PostDraft(text="Tulpen", stage="planned", wall=wall, zone=ZONE, channel_ids=(declare(owner).channel_id,))
    post_id = calendar.create(store, owner.brand_id, draft, now=now, actor="owner").post_id
    publication = calendar.entry(store, owner.brand_id, post_id).targets[0].publication_id
    app = open_page("calendar", post=post_id)
    assert any(one.value.startswith("Text kopieren") for one in app.caption)
    for key, after in ((f"not_out_{publication}", "scheduled"), ("calendar_undo", "scheduled")):
        publishing.confirm_published(store, owner.brand_id, publication, link="", now=now, actor="owner")
        app = open_page("calendar", post=post_id)
        assert not any(one.value.startswith("Text kopieren") for one in app.caption), "there is nothing left to do"
        if key == "calendar_undo":
            app.session_state["confirmed_by_hand"] = publication
            app.run()
        else:
            app.query_params["post"] = post_id  # the panel is open while its button is pressed
        app.button(key=key).click().run()
        assert not app.exception and not app.error
        assert calendar.entry(store, owner.brand_id, post_id).state == after


def test_whether_a_post_made_elsewhere_is_the_planned_one_is_asked_above_all_fields(open_page, owner):
    store, now, channel = wiring.app().store, wiring.utc_now(), declare(owner)
    soon = to_wall(now + timedelta(hours=2), ZONE)
    draft = PostDraft(text="Tulpen", stage="planned", wall=soon, zone=ZONE, channel_ids=(channel.channel_id,))
    post_id = calendar.create(store, owner.brand_id, draft, now=now, actor="owner").post_id
    with store.write() as cursor:
        made = [OwnPost(external_id="7", text="Tulpen", at=now, permalink="https://n.example/7")]
        native.save_own_posts(cursor, channel, made, new_id=lambda kind: f"{kind}_n", now=now)
    app = open_page("calendar", post=post_id)
    keys = [one.key or "" for one in app.button]
    asked = next(place for place, key in enumerate(keys) if key.startswith("same_yes_"))
    assert asked < keys.index("editor_save")
