"""Planning posts: states, clock change, two windows, undo, another brand's posts."""

from datetime import date, datetime, time, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.strategy import Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, calendar_table, channels, deleting, publishing
from cmlite.store.rows import insert
from tests.conftest import NOW

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}
SOON = datetime(2026, 11, 25, 9, 0)


@pytest.fixture
def channel(store, brand):
    return channels.declare(store, brand.brand_id, network="instagram", handle="@sonne", **WHO)


@pytest.fixture
def second(store, brand):
    return channels.declare(store, brand.brand_id, network="facebook", handle="Sonne", **WHO)


def draft(*channel_ids, **values):
    return PostDraft(
        **(
            {
                "title": "Brot",
                "text": "Frisch",
                "stage": "planned",
                "wall": SOON,
                "zone": ZONE,
                "channel_ids": channel_ids,
            }
            | values
        )
    )


def shown(store, brand, first=datetime(2026, 11, 23), days=7):
    return calendar.entries(store, brand.brand_id, first, days, ZONE)


def test_a_planned_post_has_one_scheduled_publication_a_channel(store, brand, channel, second):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id, second.channel_id), **WHO)
    entry = calendar.entry(store, brand.brand_id, saved.post_id)
    assert entry.state == "scheduled"
    assert {target.network for target in entry.targets} == {"instagram", "facebook"}
    assert entry.at == datetime(2026, 11, 25, 8, 0)
    assert [one.post_id for one in shown(store, brand)] == [saved.post_id]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"title": "", "text": " "}, "errors.posts.empty"),
        ({"wall": None}, "errors.posts.time_missing"),
        ({"channel_ids": ()}, "errors.posts.channel_missing"),
        ({"wall": datetime(2026, 11, 24, 9, 0)}, "errors.publishing.past"),
    ],
)
def test_what_cannot_be_planned_is_refused_and_not_saved(store, brand, channel, wrong, key):
    with pytest.raises(RuleError) as refused:
        calendar.create(store, brand.brand_id, draft(**({"channel_ids": (channel.channel_id,)} | wrong)), **WHO)
    assert refused.value.key == key
    assert store.rows("select 1 from post") == []


def test_an_idea_needs_neither_channel_nor_day(store, brand):
    saved = calendar.create(store, brand.brand_id, draft(stage="idea", wall=None), **WHO)
    assert [entry.post_id for entry in calendar.undated(store, brand.brand_id)] == [saved.post_id]
    assert shown(store, brand) == []


def test_a_time_that_does_not_exist_moves_forward_and_says_so(store, brand, channel):
    early = {"now": datetime(2026, 3, 1), "actor": "owner"}
    saved = calendar.create(
        store, brand.brand_id, draft(channel.channel_id, wall=datetime(2026, 3, 29, 2, 30)), **early
    )
    assert saved.moved
    entry = calendar.entry(store, brand.brand_id, saved.post_id)
    assert entry.at == datetime(2026, 3, 29, 1, 30)
    assert entry.place(ZONE) == (date(2026, 3, 29), time(3, 30)), "the calendar shows when it goes out"
    assert entry.wall == datetime(2026, 3, 29, 2, 30), "what was meant is kept for a move to another day"


def test_moving_to_another_day_keeps_the_time_across_the_clock_change(store, brand, channel):
    early = {"now": datetime(2026, 10, 1), "actor": "owner"}
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id, wall=datetime(2026, 10, 23, 9)), **early)
    calendar.move_to_day(store, brand.brand_id, saved.post_id, datetime(2026, 10, 26), zone=ZONE, **early)
    entry = calendar.entry(store, brand.brand_id, saved.post_id)
    assert (entry.wall, entry.at) == (datetime(2026, 10, 26, 9), datetime(2026, 10, 26, 8))


def test_a_planned_post_cannot_be_moved_into_the_past(store, brand, channel):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    with pytest.raises(RuleError):
        calendar.move_to_day(store, brand.brand_id, saved.post_id, datetime(2026, 11, 20), zone=ZONE, **WHO)
    assert calendar.entry(store, brand.brand_id, saved.post_id).wall == SOON


def test_what_is_published_stays_where_it_is(store, brand, channel):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    target = calendar.entry(store, brand.brand_id, saved.post_id).targets[0]
    publishing.confirm_published(store, brand.brand_id, target.publication_id, link="https://example.org/p/1", **WHO)
    with pytest.raises(RuleError):
        calendar.move(store, brand.brand_id, saved.post_id, datetime(2026, 12, 1, 9), zone=ZONE, **WHO)


def test_two_windows_do_not_overwrite_each_other(store, brand, channel):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    calendar.change(
        store, brand.brand_id, saved.post_id, draft(channel.channel_id, text="Erstes Fenster"), version=1, **WHO
    )
    with pytest.raises(RuleError) as refused:
        calendar.change(
            store, brand.brand_id, saved.post_id, draft(channel.channel_id, text="Zweites"), version=1, **WHO
        )
    assert refused.value.key == "errors.posts.changed_elsewhere"
    assert calendar.entry(store, brand.brand_id, saved.post_id).text == "Erstes Fenster"


def test_taking_a_channel_away_removes_its_publication_only(store, brand, channel, second):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id, second.channel_id), **WHO)
    calendar.change(store, brand.brand_id, saved.post_id, draft(channel.channel_id), version=1, **WHO)
    assert [target.network for target in calendar.entry(store, brand.brand_id, saved.post_id).targets] == ["instagram"]


def test_a_copy_is_a_draft_a_week_later(store, brand, channel):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    copy = calendar.duplicate(store, brand.brand_id, saved.post_id, zone=ZONE, **WHO)
    entry = calendar.entry(store, brand.brand_id, copy.post_id)
    assert (entry.state, entry.text, entry.wall) == ("draft", "Frisch", SOON + timedelta(days=7))


def test_a_channel_may_have_a_text_of_its_own(store, brand, channel, second):
    ids = (channel.channel_id, second.channel_id)
    own = {channel.channel_id: "Frisch aus dem Ofen", second.channel_id: " ", "gone": "x"}
    saved = calendar.create(store, "b1", draft(*ids, texts=own), **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    assert [entry.own_text(target) for target in entry.targets] == ["", "Frisch aus dem Ofen"]
    due = publishing.due(store, "b1", now=SOON + timedelta(minutes=5))
    assert sorted(row["text"] for row in due) == ["Frisch", "Frisch aus dem Ofen"]
    copy = calendar.duplicate(store, "b1", saved.post_id, zone=ZONE, **WHO)
    entry = calendar.entry(store, "b1", copy.post_id)
    assert [entry.own_text(target) for target in entry.targets] == ["", "Frisch aus dem Ofen"]
    names = calendar_table.Names({channel.channel_id: "@morgenrot"}, {}, Strategy())
    rows = calendar_table.table([entry], names, ZONE)
    assert rows[0]["own_texts"] == '{"instagram:@morgenrot": "Frisch aus dem Ofen"}'


def test_an_own_text_is_taken_back_by_leaving_it_out(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id, texts={channel.channel_id: "Anders"}), **WHO)
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id), version=1, **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    assert entry.own_text(entry.targets[0]) == ""


def test_what_went_out_with_an_own_text_is_kept_as_it_was_said(store, brand, channel, second):
    ids = (channel.channel_id, second.channel_id)
    saved = calendar.create(store, "b1", draft(*ids, texts={channel.channel_id: "Anders"}), **WHO)
    for target in calendar.entry(store, "b1", saved.post_id).targets:
        publishing.confirm_published(store, "b1", target.publication_id, link="", **WHO)
    entry = calendar.entry(store, "b1", saved.post_id)
    assert sorted(target.text for target in entry.targets) == ["Anders", "Frisch"]


def test_marks_typed_by_hand_make_a_text_of_its_own_and_those_of_sending_do_not(store, brand, channel):
    link, typed = "https://brot.de/a", "https://brot.de/a?utm_source=flyer"
    own = {channel.channel_id: typed}
    saved = calendar.create(store, "b1", draft(channel.channel_id, text=link, texts=own), **WHO)
    target = calendar.entry(store, "b1", saved.post_id).targets[0]
    assert calendar.entry(store, "b1", saved.post_id).own_text(target) == typed
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text=link), version=1, **WHO)
    with store.write() as cursor:
        cursor.execute("update publication set state = 'published', text = ?", [typed])
    entry = calendar.entry(store, "b1", saved.post_id)
    assert entry.own_text(entry.targets[0]) == ""


def test_another_brands_post_cannot_be_seen_or_changed(store, brand, other_brand, channel):
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    assert shown(store, other_brand) == []
    for act in (
        lambda: calendar.entry(store, other_brand.brand_id, saved.post_id),
        lambda: deleting.delete(store, other_brand.brand_id, saved.post_id, **WHO),
        lambda: calendar.move(store, other_brand.brand_id, saved.post_id, SOON, zone=ZONE, **WHO),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_a_channel_of_another_brand_is_refused(store, brand, other_brand, channel):
    with pytest.raises(NotFoundError):
        calendar.create(store, other_brand.brand_id, draft(channel.channel_id), **WHO)


def test_closing_a_channel_drops_what_is_planned_and_keeps_what_is_out(store, brand, channel):
    out = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    target = calendar.entry(store, brand.brand_id, out.post_id).targets[0]
    publishing.confirm_published(store, brand.brand_id, target.publication_id, link="", **WHO)
    planned = calendar.create(store, brand.brand_id, draft(channel.channel_id), **WHO)
    assert channels.close(store, brand.brand_id, channel.channel_id, **WHO) == 1
    assert calendar.entry(store, brand.brand_id, out.post_id).state == "published"
    assert calendar.entry(store, brand.brand_id, planned.post_id).state == "cancelled"


@pytest.fixture
def half_out(store, brand, channel, second):
    """One channel has it, the other was missed."""
    saved = calendar.create(store, brand.brand_id, draft(channel.channel_id, second.channel_id), **WHO)
    targets = calendar.entry(store, brand.brand_id, saved.post_id).targets
    publishing.confirm_published(store, brand.brand_id, targets[0].publication_id, link="", **WHO)
    publishing.mark_missed(store, now=SOON + timedelta(hours=5))
    return saved.post_id


def test_a_post_that_is_partly_out_keeps_its_text_and_its_figures(store, brand, half_out):
    for act in (
        lambda: calendar.change(store, "b1", half_out, draft(stage="idea", wall=None, text="Anders"), version=1, **WHO),
        lambda: deleting.delete(store, "b1", half_out, **WHO),
    ):
        with pytest.raises(RuleError) as refused:
            act()
        assert refused.value.key == "errors.posts.already_out"
    found = calendar.entry(store, "b1", half_out)
    assert (found.text, found.state, found.is_movable) == ("Frisch", "missed", False)


def test_what_went_out_is_kept_with_the_publication(store, brand, half_out):
    row = store.row("select text from publication where state = 'published'")
    assert row == {"text": "Frisch"}


def test_a_post_whose_channel_was_closed_can_be_planned_again(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    channels.close(store, "b1", channel.channel_id, **WHO)
    lines = store.rows("select to_state from audit where subject = 'publication'")
    assert [line["to_state"] for line in lines] == ["cancelled"]
    channels.reopen(store, "b1", channel.channel_id, **WHO)
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id), version=1, **WHO)
    assert calendar.entry(store, "b1", saved.post_id).state == "scheduled"


def test_a_copy_leaves_out_channels_that_are_closed(store, brand, channel, second):
    saved = calendar.create(store, "b1", draft(channel.channel_id, second.channel_id), **WHO)
    channels.close(store, "b1", second.channel_id, **WHO)
    copy = calendar.duplicate(store, "b1", saved.post_id, zone=ZONE, **WHO)
    assert [target.network for target in calendar.entry(store, "b1", copy.post_id).targets] == ["instagram"]


def test_a_post_of_which_only_the_day_is_known_has_no_time_of_day(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with store.write() as cursor:
        cursor.execute("update post set planned_utc = null, planned_wall = null")
        cursor.execute(
            "update publication set state = 'published', published_at = '2026-11-25', published_precision = 'day'"
        )
    found = calendar.entry(store, "b1", saved.post_id)
    for zone in (ZONE, "America/Los_Angeles"):
        assert found.place(zone) == (SOON.date(), None)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Pacific/Kiritimati"])
def test_a_post_of_which_only_the_day_is_known_is_among_those_of_its_day_in_every_zone(store, brand, zone):
    day = {"published_at": datetime(2026, 11, 23), "published_precision": "day", "changed_at": NOW, "actor": "network"}
    with store.write() as cursor:
        insert(cursor, "post", post_id="p", brand_id="b1", stage="planned", created_at=NOW, changed_at=NOW, actor="o")
        own = {"brand_id": "b1", "post_id": "p", "channel_id": "c", "network": "x", "state": "published"}
        insert(cursor, "publication", publication_id="q", **own, **day)
    found = {
        first.day: [one.place(zone)[0].day for one in calendar.entries(store, "b1", first, 1, zone)]
        for first in (datetime(2026, 11, 22), datetime(2026, 11, 23), datetime(2026, 11, 24))
    }
    assert found == {22: [], 23: [23], 24: []}
