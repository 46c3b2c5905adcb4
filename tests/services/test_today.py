"""What needs doing now, in the order in which it hurts."""

from datetime import datetime

from cmlite.domain.posts import PostDraft
from cmlite.domain.strategy import NetworkChoice
from cmlite.services import calendar, channels, publishing, strategy, today
from tests.conftest import NOW
from tests.services.test_inbox import hear
from tests.services.test_strategy import fill

WHO = {"now": NOW, "actor": "owner"}


def kinds(store, brand, now=NOW):
    return [task.kind for task in today.tasks(store, brand, today.week(store, brand, now=now), now=now)]


def test_a_new_brand_is_led_to_its_strategy_and_its_first_figures(store, brand):
    assert kinds(store, brand) == ["strategy", "first_import"]


def test_people_and_missed_posts_come_before_planning(store, brand):
    fill(store, networks=(NetworkChoice(network="instagram", posts_per_week=3),))
    strategy.decide(store, "b1", **WHO)
    hear(store, "b1", "x", ("in", 30, "Hallo?"))
    channel = channels.declare(store, "b1", network="instagram", handle="@x", **WHO)
    draft = PostDraft(
        text="x",
        stage="planned",
        wall=datetime(2026, 11, 24, 12),
        zone="Europe/Berlin",
        channel_ids=(channel.channel_id,),
    )
    calendar.create(store, "b1", draft, **WHO)
    later = datetime(2026, 11, 24, 14)
    publishing.mark_missed(store, now=later)
    assert kinds(store, brand, later) == ["answer", "missed", "plan", "first_import"]


def test_a_full_week_asks_for_no_planning(store, brand):
    fill(store, networks=(NetworkChoice(network="instagram", posts_per_week=1),))
    strategy.decide(store, "b1", **WHO)
    channel = channels.declare(store, "b1", network="instagram", handle="@x", **WHO)
    draft = PostDraft(
        text="x",
        stage="planned",
        wall=datetime(2026, 11, 26, 12),
        zone="Europe/Berlin",
        channel_ids=(channel.channel_id,),
    )
    calendar.create(store, "b1", draft, **WHO)
    assert "plan" not in kinds(store, brand)


def test_a_review_that_is_due_is_named(store, brand):
    fill(store)
    strategy.decide(store, "b1", **WHO)
    assert "review" not in kinds(store, brand, datetime(2027, 1, 31))
    assert "review" in kinds(store, brand, datetime(2027, 2, 1, 12))


def test_the_week_places_posts_on_their_wall_day(store, brand):
    channel = channels.declare(store, "b1", network="instagram", handle="@x", **WHO)
    draft = PostDraft(
        text="x",
        stage="planned",
        wall=datetime(2026, 11, 25, 0, 15),
        zone="Europe/Berlin",
        channel_ids=(channel.channel_id,),
    )
    calendar.create(store, "b1", draft, **WHO)
    days = today.week(store, brand, now=NOW)
    assert [len(day.entries) for day in days] == [0, 1, 0, 0, 0, 0, 0]
