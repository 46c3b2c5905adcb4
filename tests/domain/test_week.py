"""Filling a week: the topic furthest behind first, nothing twice, every slot by itself, always the same."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite.domain.slots import Gap, Moment
from cmlite.domain.strategy import Pillar
from cmlite.domain.week import DISMISSED, Candidate, propose, slot_key, still_wanted

MONDAY = datetime(2026, 11, 30, 8)
PILLARS = (Pillar(pillar_id="craft", name="Handwerk", share=60), Pillar(pillar_id="team", name="Team", share=40))


def gap(days, *channel_ids):
    at = MONDAY + timedelta(days=days)
    return Gap(Moment(at + timedelta(hours=1), at), channel_ids or ("a",))


def idea(key, pillar="", **values):
    return Candidate(key=key, kind="idea", title=key, pillar_id=pillar, **values)


def occasion(key, day):
    return Candidate(key=key, kind="occasion", title=key, day=day)


def topics():
    return [
        Candidate(key=f"pillar:{one.pillar_id}", kind="pillar", title=one.name, pillar_id=one.pillar_id)
        for one in PILLARS
    ]


def titles(found):
    return [one.candidate.title for one in found]


def test_the_topic_that_is_furthest_behind_its_share_comes_first():
    gaps = [gap(0), gap(1), gap(2)]
    assert titles(propose(gaps, PILLARS, {}, topics(), {})) == ["Handwerk", "Team", "Handwerk"]
    assert titles(propose(gaps, PILLARS, {"craft": 3}, topics(), {})) == ["Team", "Team", "Handwerk"]


def test_an_idea_of_the_topic_comes_before_the_bare_topic_and_one_of_another_topic_after_it():
    found = [*topics(), idea("Kruste", "craft"), idea("Lehrling", "team")]
    assert titles(propose([gap(0), gap(1), gap(2)], PILLARS, {}, found, {})) == ["Kruste", "Lehrling", "Handwerk"]
    assert titles(propose([gap(0)], PILLARS, {}, [*topics(), idea("Lehrling", "team")], {})) == ["Handwerk"]


def test_an_idea_without_a_topic_comes_before_a_bare_topic_and_after_one_that_has_it():
    found = [*topics(), idea("ohne Thema"), idea("Kruste", "craft")]
    assert titles(propose([gap(0), gap(1), gap(2)], PILLARS, {}, found, {})) == ["Kruste", "ohne Thema", "Handwerk"]


def test_an_occasion_is_proposed_on_its_day_or_shortly_before_and_not_everywhere():
    days = [MONDAY.date() + timedelta(days=n) for n in range(6)]
    found = [occasion(f"Anlass {day.day}", day) for day in days] + topics()
    shown = titles(propose([gap(n) for n in range(6)], PILLARS, {}, found, {}))
    assert shown[:2] == ["Anlass 30", "Anlass 1"]
    assert sum(title.startswith("Anlass") for title in shown) == 2
    for day, expected in ((days[0] - timedelta(days=1), "Handwerk"), (days[2], "Anlass"), (days[3], "Handwerk")):
        assert titles(propose([gap(0)], PILLARS, {}, [occasion("Anlass", day), *topics()], {})) == [expected]


def test_an_idea_with_a_day_of_its_own_fills_that_day_alone():
    found = [*topics(), idea("Dienstag", "team", day=date(2026, 12, 1))]
    assert titles(propose([gap(0), gap(1)], PILLARS, {}, found, {})) == ["Handwerk", "Dienstag"]


def test_another_proposal_changes_its_slot_alone_and_comes_round_again():
    gaps = [gap(0), gap(1)]
    found = [*topics(), *(idea(f"Idee {n}", "craft") for n in range(3)), idea("Lehrling", "team")]
    first = propose(gaps, PILLARS, {}, found, {})
    key = first[0].key
    turned = [propose(gaps, PILLARS, {}, found, {key: n}) for n in range(first[0].of + 1)]
    assert {one[1].candidate.title for one in turned} == {"Lehrling"}
    shown = [one[0].candidate.title for one in turned]
    assert shown[0] == shown[-1] and len(set(shown)) == first[0].of
    assert "Lehrling" not in shown, "it stands in the other slot"


def test_a_dismissed_slot_has_no_proposal_and_the_others_keep_theirs():
    gaps = [gap(0), gap(1)]
    found = [*topics(), idea("Kruste", "craft")]
    left = propose(gaps, PILLARS, {}, found, {slot_key(gaps[0]): DISMISSED})
    assert titles(left) == ["Team"]


def test_what_suits_only_some_channels_goes_to_those():
    narrow = Candidate(key="e", kind="evergreen", title="Anfahrt", pillar_id="craft", channel_ids=("b", "c"))
    (found,) = propose([gap(0, "a", "b")], PILLARS, {}, [narrow], {})
    assert found.channel_ids == ("b",)
    assert propose([gap(0, "a")], PILLARS, {}, [narrow], {}) == []


def test_without_a_strategy_ideas_fill_the_slots_in_their_order():
    assert titles(propose([gap(0), gap(1)], (), {}, [idea("x"), idea("y")], {})) == ["x", "y"]
    assert propose([gap(0)], (), {}, [], {}) == []


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ({}, [("a", "b"), ("a",)]),
        ({"a": [date(2026, 12, 6)]}, [("a", "b")]),
        ({"a": [date(2026, 11, 30)]}, [("b",), ("a",)]),
        ({"a": [date(2026, 12, 5)] * 2, "b": [date(2026, 12, 5)]}, []),
    ],
)
def test_a_channel_with_as_many_posts_as_slots_needs_no_more(posts, expected):
    found = still_wanted([gap(0, "a", "b"), gap(1, "a")], {"a": 2, "b": 1}, posts)
    assert [one.channel_ids for one in found] == expected


pillar_ids = st.sampled_from(["craft", "team", ""])
candidates = st.lists(
    st.builds(
        Candidate,
        key=st.text("abcdef", min_size=1, max_size=3),
        kind=st.sampled_from(["idea", "evergreen", "template", "well", "occasion", "holiday"]),
        title=st.just("x"),
        pillar_id=pillar_ids,
        day=st.none() | st.dates(date(2026, 11, 28), date(2026, 12, 8)),
        channel_ids=st.none() | st.just(("a",)) | st.just(("b",)),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@settings(max_examples=60, deadline=None)
@given(
    candidates,
    st.sets(st.integers(0, 6), max_size=7),
    st.dictionaries(pillar_ids, st.integers(0, 5)),
    st.lists(st.integers(-1, 9), min_size=7, max_size=7),
)
def test_the_same_input_gives_the_same_proposals_one_a_slot_and_no_post_twice(found, days, have, turns):
    gaps = [gap(day, "a", "b") for day in sorted(days)]
    choices = {slot_key(one): turn for one, turn in zip(gaps, turns, strict=False)}
    found = [*found, *topics()]
    shown = propose(gaps, PILLARS, have, found, choices)
    assert shown == propose(gaps, PILLARS, have, list(found), dict(choices))
    assert [one.key for one in shown] == [slot_key(one) for one in gaps if choices[slot_key(one)] != DISMISSED]
    posts = [one.candidate.key for one in shown if not one.candidate.is_lasting]
    assert len(posts) == len(set(posts))
    assert all(one.channel_ids for one in shown)
