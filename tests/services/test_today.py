"""What needs doing now, in the order in which it hurts."""

from datetime import date, datetime, timedelta

from cmlite.domain.posts import PostDraft
from cmlite.domain.strategy import NetworkChoice
from cmlite.services import calendar, channels, connections, import_batches, looks, publishing, strategy, team, today
from tests.conftest import NOW
from tests.services.test_imports import instagram, take
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


def test_what_is_held_back_is_told_also_where_no_channel_is_signed_in(store, brand):
    channels.declare(store, "b1", network="instagram", handle="@x", **WHO)
    connections.hold(store, "b1", held=True, **WHO)
    assert kinds(store, brand)[0] == "held"
    connections.hold(store, "b1", held=False, **WHO)
    assert "held" not in kinds(store, brand)


def test_what_is_held_back_stands_above_everything_that_waits(store, brand):
    hear(store, "b1", "x", ("in", 600, "Hallo?"))
    assert kinds(store, brand)[0] == "answer"
    connections.hold(store, "b1", held=True, **WHO)
    assert kinds(store, brand)[:2] == ["held", "answer"]


def test_a_post_for_two_networks_counts_for_both_as_the_strategy_does(store, brand):
    fill(store, networks=tuple(NetworkChoice(network=one, posts_per_week=1) for one in ("instagram", "facebook")))
    strategy.decide(store, "b1", **WHO)
    ids = [channels.declare(store, "b1", network=one, handle="@x", **WHO) for one in ("instagram", "facebook")]
    draft = PostDraft(
        text="x",
        stage="planned",
        wall=datetime(2026, 11, 24, 12),
        zone="Europe/Berlin",
        channel_ids=tuple(one.channel_id for one in ids),
    )
    assert "plan" in kinds(store, brand)
    calendar.create(store, "b1", draft, **WHO)
    assert "plan" not in kinds(store, brand)


def test_networks_of_the_strategy_without_an_account_are_one_task_before_planning(store, brand, other_brand):
    wanted = tuple(NetworkChoice(network=one, posts_per_week=1) for one in ("instagram", "facebook", "youtube"))
    fill(store, networks=wanted)
    channels.declare(store, "b2", network="instagram", handle="@other", **WHO)
    assert "channel" not in kinds(store, brand), "a draft asks for nothing"
    strategy.decide(store, "b1", **WHO)
    assert kinds(store, brand) == ["channel", "plan", "first_import"]
    channels.declare(store, "b1", network="facebook", handle="x", **WHO)
    closed = channels.declare(store, "b1", network="youtube", handle="x", **WHO)
    channels.close(store, "b1", closed.channel_id, **WHO)
    task = today.tasks(store, brand, today.week(store, brand, now=NOW), now=NOW)[0]
    assert (task.kind, task.page) == ("channel", "channels")
    assert task.values == {"n": 2, "networks": ("instagram", "youtube")}
    channels.declare(store, "b1", network="instagram", handle="x", **WHO)
    channels.reopen(store, "b1", closed.channel_id, **WHO)
    assert "channel" not in kinds(store, brand)


def test_a_missed_post_is_one_task_that_names_its_networks(store, brand):
    ids = [
        channels.declare(store, "b1", network=one, handle="x", **WHO).channel_id for one in ("instagram", "facebook")
    ]
    draft = PostDraft(
        text="x", stage="planned", wall=datetime(2026, 11, 24, 12), zone="Europe/Berlin", channel_ids=tuple(ids)
    )
    saved = calendar.create(store, "b1", draft, **WHO)
    later = datetime(2026, 11, 24, 14)
    publishing.mark_missed(store, now=later)
    found = [task for task in today.tasks(store, brand, [], now=later) if task.kind == "missed"]
    assert [(task.params, set(task.values["networks"])) for task in found] == [
        ({"post": saved.post_id}, {"instagram", "facebook"})
    ]
    target = next(one for one in calendar.entry(store, "b1", saved.post_id).targets if one.network == "facebook")
    publishing.confirm_published(store, "b1", target.publication_id, link="", now=later, actor="owner")
    found = [task for task in today.tasks(store, brand, [], now=later) if task.kind == "missed"]
    assert [task.values["networks"] for task in found] == [("instagram",)]


def test_an_empty_day_leads_to_proposals_for_its_week_and_before_the_first_channel_to_the_calendar(store, brand):
    fill(store, networks=(NetworkChoice(network="instagram", posts_per_week=3),))
    strategy.decide(store, "b1", **WHO)
    for page, params in (("calendar", {"new": "2026-11-25"}), ("week", {"day": "2026-11-25"})):
        found = today.tasks(store, brand, today.week(store, brand, now=NOW), now=NOW)
        task = next(one for one in found if one.kind == "plan")
        assert (task.page, task.params) == (page, params)
        channels.declare(store, "b1", network="instagram", handle=f"@{page}", **WHO)


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


def test_figures_are_as_old_as_the_last_day_they_speak_of_not_as_their_import(store, brand, tmp_path):
    batches = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)  # posted on September 1
    (task,) = [one for one in today.tasks(store, brand, [], now=NOW) if one.kind == "import"]
    assert task.values["day"] == date(2026, 9, 1)
    assert "import" not in kinds(store, brand, datetime(2026, 9, 9, 12))
    assert "import" in kinds(store, brand, datetime(2026, 9, 10, 12))
    day = f"{NOW - timedelta(days=2):%Y-%m-%d}"
    daily = f"sep=,\nReach\nDate,Primary\n{day}T00:00:00,12\n".encode("utf-16")
    take(store, brand, "Reach.csv", daily, tmp_path, network="instagram")
    assert not {"import", "first_import"} & set(kinds(store, brand))
    for batch in batches:
        import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert not {"import", "first_import"} & set(kinds(store, brand))


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


def test_whoever_showed_a_draft_is_told_what_was_said_until_it_went_out(store, brand):
    anna, ben = (team.add(store, "b1", name, "community_manager", **WHO).member_id for name in ("Anna", "Ben"))
    there = hear(store, "b1", "x", ("in", 30, "Hallo?"))

    def told(member_id):
        work = team.at_work(store, "b1", member_id)
        found = today.tasks(store, brand, [], work=work, now=NOW)
        return [(one.kind, one.values.get("lead")) for one in found if one.kind.startswith("look")]

    look = looks.ask(store, "b1", there, anna, "Morgen früh.", "", now=NOW, actor=ben)
    assert (told(anna), told(ben)) == ([("look", None)], [])
    looks.judge(store, "b1", look, "change", "Mit Uhrzeit.", now=NOW, actor=anna)
    assert (told(anna), told(ben)) == ([], [("look_change", "Mit Uhrzeit.")])
    look = looks.ask(store, "b1", there, anna, "Morgen um acht.", "", now=NOW, actor=ben)
    looks.judge(store, "b1", look, "fine", "", now=NOW, actor=anna)
    assert told(ben) == [("look_fine", "")]
    looks.close(store, "b1", there, now=NOW)
    assert told(ben) == []
