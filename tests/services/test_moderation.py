"""The moderation plan is saved in versions, and the proposal counts until then."""

import pytest

from cmlite.domain.brands import Brand
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import moderation
from cmlite.store.db import Store
from tests.conftest import NOW


def save(store: Store, version: int, **changes: object) -> object:
    content = moderation.plan_in_force(store, "b1").with_changes(changes)
    return moderation.save(store, "b1", content, version=version, now=NOW, actor="owner")


def test_without_a_saved_plan_the_proposal_counts(store: Store, brand: Brand) -> None:
    assert moderation.plan_in_force(store, "b1") == moderation.proposal(store, "b1")
    assert moderation.plan_in_force(store, "b1").deadline_of("complaint") == 120
    assert save(store, 0) is None
    assert moderation.versions(store, "b1") == []


def test_a_changed_plan_is_the_next_version_and_the_change_is_recorded(
    store: Store, brand: Brand, other_brand: Brand
) -> None:
    save(store, 0, never_promise=("umsonst",))
    save(store, 1, never_promise=("gratis",))

    assert moderation.plan_in_force(store, "b1").never_promise == ("gratis",)
    assert [(one.version, one.state) for one in moderation.versions(store, "b1")] == [(2, "current"), (1, "past")]
    assert "gratis" not in moderation.plan_in_force(store, "b2").never_promise
    recorded = store.rows("select from_state, to_state from audit where subject = 'moderation_plan' order by to_state")
    assert recorded == [
        {"from_state": "proposal", "to_state": "version 1"},
        {"from_state": "version 1", "to_state": "version 2"},
    ]


def test_two_windows_do_not_overwrite_each_other(store: Store, brand: Brand) -> None:
    save(store, 0, never_promise=("umsonst",))

    with pytest.raises(RuleError, match="changed_elsewhere"):
        save(store, 0, never_promise=("gratis",))
    assert moderation.plan_in_force(store, "b1").never_promise == ("umsonst",)


def test_back_to_the_proposal_can_be_undone(store: Store, brand: Brand) -> None:
    save(store, 0, never_promise=("umsonst",))
    given_up = moderation.back_to_proposal(store, "b1", now=NOW, actor="owner")

    assert moderation.plan_in_force(store, "b1") == moderation.proposal(store, "b1")
    moderation.restore(store, "b1", given_up, now=NOW, actor="owner")
    assert moderation.plan_in_force(store, "b1").never_promise == ("umsonst",)
    with pytest.raises(NotFoundError):
        moderation.restore(store, "b2", given_up, now=NOW, actor="owner")
