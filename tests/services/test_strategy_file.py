"""A strategy that travels: what is taken along, what a new brand begins with, files that are wrong, newer or hostile."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmlite.domain.strategy import MEASURES, Audience, Culture, Goal, NetworkChoice, Pillar, Strategy
from cmlite.domain.strategy_file import FORMAT, KIND, MAX_BYTES, Business, read, written
from cmlite.errors import RuleError
from cmlite.services import brands, strategy, strategy_file
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
NETWORKS = {"instagram", "facebook"}
STRATEGY = Strategy(
    culture=Culture(tone="Herzlich, „genau“ <b>so</b>"),
    audiences=(Audience(name="Familien"),),
    goals=(Goal(outcome="visibility", measure="reach", baseline=100, target=130, by=date(2027, 5, 1)),),
    networks=(NetworkChoice(network="instagram"),),
    pillars=(Pillar(pillar_id="a", name="A", share=100),),
    review_on=date(2027, 2, 1),
)


def file_of(**changes):
    content = json.loads(written(Business(name="Bäckerei", trade="food"), 3, STRATEGY))
    return json.dumps(content | changes).encode()


def strategy_with(**changes):
    return STRATEGY.model_dump(mode="json") | changes


def test_what_is_taken_along_comes_back_the_same():
    found = read(file_of(), NETWORKS)
    assert (found.strategy, found.version, found.business.name, found.hints) == (STRATEGY, 3, "Bäckerei", ())


def test_a_new_brand_begins_with_the_strategy_as_its_draft_and_without_the_figures_of_the_other(store, brand):
    file = strategy_file.look_into(file_of(), NETWORKS)
    made = strategy_file.begin_brand(store, file, "Blumen Rot", with_baselines=False, **WHO)
    draft = strategy.draft(store, made.brand_id)
    assert [(goal.target, goal.baseline) for goal in draft.goals] == [(130, None)]
    assert (draft.pillars, draft.done[0], "business" in draft.done) == (STRATEGY.pillars, "culture", False)
    assert brands.current(store).brand == made
    assert strategy.current(store, made.brand_id) is None
    assert strategy.draft(store, "b1") is None
    with_them = strategy_file.begin_brand(store, file, "Blumen Blau", with_baselines=True, **WHO)
    assert strategy.draft(store, with_them.brand_id).goals[0].baseline == 100


def test_goals_whose_day_is_over_are_asked_about_again(store):
    goal = STRATEGY.model_dump(mode="json")["goals"][0] | {"by": "2020-01-01"}
    file = strategy_file.look_into(file_of(strategy=strategy_with(goals=[goal])), NETWORKS)
    made = strategy_file.begin_brand(store, file, "Blumen Rot", with_baselines=False, **WHO)
    assert "goals" not in strategy.draft(store, made.brand_id).done


def test_without_a_name_no_brand_is_made(store):
    file = strategy_file.look_into(file_of(), NETWORKS)
    with pytest.raises(RuleError):
        strategy_file.begin_brand(store, file, "  ", with_baselines=False, **WHO)
    assert brands.current(store).brand is None


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "foreign"),
        (b"\xff\xfe\x00", "foreign"),
        (b"[1, 2]", "foreign"),
        (b"[" * 100_000, "foreign"),
        (b'{"kind": "other", "format": 1}', "foreign"),
        (b'{"kind": "cmlite-strategy", "format": "1"}', "foreign"),
        (b'{"kind": "cmlite-strategy", "format": 1, "x": NaN}', "foreign"),
        (b" " * (MAX_BYTES + 1), "too_big"),
        (json.dumps({"kind": KIND, "format": FORMAT + 1}).encode(), "newer"),
        (json.dumps({"kind": KIND, "format": FORMAT}).encode(), "damaged"),
        (file_of(strategy=strategy_with(pillars=[{"pillar_id": "a", "name": "A", "share": 900}])), "damaged"),
        (file_of(strategy=strategy_with(hours_per_week="viele")), "damaged"),
        (file_of(version=[1]), "damaged"),
        (file_of(business="x"), "damaged"),
        (file_of().replace(b'"target": 130.0', b'"target": 1e999'), "damaged"),
        (file_of(strategy=strategy_with(audiences=[{"name": "x"}] * 21)), "too_much"),
    ],
)
def test_a_wrong_file_is_refused_with_its_sentence(content, key):
    with pytest.raises(RuleError) as refused:
        read(content, NETWORKS)
    assert refused.value.key == f"errors.strategy_file.{key}"


def test_what_the_app_does_not_know_is_left_out_and_named():
    goal = STRATEGY.model_dump(mode="json")["goals"][0]
    found = read(
        file_of(
            strategy=strategy_with(
                networks=[{"network": "myspace"}, {"network": "facebook", "posts_per_week": -3}],
                goals=[goal, goal, goal | {"measure": "karma"}],
                pillars=[{"pillar_id": "a,b' --", "name": "A"}, {"pillar_id": "a,b' --", "name": "B\x00\u202e"}],
                answer_minutes={"question": -1, "nonsense": 5},
            )
        ),
        NETWORKS,
    )
    assert [(one.network, one.posts_per_week) for one in found.strategy.networks] == [("facebook", 0)]
    assert [one.pillar_id for one in found.strategy.pillars] == ["a-b", "a-b-2"]
    assert found.strategy.pillars[1].name == "B"
    assert len(found.strategy.goals) == 1
    assert (found.strategy.answer_minutes["question"], "nonsense" in found.strategy.answer_minutes) == (1, False)
    assert [hint.key for hint in found.hints] == ["brands.file_networks", "brands.file_goals"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(part=st.sampled_from([*Strategy.model_fields]), value=JSON)
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(part, value):
    try:
        found = read(file_of(strategy=strategy_with(**{part: value})), NETWORKS)
    except RuleError as refused:
        assert refused.key.startswith("errors.strategy_file.")
    else:
        assert all(goal.measure in MEASURES for goal in found.strategy.goals)
