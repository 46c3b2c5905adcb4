"""Campaigns: what may be saved, two windows, closing, undo, figures with their denominators, another brand's."""

from datetime import date
from decimal import Decimal

import pytest

from cmlite.domain.calendar import fits
from cmlite.domain.campaigns import CampaignDraft, Known, per_interaction
from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, campaigns, channels
from cmlite.store import sending
from cmlite.store.rows import insert
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


def draft(**values):
    return CampaignDraft(**({"name": "Adventsbrot"} | values))


def names(store, brand):
    return [one.name for one in campaigns.campaigns(store, brand.brand_id)]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"name": "  "}, "errors.campaigns.name_missing"),
        ({"first_day": date(2026, 12, 2), "last_day": date(2026, 12, 1)}, "errors.campaigns.days_order"),
        ({"utm_name": "Advents brot"}, "errors.campaigns.utm_signs"),
        ({"utm_name": "brot&utm_source=x"}, "errors.campaigns.utm_signs"),
        ({"budget": Decimal("-1")}, "errors.campaigns.money"),
        ({"spend": Decimal("1e12")}, "errors.campaigns.money"),
        # the code of ISO 4217 for "no currency"
        ({"currency": "XXX"}, "errors.campaigns.currency"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, key):
    with pytest.raises(RuleError) as refused:
        draft(**wrong)
    assert refused.value.key == key


def test_money_comes_back_to_the_cent(store, brand):
    made = campaigns.begin(store, brand.brand_id, draft(budget=Decimal("250.10"), spend=Decimal("0")), **WHO)
    (found,) = campaigns.campaigns(store, brand.brand_id)
    assert (found.budget, found.spend) == (Decimal("250.10"), Decimal("0.00"))
    assert found.campaign_id == made.campaign_id


def test_a_name_in_links_belongs_to_one_campaign(store, brand, other_brand):
    campaigns.begin(store, brand.brand_id, draft(utm_name="advent"), **WHO)
    campaigns.begin(store, other_brand.brand_id, draft(utm_name="advent"), **WHO)
    campaigns.begin(store, brand.brand_id, draft(name="Ohne"), **WHO)
    campaigns.begin(store, brand.brand_id, draft(name="Auch ohne"), **WHO)
    with pytest.raises(RuleError) as refused:
        campaigns.begin(store, brand.brand_id, draft(name="Zweite", utm_name="advent"), **WHO)
    assert refused.value.key == "errors.campaigns.utm_taken"
    assert "Zweite" not in names(store, brand)


def test_a_deleted_campaign_comes_back_without_a_name_that_was_taken_meanwhile(store, brand):
    first = campaigns.begin(store, brand.brand_id, draft(utm_name="advent"), **WHO)
    campaigns.delete(store, brand.brand_id, first.campaign_id, **WHO)
    assert names(store, brand) == []
    campaigns.begin(store, brand.brand_id, draft(name="Zweite", utm_name="advent"), **WHO)
    campaigns.bring_back(store, brand.brand_id, first.campaign_id, **WHO)
    assert {one.name: one.utm_name for one in campaigns.campaigns(store, brand.brand_id)} == {
        "Adventsbrot": "",
        "Zweite": "advent",
    }


def test_no_link_goes_out_with_the_name_of_a_deleted_campaign_which_another_may_have_now(store, brand):
    made = campaigns.begin(store, brand.brand_id, draft(utm_name="advent"), **WHO)
    channel_id = channels.declare(store, brand.brand_id, network="bluesky", handle="@sonne", **WHO).channel_id
    wanted = PostDraft(text="Brot", campaign_id=made.campaign_id, channel_ids=(channel_id,), zone="Europe/Berlin")
    post_id = calendar.create(store, brand.brand_id, wanted, **WHO).post_id
    with store.write() as cursor:
        own = {"brand_id": brand.brand_id, "state": "connected", "connected_at": NOW, "actor": "owner"}
        insert(cursor, "connection", channel_id=channel_id, **own)

    def marked():
        entry = calendar.entry(store, brand.brand_id, post_id)
        return entry.tagging.campaign, sending.read_sending(store, entry.targets[0].publication_id)["utm_name"]

    assert marked() == ("advent", "advent")
    campaigns.delete(store, brand.brand_id, made.campaign_id, **WHO)
    assert marked() == ("", "")
    campaigns.bring_back(store, brand.brand_id, made.campaign_id, **WHO)
    assert marked() == ("advent", "advent")


def test_two_windows_do_not_overwrite_each_other(store, brand):
    made = campaigns.begin(store, brand.brand_id, draft(), **WHO)
    campaigns.change(store, brand.brand_id, made.campaign_id, draft(name="Stollen"), version=1, **WHO)
    with pytest.raises(RuleError) as refused:
        campaigns.change(store, brand.brand_id, made.campaign_id, draft(name="Kekse"), version=1, **WHO)
    assert refused.value.key == "errors.campaigns.changed_elsewhere"
    assert names(store, brand) == ["Stollen"]


def test_a_closed_campaign_is_offered_to_its_own_posts_only(store, brand):
    made = campaigns.begin(store, brand.brand_id, draft(), **WHO)
    campaigns.close(store, brand.brand_id, made.campaign_id, **WHO)
    found = campaigns.campaigns(store, brand.brand_id)
    assert campaigns.choosable(found) == {}
    assert campaigns.choosable(found, made.campaign_id) == {made.campaign_id: "Adventsbrot"}
    campaigns.reopen(store, brand.brand_id, made.campaign_id, **WHO)
    assert campaigns.choosable(campaigns.campaigns(store, brand.brand_id)) != {}


def test_another_brands_campaign_can_neither_be_seen_nor_changed(store, brand, other_brand):
    made = campaigns.begin(store, other_brand.brand_id, draft(), **WHO)
    assert names(store, brand) == []
    for act in (campaigns.close, campaigns.reopen, campaigns.delete, campaigns.bring_back):
        with pytest.raises(NotFoundError):
            act(store, brand.brand_id, made.campaign_id, **WHO)


@pytest.mark.parametrize(
    ("day", "phase"),
    [(date(2026, 11, 30), "coming"), (date(2026, 12, 1), "running"), (date(2026, 12, 25), "over")],
)
def test_where_a_campaign_stands_follows_its_days(store, brand, day, phase):
    made = campaigns.begin(
        store, brand.brand_id, draft(first_day=date(2026, 12, 1), last_day=date(2026, 12, 24)), **WHO
    )
    assert made.phase(day) == phase
    assert draft().first_day is None


def publish(store, brand, channel, campaign_id, number, state="published", **figures):
    who = {"brand_id": brand.brand_id, "changed_at": NOW, "actor": "owner"}
    with store.write() as cursor:
        insert(
            cursor, "post", post_id=f"p{number}", stage="planned", text="Brot", created_at=NOW, campaign_id=campaign_id,
            **who,
        )  # fmt: skip
        insert(
            cursor, "publication", publication_id=f"q{number}", post_id=f"p{number}", channel_id=channel.channel_id,
            network="instagram", state=state, published_at=NOW if state == "published" else None, **who,
        )  # fmt: skip
        for metric, value in figures.items():
            insert(
                cursor, "publication_metric", publication_id=f"q{number}", metric=metric, fetched_at=NOW,
                brand_id=brand.brand_id, value=value, source="export",
            )  # fmt: skip


def test_figures_say_of_how_many_posts_they_are_known(store, brand):
    channel = channels.declare(store, brand.brand_id, network="instagram", handle="@sonne", **WHO)
    made = campaigns.begin(store, brand.brand_id, draft(), **WHO)
    publish(store, brand, channel, made.campaign_id, 1, reach=100, likes=8, comments=2)
    publish(store, brand, channel, made.campaign_id, 2, likes=0)
    publish(store, brand, channel, made.campaign_id, 3, state="scheduled")
    publish(store, brand, channel, "", 4, reach=999, likes=999)
    found = campaigns.results(store, brand.brand_id)[made.campaign_id]
    assert (found.posts, found.published, found.planned) == (3, 2, 1)
    assert found.reach == Known(value=100, n=1, of=2)
    assert found.interactions == Known(value=10, n=2, of=2)
    assert found.sources == ("export",)


@pytest.mark.parametrize(
    ("spend", "known", "cost"),
    [
        (None, Known(value=10, n=2, of=2), None),
        (Decimal("20"), Known(), None),
        (Decimal("20"), Known(value=0, n=2, of=2), None),
        (Decimal("0"), Known(value=10, n=2, of=2), 0.0),
        (Decimal("20"), Known(value=10, n=2, of=2), 2.0),
    ],
)
def test_an_interaction_has_a_price_only_where_both_are_known(spend, known, cost):
    assert per_interaction(spend, known) == cost


def test_a_post_belongs_to_a_campaign_and_a_copy_does_too(store, brand):
    channel = channels.declare(store, brand.brand_id, network="instagram", handle="@sonne", **WHO)
    made = campaigns.begin(store, brand.brand_id, draft(), **WHO)
    wanted = PostDraft(
        text="Brot", campaign_id=made.campaign_id, channel_ids=(channel.channel_id,), zone="Europe/Berlin"
    )
    saved = calendar.create(store, brand.brand_id, wanted, **WHO)
    copy = calendar.duplicate(store, brand.brand_id, saved.post_id, zone="Europe/Berlin", **WHO)
    entries = [calendar.entry(store, brand.brand_id, one.post_id) for one in (saved, copy)]
    assert [one.campaign_id for one in entries] == [made.campaign_id] * 2
    assert fits(entries[0], (), (), (), [made.campaign_id]) and not fits(entries[0], (), (), (), ["another"])
    without = wanted.model_copy(update={"campaign_id": ""})
    calendar.change(store, brand.brand_id, saved.post_id, without, version=1, **WHO)
    assert campaigns.results(store, brand.brand_id)[made.campaign_id].posts == 1
