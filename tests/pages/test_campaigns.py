"""The page of campaigns from the visitor's side, and the choice of a campaign in the calendar."""

import pytest

from cmlite import wiring
from cmlite.domain.campaigns import CampaignDraft
from cmlite.services import campaigns, onboarding
from tests.pages.conftest import words_of
from tests.pages.test_all import check


@pytest.fixture
def brand(open_page):
    store, now = wiring.app().store, wiring.utc_now()
    return onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")


def begin(brand, **values):
    draft = CampaignDraft(**({"name": "Advent *2026*"} | values))
    return campaigns.begin(wiring.app().store, brand.brand_id, draft, now=wiring.utc_now(), actor="owner")


def there(brand):
    return campaigns.campaigns(wiring.app().store, brand.brand_id)


def test_a_new_campaign_takes_its_name_into_links(open_page, brand):
    app = open_page("campaigns")
    app.button(key="campaign_new").click().run()
    app.text_input(key="campaign_name_new").set_value("Adventsbrot für alle").run()
    assert app.text_input(key="campaign_utm_new").placeholder == "adventsbrot-fuer-alle"
    app.number_input(key="campaign_budget_new").set_value(250.5)
    app.button(key="campaign_save_new").click().run()
    (made,) = there(brand)
    assert (made.utm_name, str(made.budget), made.spend) == ("adventsbrot-fuer-alle", "250.50", None)
    app.run()
    check(app)
    assert any("Adventsbrot für alle" in words for words in words_of(app))


def test_a_form_that_makes_no_sense_says_so_and_keeps_what_was_typed(open_page, brand):
    app = open_page("campaigns")
    app.button(key="campaign_new").click().run()
    app.button(key="campaign_save_new").click().run()
    assert [one.value for one in app.error] == ["Wie heißt die Kampagne? Bitte geben Sie ihr einen Namen."]
    assert there(brand) == []


def test_names_are_shown_as_they_are_typed(open_page, brand):
    begin(brand)
    words = words_of(open_page("campaigns"))
    assert any(r"Advent \*2026\*" in one for one in words)


def test_a_deleted_campaign_comes_back(open_page, brand):
    made = begin(brand)
    app = open_page("campaigns")
    app.button(key=f"campaign_delete_{made.campaign_id}").click().run()
    assert there(brand) == []
    app.button(key="campaign_undo").click().run()
    assert [one.campaign_id for one in there(brand)] == [made.campaign_id]


def test_a_closed_campaign_is_out_of_sight_until_wanted(open_page, brand):
    made = begin(brand)
    app = open_page("campaigns")
    app.button(key=f"campaign_close_{made.campaign_id}").click().run()
    assert not any("Advent" in one for one in words_of(app) if "**" in one)
    app.toggle(key="campaigns_ended").set_value(True).run()
    app.button(key=f"campaign_reopen_{made.campaign_id}").click().run()
    assert there(brand)[0].closed_at is None


def test_the_calendar_offers_campaigns_once_there_are_some(open_page, brand):
    assert "calendar_campaigns" not in [one.key for one in open_page("calendar").multiselect]
    made = begin(brand)
    app = open_page("calendar", calendar_campaigns=made.campaign_id)
    check(app)
    assert app.multiselect(key="calendar_campaigns").value == [made.campaign_id]
