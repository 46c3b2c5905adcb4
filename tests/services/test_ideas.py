"""Ideas: noted with their source, moved from column to column, taken from what did well."""

from datetime import datetime, timedelta

import pytest

from cmlite import config
from cmlite.domain.ideas import Origin, by_column
from cmlite.domain.occasions import read_occasions
from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, deleting, examples, ideas, publishing
from tests.conftest import NOW

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}
OCCASIONS = read_occasions((config.REFERENCE / "occasions.csv").read_text(encoding="utf-8"))


@pytest.fixture
def channel(store, brand):
    return channels.declare(store, "b1", network="instagram", handle="@sonne", **WHO).channel_id


def standing(store, brand, now=NOW):
    columns = by_column(ideas.board(store, brand, now=now))
    return {column: [card.entry.title for card in cards] for column, cards in columns.items() if cards}


def draft(store, channel_id, title="Brot", stage="draft", wall=None, text="Frisch"):
    ids = (channel_id,) if channel_id else ()
    made = PostDraft(title=title, text=text, stage=stage, wall=wall, zone=ZONE, channel_ids=ids)
    return calendar.create(store, "b1", made, **WHO).post_id


def test_one_line_is_an_idea_with_its_link_as_its_source(store, brand, other_brand):
    ideas.note(store, brand, "Rezept https://example.org/brot", "team", **WHO)
    (card,) = ideas.board(store, brand, now=NOW)
    assert (card.column, card.entry.title, card.entry.pillar_id) == ("idea", "Rezept", "team")
    assert card.origin.link == "https://example.org/brot"
    assert ideas.board(store, other_brand, now=NOW) == []
    with pytest.raises(RuleError):
        ideas.note(store, brand, "   ", "", **WHO)
    assert len(store.rows("select 1 from post_origin")) == 1


def test_the_board_shows_what_is_open_and_what_was_published_this_month_only(store, brand, channel):
    ideas.note(store, brand, "Idee", "", **WHO)
    draft(store, channel, "Entwurf", wall=datetime(2026, 1, 5, 9))
    draft(store, channel, "Geplant", "planned", datetime(2026, 11, 26, 9))
    for day, title in ((3, "Diesen Monat"), (28, "Vorher")):
        post_id = draft(store, channel, title, "planned", datetime(2026, 11, 27, 9))
        target = calendar.entry(store, "b1", post_id).targets[0]
        out = datetime(2026, 11 if day == 3 else 10, day, 9)
        publishing.confirm_published(store, "b1", target.publication_id, link="", now=out, actor="owner")
    assert standing(store, brand) == {
        "idea": ["Idee"], "draft": ["Entwurf"], "planned": ["Geplant"], "published": ["Diesen Monat"]
    }  # fmt: skip


def test_a_deleted_idea_comes_back_with_its_source(store, brand):
    saved = ideas.note(store, brand, "Rezept https://example.org/brot", "", **WHO)
    deleting.delete(store, "b1", saved.post_id, **WHO)
    assert ideas.board(store, brand, now=NOW) == []
    deleting.bring_back(store, "b1", saved.post_id, **WHO)
    assert ideas.board(store, brand, now=NOW)[0].origin.link == "https://example.org/brot"


def test_a_draft_is_planned_at_the_next_free_slot_and_goes_back_to_the_ideas(store, brand, channel):
    post_id = draft(store, channel)
    ideas.move(store, brand, post_id, "planned", **WHO)
    found = calendar.entry(store, "b1", post_id)
    assert (found.state, found.wall) == ("scheduled", datetime(2026, 11, 26, 9))
    ideas.move(store, brand, post_id, "idea", **WHO)
    assert standing(store, brand) == {"idea": ["Brot"]}
    other = draft(store, channel, "Zweites")
    ideas.move(store, brand, other, "planned", **WHO)
    assert calendar.entry(store, "b1", other).wall == datetime(2026, 11, 26, 9), "an idea holds no slot"


def test_a_time_of_its_own_stays_unless_it_has_passed(store, brand, channel):
    own, past = datetime(2026, 12, 3, 15, 15), datetime(2026, 11, 20, 9)
    first, second = draft(store, channel, wall=own), draft(store, channel, "Alt", wall=past)
    for post_id in (first, second):
        ideas.move(store, brand, post_id, "planned", **WHO)
    assert calendar.entry(store, "b1", first).wall == own
    assert calendar.entry(store, "b1", second).wall == datetime(2026, 11, 26, 9)


def test_own_texts_of_channels_survive_a_move(store, brand, channel):
    made = PostDraft(text="Frisch", channel_ids=(channel,), texts={channel: "Kurz"}, zone=ZONE)
    post_id = calendar.create(store, "b1", made, **WHO).post_id
    ideas.move(store, brand, post_id, "idea", **WHO)
    assert [target.text for target in calendar.entry(store, "b1", post_id).targets] == ["Kurz"]


def test_what_lacks_a_channel_or_is_out_is_not_moved(store, brand, other_brand, channel):
    lonely = draft(store, "")
    with pytest.raises(RuleError) as refused:
        ideas.move(store, brand, lonely, "planned", **WHO)
    assert refused.value.key == "errors.posts.channel_missing"
    out = draft(store, channel, "Draußen", "planned", datetime(2026, 11, 26, 9))
    target = calendar.entry(store, "b1", out).targets[0]
    publishing.confirm_published(store, "b1", target.publication_id, link="", **WHO)
    with pytest.raises(RuleError):
        ideas.move(store, brand, out, "idea", **WHO)
    with pytest.raises(NotFoundError):
        ideas.move(store, other_brand, lonely, "draft", **WHO)


def test_an_occasion_that_was_taken_is_said_to_be_on_the_board_until_its_idea_is_deleted(store, brand):
    found = ideas.coming(store, brand, OCCASIONS, language="de", now=NOW)
    eve = next(one for one, used in found if one.name == "Heiligabend" and not used)
    made, origin = ideas.of_day(eve, ZONE)
    saved = ideas.take(store, brand, made, origin, **WHO)
    used = {one.name for one, used in ideas.coming(store, brand, OCCASIONS, language="en", now=NOW) if used}
    assert used == {"Christmas Eve"}
    deleting.delete(store, "b1", saved.post_id, **WHO)
    assert not any(used for _, used in ideas.coming(store, brand, OCCASIONS, language="de", now=NOW))
    assert {one.day for one, _ in found} <= {NOW.date() + timedelta(days=n) for n in range(36)}


def test_what_did_well_lies_far_above_the_usual_of_its_channel_and_leads_back_to_the_post(store):
    made = examples.load(store, config.EXAMPLES, **WHO)
    found = ideas.best(store, made, now=NOW)
    assert found
    assert all(one.interactions >= ideas.MUCH * one.usual and one.n >= 8 for one in found)
    assert len({one.post_id for one in found}) == len(found)
    idea, origin = ideas.again(store, made, found[0])
    ideas.take(store, made, idea, origin, **WHO)
    assert ideas.with_used(store, made.brand_id, found)[0][1]
    assert not ideas.with_used(store, made.brand_id, found)[1][1]
    assert origin == Origin(kind="well", words=idea.title, link=found[0].permalink, source_id=found[0].post_id)


def test_a_brand_without_figures_has_nothing_that_did_well(store, brand):
    assert ideas.best(store, brand, now=NOW) == []


def test_two_windows_that_plan_at_once_take_two_slots(store, brand, meanwhile, channel):
    one, other = (draft(store, channel, title, text=title) for title in ("Brot", "Kuchen"))
    meanwhile(lambda: ideas.move(store, brand, one, "planned", **WHO))
    ideas.move(store, brand, other, "planned", **WHO)
    assert calendar.entry(store, "b1", one).at != calendar.entry(store, "b1", other).at
