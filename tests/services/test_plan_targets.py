"""Accounts named in a plan: remembered, found by name, or made as channels that go again with the plan."""

from cmlite.domain.plans import WHOLE_FILE
from cmlite.services import channels, plan_targets, plans
from tests.services.test_plans import LATER, facebook, instagram, look, read, statuses, take

__all__ = ["facebook", "instagram"]


def test_an_account_nobody_knows_is_offered_as_a_channel_published_by_hand_and_goes_with_the_plan(store, brand):
    content = "day,time,text,channels\n2026-12-01,09:00,Brot,instagram:@neu\n"
    file = read(content)
    assert plan_targets.proposed(store, brand.brand_id, file, []) == {"instagram:@neu": (plan_targets.NEW,)}
    batch = take(store, brand, content, as_planned=True)
    (channel,) = channels.channels(store, brand.brand_id)
    assert (channel.handle, channel.mode, channel.network) == ("@neu", "assisted", "instagram")
    assert statuses(look(store, brand, content)) == ["same"]
    plans.undo(store, brand.brand_id, batch.import_id, **LATER)
    assert channels.channels(store, brand.brand_id, closed=True) == []


def test_the_mapping_of_accounts_is_remembered(store, brand, instagram, facebook):
    content = "day,time,text,channels\n2026-12-01,09:00,Brot,instagram:@alt\n"
    file = read(content)
    take(store, brand, content, mapping={"instagram:@alt": (instagram.channel_id,)})
    known = channels.channels(store, brand.brand_id)
    assert plan_targets.proposed(store, brand.brand_id, file, known) == {"instagram:@alt": (instagram.channel_id,)}
    buffer = "Text,Image URL,Tags,Posting Time\nBrot,,,2026-12-05 10:00\n"
    both = (facebook.channel_id, instagram.channel_id)
    take(store, brand, buffer, LATER, mapping={WHOLE_FILE: both})
    assert set(plan_targets.proposed(store, brand.brand_id, read(buffer), known)[WHOLE_FILE]) == set(both)
