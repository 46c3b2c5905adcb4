"""What the rules know of the week, and that nothing a network would refuse is planned, whichever way it comes."""

from datetime import datetime, time, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.slots import Slot
from cmlite.domain.strategy import NetworkChoice, Pillar, Strategy
from cmlite.errors import PlanRefused
from cmlite.services import calendar, channels, checks, editorial, rhythm, strategy
from cmlite.store.rows import update

ZONE = "Europe/Berlin"
MONDAY = datetime(2026, 11, 30, 9, 0)
LONG = "Heute früh haben wir den Sauerteig angesetzt, und am Nachmittag kommt das Brot aus dem Ofen. "
CONTENT = Strategy(
    networks=(NetworkChoice(network="bluesky", posts_per_week=2),),
    pillars=(Pillar(pillar_id="a", name="Backstube", share=30), Pillar(pillar_id="b", name="Menschen", share=70)),
)


@pytest.fixture
def channel(store, brand, now):
    strategy.save_step(store, brand.brand_id, "networks", lambda base: CONTENT, now=now, actor="owner")
    return channels.declare(store, brand.brand_id, network="bluesky", handle="haus", now=now, actor="owner")


def draft(channel, **how):
    return PostDraft(
        **{"text": "Das Brot ist da.", "channel_ids": (channel.channel_id,), "stage": "planned", "wall": MONDAY} | how,
        zone=ZONE,
    )


def add(store, brand, written, now):
    return calendar.create(store, brand.brand_id, written, now=now, actor="owner").post_id


def rules(store, brand, channel, written, now, post_id=None):
    found = checks.findings(store, brand, CONTENT, written, [channel], (), live={}, post_id=post_id, now=now)
    return {finding.rule: finding for finding in found.get(channel.channel_id, ())}


def test_a_text_that_is_too_long_cannot_be_planned(store, brand, channel, now):
    with pytest.raises(PlanRefused) as refused:
        add(store, brand, draft(channel, text="a" * 301), now)
    assert refused.value.values["rule"] == "any.post.text_length"
    assert refused.value.values["over"] == 1
    assert store.rows("select * from post") == [], "nothing is half saved"


def test_the_same_text_can_be_kept_as_a_draft_and_not_be_planned_later(store, brand, channel, now):
    post_id = add(store, brand, draft(channel, text="a" * 301, stage="draft"), now)
    with pytest.raises(PlanRefused):
        calendar.change(
            store, brand.brand_id, post_id, draft(channel, text="a" * 301), version=1, now=now, actor="owner"
        )
    assert calendar.entry(store, brand.brand_id, post_id).state == "draft"


def test_the_own_text_of_a_channel_is_the_one_that_counts(store, brand, channel, now):
    texts = {channel.channel_id: "Kurz gesagt: da."}
    assert add(store, brand, draft(channel, text="a" * 301, texts=texts), now)
    with pytest.raises(PlanRefused):
        add(store, brand, draft(channel, texts={channel.channel_id: "a" * 301}), now)


def test_where_cmlite_sends_itself_pictures_are_counted_too(store, brand, channel, now):
    with store.write() as cursor:
        update(cursor, "channel", {"channel_id": channel.channel_id}, mode="live")
    post_id = add(store, brand, draft(channel, stage="draft"), now)
    with store.write() as cursor:
        for number in range(5):
            cursor.execute(
                """insert into media (media_id, brand_id, kind, media_type, size_bytes, sha256, created_at, changed_at,
                    actor) values (?, ?, 'image', 'image/jpeg', 1, ?, ?, ?, 'owner')""",
                [f"m{number}", brand.brand_id, f"{number}", now, now],
            )
            cursor.execute(
                """insert into post_media (post_id, media_id, brand_id, place, alt, changed_at, actor)
                values (?, ?, ?, ?, '', ?, 'owner')""",
                [post_id, f"m{number}", brand.brand_id, number, now],
            )
    with pytest.raises(PlanRefused) as refused:
        calendar.change(store, brand.brand_id, post_id, draft(channel), version=1, now=now, actor="owner")
    assert refused.value.values["rule"] == "any.post.media_count"


def test_the_week_and_the_neighbours_are_known(store, brand, channel, now):
    for days in (0, 1, 2):
        add(store, brand, draft(channel, wall=MONDAY + timedelta(days=days), pillar_id="a"), now)
    found = rules(store, brand, channel, draft(channel, wall=MONDAY + timedelta(hours=1), pillar_id="a"), now)
    assert found["any.post.pillar_quota"].values["pillar"] == "Backstube"
    assert found["any.post.pillar_quota"].values["n"] == 4
    assert found["any.post.week_full"].values["n"] == 4
    assert found["any.post.too_close"].values["time"] == "09:00"
    other = rules(store, brand, channel, draft(channel, wall=MONDAY + timedelta(days=9), pillar_id="a"), now)
    assert not {"any.post.pillar_quota", "any.post.week_full", "any.post.too_close"} & set(other)


def test_a_post_is_not_its_own_neighbour_and_does_not_repeat_itself(store, brand, channel, now):
    post_id = add(store, brand, draft(channel, text=LONG), now)
    again = draft(channel, text=LONG, wall=MONDAY + timedelta(days=3))
    assert "any.post.repeats" in rules(store, brand, channel, again, now)
    same = rules(store, brand, channel, draft(channel, text=LONG), now, post_id=post_id)
    assert not {"any.post.repeats", "any.post.too_close"} & set(same)


def test_the_own_times_of_a_channel_go_before_those_of_the_line(store, brand, channel, now):
    late = draft(channel, wall=MONDAY.replace(hour=18) + timedelta(days=2))
    assert "any.post.outside_slots" not in rules(store, brand, channel, late, now), "a proposal binds nobody"
    line = editorial.line_for(store, brand.brand_id, "bluesky").model_copy(update={"aim": "Nah sein"})
    editorial.save(store, brand.brand_id, line, version=0, now=now, actor="owner")
    assert "any.post.outside_slots" in rules(store, brand, channel, late, now)
    slots = [Slot(weekday=2, at=time(18))]
    rhythm.set_slots(store, brand.brand_id, channel.channel_id, slots, now=now, actor="owner")
    assert "any.post.outside_slots" not in rules(store, brand, channel, late, now)


def test_posts_of_another_brand_are_no_neighbours(store, brand, other_brand, channel, now):
    theirs = channels.declare(store, other_brand.brand_id, network="bluesky", handle="fremd", now=now, actor="owner")
    add(store, other_brand, draft(theirs, text=LONG), now)
    found = rules(store, brand, channel, draft(channel, text=LONG, wall=MONDAY + timedelta(hours=1)), now)
    assert not {"any.post.repeats", "any.post.too_close"} & set(found)
