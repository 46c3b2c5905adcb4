"""The board of ideas: columns, filters, one line typed in a hurry, the days of the next weeks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.holidays import Holiday
from cmlite.domain.ideas import LONGEST, Card, Origin, by_column, coming_days, fits, noted
from cmlite.domain.occasions import Occasion
from cmlite.domain.posts import Entry, PostDraft, Target
from cmlite.domain.publishing import STATES


def entry(state="idea", *networks, pillar=""):
    targets = tuple(Target(publication_id=one, channel_id=one, network=one, state="draft", text="") for one in networks)
    return Entry(
        post_id=state, title="Brot", text="", pillar_id=pillar, format="", state=state, at=None, wall=None, version=1,
        targets=targets,
    )  # fmt: skip


@pytest.mark.parametrize("state", [*STATES, "idea", "partly"])
def test_every_state_stands_in_one_column_and_what_was_dropped_in_none(state):
    columns = by_column([Card(entry(state))])
    assert sum(len(cards) for cards in columns.values()) == (0 if state in {"cancelled", "removed"} else 1)


def test_the_posts_of_a_series_are_one_card_in_a_column_that_counts_the_others():
    origin = Origin(kind="series", source_id="s1")
    cards = [
        Card(entry("draft"), origin),
        Card(entry("draft")),
        Card(entry("draft"), origin),
        Card(entry("idea"), origin),
    ]
    columns = by_column(cards)
    assert [card.others for card in columns["draft"]] == [1, 0]
    assert [card.others for card in columns["idea"]] == [0]


def test_filters_let_pass_what_fits_all_of_them_and_a_post_without_a_network_fits_any():
    card = Card(entry("idea", "facebook", pillar="team"), Origin(kind="well"))
    assert fits(card, (), (), ())
    assert fits(card, ("facebook",), ("team",), ("well",))
    assert not fits(card, ("instagram",), (), ())
    assert not fits(card, (), ("region",), ())
    assert not fits(card, (), (), ("note",))
    assert fits(Card(entry()), ("instagram",), (), ("note",))


def test_a_link_in_a_line_is_its_source_and_not_part_of_the_title():
    title, words, origin = noted("  Rezept ansehen  https://example.org/brot?x=1 ")
    assert (title, words, origin.link, origin.kind) == ("Rezept ansehen", "", "https://example.org/brot?x=1", "note")
    assert noted("https://example.org/a")[0] == "https://example.org/a"


@given(st.text(max_size=600))
def test_whatever_is_typed_becomes_an_idea_of_which_no_word_is_lost(line):
    title, words, _ = noted(line)
    assert len(title) <= LONGEST
    if line.split():
        PostDraft(title=title, text=words, stage="idea", zone="UTC")
    assert words == "" or words == " ".join(line.split())


def occasion(key, rule="12-24", name="Heiligabend"):
    return Occasion(
        key=key, rule=rule, name_de=name, name_en="Eve", kind="season", countries=("*",),
        source_url="https://example.org", noted_on=date(2026, 1, 1),
    )  # fmt: skip


def test_days_to_come_stand_in_order_and_a_holiday_is_not_named_twice():
    christmas = Holiday(date(2026, 12, 25), date(2026, 12, 25), "Erster Weihnachtstag", "public")
    school = Holiday(date(2026, 12, 23), date(2027, 1, 6), "Ferien", "school")
    occasions = [
        (date(2026, 12, 24), occasion("eve")),
        (date(2026, 12, 25), occasion("x", name="Erster Weihnachtstag")),
        (date(2026, 12, 25), occasion("y", name="Tag der Ruhe")),
    ]
    found = coming_days(occasions, [christmas, school], "de")
    assert [(one.day.day, one.name, one.kind, one.closed) for one in found] == [
        (24, "Heiligabend", "occasion", False),
        (25, "Erster Weihnachtstag", "holiday", True),
        (25, "Tag der Ruhe", "occasion", True),
    ]
    assert len({one.source_id for one in found}) == 3
