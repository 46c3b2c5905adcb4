"""A draft saved at every step, versions, comparison; and what an owner's first steps leave behind."""

from datetime import date, timedelta

import pytest

from cmlite.domain.strategy import Audience, Culture, Goal, NetworkChoice, Pillar, Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import brands, onboarding, strategy
from cmlite.store import brands as brand_table
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
PARTS = {
    "culture": {"culture": Culture(tone="Herzlich")},
    "audiences": {"audiences": (Audience(name="Familien"),)},
    "goals": {"goals": (Goal(outcome="visibility", measure="reach", baseline=100, target=130, by=date(2027, 5, 1)),)},
    "networks": {"networks": (NetworkChoice(network="instagram"),)},
    "pillars": {"pillars": (Pillar(pillar_id="a", name="A", share=100),)},
    "review": {"review_on": date(2027, 2, 1)},
}


def fill(store, *, without=(), **changes):
    for step, values in PARTS.items():
        if step not in without:
            chosen = values | {key: value for key, value in changes.items() if key in values}
            strategy.save_step(store, "b1", step, lambda base, chosen=chosen: base.model_copy(update=chosen), **WHO)


def test_a_step_that_is_saved_again_is_the_last_one_saved(store, brand):
    fill(store)
    saved = strategy.save_step(store, "b1", "goals", lambda base: base, **WHO)
    assert saved.done[-1] == "goals"
    assert len(saved.done) == len(set(saved.done))


def test_every_step_is_saved_and_can_be_resumed(store, brand):
    fill(store, without=("pillars", "review"))
    found = strategy.draft(store, "b1")
    assert found.done == ("culture", "audiences", "goals", "networks")
    assert found.culture.tone == "Herzlich"
    assert strategy.current(store, "b1") is None


@pytest.mark.parametrize("missing", sorted(PARTS))
def test_an_incomplete_strategy_is_not_decided(store, brand, missing):
    fill(store, without=(missing,))
    with pytest.raises(RuleError) as refused:
        strategy.decide(store, "b1", **WHO)
    assert refused.value.values["step"] == missing
    assert strategy.versions(store, "b1") == []


def test_deciding_makes_version_one_and_changing_it_version_two(store, brand):
    fill(store)
    assert strategy.decide(store, "b1", **WHO).version == 1
    assert strategy.draft(store, "b1") is None
    fill(store)
    assert strategy.decide(store, "b1", **WHO).version == 1, "nothing changed"
    assert strategy.draft(store, "b1") is None
    fill(store, culture=Culture(tone="Sachlich"))
    assert strategy.in_force(store, "b1").culture.tone == "Herzlich"
    strategy.decide(store, "b1", **WHO)
    found = strategy.versions(store, "b1")
    assert [(one.version, one.state, one.content.culture.tone) for one in found] == [
        (2, "current", "Sachlich"),
        (1, "past", "Herzlich"),
    ]
    assert [one.part for one in strategy.compare(found[1], found[0])] == ["culture.tone"]


def test_a_discarded_draft_leaves_the_version_in_force(store, brand):
    fill(store)
    strategy.decide(store, "b1", **WHO)
    fill(store, culture=Culture(tone="Anders"))
    strategy.discard_draft(store, "b1", **WHO)
    assert strategy.in_force(store, "b1").culture.tone == "Herzlich"
    with pytest.raises(NotFoundError):
        strategy.decide(store, "b1", **WHO)


def test_another_brand_has_its_own_strategy(store, brand, other_brand):
    fill(store)
    assert strategy.in_force(store, "b2") == Strategy()


def test_the_business_is_created_changed_and_brought_into_view(store):
    made = onboarding.save_business(store, None, {"name": "Blumen Rot", "trade": "retail"}, **WHO)
    changed = onboarding.save_business(
        store, made, {"name": "Blumen Blau"}, now=NOW + timedelta(hours=1), actor="owner"
    )
    assert (changed.brand_id, changed.trade, changed.created_at) == (made.brand_id, "retail", NOW)
    assert brands.current(store).brand.name == "Blumen Blau"


def test_a_change_of_the_business_keeps_what_another_window_changed_and_brings_no_removed_brand_back(
    store, brand, other_brand
):
    brands.archive(store, other_brand, **WHO)
    onboarding.save_business(store, other_brand, {"name": "Blumen Blau"}, **WHO)
    assert [(one.name, one.archived_at) for one in brands.archived(store)] == [("Blumen Blau", NOW)]
    with store.write() as cursor:
        brand_table.erase_brand(cursor, "b2")
    with pytest.raises(NotFoundError):
        onboarding.save_business(store, other_brand, {"name": "Blumen Rot"}, **WHO)
    assert [one.brand_id for one in brands.current(store).brands] == ["b1"]


def test_a_business_without_a_name_is_refused(store):
    with pytest.raises(RuleError):
        onboarding.save_business(store, None, {"name": "  "}, **WHO)
    assert brands.current(store).brand is None
