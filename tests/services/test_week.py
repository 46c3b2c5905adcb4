"""Filling a week from the store: what is free, what is proposed, what accepting makes."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from cmlite import config
from cmlite.domain.blocks import BlockDraft
from cmlite.domain.occasions import read_occasions
from cmlite.domain.posts import PostDraft
from cmlite.domain.slots import Slot
from cmlite.domain.strategy import Pillar
from cmlite.errors import RuleError
from cmlite.services import blocks, calendar, channels, evergreen, examples, ideas, publishing, rhythm, strategy, week
from tests.conftest import NOW
from tests.services.test_strategy import fill

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}
OCCASIONS = read_occasions((config.REFERENCE / "occasions.csv").read_text(encoding="utf-8"))
QUIET = date(2027, 1, 18)
"""A week without an occasion that is in the list."""
PILLARS = (Pillar(pillar_id="craft", name="Handwerk", share=60), Pillar(pillar_id="team", name="Team", share=40))


@pytest.fixture
def channel(store, brand):
    made = channels.declare(store, "b1", network="instagram", handle="@sonne", **WHO).channel_id
    rhythm.set_slots(store, "b1", made, [Slot(weekday=day, at=time(9)) for day in (1, 3)], **WHO)
    return made


@pytest.fixture
def topics(store, brand):
    fill(store, pillars=PILLARS)
    strategy.decide(store, "b1", **WHO)


def filled(store, brand, day=QUIET, now=NOW, occasions=()):
    return week.filling(store, brand, occasions, day, language="de", now=now)


def shown(found):
    return [(one.candidate.kind, one.candidate.title) for one in found.proposals]


def test_free_slots_get_topics_until_there_is_something_better(store, brand, channel, topics):
    assert shown(filled(store, brand)) == [("pillar", "Handwerk"), ("pillar", "Team")]
    ideas.note(store, brand, "Kruste", "craft", **WHO)
    template = BlockDraft(kind="template", name="Vorgestellt", text="Das ist …", pillar_id="team")
    blocks.save(store, "b1", None, template, **WHO)
    found = filled(store, brand)
    assert shown(found) == [("idea", "Kruste"), ("template", "Vorgestellt")]
    assert [(one.quota.pillar.name, one.quota.have) for one in found.proposals] == [("Handwerk", 0), ("Team", 0)]


def test_an_occasion_is_proposed_until_the_board_has_it(store, brand, channel, topics):
    sinterklaas = date(2026, 12, 3)
    found = filled(store, brand, sinterklaas, occasions=OCCASIONS)
    (kind, title), *_ = shown(found)
    assert kind == "occasion"
    week.accept(store, brand, [found.proposals[0]], **WHO)
    assert title not in [name for _, name in shown(filled(store, brand, sinterklaas, occasions=OCCASIONS))]


@pytest.mark.parametrize(
    ("trade", "is_asked"), [("retail", True), ("health", False), ("club", False), ("craft", False)]
)
def test_a_practice_is_not_asked_to_post_about_days_of_shops(store, brand, channel, topics, trade, is_asked):
    black_friday = date(2026, 11, 27)
    found = filled(store, brand.model_copy(update={"trade": trade}), black_friday, occasions=OCCASIONS)
    assert (("occasion", "Black Friday") in shown(found)) is is_asked


def test_accepting_makes_drafts_that_say_where_they_came_from_and_plans_nothing(store, brand, channel, topics):
    found = filled(store, brand)
    assert calendar.entries(store, "b1", datetime(2027, 1, 18), 7, ZONE) == [], "looking changes nothing"
    made = week.accept(store, brand, found.proposals, **WHO)
    entries = [calendar.entry(store, "b1", post_id) for post_id in made]
    assert [(one.state, one.wall, one.pillar_id) for one in entries] == [
        ("draft", datetime(2027, 1, 19, 9), "craft"),
        ("draft", datetime(2027, 1, 21, 9), "team"),
    ]
    assert store.rows("select distinct kind from post_origin") == [{"kind": "pillar"}]
    after = filled(store, brand)
    assert (after.free, after.planned) == (0, 2)
    with pytest.raises(RuleError) as refused:
        week.accept(store, brand, found.proposals, **WHO)
    assert refused.value.key == "errors.week.filled"
    assert len(calendar.entries(store, "b1", datetime(2027, 1, 18), 7, ZONE)) == 2


def test_an_idea_that_is_accepted_becomes_the_draft_and_stays_one_post(store, brand, channel, topics):
    saved = ideas.note(store, brand, "Kruste https://example.org/k", "craft", **WHO)
    (first, *_) = filled(store, brand).proposals
    assert week.accept(store, brand, [first], **WHO) == [saved.post_id]
    entry = calendar.entry(store, "b1", saved.post_id)
    assert (entry.state, entry.wall, len(entry.targets)) == ("draft", datetime(2027, 1, 19, 9), 1)
    assert len(store.rows("select 1 from post")) == 1
    assert store.row("select link from post_origin") == {"link": "https://example.org/k"}


def test_of_several_proposals_all_are_made_or_none(store, brand, channel, topics):
    idea = ideas.note(store, brand, "Kruste", "craft", **WHO).post_id
    found = filled(store, brand)
    assert [one.candidate.kind for one in found.proposals] == ["idea", "pillar"]
    broken = replace(found.proposals[1], pillar_id=None)  # as if something went wrong on the way
    with pytest.raises(ValueError, match="pillar_id"):
        week.accept(store, brand, [found.proposals[0], broken], **WHO)
    assert calendar.entry(store, "b1", idea).state == "idea"
    assert week.accept(store, brand, found.proposals, **WHO)[0] == idea


def test_another_proposal_dismissing_and_showing_again_last_and_leave_the_other_slot_alone(
    store, brand, other_brand, channel, topics
):
    for title in ("Kruste", "Krume"):
        ideas.note(store, brand, title, "craft", **WHO)
    before = filled(store, brand)
    key = before.proposals[0].key
    week.another(store, "b1", key, **WHO)
    turned = filled(store, brand)
    assert turned.proposals[0].candidate.title != before.proposals[0].candidate.title
    assert turned.proposals[1].candidate == before.proposals[1].candidate
    week.dismiss(store, "b1", key, **WHO)
    assert (len(filled(store, brand).proposals), filled(store, brand).dismissed) == (1, 1)
    assert filled(store, brand, QUIET + timedelta(days=7)).dismissed == 0
    week.show_again(store, brand, before.first, **WHO)
    assert filled(store, brand) == before
    assert filled(store, other_brand).proposals == ()


def test_what_another_window_wanted_of_the_same_week_a_moment_before_stays(store, brand, meanwhile, channel, topics):
    one, other = (proposal.key for proposal in filled(store, brand).proposals)
    meanwhile(lambda: week.dismiss(store, "b1", one, **WHO))
    week.dismiss(store, "b1", other, **WHO)
    assert filled(store, brand).dismissed == 2


def test_an_idea_somebody_planned_meanwhile_stays_where_it_was_put(store, brand, channel, topics):
    idea = ideas.note(store, brand, "Kruste", "craft", **WHO).post_id
    (first, *_) = filled(store, brand).proposals
    draft = PostDraft(text="Kruste", stage="planned", wall=datetime(2026, 12, 3, 9), zone=ZONE, channel_ids=(channel,))
    calendar.change(store, "b1", idea, draft, version=1, **WHO)
    with pytest.raises(RuleError) as refused:
        week.accept(store, brand, [first], **WHO)
    assert refused.value.key == "errors.week.taken"
    entry = calendar.entry(store, "b1", idea)
    assert (entry.state, entry.wall) == ("scheduled", datetime(2026, 12, 3, 9))


def test_the_past_is_not_filled_and_today_only_what_lies_ahead(store, brand, channel, topics):
    assert filled(store, brand, date(2026, 11, 17)).free == 0
    assert [one.gap.moment.wall for one in filled(store, brand, NOW.date()).proposals] == [datetime(2026, 11, 26, 9)]


def test_channels_without_any_slot_are_told_apart_from_a_full_week(store, brand, channel, topics):
    rhythm.set_slots(store, "b1", channel, [], **WHO)
    assert not filled(store, brand).has_slots
    assert filled(store, brand).free == 0


def test_posts_at_other_times_count_so_that_a_week_is_not_filled_twice(store, brand, channel, topics):
    for day in (20, 22):
        draft = PostDraft(text="x", wall=datetime(2027, 1, day, 15), zone=ZONE, channel_ids=(channel,))
        calendar.create(store, "b1", draft, **WHO)
    assert filled(store, brand).free == 0


def test_a_post_of_which_nobody_knows_whether_it_arrived_counts_for_its_topic(store, brand, channel, topics):
    draft = PostDraft(
        text="x", pillar_id="craft", stage="planned", wall=datetime(2027, 1, 20, 15), zone=ZONE, channel_ids=(channel,)
    )
    calendar.create(store, "b1", draft, **WHO)
    with store.write() as cursor:
        cursor.execute("update publication set state = 'unconfirmed'")
    assert filled(store, brand).planned == 1


def test_an_evergreen_post_is_proposed_only_where_its_distance_has_passed(store, brand, channel, topics):
    draft = PostDraft(
        title="Anfahrt", text="So finden Sie uns", pillar_id="craft", stage="planned",
        wall=datetime(2026, 11, 26, 15), zone=ZONE, channel_ids=(channel,),
    )  # fmt: skip
    post_id = calendar.create(store, "b1", draft, **WHO).post_id
    target = calendar.entry(store, "b1", post_id).targets[0]
    publishing.confirm_published(store, "b1", target.publication_id, link="", **WHO)
    evergreen.mark(store, "b1", post_id, True, **WHO)
    assert ("evergreen", "Anfahrt") not in shown(filled(store, brand))
    rhythm.set_distance(store, "b1", channel, 30, **WHO)
    found = filled(store, brand)
    assert shown(found)[0] == ("evergreen", "Anfahrt")
    week.accept(store, brand, [found.proposals[0]], **WHO)
    assert ("evergreen", "Anfahrt") not in shown(filled(store, brand, QUIET + timedelta(days=7)))


def test_in_the_week_the_clocks_change_every_slot_has_one_proposal_at_its_wall_time(store, brand, channel, topics):
    rhythm.set_slots(store, "b1", channel, [Slot(weekday=6, at=time(2, 30)), Slot(weekday=6, at=time(9))], **WHO)
    found = filled(store, brand, date(2027, 3, 28))
    assert [one.gap.moment.wall for one in found.proposals] == [datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 9)]
    made = week.accept(store, brand, found.proposals, **WHO)
    assert [calendar.entry(store, "b1", one).at for one in made] == [
        datetime(2027, 3, 28, 1, 30), datetime(2027, 3, 28, 7)
    ]  # fmt: skip


def test_the_example_has_reasons_from_its_own_figures(store):
    made = examples.load(store, config.EXAMPLES, **WHO)
    found = filled(store, made, date(2026, 12, 14), occasions=OCCASIONS)
    assert found.proposals == filled(store, made, date(2026, 12, 14), occasions=OCCASIONS).proposals
    told = [one.candidate for one in found.proposals if one.candidate.kind in {"pillar", "well"}]
    assert told
    assert all(one.values["n"] >= 5 and one.values["factor"] > 0 for one in told if one.values)
